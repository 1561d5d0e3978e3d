//! What a process of weir's does first, before it has threads: it undoes what a parent may have left it with.
//!
//! Nothing here fails the start: what cannot be undone is left as it is.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::ffi::c_int;
use std::ptr;

/// The first signal number that no program uses by itself.
const FIRST_REALTIME: c_int = 32;

/// See [`prepare_process`](crate::prepare_process).
pub(crate) fn prepare_process() {
    for fd in 0..3 {
        open_if_closed(fd);
    }
    for signum in 1..FIRST_REALTIME {
        reset(signum);
    }
    raise_descriptor_limit();
    // SAFETY: marks descriptors; those that are not open are passed over. An older kernel knows no such call, and what
    // was inherited then stays inheritable.
    unsafe { libc::syscall(libc::SYS_close_range, 3u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
}

/// A file opened later must not get the number of a standard stream.
fn open_if_closed(fd: c_int) {
    // SAFETY: asks about a number; then opens a literal path, which takes the lowest number that is free: this one, as
    // those below it are open.
    unsafe {
        if libc::fcntl(fd, libc::F_GETFD) < 0 {
            libc::open(c"/dev/null".as_ptr(), libc::O_RDWR);
        }
    }
}

/// A parent's ignored signals are inherited, and would make `kill` void and exit statuses of children vanish. Writes to a
/// closed pipe and beyond a file's limit fail with an error instead of ending the process.
fn reset(signum: c_int) {
    let ignored = signum == libc::SIGPIPE || signum == libc::SIGXFSZ;
    // SAFETY: a zeroed sigaction is the default action; no handler is installed. SIGKILL and SIGSTOP are refused, which
    // is fine.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = if ignored { libc::SIG_IGN } else { libc::SIG_DFL };
        libc::sigaction(signum, &action, ptr::null_mut());
    }
}

/// Servers hold many sockets; the soft limit is there for programs that use select.
fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let _refused = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    }
}
