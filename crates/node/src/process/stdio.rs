//! Standard streams natively: writes to files that do not return before the data is with the system, what a terminal
//! tells of itself, and leaving the descriptors as they were found.

use std::cell::RefCell;
use std::os::fd::{BorrowedFd, RawFd};
use std::sync::OnceLock;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::termios::{self, OptionalActions, Termios};
use weir_engine::{Binding, OpError, op, ops};
use weir_loop::{Loop, StreamId};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "stdio",
    ops: ops![write_bytes, write_text, write_at_once, is_terminal, window_size, set_raw_mode],
    init: None,
};

/// The terminal whose mode was changed, and the flags that the standard descriptors came with: they are shared with
/// other processes, which must find them as they were.
#[derive(Default)]
pub(crate) struct Stdio {
    saved_mode: RefCell<Option<(RawFd, Termios)>>,
    saved_flags: RefCell<[Option<OFlags>; 3]>,
    /// The streams of standard output and error, where they are pipes or sockets.
    outputs: RefCell<Vec<StreamId>>,
}

/// How long the end of the process waits for a reader that takes nothing.
const PATIENCE: Duration = Duration::from_secs(5);

impl Stdio {
    /// A descriptor is about to be made non-blocking; only the standard ones are of interest.
    pub fn note_flags(&self, fd: RawFd) {
        let mut all = self.saved_flags.borrow_mut();
        if let Some(saved) = usize::try_from(fd).ok().and_then(|index| all.get_mut(index)) {
            *saved = saved.or_else(|| fcntl_getfl(borrow(fd)).ok());
        }
    }

    /// A stream writes to standard output or error.
    pub fn note_output(&self, id: StreamId) {
        self.outputs.borrow_mut().push(id);
    }

    /// Waits until what was written to standard output and error is with the system.
    pub fn flush(&self, lp: &Loop) {
        for id in &*self.outputs.borrow() {
            lp.stream_flush(*id, PATIENCE);
        }
    }

    /// Leaves nothing unwritten and the standard descriptors as they were found; called before the process ends.
    pub fn restore(&self, lp: &Loop) {
        self.flush(lp);
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

/// What a pipe takes as a whole or not at all.
const PIPE_BUF: usize = 4096;

/// `writeAtOnce(fd, text)`: whether all of it could be written without waiting; otherwise nothing is, but for what a failing
/// disk took. To files, and, as long as a pipe takes it in one piece, to pipes. Terminals and sockets have their streams.
#[op]
fn write_at_once(fd: i32, text: &str) -> bool {
    use rustix::fs::FileType;
    use rustix::io::ReadWriteFlags;
    if fd < 0 {
        return false;
    }
    let bytes = text.as_bytes();
    let Ok(stat) = rustix::fs::fstat(borrow(fd)) else { return false };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => write_all(fd, bytes).is_ok(),
        FileType::CharacterDevice if !termios::isatty(borrow(fd)) => write_all(fd, bytes).is_ok(),
        FileType::Fifo if bytes.len() <= PIPE_BUF => loop {
            // Older systems do not know this of pipes and refuse it.
            let parts = [std::io::IoSlice::new(bytes)];
            match rustix::io::pwritev2(borrow(fd), &parts, u64::MAX, ReadWriteFlags::NOWAIT) {
                Err(Errno::INTR) => {}
                written => return written == Ok(bytes.len()),
            }
        },
        _ => false,
    }
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

/// The terminal and the mode to give back to it when a signal ends the process. Written once, before the handler below
/// is in force; it only reads it.
static LAST_WILL: OnceLock<(RawFd, libc::termios)> = OnceLock::new();

/// Gives the terminal its mode back and lets the signal do what it does: the handler is gone when it returns, and the
/// signal raised here is delivered then. Only async-signal-safe calls.
extern "C" fn restore_and_die(signal: libc::c_int) {
    if let Some((fd, mode)) = LAST_WILL.get() {
        // SAFETY: both calls are async-signal-safe; `mode` is read only.
        unsafe { libc::tcsetattr(*fd, libc::TCSANOW, mode) };
    }
    // SAFETY: async-signal-safe; the number is one that was just delivered.
    unsafe { libc::raise(signal) };
}

/// Sees to it that a signal that ends the process leaves the terminal usable. Signals that the program listens to are
/// its own; their listeners put this back when they stop.
fn restore_on_signals(fd: RawFd) {
    // SAFETY: a zeroed termios is a valid value, which tcgetattr writes.
    let mut mode: libc::termios = unsafe { std::mem::zeroed() };
    // SAFETY: `mode` is live for the call.
    if unsafe { libc::tcgetattr(fd, &raw mut mode) } != 0 || LAST_WILL.set((fd, mode)).is_err() {
        return;
    }
    for signal in [libc::SIGINT, libc::SIGTERM] {
        // SAFETY: a zeroed sigaction is a valid value; sigaction writes `current`, live for the call.
        let mut current: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: as above; a null action only asks.
        let asked = unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut current) };
        if asked != 0 || current.sa_sigaction != libc::SIG_DFL {
            continue;
        }
        let handler: extern "C" fn(libc::c_int) = restore_and_die;
        current.sa_sigaction = handler as libc::sighandler_t;
        current.sa_flags = libc::SA_RESETHAND;
        // SAFETY: sigfillset writes the mask it is given, with which SIGTTOU cannot stop the handler; sigaction reads
        // `current`, and the handler has the signature of one with one argument.
        unsafe {
            libc::sigfillset(&raw mut current.sa_mask);
            libc::sigaction(signal, &raw const current, std::ptr::null_mut());
        }
    }
}

/// `setRawMode(fd, mode)`: 0 for the mode it came with, 1 for raw input, 2 for raw input and output; 0, or a negative
/// errno.
#[op]
fn set_raw_mode(env: &Env, fd: i32, mode: i32) -> i32 {
    if mode == 0 {
        env.stdio.restore_terminal();
        return 0;
    }
    if env.stdio.saved_mode.borrow().is_none() {
        restore_on_signals(fd);
    }
    let result = termios::tcgetattr(borrow(fd)).and_then(|before| {
        let mut changed = before.clone();
        changed.make_raw();
        if mode == 1 {
            // Output stays processed, so that a newline still returns the carriage.
            changed.output_modes |= termios::OutputModes::OPOST | termios::OutputModes::ONLCR;
        }
        termios::tcsetattr(borrow(fd), OptionalActions::Now, &changed)?;
        Ok(before)
    });
    match result {
        Ok(before) => {
            env.stdio.saved_mode.borrow_mut().get_or_insert((fd, before));
            0
        }
        Err(error) => -error.raw_os_error(),
    }
}
