//! Gathering: bulk writes of a socket that come one right after the other leave together.
//!
//! A program that streams writes 64 KiB, is told at once that there is room again, and writes the next 64 KiB. Each such
//! write wakes the reader, which on one machine costs several times what moving the bytes does, and sends a packet train of
//! its own to another. So once a few of them went through whole and quickly, the next ones are copied, and are sent as one.
//! Copied, since a program may use its memory again when it was told that there is room. Nothing is held beyond the turn of
//! the loop, nor beyond [`LONGEST_NANOS`] while writes come, nor when anything else is asked of the stream; and only for a
//! socket that has room for it, so that what was taken is as good as sent.
//!
//! Must not hold a write that somebody waits to hear of: its caller says so. Whoever makes the thread wait for others asks
//! for [`Loop::flush_gathered`] first.

use super::core::{StreamCore, StreamKind};
use super::write::WriteData;
use crate::error::Result;
use crate::event_loop::Loop;
use crate::id::StreamId;
use crate::slab::Key;
use crate::sys::{monotonic_nanos, send_room};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::IoSlice;

/// Shorter writes are messages.
const LEAST_BYTES: usize = 16 << 10;

/// What is sent as one. Beyond it little is won, and it no longer stays in a processor's own cache on its way.
const MOST_BYTES: usize = 512 << 10;

/// Writes through which a stream proves to be in bulk, all of one turn: a conversation writes once a turn.
const PROOF: u8 = 4;

/// Writes that follow one another by more are no bulk.
const QUICK_NANOS: u64 = 250_000;

/// A write that comes so long after the first that is held takes all with it.
const LONGEST_NANOS: u64 = 1_000_000;

/// Streams that may gather at the same time.
const MOST_STREAMS: usize = 16;

/// Memory that is kept for the next ones.
const SPARES: usize = 2;

/// When a write comes.
#[derive(Clone, Copy, Default)]
struct Moment {
    nanos: u64,
    turn: u64,
}

/// How many bulk writes of a stream went through whole, one right after the other, and when the last was.
#[derive(Clone, Copy, Default)]
pub(super) struct Run {
    count: u8,
    last: Moment,
}

impl Run {
    fn follows(self, now: Moment) -> bool {
        now.turn == self.last.turn && now.nanos - self.last.nanos <= QUICK_NANOS
    }

    fn is_proven(self, now: Moment) -> bool {
        self.count >= PROOF && self.follows(now)
    }

    fn after(self, now: Moment, whole: bool) -> Run {
        let before = if self.follows(now) { self.count } else { 0 };
        Run { count: if whole { before.saturating_add(1) } else { 0 }, last: now }
    }
}

/// What is held of one stream.
struct Gathered {
    id: StreamId,
    bytes: Vec<u8>,
    began: u64,
}

/// What is held of all streams of a loop.
#[derive(Default)]
pub(crate) struct Gathering {
    held: RefCell<Vec<Gathered>>,
    spares: RefCell<Vec<Vec<u8>>>,
    /// Whether `held` has anything, for the many who ask.
    any: Cell<bool>,
}

impl Gathering {
    fn take(&self, id: StreamId) -> Option<Gathered> {
        if !self.any.get() {
            return None;
        }
        let mut held = self.held.borrow_mut();
        let index = held.iter().position(|it| it.id == id)?;
        let gathered = held.swap_remove(index);
        self.any.set(!held.is_empty());
        Some(gathered)
    }

    fn has_room(&self) -> bool {
        self.held.borrow().len() < MOST_STREAMS
    }

    fn begin(&self, id: StreamId, bytes: &[u8], now: u64) {
        let spare = self.spares.borrow_mut().pop();
        let mut room = spare.unwrap_or_else(|| Vec::with_capacity(MOST_BYTES));
        room.extend_from_slice(bytes);
        self.any.set(true);
        self.held.borrow_mut().push(Gathered { id, bytes: room, began: now });
    }

    /// Adds to what is held. False when it should rather be sent now.
    fn add(&self, id: StreamId, bytes: &[u8], now: u64) -> bool {
        let mut held = self.held.borrow_mut();
        let Some(gathered) = held.iter_mut().find(|it| it.id == id) else { return false };
        let fits = gathered.bytes.len() + bytes.len() < MOST_BYTES && now - gathered.began < LONGEST_NANOS;
        if fits {
            gathered.bytes.extend_from_slice(bytes);
        }
        fits
    }

    fn keep(&self, mut room: Vec<u8>) {
        let mut spares = self.spares.borrow_mut();
        if spares.len() < SPARES {
            room.clear();
            spares.push(room);
        }
    }

    /// Gives up the memory that is kept for later.
    pub(crate) fn forget_kept(&self) {
        let spares = self.spares.take();
        drop(spares);
    }
}

impl StreamCore {
    /// Whether bulk writes may be held at all.
    fn may_gather(&self) -> bool {
        self.kind == StreamKind::Tcp && !self.blocks() && !self.writing.is_shared_socket()
    }

    /// Whether the socket takes all that can be gathered, at once.
    fn has_room_to_gather(&self) -> bool {
        self.with_fd("getsockopt", send_room).is_ok_and(|room| room >= 2 * MOST_BYTES)
    }

    fn run(&self) -> Run {
        self.rare().map_or(Run::default(), |rare| rare.run.get())
    }

