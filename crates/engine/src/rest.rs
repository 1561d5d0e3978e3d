//! Memory goes back to the system when a program comes to rest. V8 lets the young generation grow with what a burst
//! leaves alive, up to tens of MiB, and takes it back only with a collection of everything, which a program that waits
//! does not come to; the system's allocator keeps what V8's compilers have used, per thread. Here a clock looks twice a
//! second, as long as there are collections. When there was none for a whole period, and the young generation has grown,
//! V8 is asked to reduce: it marks beside the program and gives back what it does not need. When there is nothing to
//! reduce, the allocator gives its free pages back, and the clock stands until the next collection.
//!
//! A program that works is asked twice a second whether it does, and nothing else. One that pauses once, as where it waits
//! for a peer, is reduced again soon; one that works in bursts seldom: each rest is twice as far from the one before, up to
//! a distance that grows with the heap. Runs on the isolate's thread; nothing is called while V8 collects but the kernel.

use std::cell::{Cell, OnceCell};
use std::ffi::c_void;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use weir_loop::{Interest, Loop};

use crate::state::{EngineHandle, EngineState};

/// How long there must be no collection. Twice this is what a program has to wait for, at most.
const PERIOD: Duration = Duration::from_millis(500);

/// A young generation of this size has grown: V8 starts with a quarter of it, and the rest is what a rest is worth.
const GROWN: usize = 4 << 20;

/// Between two rests: what marking a heap of that size in the background should be spread over, times what doubles with
/// each rest up to the greatest, until there was none for a minute.
const BYTES_PER_SECOND: usize = 16 << 20;
const GREATEST_FACTOR: u32 = 16;
const FORGOTTEN: Duration = Duration::from_secs(60);

/// What an engine knows of its collections.
#[derive(Default)]
pub(crate) struct Rest {
    clock: OnceCell<OwnedFd>,
    is_running: Cell<bool>,
    collections: Cell<u64>,
    /// Those that the clock knew of when it last looked.
    seen: Cell<u64>,
    /// Whether the young generation was collected by itself since V8 was asked to reduce: it has not grown otherwise. Only
    /// that collection of everything takes it back; those that V8 comes to by itself do not.
    may_have_grown: Cell<bool>,
    /// Which of V8's spaces is the young one.
    young: OnceCell<usize>,
    /// The last rest, how far the next one must be from it, and the factor that is in that.
    last: Cell<Option<(Instant, Duration, u32)>>,
}

/// What the clock found.
#[derive(Debug, PartialEq, Eq)]
enum Finding {
    /// The program works.
    Busy,
    /// It rests, and the young generation has grown.
    Grown,
    /// The same, but so soon after the last time that it stays so for a while.
    Early(Duration),
    /// It rests, and V8 has no more than it needs.
    Small,
}

impl Rest {
    /// There was a collection: V8 is in the middle of it.
    fn note_collection(&self, of_everything: bool) {
        if !of_everything {
            self.may_have_grown.set(true);
        }
        self.collections.set(self.collections.get() + 1);
        if !self.is_running.get() {
            self.run_clock(PERIOD);
        }
    }

    /// How many collections there were.
    pub(crate) fn collections(&self) -> u64 {
        self.collections.get()
    }

    /// Committed bytes of the young generation.
    pub(crate) fn young_bytes(&self, isolate: &mut v8::Isolate) -> usize {
        let index = *self.young.get_or_init(|| {
            let mut spaces = (0..isolate.number_of_heap_spaces()).map(|index| isolate.get_heap_space_statistics(index));
            spaces.position(|space| space.is_some_and(|space| space.space_name() == c"new_space")).unwrap_or(usize::MAX)
        });
        isolate.get_heap_space_statistics(index).map_or(0, |space| space.space_size())
    }

    fn run_clock(&self, after: Duration) {
        let Some(clock) = self.clock.get() else { return };
        let after = Timespec { tv_sec: after.as_secs() as _, tv_nsec: after.subsec_nanos().into() };
        let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: after };
        let started = timerfd_settime(clock, TimerfdTimerFlags::empty(), &once);
        self.is_running.set(started.is_ok());
    }

    fn look(&self, young: usize, now: Instant) -> Finding {
        self.is_running.set(false);
        if self.seen.replace(self.collections.get()) != self.collections.get() {
            return Finding::Busy;
        }
        if young < GROWN || !self.may_have_grown.get() {
            return Finding::Small;
        }
        match self.last.get() {
            Some((last, apart, _)) if now < last + apart => Finding::Early((last + apart - now).max(PERIOD)),
            _ => Finding::Grown,
        }
    }

    fn rested(&self, heap: usize, now: Instant) {
        self.may_have_grown.set(false);
        let factor = match self.last.get() {
            Some((last, _, factor)) if now < last + FORGOTTEN => (2 * factor).min(GREATEST_FACTOR),
            _ => 1,
        };
        let spread = Duration::from_secs_f64(heap as f64 / BYTES_PER_SECOND as f64);
        self.last.set(Some((now, (PERIOD + spread) * factor, factor)));
    }
}

