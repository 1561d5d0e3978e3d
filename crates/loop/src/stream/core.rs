//! What every stream has: its descriptor, what it waits for, opening and closing. Reading, writing, connecting and
//! accepting are in files of their own. No cell here is borrowed while an event is delivered.

use super::accept::Listening;
use super::rare::Rare;
use super::read::{Reading, Received};
use super::write::Writing;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::Body;
use crate::id::{PollId, StreamId};
use crate::poll::{Interest, Polled, Readiness};
use crate::slab::Key;
use crate::sys::{DescriptorKind, descriptor_kind};
use crate::transfer::TransferCore;
use rustix::io::Errno;
use std::cell::{Cell, OnceCell, RefCell};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd, RawFd};
use std::rc::Rc;

/// What sort of descriptor a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamKind {
    /// A TCP socket.
    Tcp,
    /// A unix socket, or one end of a pipe.
    Pipe,
    /// A terminal. Writes return when the terminal has the bytes.
    Tty,
}

/// Whom a stream tells what happens. Errors are positive errno values.
pub trait StreamEvents {
    /// Bytes came, or the end, or an error. After the last two the stream no longer reads.
    fn on_read(&self, lp: &Loop, id: StreamId, received: Received);
    /// A connection was accepted.
    fn on_connection(&self, lp: &Loop, id: StreamId, connection: std::result::Result<OwnedFd, i32>);
    /// A connect ended.
    fn on_connect(&self, lp: &Loop, id: StreamId, result: std::result::Result<(), i32>);
    /// The oldest write that was queued ended.
    fn on_written(&self, lp: &Loop, id: StreamId, result: std::result::Result<(), i32>);
    /// Bytes that were held and counted as written could not be; errors of queued writes are told by `on_written`.
    fn on_write_lost(&self, lp: &Loop, id: StreamId, errno: i32);
    /// A shutdown ended.
    fn on_shutdown(&self, lp: &Loop, id: StreamId, result: std::result::Result<(), i32>);
}

/// One per connection: what few of them ever need is in `rare`.
pub(crate) struct StreamCore {
    pub(super) kind: StreamKind,
    key: Cell<Key>,
    pub(super) fd: RefCell<Option<OwnedFd>>,
    pub(super) reading: Reading,
    pub(super) writing: Writing,
    pub(super) listening: Listening,
    rare: OnceCell<Box<Rare>>,
    pub(super) events: Rc<dyn StreamEvents>,
}

/// Descriptors that belong to the process and outlive every stream on them.
const LAST_STANDARD_FD: RawFd = 2;

impl StreamCore {
    pub(super) fn id(&self) -> StreamId {
        StreamId(self.key.get())
    }

    /// What the stream has of what few have.
    pub(super) fn rare(&self) -> Option<&Rare> {
        self.rare.get().map(|rare| &**rare)
    }

    pub(super) fn make_rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }

    /// Whether a connect is under way.
    pub(super) fn connects(&self) -> bool {
        self.rare().is_some_and(|rare| rare.connecting.waits())
    }

    /// Whether writes wait for the system to take them.
    pub(super) fn writes_wait(&self) -> bool {
        self.rare().is_some_and(Rare::writes_wait)
    }

    pub(crate) fn closed(&self) -> bool {
        self.fd.borrow().is_none()
    }

    /// Uses the descriptor for system calls.
    pub(crate) fn with_fd<R>(
        &self,
        syscall: &'static str,
        call: impl FnOnce(BorrowedFd<'_>) -> std::result::Result<R, Errno>,
    ) -> Result<R> {
        match &*self.fd.borrow() {
            Some(fd) => call(fd.as_fd()).map_err(|errno| LoopError::from_errno(syscall, errno)),
            None => Err(LoopError::os(syscall, libc::EBADF)),
        }
    }

    fn interest(&self) -> Interest {
        let mut interest = Interest::NONE;
        if self.reading.wanted() || self.listening.wanted() || self.outgoing().is_some_and(|it| it.wants_input()) {
            interest = interest | Interest::READABLE;
        }
        if self.connects() || self.writes_wait() || self.incoming().is_some_and(|it| it.wants_output()) {
            interest = interest | Interest::WRITABLE;
        }
        interest
    }

    /// Tells the loop what the stream waits for now.
    pub(crate) fn update_interest(&self, lp: &Loop) -> Result<()> {
        lp.poll_start(PollId(self.id().0), self.interest())
    }

    /// As [`update_interest`](Self::update_interest) where less is waited for, or the fd is watched already.
    pub(super) fn relax_interest(&self, lp: &Loop) {
        let relaxed = self.update_interest(lp);
        debug_assert!(relaxed.is_ok() || lp.is_closing(self.id()), "a watched fd can be waited for: {relaxed:?}");
    }

    pub(crate) fn on_ready(self: &Rc<Self>, lp: &Loop, ready: Readiness) {
        if self.connects() {
            if ready.is_writable() {
                self.finish_connect(lp);
            }
            return;
        }
        if ready.is_readable() {
            if self.listening.wanted() {
                self.accept_ready(lp);
            } else if self.reading.wanted() {
                self.read_ready(lp);
            } else if let Some(transfer) = self.outgoing().filter(|it| it.wants_input()) {
                transfer.pump(lp);
            }
        }
        if ready.is_writable() && !self.closed() {
            if self.writes_wait() {
                self.write_ready(lp);
            } else if let Some(transfer) = self.incoming().filter(|it| it.wants_output()) {
                transfer.pump(lp);
            }
        }
    }

    /// Gives up the descriptor and what waits for it. What is owed is answered in the closing phase.
    pub(crate) fn release(&self) {
        self.reading.stop();
        self.listening.stop();
        if let Some(transfer) = self.outgoing() {
            transfer.stream_released(true);
        }
        if let Some(transfer) = self.incoming() {
            transfer.stream_released(false);
        }
        let fd = self.fd.borrow_mut().take();
        match fd {
            Some(fd) if fd.as_raw_fd() <= LAST_STANDARD_FD => {
                let _stays_open = fd.into_raw_fd();
            }
            Some(fd) => crate::sys::close(fd),
            None => {}
        }
        if let Some(path) = self.rare().and_then(|rare| rare.bound_path.borrow_mut().take()) {
            // Somebody may have removed or replaced it; then there is nothing left to do.
            let _gone = std::fs::remove_file(path);
        }
    }

    /// Answers what is owed, for a stream that is closed.
    pub(crate) fn cancel(&self, lp: &Loop) {
        if self.rare().is_none() {
            return;
        }
        self.cancel_connect(lp);
        self.cancel_writes(lp, libc::ECANCELED);
        for transfer in [self.incoming(), self.outgoing()].into_iter().flatten() {
            transfer.stream_closed(lp);
        }
        self.cancel_shutdown(lp);
    }
}

