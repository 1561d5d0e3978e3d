//! The system calls on descriptors and on JavaScript's memory: the only unsafe code of `fs`. Nothing here knows
//! JavaScript values except to take a view's memory; transfers may run on a thread of the pool.
//!
//! Memory of JavaScript is never made a Rust reference here: the program may change it while the system reads or
//! writes it, which is its own race and must not be undefined behaviour. Only the kernel looks at it.

use std::os::fd::{BorrowedFd, OwnedFd, RawFd};

pub(super) use crate::internal::view_memory::ViewMemory;
use rustix::io::Errno;

/// What one call may transfer on Linux.
const MAX_TRANSFER: usize = 0x7fff_f000;

/// A descriptor that a program named by number.
///
/// # Errors
/// `EBADF` for a negative one.
pub(crate) fn borrow(fd: RawFd) -> Result<BorrowedFd<'static>, Errno> {
    if fd < 0 {
        return Err(Errno::BADF);
    }
    // SAFETY: the number is only handed to system calls, which answer EBADF when it is not open.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

/// A descriptor of our own on what a program's descriptor is open on.
///
/// # Errors
/// `EBADF`, or `EMFILE`.
pub(crate) fn own_copy(fd: RawFd) -> Result<OwnedFd, Errno> {
    rustix::io::fcntl_dupfd_cloexec(borrow(fd)?, 0)
}

/// Closes a program's descriptor. An interrupted close has closed it.
pub(super) fn close(fd: RawFd) -> Result<(), Errno> {
    // SAFETY: the program owns the number; weir's own descriptors are never told to it.
    if unsafe { libc::close(fd) } == 0 {
        return Ok(());
    }
    match last_error() {
        Errno::INTR | Errno::INPROGRESS => Ok(()),
        errno => Err(errno),
    }
}

fn last_error() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO)
}

/// Writes numbers to the start of a region, as many as fit.
pub(super) fn fill(region: &ViewMemory, numbers: &[f64]) {
    let count = numbers.len().min(region.len() / size_of::<f64>());
    // SAFETY: the region is held and writable for `count` numbers; bytes are copied, so its alignment does not matter,
    // and a Rust value never overlaps JavaScript's memory.
    unsafe { std::ptr::copy_nonoverlapping(numbers.as_ptr().cast::<u8>(), region.start(), count * size_of::<f64>()) };
}

/// Calls until it is not interrupted; the number of bytes.
fn transfer(mut call: impl FnMut() -> isize) -> Result<usize, Errno> {
    loop {
        if let Ok(count) = usize::try_from(call()) {
            return Ok(count);
        }
        match last_error() {
            Errno::INTR => {}
            errno => return Err(errno),
        }
    }
}

/// Reads into a region, at a position or where the file stands.
pub(super) fn read(fd: RawFd, region: &ViewMemory, position: Option<i64>) -> Result<usize, Errno> {
    let length = region.len().min(MAX_TRANSFER);
    transfer(|| match position {
        // SAFETY: the region's memory is held and writable for `length` bytes.
        Some(at) => unsafe { libc::pread(fd, region.start().cast(), length, at) },
        // SAFETY: as above.
        None => unsafe { libc::read(fd, region.start().cast(), length) },
    })
}

/// Writes a region from `skip` on.
pub(super) fn write(fd: RawFd, region: &ViewMemory, skip: usize, position: Option<i64>) -> Result<usize, Errno> {
    let skip = skip.min(region.len());
    let length = (region.len() - skip).min(MAX_TRANSFER);
    let data = region.start().wrapping_add(skip);
    transfer(|| match position {
        // SAFETY: the region's memory is held and readable for `length` bytes from `data` on.
        Some(at) => unsafe { libc::pwrite(fd, data.cast(), length, at) },
        // SAFETY: as above.
        None => unsafe { libc::write(fd, data.cast(), length) },
    })
}

/// How many regions the system takes at once.
const MAX_VECTORS: usize = 1024;

fn vectors(regions: &[ViewMemory]) -> Vec<libc::iovec> {
    regions.iter().map(|region| libc::iovec { iov_base: region.start().cast(), iov_len: region.len() }).collect()
}

/// Runs a vectored call in groups that the system takes, until one transfers less than asked.
fn vectored(
    regions: &[ViewMemory],
    position: Option<i64>,
    call: impl Fn(&[libc::iovec], Option<i64>) -> isize,
) -> Result<usize, Errno> {
    let vectors = vectors(regions);
    if vectors.is_empty() {
        return transfer(|| call(&[], position));
    }
    let mut total = 0;
    for group in vectors.chunks(MAX_VECTORS) {
        let wanted: usize = group.iter().map(|vector| vector.iov_len).sum();
        match transfer(|| call(group, position.map(|at| at + total as i64))) {
            Ok(count) => {
                total += count;
                if count < wanted {
                    break;
                }
            }
            // What went through before counts; the error shows at the next call.
            Err(_) if total > 0 => break,
            Err(errno) => return Err(errno),
        }
    }
    Ok(total)
}

/// Reads into several regions, one after the other.
pub(super) fn readv(fd: RawFd, regions: &[ViewMemory], position: Option<i64>) -> Result<usize, Errno> {
    vectored(regions, position, |group, position| match position {
        // SAFETY: every vector is a held region; the count is that of the slice.
        Some(at) => unsafe { libc::preadv(fd, group.as_ptr(), group.len() as i32, at) },
        // SAFETY: as above.
        None => unsafe { libc::readv(fd, group.as_ptr(), group.len() as i32) },
    })
}

/// Writes several regions, one after the other.
pub(super) fn writev(fd: RawFd, regions: &[ViewMemory], position: Option<i64>) -> Result<usize, Errno> {
    vectored(regions, position, |group, position| match position {
        // SAFETY: as for `readv`.
        Some(at) => unsafe { libc::pwritev(fd, group.as_ptr(), group.len() as i32, at) },
        // SAFETY: as for `readv`.
        None => unsafe { libc::writev(fd, group.as_ptr(), group.len() as i32) },
    })
}
