//! Standard streams natively: writes to files that do not return before the data is with the system, what a terminal
//! tells of itself, and leaving the descriptors as they were found.

use std::cell::RefCell;
use std::os::fd::{BorrowedFd, RawFd};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::termios::{self, OptionalActions, Termios};
use weir_engine::{Binding, OpError, op, ops};

use crate::Env;

pub const BINDING: Binding =
    Binding { name: "stdio", ops: ops![write_bytes, write_text, is_terminal, window_size, set_raw_mode], init: None };

/// The terminal whose mode was changed, and the flags that the standard descriptors came with: they are shared with
/// other processes, which must find them as they were.
#[derive(Default)]
pub(crate) struct Stdio {
    saved_mode: RefCell<Option<(RawFd, Termios)>>,
    saved_flags: RefCell<[Option<OFlags>; 3]>,
}

impl Stdio {
    /// A descriptor is about to be made non-blocking; only the standard ones are of interest.
    pub fn note_flags(&self, fd: RawFd) {
        let mut all = self.saved_flags.borrow_mut();
        if let Some(saved) = usize::try_from(fd).ok().and_then(|index| all.get_mut(index)) {
            *saved = saved.or_else(|| fcntl_getfl(borrow(fd)).ok());
        }
    }

    /// Leaves the standard descriptors as they were found; called before the process ends.
    pub fn restore(&self) {
        self.restore_terminal();
        for (fd, saved) in self.saved_flags.borrow_mut().iter_mut().enumerate() {
            if let Some(flags) = saved.take() {
                // One that was closed has no flags to get back.
                let _ = fcntl_setfl(borrow(fd as RawFd), flags);
            }
        }
    }

    /// Gives a terminal in raw mode its mode back.
    fn restore_terminal(&self) {
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