impl EngineHandle {
    /// Has the engine give memory back whenever the program rests. Neither the clock nor what follows keeps the loop alive.
    /// Without a descriptor for the clock memory stays where it is.
    pub fn rest_on(&self, lp: &Loop) {
        let state = &self.0;
        // SAFETY: the isolate lives as long as its `Engine`, which made this handle; one thread enters it.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(state.isolate.get()) };
        isolate.add_gc_epilogue_callback(collected, std::ptr::null_mut(), v8::GCType::kGCTypeAll);
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let Ok(clock) = timerfd_create(TimerfdClockId::Monotonic, flags) else { return };
        let fd = clock.as_raw_fd();
        if state.rest.clock.set(clock).is_err() {
            return;
        }
        let engine = self.clone();
        let poll = lp.new_poll(fd, move |lp, _, _| engine.look_whether_it_rests(lp));
        lp.unref_handle(poll);
        let watched = lp.poll_start(poll, Interest::READABLE);
        debug_assert!(watched.is_ok(), "a clock can be waited for: {watched:?}");
    }

    fn look_whether_it_rests(&self, lp: &Loop) {
        let rest = &self.0.rest;
        if let Some(clock) = rest.clock.get() {
            // How often it went off does not matter.
            let _times = rustix::io::read(clock, &mut [0; 8]);
        }
        let now = Instant::now();
        let finding = self.enter(None, |scope| {
            let finding = rest.look(rest.young_bytes(scope), now);
            if finding == Finding::Grown {
                rest.rested(scope.get_heap_statistics().total_heap_size(), now);
                scope.memory_pressure_notification(v8::MemoryPressureLevel::Moderate);
            }
            Some(finding)
        });
        match finding {
            Some(Finding::Busy) => {
                lp.give_spare_memory_back();
                rest.run_clock(PERIOD);
            }
            Some(Finding::Early(left)) => {
                lp.give_memory_back();
                rest.run_clock(left);
            }
            Some(Finding::Small) => lp.give_memory_back(),
            // The collection that it ends with starts the clock again.
            Some(Finding::Grown) | None => {}
        }
    }
}

// SAFETY: called by V8 alone, on the isolate's thread.
unsafe extern "C" fn collected(
    isolate: v8::UnsafeRawIsolatePtr,
    kind: v8::GCType,
    _flags: v8::GCCallbackFlags,
    _data: *mut c_void,
) {
    // SAFETY: V8 calls with the isolate that the callback was added to, while it lives.
    let isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    if let Some(state) = EngineState::find(&isolate) {
        state.rest.note_collection(kind != v8::GCType::kGCTypeScavenge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_are_found_once_and_further_and_further_apart() {
        let rest = Rest::default();
        let start = Instant::now();
        rest.note_collection(true);
        assert_eq!(rest.look(GROWN, start), Finding::Busy);
        assert_eq!(rest.look(GROWN, start), Finding::Small);
        let burst = || {
            rest.note_collection(false);
            assert_eq!(rest.look(GROWN, start), Finding::Busy);
        };
        burst();
        assert_eq!(rest.look(GROWN, start), Finding::Grown);
        // V8 collects everything without reducing.
        rest.note_collection(true);
        assert_eq!(rest.look(GROWN, start), Finding::Busy);
        assert_eq!(rest.look(GROWN, start), Finding::Grown);
        let apart = PERIOD + Duration::from_secs(1);
        rest.rested(BYTES_PER_SECOND, start);
        assert_eq!(rest.look(GROWN, start + apart), Finding::Small);
        burst();
        assert_eq!(rest.look(GROWN, start + PERIOD), Finding::Early(Duration::from_secs(1)));
        assert_eq!(rest.look(GROWN, start + apart), Finding::Grown);
        assert_eq!(rest.look(GROWN - 1, start + apart), Finding::Small);
        rest.rested(BYTES_PER_SECOND, start + apart);
        burst();
        assert_eq!(rest.look(GROWN, start + 2 * apart), Finding::Early(apart));
        for _ in 0..8 {
            rest.rested(BYTES_PER_SECOND, start);
        }
        burst();
        assert_eq!(rest.look(GROWN, start), Finding::Early(apart * GREATEST_FACTOR));
        rest.rested(BYTES_PER_SECOND, start + FORGOTTEN);
        burst();
        assert_eq!(rest.look(GROWN, start + FORGOTTEN), Finding::Early(apart));
    }
}
