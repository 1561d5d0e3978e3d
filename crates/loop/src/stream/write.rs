//! Writing: tried at once, queued when it does not fit, ended in order; and the shutdown behind the last write.

use super::core::{StreamCore, StreamKind};
use super::rare::Rare;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::{RequestId, StreamId};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, Shutdown};
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

/// Bytes that a queued write keeps until they are written.
pub type WriteData = Box<dyn AsRef<[u8]>>;

/// Slices handed to one call; the kernel takes 1,024 at most.
const SLICES_PER_CALL: usize = 64;

/// Calls for one stream before others have their turn.
const CALLS_PER_EVENT: usize = 32;

/// What is answered soon is not longer than this.
const ANSWERED_BYTES: usize = 32 << 10;

pub(super) struct Queued {
    parts: VecDeque<WriteData>,
    /// Bytes of the first part that are written.
    written: usize,
    descriptor: Option<OwnedFd>,
    request: RequestId,
    /// Nobody asked to be told of its end.
    silent: bool,
}

/// A queued write that is written.
struct Ended {
    request: RequestId,
    silent: bool,
}

/// A shutdown that is owed an answer.
pub(super) struct Ending {
    request: RequestId,
    /// The answer, once the system gave it; before that it waits for the writes.
    result: Option<std::result::Result<(), i32>>,
}

#[derive(Default)]
pub(super) struct Writing {
    blocking: Cell<bool>,
    /// A socket whose descriptor may block, since others share it.
    shared_socket: Cell<bool>,
    count: Cell<u64>,
}

impl Writing {
    pub(super) fn set_blocking(&self, on: bool) {
        self.blocking.set(on);
    }

    pub(super) fn set_shared_socket(&self) {
        self.shared_socket.set(true);
    }

    /// Whether only a flag with each write keeps the socket from blocking.
    pub(super) fn is_shared_socket(&self) -> bool {
        self.shared_socket.get()
    }

    pub(super) fn add_written(&self, bytes: usize) {
        self.count.set(self.count.get() + bytes as u64);
    }

    /// Bytes that were counted were not written after all.
    pub(super) fn take_back(&self, bytes: usize) {
        self.count.set(self.count.get().saturating_sub(bytes as u64));
    }
}

/// Sends bytes, and a descriptor with the first of them.
fn send(
    kind: StreamKind,
    fd: BorrowedFd<'_>,
    slices: &[IoSlice<'_>],
    descriptor: Option<BorrowedFd<'_>>,
) -> std::result::Result<usize, Errno> {
    rustix::io::retry_on_intr(|| match (descriptor, slices) {
        // Asks the socket without the detour through what all files have.
        (None, [one]) if kind == StreamKind::Tcp => rustix::net::send(fd, one, SendFlags::NOSIGNAL),
        (None, [one]) => rustix::io::write(fd, one),
        (None, many) => rustix::io::writev(fd, many),
        (Some(passed), _) => {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut control = SendAncillaryBuffer::new(&mut space);
            let passed = [passed];
            let fits = control.push(SendAncillaryMessage::ScmRights(&passed));
            debug_assert!(fits, "the space was sized for one descriptor");
            rustix::net::sendmsg(fd, slices, &mut control, SendFlags::NOSIGNAL)
        }
    })
}

/// Sends bytes without waiting, whatever the mode of the socket.
fn send_now(fd: BorrowedFd<'_>, slices: &[IoSlice<'_>]) -> std::result::Result<usize, Errno> {
    let mut nothing = SendAncillaryBuffer::default();
    let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    rustix::io::retry_on_intr(|| rustix::net::sendmsg(fd, slices, &mut nothing, flags))
}

