//! Closing a descriptor that a program may have closed itself.

use std::os::fd::{IntoRawFd, OwnedFd};

/// Closes it. The number may have been closed behind our back (`fs.close(socket._handle.fd)`), which dropping an
/// `OwnedFd` takes for a bug in debug builds; to a program it is an error that nobody hears of.
pub(crate) fn close(fd: OwnedFd) {
    // SAFETY: the number was this value's and is given up here. If it is not open the call fails with EBADF.
    let _already_closed = unsafe { libc::close(fd.into_raw_fd()) };
}
