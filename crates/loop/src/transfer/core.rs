//! What a transfer knows, how it starts and ends, and what it tells. The moving itself is in `pump.rs`. No cell here is
//! borrowed while a report is delivered.

use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::{RequestId, StreamId};
use crate::stream::StreamCore;
use crate::sys::{DescriptorKind, KernelPipe, file_size, position_of, takes_positions};
use std::cell::{Cell, RefCell};
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::sync::Arc;

/// Progress is told after so many bytes, or so many milliseconds, whichever comes first; at once if asked for.
const TELL_AFTER_BYTES: u64 = 1 << 20;
const TELL_AFTER_MILLIS: u64 = 20;

/// Where bytes come from.
#[derive(Debug)]
pub enum TransferSource {
    /// A stream that does not read by itself.
    Stream(StreamId),
    /// A regular file, from `position` on or from where it stands, `length` bytes or up to its end.
    File {
        /// A descriptor of the transfer's own.
        file: OwnedFd,
        /// Where to begin; without one the file's own position is used, and moved.
        position: Option<u64>,
        /// How many bytes at most.
        length: Option<u64>,
    },
}

/// Where bytes go.
#[derive(Debug)]
pub enum TransferSink {
    /// A stream without writes that wait.
    Stream(StreamId),
    /// A regular file, as of [`TransferSource`].
    File {
        /// A descriptor of the transfer's own.
        file: OwnedFd,
        /// Where to begin; without one the file's own position is used, and moved.
        position: Option<u64>,
    },
}

/// Why nothing more is taken from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceEnd {
    /// The owner of the source goes on by itself: at the end of what was asked for, where the kernel cannot, or where only
    /// a read can tell whether a file ends.
    HandedBack,
    /// The stream ended, or the file did.
    Ended,
    /// Reading the stream failed with this errno.
    Failed(i32),
}

/// What happened since the last report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Bytes taken from the source.
    pub taken: u64,
    /// Bytes given to the sink.
    pub given: u64,
    /// Told once.
    pub source: Option<SourceEnd>,
    /// Told once: everything taken is given, or giving failed with this errno.
    pub sink: Option<std::result::Result<(), i32>>,
}

/// Whom a transfer tells. Called from the loop, never from within a call that the embedder made.
pub trait TransferEvents {
    /// Bytes moved, or a half is over.
    fn on_report(&self, lp: &Loop, report: Report);
}

pub(super) struct FileEnd {
    pub(super) file: Arc<OwnedFd>,
    pub(super) position: Cell<Option<u64>>,
    /// Where the next byte is, whoever keeps count of it.
    pub(super) at: Cell<u64>,
    /// How many bytes may still be taken.
    pub(super) left: Cell<u64>,
    /// Bytes that the file had when it was asked last.
    pub(super) size: Cell<u64>,
    /// Up to where bytes were read in by a job.
    pub(super) read_in_to: Cell<u64>,
}

impl FileEnd {
    /// Whether every byte of the file was taken: without a read, whose answer would come later than whoever got the last
    /// byte may leave. A file without a size (of `/proc`, say) may have bytes nevertheless.
    pub(super) fn is_at_end(&self) -> bool {
        if self.size.get() == 0 || self.at.get() < self.size.get() {
            return false;
        }
        // It may have grown since.
        self.size.set(file_size(self.file.as_fd()).unwrap_or(0));
        self.size.get() > 0 && self.at.get() >= self.size.get()
    }
}

pub(super) enum End {
    Stream(Rc<StreamCore>),
    File(FileEnd),
}

/// What a transfer is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    Nothing,
    Source,
    Sink,
    Work,
}

pub(crate) struct TransferCore {
    pub(super) source: End,
    pub(super) sink: End,
    /// Whether a sink stream is a pipe rather than a socket.
    pub(super) to_fifo: bool,
    pub(super) pipe: RefCell<Option<KernelPipe>>,
    /// Bytes taken and not yet given.
    pub(super) held: Cell<usize>,
    pub(super) waits: Cell<Waits>,
    source_over: Cell<bool>,
    sink_over: Cell<bool>,
    taken: Cell<u64>,
    given: Cell<u64>,
    source_end: Cell<Option<SourceEnd>>,
    sink_end: Cell<Option<std::result::Result<(), i32>>>,
    is_attached: Cell<bool>,
    prompt: bool,
    told_at: Cell<u64>,
    /// Keeps the loop alive while the sink is waited for, as a queued write does.
    request: Cell<Option<RequestId>>,
    events: Rc<dyn TransferEvents>,
}

/// A transfer under way, see [`Loop::start_transfer`].
pub struct Transfer {
    core: Rc<TransferCore>,
}

impl TransferCore {
    pub(crate) fn wants_input(&self) -> bool {
        self.waits.get() == Waits::Source && !self.source_over.get()
    }

