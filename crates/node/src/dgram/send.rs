//! Sends: tried at once from the program's own memory; a message that the system does not take is held and queued.

use std::io::IoSlice;
use std::net::SocketAddr;

use weir_engine::{HeldBytes, Scope, op, v8};
use weir_loop::{DatagramId, Loop, LoopError, WriteData};

use super::failure;
use crate::Env;
use crate::net::address;

/// What stands for a message that was queued; no message is as long.
const QUEUED: f64 = 1e9;

/// `send(socket, views, address, port)`: how many bytes were sent, `QUEUED` when `onSent` will tell, or a negative errno.
/// The address is undefined on a connected socket.
#[op]
fn send<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    socket: f64,
    views: v8::Local<'s, v8::Array>,
    text: Option<String>,
    port: u32,
) -> f64 {
    let to = match text {
        Some(text) => match address::parse(&text, port) {
            Some(address) => Some(address),
            None => return f64::from(-libc::EINVAL),
        },
        None => None,
    };
    let mut parts: Vec<HeldBytes> = Vec::with_capacity(views.length() as usize);
    for index in 0..views.length() {
        let view =
            views.get_index(scope, index).and_then(|value| v8::Local::<v8::ArrayBufferView>::try_from(value).ok());
        parts.extend(view.and_then(|view| HeldBytes::new(scope, view, 0)));
    }
    let result = env.datagrams.socket(socket).and_then(|id| send_parts(&env.lp, id, parts, to.as_ref()));
    result.unwrap_or_else(|error| f64::from(failure(error)))
}

fn send_parts(lp: &Loop, id: DatagramId, parts: Vec<HeldBytes>, to: Option<&SocketAddr>) -> Result<f64, LoopError> {
    let slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part.as_ref())).collect();
    if let Some(sent) = lp.datagram_try_send(id, &slices, to)? {
        return Ok(sent as f64);
    }
    let parts = parts.into_iter().map(|part| Box::new(part) as WriteData).collect();
    lp.datagram_queue_send(id, parts, to)?;
    Ok(QUEUED)
}
