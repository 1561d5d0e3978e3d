//! Reading: bytes into the loop's slabs or into memory of the embedder's, and descriptors that come with them.

use super::core::{StreamCore, StreamKind};
use super::slab_pool::{Chunk, Expected, SLAB_LENGTH};
use crate::error::Result;
use crate::event_loop::Loop;
use crate::id::StreamId;
use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};
use std::cell::Cell;
use std::io::IoSliceMut;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;

/// Reads of one stream before others have their turn, and bytes after which it reads no more.
const READS_PER_EVENT: usize = 4;
const BYTES_PER_EVENT: usize = 512 << 10;

/// Descriptors taken with one message; more are closed by the kernel.
const MAX_DESCRIPTORS: usize = 16;

/// Memory of the embedder's that reads go into, in place of slabs.
pub trait ReadTarget {
    /// Lends what is there now for the time of one call of `read`, which is a system call.
    fn lend(&self, read: &mut dyn FnMut(&mut [u8]));
}

/// What a read brought.
#[derive(Debug)]
pub enum Received {
    /// Bytes.
    Bytes(Chunk),
    /// So many bytes, at the start of what [`Loop::stream_read_into`] was given.
    Placed(usize),
    /// Bytes, none perhaps, and descriptors that were sent with them.
    WithDescriptors(Chunk, Vec<OwnedFd>),
    /// The other side sends no more.
    End,
    /// The read failed with this errno.
    Failed(i32),
}

pub(super) struct Reading {
    wanted: Cell<bool>,
    /// Whether messages may carry descriptors.
    descriptors: Cell<bool>,
    count: Cell<u64>,
    /// The descriptor blocks, so that a read is safe only right after a report.
    blocking: Cell<bool>,
    /// Reads go into memory of the embedder's.
    placed: Cell<bool>,
    /// The last reads filled slabs, so that the next one gets more room.
    bulk: Cell<bool>,
    /// What one read may bring into a slab.
    most: Cell<usize>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            wanted: Cell::default(),
            descriptors: Cell::default(),
            count: Cell::default(),
            blocking: Cell::default(),
            placed: Cell::default(),
            bulk: Cell::default(),
            most: Cell::new(usize::MAX),
        }
    }
}

impl Reading {
    pub(super) fn wanted(&self) -> bool {
        self.wanted.get()
    }

    pub(super) fn count(&self) -> u64 {
        self.count.get()
    }

    /// Counts bytes that were read.
    pub(super) fn add(&self, bytes: usize) {
        self.count.set(self.count.get() + bytes as u64);
    }

    pub(super) fn set_blocking(&self, on: bool) {
        self.blocking.set(on);
    }

    pub(super) fn stop(&self) {
        self.wanted.set(false);
    }

    fn expected(&self) -> Expected {
        if self.bulk.get() { Expected::Bulk } else { Expected::Messages }
    }

    /// Notes a read. True if there may be more: it filled its room, which was not just what a slab had left.
    fn note(&self, bytes: usize, full: bool) -> bool {
        self.add(bytes);
        self.bulk.set(bytes >= SLAB_LENGTH);
        // Messages end before what is behind them, so that a short one says nothing.
        self.descriptors.get() || full && (bytes >= SLAB_LENGTH / 2 || self.placed.get())
    }
}

impl StreamCore {
    /// Whether reads bring all there is and nothing but bytes.
    pub(super) fn reads_plainly(&self) -> bool {
        !self.reading.descriptors.get() && !self.reading.placed.get() && !self.reading.blocking.get()
    }

    pub(super) fn read_ready(self: &Rc<Self>, lp: &Loop) {
        let mut total = 0;
        for _ in 0..READS_PER_EVENT {
            let (received, bytes, full) = match self.read_once(lp) {
                Ok((Received::End, ..)) => return self.end_read(lp, Received::End),
                Ok(read) => read,
                Err(Errno::AGAIN) => return,
                // The other end of a terminal is gone.
                Err(Errno::IO) if self.kind == StreamKind::Tty => return self.end_read(lp, Received::End),
                Err(errno) => return self.end_read(lp, Received::Failed(errno.raw_os_error())),
            };
            total += bytes;
            let more = self.reading.note(bytes, full) && total < BYTES_PER_EVENT;
            self.events.on_read(lp, self.id(), received);
            if !more || !self.reading.wanted() || self.reading.blocking.get() {
                return;
            }
        }
    }

