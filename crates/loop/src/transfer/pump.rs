//! The moving: one function per sort of transfer, each called when what it waits for is there. They leave `waits` and the
//! two ends as they should be; `settle` does the rest.

use super::core::{End, FileEnd, SourceEnd, TransferCore, Waits};
use super::shelf::PIPE_SIZE;
use crate::event_loop::Loop;
use crate::pool::Lane;
use crate::request::Cancelled;
use crate::stream::StreamCore;
use crate::sys::{KernelPipe, is_in_memory, is_refusal, read_in, send_file};
use rustix::io::Errno;
use std::os::fd::AsFd;
use std::rc::Rc;

/// Most bytes of one sendfile: what is asked about before, and moved without a look at others.
const SEND_STEP: u64 = 256 << 10;

/// Bytes that one event moves before others have their turn.
const BYTES_PER_EVENT: usize = 1 << 20;

/// A source that gave less than this has nothing more at the moment, in all likelihood. (Small pieces fill a pipe with few
/// bytes, so that a full pipe is no measure.)
const EMPTIED_BELOW: usize = 64 << 10;

/// What a job reads in: several steps' worth, so that a wake-up brings much.
const READ_IN: u64 = 2 << 20;

/// How such jobs are listed among a program's requests.
const LABEL: &str = "FSReqCallback";

impl TransferCore {
    /// Goes on. Called when the transfer is started, and when what it waits for has come.
    pub(crate) fn pump(self: &Rc<Self>, lp: &Loop) {
        if self.waits.get() == Waits::Work {
            return;
        }
        self.waits.set(Waits::Nothing);
        match (&self.source, &self.sink) {
            (End::File(file), End::Stream(sink)) => self.send(lp, file, sink),
            (End::Stream(source), End::Stream(sink)) => self.relay(lp, source, sink),
            (End::Stream(source), End::File(file)) => self.collect(lp, source, file),
            (End::File(_), End::File(_)) => self.end_source(SourceEnd::HandedBack),
        }
        self.settle(lp);
    }

    // --- file to stream ---

    fn send(self: &Rc<Self>, lp: &Loop, file: &FileEnd, sink: &StreamCore) {
        let mut moved = 0;
        while self.is_taking() && self.is_giving() {
            let step = file.left.get().min(SEND_STEP);
            if step == 0 {
                return self.end_source(SourceEnd::HandedBack);
            }
            if moved >= BYTES_PER_EVENT {
                self.waits.set(Waits::Sink);
                return;
            }
            if !self.is_ready_to_send(file, step) {
                return self.read_in(lp, file);
            }
            let mut position = file.position.get();
            let sent = sink
                .with_fd("sendfile", |fd| send_file(fd, self.to_fifo, file.file.as_fd(), &mut position, step as usize));
            match sent {
                // Shorter than it was, or a file that only readers get something from.
                Ok(0) => return self.end_source(SourceEnd::HandedBack),
                Ok(sent) => {
                    file.position.set(position);
                    file.at.set(file.at.get() + sent as u64);
                    file.left.set(file.left.get() - sent as u64);
                    self.note_taken(sent);
                    self.note_given(sent);
                    moved += sent;
                    if file.is_at_end() {
                        return self.end_source(SourceEnd::Ended);
                    }
                    if (sent as u64) < step {
                        // No more room.
                        self.waits.set(Waits::Sink);
                        return;
                    }
                }
                Err(error) => return self.fail_to_send(error.errno()),
            }
        }
    }

    /// An error of sendfile: the sink's if it is one that streams have. Others the owner of the source meets again.
    fn fail_to_send(&self, errno: i32) {
        match errno {
            libc::EAGAIN => self.waits.set(Waits::Sink),
            libc::EPIPE
            | libc::ECONNRESET
            | libc::ECONNABORTED
            | libc::ENOTCONN
            | libc::ETIMEDOUT
            | libc::EHOSTUNREACH
            | libc::ENETUNREACH
            | libc::ENETDOWN
            | libc::ENETRESET => self.end_sink(Err(errno)),
            _ => self.end_source(SourceEnd::HandedBack),
        }
    }

    fn is_ready_to_send(&self, file: &FileEnd, step: u64) -> bool {
        let (first, last) = (file.at.get(), file.at.get().saturating_add(step - 1));
        // Both ends of the step: what lies between was read with one of them, as good as always.
        last < file.read_in_to.get() || is_in_memory(file.file.as_fd(), first) && is_in_memory(file.file.as_fd(), last)
    }

    fn read_in(self: &Rc<Self>, lp: &Loop, file: &FileEnd) {
        let (source, at) = (file.file.clone(), file.at.get());
        let length = READ_IN.min(file.left.get());
        file.read_in_to.set(at.saturating_add(length));
        let work = move || read_in(source.as_fd(), at, length);
        self.work(lp, work, |_, ()| {});
    }