/// Waits until the descriptor takes bytes, or for as long as it may; false when that was in vain.
fn wait_writable(fd: BorrowedFd<'_>, patience: Option<Duration>) -> std::result::Result<bool, Errno> {
    let patience = patience.map(|time| Timespec { tv_sec: time.as_secs() as i64, tv_nsec: time.subsec_nanos().into() });
    loop {
        let mut wanted = [PollFd::from_borrowed_fd(fd, PollFlags::OUT)];
        match poll(&mut wanted, patience.as_ref()) {
            Err(Errno::INTR) => {}
            other => return other.map(|ready| ready > 0),
        }
    }
}

impl StreamCore {
    /// Whether a shutdown was asked for.
    pub(super) fn ends(&self) -> bool {
        self.rare().is_some_and(|rare| rare.ending.borrow().is_some())
    }

    /// Bytes that were written, those that wait included.
    pub(super) fn written(&self) -> u64 {
        self.writing.count.get() + self.rare().map_or(0, |rare| rare.waiting_bytes() as u64)
    }

    /// One call to the system.
    fn send(
        &self,
        fd: BorrowedFd<'_>,
        slices: &[IoSlice<'_>],
        descriptor: Option<BorrowedFd<'_>>,
    ) -> std::result::Result<usize, Errno> {
        match self.writing.shared_socket.get() {
            true => send_now(fd, slices),
            false => send(self.kind, fd, slices, descriptor),
        }
    }

    /// Whether something has to come before a write.
    pub(super) fn is_behind(&self) -> bool {
        self.rare().is_some_and(|rare| rare.writes_wait() || rare.connecting.waits())
    }

    pub(super) fn blocks(&self) -> bool {
        self.kind == StreamKind::Tty || self.writing.blocking.get()
    }

    /// Writes what fits of `slices`.
    pub(super) fn try_write(&self, slices: &[IoSlice<'_>]) -> Result<usize> {
        let total: usize = slices.iter().map(|slice| slice.len()).sum();
        let mut done = 0;
        self.with_fd("write", |fd| {
            while done < total {
                let (first, skip) = position(slices, done);
                let result = if skip == 0 {
                    let end = slices.len().min(first + SLICES_PER_CALL);
                    self.send(fd, &slices[first..end], None)
                } else {
                    self.send(fd, &[IoSlice::new(&slices[first][skip..])], None)
                };
                match result {
                    Ok(written) => done += written,
                    Err(Errno::AGAIN) if self.blocks() => {
                        wait_writable(fd, None)?;
                    }
                    Err(Errno::AGAIN) => break,
                    Err(error) if done == 0 => return Err(error),
                    // The rest meets the same error when it is tried again, and then reports it.
                    Err(_) => break,
                }
            }
            Ok(())
        })?;
        self.writing.add_written(done);
        Ok(done)
    }

    /// Queues a write behind those that wait.
    pub(super) fn queue_write(
        &self,
        lp: &Loop,
        parts: VecDeque<WriteData>,
        descriptor: Option<OwnedFd>,
        silent: bool,
    ) -> Result<()> {
        let bytes = parts.iter().map(|part| (**part).as_ref().len()).sum::<usize>();
        let request = lp.start_request("WriteWrap");
        let rare = self.make_rare();
        rare.queued_bytes.set(rare.queued_bytes.get() + bytes);
        rare.queue.borrow_mut().push_back(Queued { parts, written: 0, descriptor, request, silent });
        self.update_interest(lp)
    }

    pub(super) fn write_ready(self: &Rc<Self>, lp: &Loop) {
        let mut ended: Vec<Ended> = Vec::new();
        let mut failed = None;
        for _ in 0..CALLS_PER_EVENT {
            match self.write_queued(&mut ended) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    failed = Some(error.errno());
                    break;
                }
            }
        }
        if failed.is_none() && self.writes_wait() {
            // Still waiting for room; nothing changes for the kernel.
        } else if failed.is_none() {
            self.relax_interest(lp);
        }
        for Ended { request, silent } in ended {
            lp.finish_request(request);
            if !silent {
                self.events.on_written(lp, self.id(), Ok(()));
            }
        }
        if let Some(errno) = failed {
            self.cancel_writes(lp, errno);
            if !self.closed() {
                self.relax_interest(lp);
            }
        }
        if !self.writes_wait() && !self.closed() {
            self.try_shutdown(lp);
        }
    }

