//! Receiving: a batch of messages per system call, each copied to where the next chunk of the loop's slabs is. Copying
//! is cheaper than giving each message room for the longest one there may be.

use super::core::DatagramCore;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::DatagramId;
use crate::stream::Expected;
use crate::sys::receive_batch;
use rustix::io::Errno;
use std::net::SocketAddr;
use std::rc::Rc;

/// Messages per system call.
pub(crate) const MESSAGES: usize = 16;

/// Room for one message: the longest that UDP can carry.
pub(crate) const LONGEST: usize = 64 << 10;

/// System calls for one socket before others have their turn.
const CALLS_PER_EVENT: usize = 4;

/// The same for a socket that takes one message per call.
const SINGLE_CALLS_PER_EVENT: usize = 32;

/// Where a batch is received, made at the first one and shared by the sockets of a loop. Only the pages that messages
/// reach are ever touched.
#[derive(Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
}

impl Batch {
    pub(crate) fn room(&mut self) -> &mut [u8] {
        if self.bytes.is_empty() {
            self.bytes = vec![0; MESSAGES * LONGEST];
        }
        &mut self.bytes
    }
}

/// What is known of one message of a batch.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) length: usize,
    pub(crate) from: Option<SocketAddr>,
    pub(crate) truncated: bool,
}

impl DatagramCore {
    pub(super) fn receive_ready(self: &Rc<Self>, lp: &Loop) {
        let mut batch = std::mem::take(&mut *lp.batch());
        let (calls, most) = if self.shared.get() { (SINGLE_CALLS_PER_EVENT, 1) } else { (CALLS_PER_EVENT, MESSAGES) };
        for _ in 0..calls {
            let mut arrivals = [Arrival { length: 0, from: None, truncated: false }; MESSAGES];
            let received = self.with_fd("recvmsg", |fd| {
                rustix::io::retry_on_intr(|| receive_batch(fd, batch.room(), LONGEST, &mut arrivals[..most]))
            });
            let count = match received {
                Ok(count) => count,
                Err(LoopError::Os { errno: libc::EAGAIN, .. }) => break,
                Err(error) => {
                    self.events.on_error(lp, self.id(), error.errno());
                    break;
                }
            };
            for (index, arrival) in arrivals[..count].iter().enumerate() {
                if !self.receiving.get() {
                    // Stopped or closed by an earlier message; what was taken with it is lost, as on any closed socket.
                    break;
                }
                let message = &batch.room()[index * LONGEST..][..arrival.length];
                let copied = lp.slabs().read(Expected::Messages, arrival.length, |room| {
                    room[..message.len()].copy_from_slice(message);
                    Ok::<usize, Errno>(message.len())
                });
                if let (Ok((chunk, _)), Some(from)) = (copied, arrival.from) {
                    self.events.on_message(lp, self.id(), chunk, from, arrival.truncated);
                }
            }
            if count < most || !self.receiving.get() {
                break;
            }
        }
        *lp.batch() = batch;
    }
}

impl Loop {
    /// Starts receiving.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EBADF` for a socket without a descriptor.
    pub fn datagram_receive_start(&self, id: DatagramId) -> Result<()> {
        let core = self.datagram(id)?;
        if core.closed() {
            return Err(LoopError::os("recvmsg", libc::EBADF));
        }
        core.receiving.set(true);
        core.update_interest(self).inspect_err(|_| core.receiving.set(false))
    }

    /// Stops receiving.
    pub fn datagram_receive_stop(&self, id: DatagramId) {
        if let Ok(core) = self.datagram(id)
            && core.receiving.replace(false)
        {
            let relaxed = core.update_interest(self);
            debug_assert!(relaxed.is_ok(), "a watched fd can be waited for: {relaxed:?}");
        }
    }
}