    pub(crate) fn wants_output(&self) -> bool {
        self.waits.get() == Waits::Sink && !self.sink_over.get()
    }

    pub(super) fn is_taking(&self) -> bool {
        !self.source_over.get()
    }

    pub(super) fn is_giving(&self) -> bool {
        !self.sink_over.get()
    }

    pub(super) fn note_taken(&self, bytes: usize) {
        self.taken.set(self.taken.get() + bytes as u64);
        if let End::Stream(core) = &self.source {
            core.add_read(bytes);
        }
        self.set_held(self.held.get() + bytes);
    }

    pub(super) fn note_given(&self, bytes: usize) {
        self.given.set(self.given.get() + bytes as u64);
        if let End::Stream(core) = &self.sink {
            core.add_written(bytes);
        }
        self.set_held(self.held.get() - bytes);
    }

    fn set_held(&self, bytes: usize) {
        self.held.set(bytes);
        if let End::Stream(core) = &self.sink {
            core.set_held(bytes);
        }
    }

    pub(super) fn end_source(&self, end: SourceEnd) {
        if !self.source_over.replace(true) {
            self.source_end.set(Some(end));
        }
    }

    /// What is held is lost when giving failed.
    pub(super) fn end_sink(&self, result: std::result::Result<(), i32>) {
        if !self.sink_over.replace(true) {
            self.sink_end.set(Some(result));
        }
        self.throw_away();
    }

    /// Forgets what is held. A pipe that holds something goes with it.
    fn throw_away(&self) {
        if self.held.get() > 0 {
            self.set_held(0);
            drop(self.pipe.borrow_mut().take());
        }
    }

    /// Gives back the pipe if it is empty and nobody uses it.
    fn shelve(&self, lp: &Loop) {
        if self.held.get() == 0
            && self.waits.get() != Waits::Work
            && let Some(pipe) = self.pipe.borrow_mut().take()
        {
            lp.pipe_shelf().give(pipe);
        }
    }

    /// Brings what others see in line with the state after a step, and tells what there is to tell.
    pub(super) fn settle(self: &Rc<Self>, lp: &Loop) {
        if self.source_over.get() && self.held.get() == 0 && self.waits.get() != Waits::Work && self.is_giving() {
            self.end_sink(Ok(()));
        }
        if !self.is_giving() {
            // Nobody takes what would be read.
            self.end_source(SourceEnd::HandedBack);
            self.waits.set(Waits::Nothing);
        }
        self.shelve(lp);
        let over = self.source_over.get() && self.sink_over.get();
        if over {
            self.detach();
        }
        if self.keep_interest(lp).is_err() && !over {
            // A descriptor that cannot be waited for.
            self.end_source(SourceEnd::HandedBack);
            self.end_sink(if self.held.get() == 0 { Ok(()) } else { Err(libc::EPERM) });
            self.detach();
        }
        self.keep_request(lp);
        self.tell(lp);
    }

    /// Lets go of the streams, which may have other transfers from now on.
    fn detach(&self) {
        if !self.is_attached.replace(false) {
            return;
        }
        if let End::Stream(core) = &self.source {
            core.forget_outgoing();
        }
        if let End::Stream(core) = &self.sink {
            core.forget_incoming();
        }
    }

    fn keep_interest(&self, lp: &Loop) -> Result<()> {
        for end in [&self.source, &self.sink] {
            if let End::Stream(core) = end
                && !core.closed()
            {
                core.update_interest(lp)?;
            }
        }
        Ok(())
    }

    fn keep_request(&self, lp: &Loop) {
        match (self.wants_output(), self.request.get()) {
            (true, None) => self.request.set(Some(lp.start_request("WriteWrap"))),
            (false, Some(request)) => {
                self.request.set(None);
                lp.finish_request(request);
            }
            _ => {}
        }
    }

    fn tell(&self, lp: &Loop) {
        let bytes = self.taken.get().max(self.given.get());
        let ends = self.source_end.get().is_some() || self.sink_end.get().is_some();
        let is_due = bytes > 0
            && (self.prompt || bytes >= TELL_AFTER_BYTES || lp.now() - self.told_at.get() >= TELL_AFTER_MILLIS);
        if !ends && !is_due {
            return;
        }
        self.told_at.set(lp.now());
        let report = Report {
            taken: self.taken.take(),
            given: self.given.take(),
            source: self.source_end.take(),
            sink: self.sink_end.take(),
        };
        self.events.on_report(lp, report);
    }

    /// A stream of the transfer gave up its descriptor. Its owner knows; the other half goes on as far as it can.
    pub(crate) fn stream_released(&self, is_source: bool) {
        self.source_over.set(true);
        if !is_source {
            self.throw_away();
        }
    }

