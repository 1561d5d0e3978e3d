//! What a file descriptor is good for, asked of the system. No state.

use std::os::fd::{BorrowedFd, OwnedFd};

use weir_engine::op;

/// `guessHandleType(fd)`: what a descriptor is good for: "FILE", "PIPE", "TCP", "TTY", "UDP" or "UNKNOWN".
#[op]
fn guess_handle_type(fd: i32) -> &'static str {
    use rustix::fs::FileType;
    use rustix::net::{AddressFamily, SocketType};

    if fd < 0 {
        return "UNKNOWN";
    }
    // SAFETY: the descriptor is only asked about during this call, and asking about one that is not open is an error.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    if rustix::termios::isatty(fd) {
        return "TTY";
    }
    let Ok(stat) = rustix::fs::fstat(fd) else { return "UNKNOWN" };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile | FileType::CharacterDevice => "FILE",
        FileType::Fifo => "PIPE",
        FileType::Socket => match (rustix::net::sockopt::socket_type(fd), rustix::net::sockopt::socket_domain(fd)) {
            (Ok(SocketType::STREAM), Ok(AddressFamily::UNIX)) => "PIPE",
            (Ok(SocketType::STREAM), Ok(_)) => "TCP",
            (Ok(SocketType::DGRAM), Ok(AddressFamily::INET | AddressFamily::INET6)) => "UDP",
            _ => "UNKNOWN",
        },
        _ => "UNKNOWN",
    }
}

/// Another descriptor of what a program's number stands for.
pub(crate) fn duplicate(fd: i32) -> rustix::io::Result<OwnedFd> {
    if fd < 0 {
        return Err(rustix::io::Errno::BADF);
    }
    // SAFETY: the descriptor is only used during this call, and duplicating one that is not open is an error.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    rustix::io::fcntl_dupfd_cloexec(fd, 3)
}
