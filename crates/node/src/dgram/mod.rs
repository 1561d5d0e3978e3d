//! `node:dgram`: UDP sockets of the loop behind the handle class of `dgram/handle.js`. JavaScript names a socket by a
//! number that is used once; answers are 0 or a negative errno unless said otherwise.

mod events;
mod send;

use std::cell::{OnceCell, RefCell};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::{FromRawFd, OwnedFd};
use std::rc::Rc;

use weir_engine::{Binding, IntoJs, OpError, Scope, op, ops, v8};
use weir_loop::{DatagramId, DatagramOptions, LoopError, MulticastTarget, index_of_interface};

use crate::Env;
use crate::net::address;
use crate::net::table::Table;
use events::HandleEvents;

pub(crate) const BINDING: Binding = Binding {
    name: "dgram",
    ops: ops![
        setup,
        create,
        open,
        close,
        descriptor,
        set_referenced,
        has_reference,
        bind,
        connect,
        disconnect,
        receive_start,
        receive_stop,
        send::send,
        queued,
        local_address,
        peer_address,
        set_broadcast,
        set_ttl,
        set_multicast_ttl,
        set_multicast_loopback,
        set_multicast_interface,
        set_membership,
        buffer_size,
    ],
    init: None,
};

/// The functions that events call, each with the handle's object as its receiver.
pub(super) struct Hooks {
    on_message: v8::Global<v8::Function>,
    on_error: v8::Global<v8::Function>,
    on_sent: v8::Global<v8::Function>,
    on_close: v8::Global<v8::Function>,
}

/// What the datagram sockets of an environment share.
#[derive(Default)]
pub(crate) struct Shared {
    hooks: OnceCell<Hooks>,
    table: RefCell<Table<(DatagramId, Rc<HandleEvents>)>>,
}

pub(crate) type Datagrams = Rc<Shared>;

impl Shared {
    fn hooks(&self) -> &Hooks {
        match self.hooks.get() {
            Some(hooks) => hooks,
            None => unreachable!("a handle is made after the hooks are set"),
        }
    }

    fn socket(&self, number: f64) -> Result<DatagramId, LoopError> {
        self.table.borrow().get(number).map(|entry| entry.0).ok_or(LoopError::Closed)
    }
}

fn status<T>(result: Result<T, LoopError>) -> i32 {
    result.map_or_else(failure, |_| 0)
}

fn failure(error: LoopError) -> i32 {
    match error {
        LoopError::Closed => -libc::EBADF,
        other => -other.errno(),
    }
}

/// `setup(onMessage, onError, onSent, onClose)`: whom events call. Once per environment.
#[op]
fn setup<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    on_message: v8::Local<'s, v8::Function>,
    on_error: v8::Local<'s, v8::Function>,
    on_sent: v8::Local<'s, v8::Function>,
    on_close: v8::Local<'s, v8::Function>,
) {
    let hooks = Hooks {
        on_message: v8::Global::new(scope, on_message),
        on_error: v8::Global::new(scope, on_error),
        on_sent: v8::Global::new(scope, on_sent),
        on_close: v8::Global::new(scope, on_close),
    };
    if env.datagrams.hooks.set(hooks).is_err() {
        unreachable!("datagram handles are set up once per environment");
    }
}

/// `create(handle)`: the number of a new socket for `handle`, which is held until the socket is closed.
#[op]
fn create<'s>(scope: &mut Scope<'s, '_>, env: &Env, handle: v8::Local<'s, v8::Object>) -> f64 {
    let events = HandleEvents::new(scope, env, handle);
    let id = env.lp.new_datagram(events.clone());
    env.lp.set_label(id, "UDPWrap");
    env.datagrams.table.borrow_mut().insert((id, events))
}