/// What transfers do to the streams that they work on.
impl StreamCore {
    fn outgoing(&self) -> Option<Rc<TransferCore>> {
        self.rare()?.outgoing.borrow().upgrade()
    }

    fn incoming(&self) -> Option<Rc<TransferCore>> {
        self.rare()?.incoming.borrow().upgrade()
    }

    pub(crate) fn set_outgoing(&self, transfer: &Rc<TransferCore>) {
        *self.make_rare().outgoing.borrow_mut() = Rc::downgrade(transfer);
    }

    pub(crate) fn set_incoming(&self, transfer: &Rc<TransferCore>) {
        *self.make_rare().incoming.borrow_mut() = Rc::downgrade(transfer);
    }

    pub(crate) fn forget_outgoing(&self) {
        if let Some(rare) = self.rare() {
            rare.outgoing.take();
        }
    }

    pub(crate) fn forget_incoming(&self) {
        if let Some(rare) = self.rare() {
            rare.incoming.take();
        }
    }

    fn kind_of_descriptor(&self) -> DescriptorKind {
        match &*self.fd.borrow() {
            Some(fd) if self.kind != StreamKind::Tty && !self.connects() => descriptor_kind(fd.as_fd()),
            _ => DescriptorKind::Other,
        }
    }

    /// What sort of sink the stream would be for a transfer, if it can be one now.
    pub(crate) fn can_take_transfer(&self) -> Option<DescriptorKind> {
        let is_free = !self.writes_wait() && !self.ends() && self.incoming().is_none();
        let kind = self.kind_of_descriptor();
        match kind {
            DescriptorKind::Fifo if is_free => Some(kind),
            // Sendfile waits for a socket that blocks.
            DescriptorKind::Socket if is_free && !self.blocks() && !self.writing.is_shared_socket() => Some(kind),
            _ => None,
        }
    }

    /// Whether the stream can be the source of a transfer now.
    pub(crate) fn can_give_transfer(&self) -> bool {
        self.reads_plainly()
            && !self.reading.wanted()
            && !self.listening.wanted()
            && self.outgoing().is_none()
            && matches!(self.kind_of_descriptor(), DescriptorKind::Fifo | DescriptorKind::Socket)
    }

    pub(crate) fn add_read(&self, bytes: usize) {
        self.reading.add(bytes);
    }

    pub(crate) fn add_written(&self, bytes: usize) {
        self.writing.add_written(bytes);
    }

    /// Bytes on their way to this stream that count as queued.
    pub(crate) fn set_held(&self, bytes: usize) {
        self.make_rare().held.set(bytes);
    }
}

/// A loop that goes with open streams gives them up as closing does.
impl Drop for StreamCore {
    fn drop(&mut self) {
        self.release();
    }
}

impl Loop {
    /// Makes a stream without a descriptor. It gets one by [`stream_open`](Self::stream_open), by binding or by connecting.
    pub fn new_stream(&self, kind: StreamKind, events: Rc<dyn StreamEvents>) -> StreamId {
        let core = Rc::new(StreamCore {
            kind,
            key: Cell::new(Key::NOTHING),
            fd: RefCell::new(None),
            reading: Reading::default(),
            writing: Writing::default(),
            listening: Listening::default(),
            rare: OnceCell::new(),
            events,
        });
        let key = self.state().add_handle(Body::Stream(Polled::new(-1), core.clone()));
        core.key.set(key);
        StreamId(key)
    }

