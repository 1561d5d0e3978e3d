//! Stand-in for operating systems that have no port yet: everything compiles and the first `Loop::new` says so.

use crate::command::{Command, ExitStatus};
use crate::error::{LoopError, Result};
use crate::poll::{Interest, Readiness};
use rustix::io::Errno;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Instant;

const UNSUPPORTED: LoopError =
    LoopError::Os { errno: libc::ENOSYS, syscall: "event loop (no port for this operating system)" };

/// Nanoseconds since the first call.
pub(crate) fn monotonic_nanos() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Never made: the constructors below fail.
enum Never {}

pub(crate) struct EventBuffer;

impl EventBuffer {
    pub(crate) const fn empty() -> Self {
        EventBuffer
    }

    pub(crate) fn len(&self) -> usize {
        0
    }

    pub(crate) fn get(&self, _index: usize) -> (u64, Readiness) {
        (0, Readiness::NONE)
    }
}

pub(crate) struct Epoll(Never);

impl Epoll {
    pub(crate) fn new() -> Result<Self> {
        Err(UNSUPPORTED)
    }

    pub(crate) fn add_own(&self, _fd: BorrowedFd<'_>, _token: u64) -> Result<()> {
        match self.0 {}
    }

    pub(crate) fn add_edges(&self, _fd: BorrowedFd<'_>, _token: u64) -> Result<()> {
        match self.0 {}
    }

    pub(crate) fn add(&self, _fd: RawFd, _token: u64, _interest: Interest) -> Result<(), Errno> {
        match self.0 {}
    }

    pub(crate) fn modify(&self, _fd: RawFd, _token: u64, _interest: Interest) -> Result<(), Errno> {
        match self.0 {}
    }

    pub(crate) fn delete(&self, _fd: RawFd) -> Result<(), Errno> {
        match self.0 {}
    }

    pub(crate) fn wait(&self, _buffer: &mut EventBuffer, _timeout: Option<u64>, _began: u64) {
        match self.0 {}
    }
}

impl AsFd for Epoll {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self.0 {}
    }
}

/// All threads seem to share one.
pub(crate) fn current_cpu() -> usize {
    0
}

pub(crate) struct Waker(Never);

impl Waker {
    pub(crate) fn new() -> Result<Self> {
        Err(UNSUPPORTED)
    }

    pub(crate) fn wake(&self) {
        match self.0 {}
    }

    pub(crate) fn clear(&self) {
        match self.0 {}
    }
}

impl AsFd for Waker {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self.0 {}
    }
}

pub(crate) struct Inotify(Never);

impl Inotify {
    pub(crate) fn new() -> Result<Self> {
        Err(UNSUPPORTED)
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        match self.0 {}
    }

    pub(crate) fn add(&self, _path: &std::ffi::CStr) -> Result<i32, Errno> {
        match self.0 {}
    }

    pub(crate) fn remove(&self, _watch: i32) {
        match self.0 {}
    }

    pub(crate) fn take(&self, _events: &mut Vec<crate::fs_watch::FsEvent>) {
        match self.0 {}
    }
}

pub(crate) struct SignalSet(Never);

impl SignalSet {
    pub(crate) fn exclusive() -> Result<Self> {
        Err(UNSUPPORTED)
    }

    pub(crate) fn new() -> Result<Self> {
        Err(UNSUPPORTED)
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        match self.0 {}
    }

    pub(crate) fn want(&self, _signum: i32) -> Result<()> {
        match self.0 {}
    }

    pub(crate) fn unwant(&self, _signum: i32) {
        match self.0 {}
    }

    pub(crate) fn take_arrived(&self, _each: impl FnMut(i32, u32)) {
        match self.0 {}
    }
}

pub(crate) struct Child {
    pub(crate) pid: i32,
    pub(crate) pidfd: Option<OwnedFd>,
}

pub(crate) fn spawn(_command: &Command) -> Result<Child> {
    Err(UNSUPPORTED)
}

pub(crate) fn try_reap(_pid: i32) -> Option<ExitStatus> {
    None
}

pub(crate) fn kill(_pid: i32, _signum: i32) -> Result<()> {
    Err(UNSUPPORTED)
}

/// Nothing to undo is known of.
pub(crate) fn prepare_process() {}

/// A group of which only one sender is listened to.
pub(crate) struct SourceGroup {
    pub(crate) group: std::net::Ipv6Addr,
    pub(crate) source: std::net::Ipv6Addr,
    pub(crate) interface: u32,
}

pub(crate) fn change_source_group(_fd: BorrowedFd<'_>, _target: &SourceGroup, _join: bool) -> Result<(), Errno> {
    Err(Errno::NOSYS)
}

pub(crate) fn receive_batch(
    _fd: BorrowedFd<'_>,
    _room: &mut [u8],
    _stride: usize,
    _arrivals: &mut [crate::datagram::Arrival],
) -> Result<usize, Errno> {
    Err(Errno::NOSYS)
}

/// What a descriptor is: nothing that transfers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DescriptorKind {
    Socket,
    Fifo,
    Other,
}

pub(crate) fn descriptor_kind(_fd: BorrowedFd<'_>) -> DescriptorKind {
    DescriptorKind::Other
}

pub(crate) fn file_size(_fd: BorrowedFd<'_>) -> Option<u64> {
    None
}

pub(crate) fn takes_positions(_fd: BorrowedFd<'_>) -> bool {
    false
}

#[derive(Debug)]
pub(crate) struct KernelPipe;

impl KernelPipe {
    pub(crate) fn new(_size: usize) -> Result<KernelPipe, Errno> {
        Err(Errno::NOSYS)
    }

    pub(crate) fn fill(&self, _from: BorrowedFd<'_>, _length: usize) -> Result<usize, Errno> {
        Err(Errno::NOSYS)
    }

    pub(crate) fn drain(&self, _to: BorrowedFd<'_>, _length: usize) -> Result<usize, Errno> {
        Err(Errno::NOSYS)
    }

    pub(crate) fn drain_into_file(
        &self,
        _file: BorrowedFd<'_>,
        _position: &mut Option<u64>,
        _length: usize,
    ) -> (usize, Result<(), Errno>) {
        (0, Err(Errno::NOSYS))
    }
}

pub(crate) fn is_refusal(_errno: Errno) -> bool {
    true
}

pub(crate) fn send_file(
    _to: BorrowedFd<'_>,
    _to_pipe: bool,
    _file: BorrowedFd<'_>,
    _position: &mut Option<u64>,
    _length: usize,
) -> Result<usize, Errno> {
    Err(Errno::NOSYS)
}

pub(crate) fn is_in_memory(_file: BorrowedFd<'_>, _at: u64) -> bool {
    false
}

pub(crate) fn read_in(_file: BorrowedFd<'_>, _at: u64, _length: u64) {}

pub(crate) fn position_of(_file: BorrowedFd<'_>) -> Result<u64, Errno> {
    Err(Errno::NOSYS)
}

pub(crate) fn give_free_pages_back() {}

pub(crate) fn nanos_since_data(_fd: BorrowedFd<'_>) -> Result<u64, Errno> {
    Err(Errno::NOSYS)
}

/// Bytes that a socket would take now without waiting.
pub(crate) fn send_room(_fd: BorrowedFd<'_>) -> Result<usize, Errno> {
    Err(Errno::NOSYS)
}