    /// Has the pool do something; the transfer goes on once `done` was told.
    fn work<T: Send + 'static>(
        self: &Rc<Self>,
        lp: &Loop,
        work: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&TransferCore, T) + 'static,
    ) {
        let core = Rc::downgrade(self);
        self.waits.set(Waits::Work);
        let queued = lp.queue_work(Lane::Fs.labelled(LABEL), work, move |lp, result| {
            let Some(core) = core.upgrade() else { return };
            core.waits.set(Waits::Nothing);
            match result {
                Ok(value) => done(&core, value),
                // Nobody cancels these; a job that never ran moved nothing.
                Err(Cancelled) => core.end_sink(Err(libc::ECANCELED)),
            }
            core.pump(lp);
        });
        if queued.is_err() {
            self.waits.set(Waits::Nothing);
            self.end_source(SourceEnd::HandedBack);
            if self.held.get() > 0 {
                self.end_sink(Err(libc::EAGAIN));
            }
        }
    }

    // --- stream to stream ---

    fn relay(&self, lp: &Loop, source: &StreamCore, sink: &StreamCore) {
        let (mut moved, mut last) = (0, 0);
        while self.is_giving() {
            if self.held.get() > 0 {
                match self.drain(sink) {
                    Ok(0) | Err(Errno::AGAIN) => return self.waits.set(Waits::Sink),
                    Ok(bytes) => {
                        self.note_given(bytes);
                        moved += bytes;
                        continue;
                    }
                    Err(errno) => return self.end_sink(Err(errno.raw_os_error())),
                }
            }
            if !self.is_taking() {
                return;
            }
            let emptied = moved > last && moved - last < EMPTIED_BELOW;
            last = moved;
            if moved >= BYTES_PER_EVENT || emptied || self.fill(lp, source) == 0 {
                if self.is_taking() {
                    self.waits.set(Waits::Source);
                }
                return;
            }
        }
    }

    fn drain(&self, sink: &StreamCore) -> Result<usize, Errno> {
        let place = self.pipe.borrow();
        let Some(pipe) = &*place else { return Err(Errno::IO) };
        sink.with_fd("write", |fd| pipe.drain(fd, self.held.get()))
            .map_err(|error| Errno::from_raw_os_error(error.errno()))
    }

    /// Takes what the source has, up to what the pipe holds, and returns how much that was.
    fn fill(&self, lp: &Loop, source: &StreamCore) -> usize {
        let room = PIPE_SIZE - self.held.get();
        let mut place = self.pipe.borrow_mut();
        if place.is_none() {
            match lp.pipe_shelf().take() {
                Ok(pipe) => *place = Some(pipe),
                // No descriptor left: the other way needs none.
                Err(_) => {
                    self.end_source(SourceEnd::HandedBack);
                    return 0;
                }
            }
        }
        let Some(pipe) = &*place else { return 0 };
        let result = source.with_fd("read", |fd| pipe.fill(fd, room));
        match result {
            Ok(0) => self.end_source(SourceEnd::Ended),
            Ok(bytes) => {
                self.note_taken(bytes);
                return bytes;
            }
            Err(error) => match Errno::from_raw_os_error(error.errno()) {
                Errno::AGAIN => {}
                errno if is_refusal(errno) => self.end_source(SourceEnd::HandedBack),
                errno => self.end_source(SourceEnd::Failed(errno.raw_os_error())),
            },
        }
        0
    }

    // --- stream to file ---

    fn collect(self: &Rc<Self>, lp: &Loop, source: &StreamCore, file: &FileEnd) {
        while self.is_taking() && self.held.get() < PIPE_SIZE && self.fill(lp, source) > 0 {}
        if self.held.get() > 0 {
            return self.write_out(lp, file);
        }
        if self.is_taking() {
            self.waits.set(Waits::Source);
        }
    }

    fn write_out(self: &Rc<Self>, lp: &Loop, file: &FileEnd) {
        let Some(pipe) = self.pipe.borrow_mut().take() else { return self.end_sink(Err(libc::EIO)) };
        let (target, length, mut position) = (file.file.clone(), self.held.get(), file.position.get());
        let work = move || {
            let (written, result) = pipe.drain_into_file(target.as_fd(), &mut position, length);
            (pipe, written, position, result)
        };
        self.work(lp, work, |core, outcome| core.written_out(outcome));
    }

    fn written_out(&self, outcome: (KernelPipe, usize, Option<u64>, Result<(), Errno>)) {
        let (pipe, written, position, result) = outcome;
        if let End::File(file) = &self.sink {
            file.position.set(position);
        }
        self.note_given(written);
        match result {
            Ok(()) => *self.pipe.borrow_mut() = Some(pipe),
            // The pipe goes with what is in it.
            Err(errno) => self.end_sink(Err(errno.raw_os_error())),
        }
    }
}