    /// The stream, unless it is closing.
    pub(crate) fn stream(&self, id: StreamId) -> Result<Rc<StreamCore>> {
        match self.state().open_handle(id.0).map(|handle| &handle.body) {
            Some(Body::Stream(_, core)) => Ok(core.clone()),
            _ => Err(LoopError::Closed),
        }
    }

    /// Gives a stream its descriptor, which is made non-blocking and belongs to the stream from now on (descriptors 0 to
    /// 2 stay open when it is closed).
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EBUSY` when it has one, `EBADF` for one that is not open, `EEXIST` for one that another
    /// handle waits on. The number stays its owner's then.
    pub fn stream_open(&self, id: StreamId, fd: OwnedFd) -> Result<()> {
        let core = self.stream(id)?;
        if let Err(error) = rustix::io::ioctl_fionbio(&fd, true) {
            // Only opening failed: the number stays its owner's.
            let _not_ours = fd.into_raw_fd();
            return Err(LoopError::from_errno("ioctl", error));
        }
        if self.is_polled(fd.as_raw_fd()) {
            let _not_ours = fd.into_raw_fd();
            return Err(LoopError::os("open", libc::EEXIST));
        }
        self.adopt_fd(&core, fd)
    }

    /// As [`stream_open`](Self::stream_open) for a descriptor that `on_connection` brought and that nobody else has had:
    /// it does not block.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EBUSY` when the stream has a descriptor.
    pub fn stream_open_accepted(&self, id: StreamId, fd: OwnedFd) -> Result<()> {
        self.adopt_fd(&*self.stream(id)?, fd)
    }

    /// Gives a stream a descriptor to write to that other processes share, and that is left as it is. A pipe is opened
    /// anew, so that it does not block concerns nobody else; to a socket each write says that it must not wait. Where
    /// neither can be, writes wait until the system has the bytes.
    ///
    /// # Errors
    /// As [`stream_open`](Self::stream_open).
    pub fn stream_open_shared(&self, id: StreamId, fd: OwnedFd) -> Result<()> {
        use rustix::fs::{Mode, OFlags, open};
        let core = self.stream(id)?;
        if rustix::net::sockopt::socket_type(&fd).is_ok() {
            core.writing.set_shared_socket();
            return self.adopt_fd(&core, fd);
        }
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        match open(format!("/proc/self/fd/{}", fd.as_raw_fd()), flags, Mode::empty()) {
            Ok(own) => {
                let _stays_open = fd.into_raw_fd();
                self.adopt_fd(&core, own)
            }
            // Nobody reads it, or it belongs to somebody else.
            Err(_) => self.open_blocking(&core, fd),
        }
    }

    fn open_blocking(&self, core: &StreamCore, fd: OwnedFd) -> Result<()> {
        core.writing.set_blocking(true);
        core.reading.set_blocking(true);
        self.adopt_fd(core, fd)
    }

    /// Gives a stream the terminal that `fd` is open on: opened anew if the system allows it, so that being non-blocking
    /// concerns nobody else, or shared. `fd` stays its owner's.
    ///
    /// # Errors
    /// As [`stream_open`](Self::stream_open).
    pub fn stream_open_terminal(&self, id: StreamId, fd: BorrowedFd<'_>) -> Result<()> {
        use rustix::fs::{Mode, OFlags, open};
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        match open(format!("/proc/self/fd/{}", fd.as_raw_fd()), flags, Mode::empty()) {
            Ok(own) => self.adopt_fd(&*self.stream(id)?, own),
            Err(_) => {
                let shared = rustix::io::fcntl_dupfd_cloexec(fd, 0);
                let shared = shared.map_err(|errno| LoopError::from_errno("dup", errno))?;
                self.open_blocking(&*self.stream(id)?, shared)
            }
        }
    }

    /// As [`stream_open`](Self::stream_open) for a descriptor that is non-blocking already.
    pub(super) fn adopt_fd(&self, core: &StreamCore, fd: OwnedFd) -> Result<()> {
        let mut place = core.fd.borrow_mut();
        if place.is_some() {
            return Err(LoopError::os("open", libc::EBUSY));
        }
        self.set_poll_fd(PollId(core.id().0), fd.as_raw_fd());
        *place = Some(fd);
        Ok(())
    }

    /// The number of a stream's descriptor.
    pub fn stream_fd(&self, id: StreamId) -> Option<RawFd> {
        self.stream(id).ok()?.fd.borrow().as_ref().map(AsRawFd::as_raw_fd)
    }

    /// Whether writes wait until the system has the bytes. Terminals begin so.
    ///
    /// # Errors
    /// [`LoopError::Closed`].
    pub fn stream_set_blocking_writes(&self, id: StreamId, on: bool) -> Result<()> {
        self.stream(id)?.writing.set_blocking(on);
        Ok(())
    }

    /// Bytes that were read and written so far; written ones include those that are queued.
    pub fn stream_counts(&self, id: StreamId) -> Option<(u64, u64)> {
        let core = self.stream(id).ok()?;
        Some((core.reading.count(), core.written()))
    }
}
