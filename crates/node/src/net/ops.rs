//! The operations of stream handles but for writes. Arguments were checked in JavaScript; answers are 0 or a negative
//! errno unless said otherwise, since JavaScript makes the errors that Node documents from them.

use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};
use std::rc::Rc;

use weir_engine::{HeldBytes, IntoJs, OpError, Scope, op, v8};
use weir_loop::{Address, BindOptions, KeepAlive, LoopError, StreamKind};

use super::{Hooks, address, failure, find, id, status};
use crate::Env;

/// `setup(onRead, onConnection, onConnect, onWritten, onShutdown, onClose)`: whom events call. Once per environment.
#[op]
fn setup<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    on_read: v8::Local<'s, v8::Function>,
    on_connection: v8::Local<'s, v8::Function>,
    on_connect: v8::Local<'s, v8::Function>,
    on_written: v8::Local<'s, v8::Function>,
    on_write_lost: v8::Local<'s, v8::Function>,
    on_shutdown: v8::Local<'s, v8::Function>,
    on_close: v8::Local<'s, v8::Function>,
) {
    let hooks = Hooks {
        on_read: v8::Global::new(scope, on_read),
        on_connection: v8::Global::new(scope, on_connection),
        on_connect: v8::Global::new(scope, on_connect),
        on_written: v8::Global::new(scope, on_written),
        on_write_lost: v8::Global::new(scope, on_write_lost),
        on_shutdown: v8::Global::new(scope, on_shutdown),
        on_close: v8::Global::new(scope, on_close),
    };
    if env.streams.hooks.set(hooks).is_err() {
        unreachable!("stream handles are set up once per environment");
    }
}

/// `create(kind)`: the number of a new stream, whose events name it by its index, see `net/stream_handle.js`.
/// Kinds: 0 TCP socket, 1 TCP server, 2 pipe, 3 pipe server, 4 terminal.
#[op]
fn create<'s>(scope: &mut Scope<'s, '_>, env: &Env, kind: u32) -> f64 {
    let (kind, label) = match kind {
        0 => (StreamKind::Tcp, "TCPSocketWrap"),
        1 => (StreamKind::Tcp, "TCPServerWrap"),
        2 | 3 => (StreamKind::Pipe, "PipeWrap"),
        _ => (StreamKind::Tty, "TTYWrap"),
    };
    let events = env.streams.events(&env.engine);
    let id = env.lp.new_stream(kind, events.clone());
    env.lp.set_label(id, label);
    events.opened(scope, id);
    id.to_number()
}

/// `open(stream, fd)`: the descriptor becomes the stream's.
#[op]
fn open(env: &Env, stream: f64, fd: i32) -> i32 {
    let result = find(&env.lp, stream).and_then(|id| {
        env.stdio.note_flags(fd);
        let fd = own(fd)?;
        env.lp.stream_open(id, fd)
    });
    status(result)
}

/// `openAccepted(stream, fd)`: as `open`, for a descriptor that `onConnection` was given.
#[op]
fn open_accepted(env: &Env, stream: f64, fd: i32) -> i32 {
    status(find(&env.lp, stream).and_then(|id| env.lp.stream_open_accepted(id, own(fd)?)))
}

/// `openShared(stream, fd)`: standard output or error, which others use as well and which is left in the mode that it
/// is in.
#[op]
fn open_shared(env: &Env, stream: f64, fd: i32) -> i32 {
    let result = find(&env.lp, stream).and_then(|id| {
        let fd = own(fd)?;
        env.lp.stream_open_shared(id, fd)?;
        env.stdio.note_output(id);
        Ok(())
    });
    status(result)
}

/// `openTerminal(stream, fd)`: the terminal behind a descriptor, which stays its owner's.
#[op]
fn open_terminal(env: &Env, stream: f64, fd: i32) -> i32 {
    let result = find(&env.lp, stream).and_then(|id| {
        if fd < 0 {
            return Err(LoopError::Os { errno: libc::EBADF, syscall: "open" });
        }
        // SAFETY: not -1, and used for system calls alone during this op.
        env.lp.stream_open_terminal(id, unsafe { BorrowedFd::borrow_raw(fd) })
    });
    status(result)
}

