//! Standard streams natively: writes that do not return before the data is with the system, reads by readiness on the
//! loop, and what a terminal tells of itself.

use std::os::fd::{BorrowedFd, RawFd};
use std::rc::Rc;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::{self, OptionalActions, Termios};
use weir_engine::{Binding, Bytes, IntoJs, JsCallback, OpError, op, ops};
use weir_loop::{Interest, PollId};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "stdio",
    ops: ops![write_bytes, write_text, is_terminal, window_size, set_raw_mode, read_start, read_stop, read_ref],
    init: None,
};

/// Descriptors that are read, and terminals whose mode was changed.
#[derive(Default)]
pub(crate) struct Stdio {
    readers: std::cell::RefCell<std::collections::HashMap<u32, PollId>>,
    next_reader: std::cell::Cell<u32>,
    saved_mode: std::cell::RefCell<Option<(RawFd, Termios)>>,
}

impl Stdio {
    /// Gives a terminal in raw mode its mode back; called before the process ends.
    pub fn restore_terminal(&self) {
        if let Some((fd, mode)) = self.saved_mode.borrow_mut().take() {
            // A terminal that went away needs no mode.
            let _ = termios::tcsetattr(borrow(fd), OptionalActions::Now, &mode);
        }
    }
}

fn borrow(fd: RawFd) -> BorrowedFd<'static> {
    // SAFETY: the descriptor is only passed to system calls, which answer EBADF when it is closed.
    unsafe { BorrowedFd::borrow_raw(fd) }
}

/// Writes everything, waiting where the descriptor is non-blocking and full.
fn write_all(fd: RawFd, mut bytes: &[u8]) -> Result<(), OpError> {
    if fd < 0 {
        return Err(OpError::system(libc::EBADF, "write"));
    }
    let fd = borrow(fd);
    while !bytes.is_empty() {
        match rustix::io::write(fd, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                let mut wanted = [PollFd::from_borrowed_fd(fd, PollFlags::OUT)];
                match poll(&mut wanted, None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(OpError::system(error.raw_os_error(), "write")),
                }
            }
            Err(error) => return Err(OpError::system(error.raw_os_error(), "write")),
        }
    }
    Ok(())
}

/// `writeBytes(fd, view)`: returns when all of it is written.
#[op]
fn write_bytes(fd: i32, bytes: &[u8]) -> Result<(), OpError> {
    write_all(fd, bytes)
}

/// `writeText(fd, text)`: the same for a string, as UTF-8.
#[op]
fn write_text(fd: i32, text: &str) -> Result<(), OpError> {
    write_all(fd, text.as_bytes())
}

/// `isTerminal(fd)`.
#[op]
fn is_terminal(fd: i32) -> bool {
    fd >= 0 && termios::isatty(borrow(fd))
}

/// `windowSize(fd)`: [columns, rows], or undefined when it has none.
#[op]
fn window_size(fd: i32) -> Option<Vec<u32>> {
    let size = termios::tcgetwinsize(borrow(fd)).ok()?;
    Some(vec![u32::from(size.ws_col), u32::from(size.ws_row)])
}

/// `setRawMode(fd, raw)`: 0, or a negative errno.
#[op]
fn set_raw_mode(env: &Env, fd: i32, raw: bool) -> i32 {
    if !raw {
        env.stdio.restore_terminal();
        return 0;
    }
    let result = termios::tcgetattr(borrow(fd)).and_then(|mode| {
        let mut changed = mode.clone();
        changed.make_raw();
        // Output stays processed, so that a newline still returns the carriage.
        changed.output_modes |= termios::OutputModes::OPOST | termios::OutputModes::ONLCR;
        termios::tcsetattr(borrow(fd), OptionalActions::Now, &changed)?;
        Ok(mode)
    });
    match result {
        Ok(mode) => {
            env.stdio.saved_mode.borrow_mut().get_or_insert((fd, mode));
            0
        }
        Err(error) => -error.raw_os_error(),
    }
}

/// `readStart(fd, callback)`: a reader's number, or a negative errno. The callback gets bytes, null at the end, or a
/// negative errno.
#[op]
fn read_start(env: &Env, fd: i32, callback: JsCallback) -> i32 {
    let engine = env.engine.clone();
    let callback = Rc::new(callback);
    let id = env.lp.new_poll(fd, move |lp, id, _ready| {
        let mut chunk = vec![0; 64 << 10];
        match rustix::io::read(borrow(fd), &mut chunk) {
            Err(Errno::AGAIN | Errno::INTR) => {}
            Ok(0) => {
                lp.poll_stop(id);
                callback.call(&engine, |scope| Ok(vec![weir_engine::v8::null(scope).into()]));
            }
            Ok(length) => {
                chunk.truncate(length);
                callback.call(&engine, |scope| Ok(vec![Bytes(chunk).into_js(scope)?]));
            }
            Err(error) => {
                lp.poll_stop(id);
                callback.call(&engine, |scope| Ok(vec![(-error.raw_os_error()).into_js(scope)?]));
            }
        }
    });
    env.lp.set_label(id, "TTYWrap");
    if let Err(error) = env.lp.poll_start(id, Interest::READABLE) {
        env.lp.close(id, |_| {});
        return -error.errno();
    }
    let number = env.stdio.next_reader.get() + 1;
    env.stdio.next_reader.set(number);
    env.stdio.readers.borrow_mut().insert(number, id);
    number as i32
}

/// `readStop(reader)`: no more callbacks; the descriptor stays open.
#[op]
fn read_stop(env: &Env, reader: u32) {
    let id = env.stdio.readers.borrow_mut().remove(&reader);
    if let Some(id) = id {
        env.lp.close(id, |_| {});
    }
}

/// `readRef(reader, keepsAlive)`.
#[op]
fn read_ref(env: &Env, reader: u32, on: bool) {
    if let Some(id) = env.stdio.readers.borrow().get(&reader).copied() {
        if on { env.lp.ref_handle(id) } else { env.lp.unref_handle(id) }
    }
}