    /// Sends what was held and `behind`, and returns how much of `behind` the system took.
    fn send_gathered(&self, lp: &Loop, gathered: Gathered, behind: &[u8]) -> Result<usize> {
        let held = gathered.bytes.len();
        // It was counted when it was taken, and is counted again.
        self.writing.take_back(held);
        let written = self.try_write(&[IoSlice::new(&gathered.bytes), IoSlice::new(behind)])?;
        if written < held {
            let rest: WriteData = Box::new(gathered.bytes[written..].to_vec());
            self.queue_write(lp, VecDeque::from([rest]), None, true)?;
        }
        lp.gathering().keep(gathered.bytes);
        Ok(written.saturating_sub(held))
    }
}

impl Loop {
    /// As [`stream_try_write`](Self::stream_try_write) of one slice, for a write of which nobody waits to hear: it may
    /// be held together with others until the end of the turn. Held bytes count as written.
    ///
    /// # Errors
    /// As there; also those of bytes that were held before.
    pub fn stream_try_write_bulk(&self, id: StreamId, bytes: &[u8]) -> Result<usize> {
        if bytes.len() < LEAST_BYTES {
            return self.stream_try_write(id, &[IoSlice::new(bytes)]);
        }
        let core = self.stream(id)?;
        let gathering = self.gathering();
        let now = Moment { nanos: monotonic_nanos(), turn: self.turn_number() };
        let run = core.run();
        if gathering.any.get() && gathering.add(id, bytes, now.nanos) {
            core.writing.add_written(bytes.len());
            core.make_rare().run.set(run.after(now, true));
            return Ok(bytes.len());
        }
        if let Some(gathered) = gathering.take(id) {
            let written = core.send_gathered(self, gathered, bytes)?;
            core.make_rare().run.set(run.after(now, written == bytes.len()));
            return Ok(written);
        }
        if core.is_behind() || !core.may_gather() {
            return self.stream_try_write(id, &[IoSlice::new(bytes)]);
        }
        if run.is_proven(now) && gathering.has_room() && core.has_room_to_gather() {
            gathering.begin(id, bytes, now.nanos);
            core.writing.add_written(bytes.len());
            core.make_rare().run.set(run.after(now, true));
            return Ok(bytes.len());
        }
        let written = self.write_some(&core, &[IoSlice::new(bytes)])?;
        core.make_rare().run.set(run.after(now, written == bytes.len()));
        Ok(written)
    }

    /// Sends what is held of a stream, before anything else is asked of it. What the system does not take is queued.
    ///
    /// # Errors
    /// What the system says; the bytes are lost then.
    pub(crate) fn flush_gathered_of(&self, core: &StreamCore) -> Result<()> {
        match self.gathering().take(core.id()) {
            Some(gathered) => core.send_gathered(self, gathered, &[]).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Sends what is held of a stream, if the handle is one: closing it drops what is queued, as Node does, and not what
    /// counts as written.
    pub(crate) fn flush_before_close(&self, key: Key) {
        if self.gathering().any.get()
            && let Ok(core) = self.stream(StreamId(key))
        {
            // Whoever closes it asks for nothing more.
            let _lost = self.flush_gathered_of(&core);
        }
    }

    /// Sends what is held of all streams: at the end of a turn, and before the thread waits for what a peer may do.
    /// Streams on which that fails are told so.
    #[inline]
    pub fn flush_gathered(&self) {
        if self.gathering().any.get() {
            self.flush_all();
        }
    }

    #[cold]
    fn flush_all(&self) {
        let gathering = self.gathering();
        let held = gathering.held.take();
        gathering.any.set(false);
        for gathered in held {
            let Ok(core) = self.stream(gathered.id) else { continue };
            if let Err(error) = core.send_gathered(self, gathered, &[]) {
                let (id, errno) = (core.id(), error.errno());
                self.defer(move |lp| {
                    if !core.closed() {
                        core.events.on_write_lost(lp, id, errno);
                    }
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_whole_writes_prove_a_run() {
        let at = |nanos: u64| Moment { nanos, turn: 7 };
        let mut run = Run::default();
        for step in 1..=u64::from(PROOF) {
            assert!(!run.is_proven(at(step * QUICK_NANOS)));
            run = run.after(at(step * QUICK_NANOS), true);
        }
        let last = u64::from(PROOF) * QUICK_NANOS;
        assert!(run.is_proven(at(last + QUICK_NANOS)));
        assert!(!run.is_proven(at(last + QUICK_NANOS + 1)));
        assert!(!run.is_proven(Moment { nanos: last, turn: 8 }));
        assert!(!run.after(at(last + 1), false).is_proven(at(last + 2)));
        assert!(!run.after(at(last + 2 * QUICK_NANOS), true).is_proven(at(last + 2 * QUICK_NANOS)));
    }

    #[test]
    fn what_is_held_is_bounded_in_bytes_and_in_time() {
        let gathering = Gathering::default();
        let (one, other) = (StreamId(Key { index: 1, generation: 1 }), StreamId(Key::NOTHING));
        let bytes = [7; MOST_BYTES / 4];
        assert!(!gathering.add(one, &bytes, 0));
        gathering.begin(one, &bytes, 0);
        assert!(!gathering.add(other, &bytes, 0));
        assert!(!gathering.add(one, &bytes, LONGEST_NANOS));
        assert!(gathering.add(one, &bytes, 1) && gathering.add(one, &bytes, 1));
        assert!(!gathering.add(one, &bytes, 1));
        assert!(gathering.take(other).is_none() && gathering.any.get());
        let gathered = gathering.take(one).unwrap();
        assert_eq!(gathered.bytes.len(), 3 * MOST_BYTES / 4);
        assert!(!gathering.any.get());
    }
}