/// Takes a number that JavaScript owns.
fn own(fd: i32) -> Result<OwnedFd, LoopError> {
    if fd < 0 {
        return Err(LoopError::Os { errno: libc::EBADF, syscall: "open" });
    }
    // SAFETY: not -1. JavaScript passes a number that it was given or that its program says is open and unused by
    // others; one that is not open makes the system calls on it fail.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// `close(stream)`: the descriptor is closed at once; `onClose` follows in the closing phase. False when it was closed.
#[op]
fn close(env: &Env, stream: f64) -> bool {
    let (id, events) = (id(stream), env.streams.events(&env.engine).clone());
    env.lp.close(id, move |lp| events.closed(lp, id))
}

/// `descriptor(stream)`: its number, or -1.
#[op]
fn descriptor(env: &Env, stream: f64) -> i32 {
    env.lp.stream_fd(id(stream)).unwrap_or(-1)
}

/// `setReferenced(stream, on)`.
#[op(fast)]
fn set_referenced(env: &Env, stream: f64, on: bool) {
    if on { env.lp.ref_handle(id(stream)) } else { env.lp.unref_handle(id(stream)) }
}

/// `hasReference(stream)`.
#[op(fast)]
fn has_reference(env: &Env, stream: f64) -> bool {
    env.lp.has_ref(id(stream))
}

/// `bindInternet(stream, address, port, ipv6Only, reusePort)`.
#[op]
fn bind_internet(env: &Env, stream: f64, text: &str, port: u32, ipv6_only: bool, reuse_port: bool) -> i32 {
    let Some(address) = address::parse(text, port) else { return -libc::EINVAL };
    let options = BindOptions { ipv6_only, reuse_port };
    status(env.lp.stream_bind(id(stream), &Address::Internet(address), options))
}

/// `bindPath(stream, path)`.
#[op]
fn bind_path(env: &Env, stream: f64, path: &str) -> i32 {
    let address = Address::Path(path.as_bytes().to_vec());
    status(env.lp.stream_bind(id(stream), &address, BindOptions::default()))
}

/// `listen(stream, backlog)`.
#[op]
fn listen(env: &Env, stream: f64, backlog: i32) -> i32 {
    status(env.lp.stream_listen(id(stream), backlog))
}

/// `connectInternet(stream, address, port)`.
#[op]
fn connect_internet(env: &Env, stream: f64, text: &str, port: u32) -> i32 {
    let Some(address) = address::parse(text, port) else { return -libc::EINVAL };
    status(env.lp.stream_connect(id(stream), &Address::Internet(address)))
}

/// `connectPath(stream, path)`.
#[op]
fn connect_path(env: &Env, stream: f64, path: &str) -> i32 {
    let address = Address::Path(path.as_bytes().to_vec());
    status(env.lp.stream_connect(id(stream), &address))
}

/// `readStart(stream)`.
#[op(fast)]
fn read_start(env: &Env, stream: f64) -> i32 {
    status(env.lp.stream_read_start(id(stream)))
}

/// `readStop(stream)`.
#[op(fast)]
fn read_stop(env: &Env, stream: f64) -> i32 {
    env.lp.stream_read_stop(id(stream));
    0
}

/// `readInto(stream, view)`: reads go into the view's memory from now on, and `onRead` gets no buffer.
#[op]
fn read_into<'s>(scope: &mut Scope<'s, '_>, env: &Env, stream: f64, view: v8::Local<'s, v8::ArrayBufferView>) -> i32 {
    let Some(target) = HeldBytes::new(scope, view, 0) else { return -libc::EINVAL };
    status(env.lp.stream_read_into(id(stream), Some(Rc::new(target))))
}

/// `receiveDescriptors(stream, on)`: whether reads take descriptors, as of an IPC channel.
#[op]
fn receive_descriptors(env: &Env, stream: f64, on: bool) -> i32 {
    status(env.lp.stream_receive_descriptors(id(stream), on))
}

/// `shutdown(stream)`: `onShutdown` follows.
#[op]
fn shutdown(env: &Env, stream: f64) -> i32 {
    status(env.lp.stream_shutdown(id(stream)))
}