/// `open(socket, fd)`: the descriptor becomes the socket's.
#[op]
fn open(env: &Env, socket: f64, fd: i32) -> i32 {
    let result = env.datagrams.socket(socket).and_then(|id| {
        if fd < 0 {
            return Err(LoopError::Os { errno: libc::EBADF, syscall: "open" });
        }
        // SAFETY: not -1. JavaScript passes a number that its program says is open and unused by others; one that is
        // not open makes the system calls on it fail.
        env.lp.datagram_open(id, unsafe { OwnedFd::from_raw_fd(fd) })
    });
    status(result)
}

/// `close(socket)`: the descriptor is closed at once; `onClose` follows in the closing phase.
#[op]
fn close(env: &Env, socket: f64) -> bool {
    let removed = env.datagrams.table.borrow_mut().remove(socket);
    let Some((id, events)) = removed else { return false };
    env.lp.close(id, move |_| events.closed())
}

/// `descriptor(socket)`: its number, or -1.
#[op]
fn descriptor(env: &Env, socket: f64) -> i32 {
    env.datagrams.socket(socket).ok().and_then(|id| env.lp.datagram_fd(id)).unwrap_or(-1)
}

/// `setReferenced(socket, on)`.
#[op(fast)]
fn set_referenced(env: &Env, socket: f64, on: bool) {
    if let Ok(id) = env.datagrams.socket(socket) {
        if on { env.lp.ref_handle(id) } else { env.lp.unref_handle(id) }
    }
}

/// `hasReference(socket)`.
#[op(fast)]
fn has_reference(env: &Env, socket: f64) -> bool {
    env.datagrams.socket(socket).is_ok_and(|id| env.lp.has_ref(id))
}

fn with_address(
    env: &Env,
    socket: f64,
    text: &str,
    port: u32,
    call: impl FnOnce(DatagramId, &SocketAddr) -> Result<(), LoopError>,
) -> i32 {
    let Some(address) = address::parse(text, port) else { return -libc::EINVAL };
    status(env.datagrams.socket(socket).and_then(|id| call(id, &address)))
}

/// `bind(socket, address, port, ipv6Only, reuseAddress, reusePort)`.
#[op]
fn bind(env: &Env, socket: f64, text: &str, port: u32, ipv6_only: bool, reuse_address: bool, reuse_port: bool) -> i32 {
    let options = DatagramOptions { ipv6_only, reuse_address, reuse_port };
    with_address(env, socket, text, port, |id, address| env.lp.datagram_bind(id, address, options))
}

/// `connect(socket, address, port)`.
#[op]
fn connect(env: &Env, socket: f64, text: &str, port: u32) -> i32 {
    with_address(env, socket, text, port, |id, address| env.lp.datagram_connect(id, Some(address)))
}

/// `disconnect(socket)`.
#[op]
fn disconnect(env: &Env, socket: f64) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_connect(id, None)))
}

/// `receiveStart(socket)`.
#[op]
fn receive_start(env: &Env, socket: f64) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_receive_start(id)))
}

/// `receiveStop(socket)`.
#[op]
fn receive_stop(env: &Env, socket: f64) -> i32 {
    status(env.datagrams.socket(socket).map(|id| env.lp.datagram_receive_stop(id)))
}

/// `queued(socket)`: [bytes, messages] that wait.
#[op]
fn queued(env: &Env, socket: f64) -> Vec<u32> {
    let (bytes, messages) = env.datagrams.socket(socket).map_or((0, 0), |id| env.lp.datagram_queued(id));
    vec![bytes as u32, messages as u32]
}

fn answer<'s>(
    scope: &mut Scope<'s, '_>,
    result: Result<SocketAddr, LoopError>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match result {
        Ok(found) => address::to_js(scope, weir_loop::Address::Internet(found)),
        Err(error) => failure(error).into_js(scope),
    }
}

/// `localAddress(socket)`: [family, address, port], or a negative errno.
#[op]
fn local_address<'s>(scope: &mut Scope<'s, '_>, env: &Env, socket: f64) -> Result<v8::Local<'s, v8::Value>, OpError> {
    answer(scope, env.datagrams.socket(socket).and_then(|id| env.lp.datagram_local_address(id)))
}

