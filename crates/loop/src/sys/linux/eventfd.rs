//! Wake-up of a sleeping loop from any thread, by an eventfd.

use crate::error::{LoopError, Result};
use rustix::event::{EventfdFlags, eventfd};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// Writable from any thread, readable by who polls it. Who polls it for edges need not clear it.
pub(crate) struct Waker {
    fd: OwnedFd,
}

impl Waker {
    pub(crate) fn new() -> Result<Self> {
        let fd = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(|e| LoopError::from_errno("eventfd", e))?;
        Ok(Waker { fd })
    }

    /// Makes the fd readable. A full counter (EAGAIN) is readable already, so the outcome is the same for every result.
    pub(crate) fn wake(&self) {
        while let Err(rustix::io::Errno::INTR) = rustix::io::write(&self.fd, &1u64.to_ne_bytes()) {}
    }

    /// Makes the fd unreadable until the next [`wake`](Self::wake).
    pub(crate) fn clear(&self) {
        let mut count = [0u8; 8];
        while let Err(rustix::io::Errno::INTR) = rustix::io::read(&self.fd, &mut count) {}
    }
}

impl AsFd for Waker {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