/// `reset(stream)`: the close that follows resets the connection.
#[op]
fn reset(env: &Env, stream: f64) -> i32 {
    status(env.lp.stream_prepare_reset(id(stream)))
}

/// `setNoDelay(stream, on)`.
#[op]
fn set_no_delay(env: &Env, stream: f64, on: bool) -> i32 {
    status(env.lp.stream_set_nodelay(id(stream), on))
}

/// `setKeepAlive(stream, on, delay, interval, probes)`: times in seconds; 0 leaves the system's setting.
#[op]
fn set_keep_alive(env: &Env, stream: f64, on: bool, delay: u32, interval: u32, probes: u32) -> i32 {
    let settings = on.then_some(KeepAlive { delay, interval, probes });
    status(env.lp.stream_set_keepalive(id(stream), settings))
}

/// `setTypeOfService(stream, value)`.
#[op]
fn set_type_of_service(env: &Env, stream: f64, value: u32) -> i32 {
    status(env.lp.stream_set_type_of_service(id(stream), value as u8))
}

/// `typeOfService(stream)`: the value, or a negative errno.
#[op]
fn type_of_service(env: &Env, stream: f64) -> i32 {
    match env.lp.stream_type_of_service(id(stream)) {
        Ok(value) => value as i32,
        Err(error) => failure(error),
    }
}

/// `setBlocking(stream, on)`: whether writes wait for the system.
#[op]
fn set_blocking(env: &Env, stream: f64, on: bool) -> i32 {
    status(env.lp.stream_set_blocking_writes(id(stream), on))
}

/// `openPathToAll(stream, readable, writable)`: the rights of the file that a unix socket is bound to.
#[op]
fn open_path_to_all(env: &Env, stream: f64, readable: bool, writable: bool) -> i32 {
    status(env.lp.stream_open_path_to_all(id(stream), readable, writable))
}

/// `bytesRead(stream)`.
#[op(fast)]
fn bytes_read(env: &Env, stream: f64) -> f64 {
    env.lp.stream_counts(id(stream)).map_or(0.0, |counts| counts.0 as f64)
}

/// `bytesWritten(stream)`: queued bytes included.
#[op(fast)]
fn bytes_written(env: &Env, stream: f64) -> f64 {
    env.lp.stream_counts(id(stream)).map_or(0.0, |counts| counts.1 as f64)
}

/// `queuedBytes(stream)`: what the system did not take yet.
#[op(fast)]
fn queued_bytes(env: &Env, stream: f64) -> f64 {
    env.lp.stream_queued_bytes(id(stream)) as f64
}

fn answer<'s>(
    scope: &mut Scope<'s, '_>,
    result: Result<Address, LoopError>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match result {
        Ok(found) => address::to_js(scope, found),
        Err(error) => failure(error).into_js(scope),
    }
}

/// `delayedError(stream)`: the negative errno that binding put off until listening or connecting, or 0.
#[op]
fn delayed_error(env: &Env, stream: f64) -> i32 {
    env.lp.stream_delayed_error(id(stream)).map_or(0, |errno| -errno)
}

/// `localAddress(stream)`: [family, address, port], a path, or a negative errno.
#[op]
fn local_address<'s>(scope: &mut Scope<'s, '_>, env: &Env, stream: f64) -> Result<v8::Local<'s, v8::Value>, OpError> {
    answer(scope, env.lp.stream_local_address(id(stream)))
}

/// `peerAddress(stream)`: the same of the other end.
#[op]
fn peer_address<'s>(scope: &mut Scope<'s, '_>, env: &Env, stream: f64) -> Result<v8::Local<'s, v8::Value>, OpError> {
    answer(scope, env.lp.stream_peer_address(id(stream)))
}

/// `socketPair()`: the numbers of two connected unix sockets, closed on exec, or a negative errno.
#[op]
fn socket_pair<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
    use std::os::fd::IntoRawFd;
    match socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None) {
        Ok((one, other)) => vec![one.into_raw_fd(), other.into_raw_fd()].into_js(scope),
        Err(errno) => (-errno.raw_os_error()).into_js(scope),
    }
}