/// `peerAddress(socket)`: the same of the fixed other end.
#[op]
fn peer_address<'s>(scope: &mut Scope<'s, '_>, env: &Env, socket: f64) -> Result<v8::Local<'s, v8::Value>, OpError> {
    answer(scope, env.datagrams.socket(socket).and_then(|id| env.lp.datagram_peer_address(id)))
}

/// `setBroadcast(socket, on)`.
#[op]
fn set_broadcast(env: &Env, socket: f64, on: bool) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_broadcast(id, on)))
}

/// `setTtl(socket, ttl)`.
#[op]
fn set_ttl(env: &Env, socket: f64, ttl: i32) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_ttl(id, ttl)))
}

/// `setMulticastTtl(socket, ttl)`.
#[op]
fn set_multicast_ttl(env: &Env, socket: f64, ttl: i32) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_multicast_ttl(id, ttl)))
}

/// `setMulticastLoopback(socket, on)`.
#[op]
fn set_multicast_loopback(env: &Env, socket: f64, on: bool) -> i32 {
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_multicast_loopback(id, on)))
}

/// The address and, for IPv6, the number of the interface that its zone names; one that is not there is 0, which leaves
/// the choice to the system.
fn interface_of(text: &str) -> Option<(IpAddr, u32)> {
    let (address, zone) = text.split_once('%').unwrap_or((text, ""));
    let address = address.parse().ok()?;
    let index = zone.parse().ok().or_else(|| index_of_interface(zone)).unwrap_or(0);
    Some((address, index))
}

/// `setMulticastInterface(socket, address)`.
#[op]
fn set_multicast_interface(env: &Env, socket: f64, text: &str) -> i32 {
    let Some((address, index)) = interface_of(text) else { return -libc::EINVAL };
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_multicast_interface(id, address, index)))
}

/// `setMembership(socket, group, interface, source, join)`: the interface and the source may be undefined.
#[op]
fn set_membership(
    env: &Env,
    socket: f64,
    group: String,
    interface: Option<String>,
    source: Option<String>,
    join: bool,
) -> i32 {
    let target = multicast_target(&group, interface.as_deref(), source.as_deref());
    let Some(target) = target else { return -libc::EINVAL };
    status(env.datagrams.socket(socket).and_then(|id| env.lp.datagram_set_membership(id, &target, join)))
}

fn multicast_target(group: &str, interface: Option<&str>, source: Option<&str>) -> Option<MulticastTarget> {
    let (group, zone) = interface_of(group)?;
    let source = match source {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    let mut target = MulticastTarget { group, interface: None, interface_index: zone, source };
    if let Some(text) = interface {
        match interface_of(text)? {
            (IpAddr::V4(address), _) => target.interface = Some(address),
            (IpAddr::V6(_), index) => target.interface_index = index,
        }
    }
    // An IPv4 group on an interface that is named in IPv6 makes no sense, nor does the opposite.
    let mixed = match group {
        IpAddr::V4(_) => interface.is_some() && target.interface.is_none(),
        IpAddr::V6(_) => target.interface.is_some_and(|address| address != Ipv4Addr::UNSPECIFIED),
    };
    (!mixed).then_some(target)
}

/// `bufferSize(socket, receive, size)`: the size of the kernel's buffer after setting it, unless `size` is 0; or a
/// negative errno.
#[op]
fn buffer_size(env: &Env, socket: f64, receive: bool, size: f64) -> f64 {
    // As a size that the system's int cannot hold is refused by it, so is it here.
    if size > f64::from(i32::MAX) {
        return f64::from(-libc::EINVAL);
    }
    let size = (size > 0.0).then_some(size as u32);
    match env.datagrams.socket(socket).and_then(|id| env.lp.datagram_buffer_size(id, receive, size)) {
        Ok(size) => size as f64,
        Err(error) => f64::from(failure(error)),
    }
}