    /// One call for the oldest queued write. False when there is none or the system takes no more.
    fn write_queued(&self, ended: &mut Vec<Ended>) -> Result<bool> {
        let Some(rare) = self.rare() else { return Ok(false) };
        let mut queue = rare.queue.borrow_mut();
        let Some(write) = queue.front_mut() else { return Ok(false) };
        let slices: Vec<IoSlice<'_>> = write
            .parts
            .iter()
            .take(SLICES_PER_CALL)
            .enumerate()
            .map(|(index, part)| {
                let bytes = (**part).as_ref();
                IoSlice::new(&bytes[if index == 0 { write.written.min(bytes.len()) } else { 0 }..])
            })
            .collect();
        let sent = match self.with_fd("write", |fd| self.send(fd, &slices, write.descriptor.as_ref().map(AsFd::as_fd)))
        {
            Ok(sent) => sent,
            Err(LoopError::Os { errno: libc::EAGAIN, .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        drop(slices);
        write.descriptor = None;
        write.written += sent;
        while let Some(part) = write.parts.front()
            && write.written >= (**part).as_ref().len()
        {
            write.written -= (**part).as_ref().len();
            write.parts.pop_front();
        }
        self.writing.add_written(sent);
        rare.queued_bytes.set(rare.queued_bytes.get().saturating_sub(sent));
        if write.parts.is_empty() {
            ended.push(Ended { request: write.request, silent: write.silent });
            queue.pop_front();
        }
        Ok(true)
    }

    /// Ends every queued write with an error.
    pub(super) fn cancel_writes(&self, lp: &Loop, errno: i32) {
        let Some(rare) = self.rare() else { return };
        let writes = rare.queue.take();
        rare.queued_bytes.set(0);
        for write in writes {
            lp.finish_request(write.request);
            if !write.silent {
                self.events.on_written(lp, self.id(), Err(errno));
            } else if !self.closed() {
                self.events.on_write_lost(lp, self.id(), errno);
            }
        }
    }

    /// Shuts down if that was asked for and nothing is left to write. The answer comes in the pending phase.
    pub(super) fn try_shutdown(self: &Rc<Self>, lp: &Loop) {
        {
            let Some(rare) = self.rare() else { return };
            let mut ending = rare.ending.borrow_mut();
            let Some(ending) = &mut *ending else { return };
            if ending.result.is_some() {
                return;
            }
            let result = self.with_fd("shutdown", |fd| rustix::net::shutdown(fd, Shutdown::Write));
            ending.result = Some(result.map_err(|error| error.errno()));
        }
        let core = self.clone();
        lp.defer(move |lp| {
            if !core.closed() {
                core.answer_shutdown(lp);
            }
        });
    }

    fn answer_shutdown(&self, lp: &Loop) {
        let ending = self.rare().and_then(|rare| rare.ending.take());
        if let Some(ending) = ending {
            lp.finish_request(ending.request);
            self.events.on_shutdown(lp, self.id(), ending.result.unwrap_or(Err(libc::ECANCELED)));
        }
    }

    /// Answers a shutdown of a stream that is closed; one that the system did not see is cancelled.
    pub(super) fn cancel_shutdown(&self, lp: &Loop) {
        self.answer_shutdown(lp);
    }
}

/// Which slice the byte at `done` is in, and where.
fn position(slices: &[IoSlice<'_>], mut done: usize) -> (usize, usize) {
    for (index, slice) in slices.iter().enumerate() {
        if done < slice.len() {
            return (index, done);
        }
        done -= slice.len();
    }
    (slices.len(), 0)
}

impl Loop {
    /// Writes what fits at once, and returns how many bytes that was: none while earlier writes wait. What does not fit
    /// goes to [`stream_queue_write`](Self::stream_queue_write).
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says, `EPIPE` for instance. Nothing was written then.
    pub fn stream_try_write(&self, id: StreamId, slices: &[IoSlice<'_>]) -> Result<usize> {
        let core = self.stream(id)?;
        self.flush_gathered_of(&core)?;
        if core.is_behind() {
            return Ok(0);
        }
        self.write_some(&core, slices)
    }

    /// Writes what fits, where nothing has to come before it.
    pub(super) fn write_some(&self, core: &StreamCore, slices: &[IoSlice<'_>]) -> Result<usize> {
        let written = core.try_write(slices)?;
        if written <= ANSWERED_BYTES {
            self.expect_answer();
        }
        Ok(written)
    }

    /// As [`stream_try_write`](Self::stream_try_write), with a descriptor that the other end gets with the first byte.
    /// When nothing was written the descriptor was not sent.
    ///
    /// # Errors
    /// As there.
    pub fn stream_try_send(&self, id: StreamId, bytes: &[u8], descriptor: BorrowedFd<'_>) -> Result<usize> {
        let core = self.stream(id)?;
        self.flush_gathered_of(&core)?;
        if core.is_behind() {
            return Ok(0);
        }
        match core.with_fd("sendmsg", |fd| send(core.kind, fd, &[IoSlice::new(bytes)], Some(descriptor))) {
            Ok(sent) => {
                core.writing.add_written(sent);
                Ok(sent)
            }
            Err(LoopError::Os { errno: libc::EAGAIN, .. }) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Queues bytes behind the writes that wait; its end is told by `on_written`. `descriptor` is sent with the first
    /// byte, over a unix socket.
    ///
    /// # Errors
    /// [`LoopError::Closed`], or `EBADF` for a stream that has no descriptor.
    pub fn stream_queue_write(
        &self,
        id: StreamId,
        parts: impl IntoIterator<Item = WriteData>,
        descriptor: Option<OwnedFd>,
    ) -> Result<()> {
        let core = self.stream(id)?;
        if core.closed() {
            return Err(LoopError::os("write", libc::EBADF));
        }
        self.flush_gathered_of(&core)?;
        core.queue_write(self, parts.into_iter().collect(), descriptor, false)
    }

    /// Writes what is queued here and now, as long as the other end takes something within `patience`. Nobody is told:
    /// this is for the end of a process.
    pub fn stream_flush(&self, id: StreamId, patience: Duration) {
        let Ok(core) = self.stream(id) else { return };
        // The end of a process has nobody left to tell.
        let _lost = self.flush_gathered_of(&core);
        let mut ended = Vec::new();
        while core.writes_wait() {
            let goes_on = match core.write_queued(&mut ended) {
                Ok(true) => true,
                Ok(false) => core.with_fd("poll", |fd| wait_writable(fd, Some(patience))).unwrap_or(false),
                Err(_) => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Bytes that are queued, those of a transfer included.
    pub fn stream_queued_bytes(&self, id: StreamId) -> usize {
        self.stream(id).map_or(0, |core| core.rare().map_or(0, Rare::waiting_bytes))
    }

    /// Ends the writing side once the queue is empty; told by `on_shutdown`, never from within this call.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `ENOTCONN` for a stream without a descriptor, and `EALREADY` when it was asked for.
    pub fn stream_shutdown(&self, id: StreamId) -> Result<()> {
        let core = self.stream(id)?;
        if core.closed() {
            return Err(LoopError::os("shutdown", libc::ENOTCONN));
        }
        if core.ends() {
            return Err(LoopError::os("shutdown", libc::EALREADY));
        }
        self.flush_gathered_of(&core)?;
        let ending = Ending { request: self.start_request("ShutdownWrap"), result: None };
        *core.make_rare().ending.borrow_mut() = Some(ending);
        if !core.is_behind() {
            core.try_shutdown(self);
        }
        Ok(())
    }
}