    /// What one read brought, how many bytes that is, and whether they fill the room that it had.
    fn read_once(&self, lp: &Loop) -> std::result::Result<(Received, usize, bool), Errno> {
        let place = self.fd.borrow();
        // Closed by what an earlier read of this event led to.
        let Some(fd) = &*place else { return Err(Errno::AGAIN) };
        let fd = fd.as_fd();
        let target = if self.reading.placed.get() { self.rare() } else { None };
        if let Some(target) = target.and_then(|rare| rare.target.borrow().clone()) {
            let mut result = Err(Errno::NOBUFS);
            target.lend(&mut |room| {
                if !room.is_empty() {
                    result = self.read_plain(fd, room).map(|bytes| (bytes, bytes == room.len()));
                }
            });
            let (bytes, full) = result?;
            return Ok((if bytes == 0 { Received::End } else { Received::Placed(bytes) }, bytes, full));
        }
        let mut descriptors = Vec::new();
        let (chunk, full) = lp.slabs().read(self.reading.expected(), self.reading.most.get(), |room| {
            if self.reading.descriptors.get() { receive(fd, room, &mut descriptors) } else { self.read_plain(fd, room) }
        })?;
        let bytes = chunk.len();
        let received = match (bytes, descriptors.is_empty()) {
            (0, true) => Received::End,
            (_, true) => Received::Bytes(chunk),
            (_, false) => Received::WithDescriptors(chunk, descriptors),
        };
        Ok((received, bytes, full))
    }

    fn read_plain(&self, fd: BorrowedFd<'_>, room: &mut [u8]) -> std::result::Result<usize, Errno> {
        if self.kind != StreamKind::Tcp {
            return rustix::io::retry_on_intr(|| rustix::io::read(fd, &mut *room));
        }
        // Asks the socket without the detour through what all files have.
        let received = rustix::io::retry_on_intr(|| rustix::net::recv(fd, &mut *room, RecvFlags::empty()));
        received.map(|(bytes, _)| bytes)
    }

    fn end_read(&self, lp: &Loop, received: Received) {
        self.reading.stop();
        self.relax_interest(lp);
        self.events.on_read(lp, self.id(), received);
    }
}

/// One message: bytes and descriptors, which do not outlive an exec.
fn receive(fd: BorrowedFd<'_>, room: &mut [u8], descriptors: &mut Vec<OwnedFd>) -> std::result::Result<usize, Errno> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut slices = [IoSliceMut::new(room)];
    let message =
        rustix::io::retry_on_intr(|| rustix::net::recvmsg(fd, &mut slices, &mut control, RecvFlags::CMSG_CLOEXEC))?;
    for part in control.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = part {
            descriptors.extend(received);
        }
    }
    Ok(message.bytes)
}

impl Loop {
    /// Starts reading. Each read that brings bytes is one call of `on_read`.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); `EPERM` for a descriptor that cannot be polled, `ENOTCONN` for a
    /// stream without one.
    pub fn stream_read_start(&self, id: StreamId) -> Result<()> {
        let core = self.stream(id)?;
        if core.closed() {
            return Err(crate::LoopError::os("read", libc::ENOTCONN));
        }
        core.reading.wanted.set(true);
        core.update_interest(self).inspect_err(|_| core.reading.stop())
    }

    /// Stops reading. What the kernel holds stays there.
    pub fn stream_read_stop(&self, id: StreamId) {
        if let Ok(core) = self.stream(id)
            && core.reading.wanted()
        {
            core.reading.stop();
            core.relax_interest(self);
        }
    }

    /// Has reads into slabs bring at most `most` bytes from now on, which is more than 0.
    pub fn stream_limit_reads(&self, id: StreamId, most: usize) {
        debug_assert!(most > 0, "a read of nothing would be taken for the end");
        if let Ok(core) = self.stream(id) {
            core.reading.most.set(most);
        }
    }

    /// Drops what has come and will have no reader, `most` bytes at most: closing with bytes left unread resets the
    /// connection, and the peer may lose the last that it was told.
    pub fn stream_discard(&self, id: StreamId, most: usize) {
        let Ok(core) = self.stream(id) else { return };
        let mut room = vec![0; most];
        // Nothing there, the end, or an error: each leaves nothing to drop.
        let _read = core.with_fd("read", |fd| Ok(rustix::io::read(fd, &mut room)));
    }

    /// Takes descriptors from messages as well; for unix sockets.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed).
    pub fn stream_receive_descriptors(&self, id: StreamId, on: bool) -> Result<()> {
        self.stream(id)?.reading.descriptors.set(on);
        Ok(())
    }

    /// Has reads go into memory of the embedder's from now on, or into slabs again. Each is told as
    /// [`Received::Placed`]; a read that meets no room fails with `ENOBUFS`.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed).
    pub fn stream_read_into(&self, id: StreamId, target: Option<Rc<dyn ReadTarget>>) -> Result<()> {
        let core = self.stream(id)?;
        core.reading.placed.set(target.is_some());
        let before = core.make_rare().target.replace(target);
        drop(before);
        Ok(())
    }
}
