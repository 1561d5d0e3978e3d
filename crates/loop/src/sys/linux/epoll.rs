//! Level-triggered epoll, but for wake-ups.

use super::clock::monotonic_nanos;
use crate::error::{LoopError, Result};
use crate::poll::{Interest, Readiness};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use rustix::time::Timespec;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};

/// Events taken by one wait. What does not fit is reported by the next turn; the kernel rotates its ready list, so no fd
/// is passed over for ever.
const CAPACITY: usize = 1024;

/// Room for the events of one wait, kept between turns so that a turn allocates nothing.
pub(crate) struct EventBuffer {
    events: Vec<Event>,
}

impl EventBuffer {
    pub(crate) const fn empty() -> Self {
        EventBuffer { events: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// Token and readiness of the event at `index`, which is below [`len`](Self::len).
    pub(crate) fn get(&self, index: usize) -> (u64, Readiness) {
        let event = self.events[index];
        let flags = event.flags;
        (event.data.u64(), readiness_of(flags))
    }
}

pub(crate) struct Epoll {
    fd: OwnedFd,
}

impl Epoll {
    pub(crate) fn new() -> Result<Self> {
        let fd = epoll::create(CreateFlags::CLOEXEC).map_err(|e| LoopError::from_errno("epoll_create1", e))?;
        Ok(Epoll { fd })
    }

    /// Watches an fd that the loop itself owns, for readability.
    pub(crate) fn add_own(&self, fd: BorrowedFd<'_>, token: u64) -> Result<()> {
        epoll::add(&self.fd, fd, EventData::new_u64(token), EventFlags::IN)
            .map_err(|e| LoopError::from_errno("epoll_ctl", e))
    }

    /// Watches an fd that the loop itself owns for each write to it, whether or not it was read.
    pub(crate) fn add_edges(&self, fd: BorrowedFd<'_>, token: u64) -> Result<()> {
        epoll::add(&self.fd, fd, EventData::new_u64(token), EventFlags::IN | EventFlags::ET)
            .map_err(|e| LoopError::from_errno("epoll_ctl", e))
    }

    pub(crate) fn add(&self, fd: RawFd, token: u64, interest: Interest) -> Result<(), Errno> {
        epoll::add(&self.fd, borrow(fd)?, EventData::new_u64(token), flags_of(interest))
    }

    pub(crate) fn modify(&self, fd: RawFd, token: u64, interest: Interest) -> Result<(), Errno> {
        epoll::modify(&self.fd, borrow(fd)?, EventData::new_u64(token), flags_of(interest))
    }

    pub(crate) fn delete(&self, fd: RawFd) -> Result<(), Errno> {
        epoll::delete(&self.fd, borrow(fd)?)
    }

    /// Waits at most `timeout` milliseconds from `began`, which is now (`None`: until something happens; 0 reads no clock
    /// and takes no notice of `began`), and fills `buffer`. Signal handlers that
    /// interrupt the wait do not end it: a signal that concerns the loop makes one of its fds readable.
    pub(crate) fn wait(&self, buffer: &mut EventBuffer, timeout: Option<u64>, began: u64) {
        buffer.events.clear();
        if buffer.events.capacity() < CAPACITY {
            buffer.events.reserve(CAPACITY);
        }
        let mut remaining = timeout;
        while let Err(errno) = self.wait_once(buffer, remaining) {
            if errno != Errno::INTR {
                fatal(errno);
            }
            if let Some(timeout) = timeout.filter(|ms| *ms > 0) {
                let waited = monotonic_nanos().saturating_sub(began);
                remaining = Some(timeout.saturating_sub(waited / 1_000_000));
            }
        }
    }

    fn wait_once(&self, buffer: &mut EventBuffer, timeout: Option<u64>) -> Result<usize, Errno> {
        // Capped so that the kernel's int of milliseconds holds it; a later turn waits for the rest.
        let timeout = timeout.map(|ms| {
            let ms = ms.min(i32::MAX as u64);
            Timespec { tv_sec: (ms / 1000) as i64, tv_nsec: ((ms % 1000) * 1_000_000) as _ }
        });
        epoll::wait(&self.fd, rustix::buffer::spare_capacity(&mut buffer.events), timeout.as_ref())
    }
}

/// Waiting on an fd that this module owns fails only when somebody closed or replaced that fd: going on would spin.
fn fatal(errno: Errno) -> ! {
    eprintln!("weir: epoll_wait failed: {errno}; the event loop's own file descriptor was closed by the program");
    std::process::abort()
}

fn borrow<'fd>(fd: RawFd) -> Result<BorrowedFd<'fd>, Errno> {
    if fd < 0 {
        return Err(Errno::BADF);
    }
    // SAFETY: the number is not -1. The borrow lives for one epoll_ctl call, which takes any number: one that is not
    // open makes the call fail with EBADF and touches no memory.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

fn flags_of(interest: Interest) -> EventFlags {
    let mut flags = EventFlags::empty();
    if interest.contains(Interest::READABLE) {
        flags |= EventFlags::IN;
    }
    if interest.contains(Interest::WRITABLE) {
        flags |= EventFlags::OUT;
    }
    if interest.contains(Interest::PRIORITY) {
        flags |= EventFlags::PRI;
    }
    if interest.contains(Interest::DISCONNECT) {
        flags |= EventFlags::RDHUP;
    }
    flags
}

fn readiness_of(flags: EventFlags) -> Readiness {
    let mut ready = Readiness::NONE;
    if flags.contains(EventFlags::IN) {
        ready = ready | Readiness::READABLE;
    }
    if flags.contains(EventFlags::OUT) {
        ready = ready | Readiness::WRITABLE;
    }
    if flags.contains(EventFlags::PRI) {
        ready = ready | Readiness::PRIORITY;
    }
    if flags.contains(EventFlags::RDHUP) {
        ready = ready | Readiness::DISCONNECT;
    }
    if flags.contains(EventFlags::ERR) {
        ready = ready | Readiness::ERROR;
    }
    if flags.contains(EventFlags::HUP) {
        ready = ready | Readiness::HANGUP;
    }
    ready
}

impl AsFd for Epoll {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