    /// In the closing phase of a stream of the transfer.
    pub(crate) fn stream_closed(self: &Rc<Self>, lp: &Loop) {
        self.settle(lp);
    }
}

impl Transfer {
    /// Takes nothing more from the source; of that its owner is not told again. Returns the bytes taken and given that no
    /// report told of, and whether the sink half is over too. If not, its end comes in a report.
    pub fn stop(&self, lp: &Loop) -> (u64, u64, bool) {
        let core = &self.core;
        core.source_over.set(true);
        core.source_end.set(None);
        let is_busy = core.held.get() > 0 || core.waits.get() == Waits::Work && matches!(core.sink, End::File(_));
        if !is_busy {
            core.waits.set(Waits::Nothing);
            core.end_sink(Ok(()));
            core.sink_end.set(None);
            core.shelve(lp);
            core.detach();
        }
        // A stream that could be waited for before can be now.
        let _kept = core.keep_interest(lp);
        core.keep_request(lp);
        (core.taken.take(), core.given.take(), !is_busy)
    }

    /// As [`stop`](Self::stop), and throws away what was not given yet, unless a job is giving it. The end of the sink half
    /// is told in a report.
    pub fn abandon(&self, lp: &Loop) {
        let core = &self.core;
        core.source_over.set(true);
        core.source_end.set(None);
        if core.waits.get() != Waits::Work {
            core.waits.set(Waits::Nothing);
            core.end_sink(Ok(()));
        }
        let target = core.clone();
        lp.defer(move |lp| target.settle(lp));
    }

    /// Whether both halves are over.
    pub fn is_over(&self) -> bool {
        self.core.source_over.get() && self.core.sink_over.get()
    }
}

/// A transfer that goes with its loop, or is given up in the middle.
impl Drop for TransferCore {
    fn drop(&mut self) {
        self.detach();
    }
}

fn refused() -> LoopError {
    LoopError::os("splice", libc::EINVAL)
}

impl Loop {
    /// Starts moving bytes. `prompt`: progress is told with every step, not now and then.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EINVAL` when the kernel has no way between the two, or one of them is busy with something
    /// else. Nothing has happened then.
    pub fn start_transfer(
        &self,
        source: TransferSource,
        sink: TransferSink,
        prompt: bool,
        events: Rc<dyn TransferEvents>,
    ) -> Result<Transfer> {
        let from_stream = matches!(source, TransferSource::Stream(_));
        let source = match source {
            TransferSource::Stream(id) => End::Stream(self.stream(id)?),
            TransferSource::File { file, position, length } => End::File(file_end(file, position, length)?),
        };
        let mut to_fifo = false;
        let sink = match sink {
            TransferSink::Stream(id) => {
                let core = self.stream(id)?;
                self.flush_gathered_of(&core)?;
                to_fifo = core.can_take_transfer().ok_or_else(refused)? == DescriptorKind::Fifo;
                End::Stream(core)
            }
            TransferSink::File { file, position } if from_stream && takes_positions(file.as_fd()) => {
                End::File(file_end(file, position, None)?)
            }
            TransferSink::File { .. } => return Err(refused()),
        };
        if let End::Stream(core) = &source
            && !core.can_give_transfer()
        {
            return Err(refused());
        }
        let core = Rc::new(TransferCore {
            source,
            sink,
            to_fifo,
            pipe: RefCell::new(None),
            held: Cell::new(0),
            waits: Cell::new(Waits::Nothing),
            source_over: Cell::new(false),
            sink_over: Cell::new(false),
            taken: Cell::new(0),
            given: Cell::new(0),
            source_end: Cell::new(None),
            sink_end: Cell::new(None),
            is_attached: Cell::new(true),
            prompt,
            told_at: Cell::new(self.now()),
            request: Cell::new(None),
            events,
        });
        if let End::Stream(stream) = &core.source {
            stream.set_outgoing(&core);
        }
        if let End::Stream(stream) = &core.sink {
            stream.set_incoming(&core);
        }
        let first = Rc::downgrade(&core);
        self.defer(move |lp| {
            if let Some(core) = first.upgrade() {
                core.pump(lp);
            }
        });
        Ok(Transfer { core })
    }
}

fn file_end(file: OwnedFd, position: Option<u64>, length: Option<u64>) -> Result<FileEnd> {
    let size = file_size(file.as_fd()).ok_or_else(refused)?;
    let at = match position {
        Some(at) => at,
        None => position_of(file.as_fd()).map_err(|errno| LoopError::from_errno("lseek", errno))?,
    };
    Ok(FileEnd {
        file: Arc::new(file),
        position: Cell::new(position),
        at: Cell::new(at),
        left: Cell::new(length.unwrap_or(u64::MAX)),
        size: Cell::new(size),
        read_in_to: Cell::new(0),
    })
}
