//! What the kernel tells of a TCP connection.

use rustix::io::Errno;
use std::os::fd::{AsRawFd, BorrowedFd};

const NANOS_PER_MS: u64 = 1_000_000;

/// Nanoseconds since the last bytes came, in steps of the kernel's tick (4 ms as a rule).
pub(crate) fn nanos_since_data(fd: BorrowedFd<'_>) -> Result<u64, Errno> {
    // SAFETY: the structure is plain numbers, for which zeroes are values.
    let mut info = unsafe { std::mem::zeroed::<libc::tcp_info>() };
    let mut length = size_of::<libc::tcp_info>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes to `info`, which has as many, and how many to `length`.
    let outcome = unsafe {
        libc::getsockopt(fd.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_INFO, (&raw mut info).cast(), &raw mut length)
    };
    if outcome != 0 {
        return Err(last_errno());
    }
    Ok(u64::from(info.tcpi_last_data_recv) * NANOS_PER_MS)
}

/// Bytes that the socket would take now without waiting; the kernel's own for each packet come out of it.
pub(crate) fn send_room(fd: BorrowedFd<'_>) -> Result<usize, Errno> {
    let mut numbers = [0_u32; libc::SK_MEMINFO_DROPS as usize + 1];
    let mut length = size_of_val(&numbers) as libc::socklen_t;
    // SAFETY: the kernel writes at most `length` bytes to `numbers`, which has as many, and how many to `length`.
    let outcome = unsafe {
        libc::getsockopt(fd.as_raw_fd(), libc::SOL_SOCKET, libc::SO_MEMINFO, (&raw mut numbers).cast(), &raw mut length)
    };
    if outcome != 0 {
        return Err(last_errno());
    }
    let number = |place: libc::c_int| numbers[place as usize] as usize;
    Ok(number(libc::SK_MEMINFO_SNDBUF).saturating_sub(number(libc::SK_MEMINFO_WMEM_QUEUED)))
}

fn last_errno() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::INVAL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::AsFd;
    use std::time::{Duration, Instant};

    #[test]
    fn the_time_since_the_last_bytes_is_told_also_where_they_came_before_the_accept() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let sent = Instant::now();
        client.write_all(b"x").unwrap();
        std::thread::sleep(Duration::from_millis(60));
        let (served, _) = listener.accept().unwrap();
        let told = nanos_since_data(served.as_fd()).unwrap();
        assert!(told >= 50 * NANOS_PER_MS, "{told}");
        assert!(u128::from(told) <= sent.elapsed().as_nanos() + 10 * u128::from(NANOS_PER_MS), "{told}");
        let file = std::fs::File::open("/dev/null").unwrap();
        assert_eq!(nanos_since_data(file.as_fd()), Err(Errno::NOTSOCK));
    }
}
