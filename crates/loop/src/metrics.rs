//! What the loop tells about itself: counters that any thread may read, and one record per turn for an observer.
//!
//! Written by the loop's thread only, so plain relaxed stores are enough. Without an observer a turn costs two clock
//! reads around a sleeping poll and no more.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::sys::monotonic_nanos;

/// The phases in the order in which a turn goes through them.
///
/// Timers that are due when a run begins are called before its first turn, as libuv does for compatibility: within a
/// turn they come last, which over many turns is the familiar timers, pending, idle, prepare, poll, check, closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Deferred callbacks.
    Pending,
    /// Idle handles.
    Idle,
    /// Prepare handles.
    Prepare,
    /// Waiting for the operating system and calling what it and other threads report.
    Poll,
    /// Check handles.
    Check,
    /// Close callbacks.
    Closing,
    /// Due timers.
    Timers,
}

/// How many phases there are.
pub const PHASES: usize = 7;

/// One turn, as given to the observer set by [`Loop::set_observer`](crate::Loop::set_observer). Times are nanoseconds
/// of the monotonic clock ([`hrtime`](crate::hrtime)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TurnRecord {
    /// Number of the turn, counted from 1 for the loop's whole life.
    pub turn: u64,
    /// When the turn began.
    pub started: u64,
    /// When each phase ended, indexed by [`Phase`] as `usize`; a phase begins where the one before it ended.
    pub ended: [u64; PHASES],
    /// How long the poll phase waited for something to happen.
    pub slept: u64,
    /// How many readiness events the operating system reported.
    pub events: u32,
}

impl TurnRecord {
    /// How long a phase took, waiting included.
    pub fn duration(&self, phase: Phase) -> u64 {
        let index = phase as usize;
        let from = if index == 0 { self.started } else { self.ended[index - 1] };
        self.ended[index].saturating_sub(from)
    }
}

/// Counters of one loop, shared with whoever watches it (a parent of a worker, a watchdog, an admin thread).
#[derive(Debug, Default)]
pub struct Metrics {
    turns: AtomicU64,
    events: AtomicU64,
    events_waiting: AtomicU64,
    idle: AtomicU64,
    /// When the present sleep began; 0 while the loop is not asleep.
    asleep_since: AtomicU64,
    /// When the loop last had nothing more to wait for; 0 while it is asleep or not running.
    busy_since: AtomicU64,
}

impl Metrics {
    /// Turns made so far (`loopCount` of Node's `uvMetricsInfo`).
    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    /// Readiness events handled so far (`events` of Node's `uvMetricsInfo`).
    pub fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    /// Events that were there already when the loop looked without sleeping (`eventsWaiting` of Node's `uvMetricsInfo`).
    pub fn events_waiting(&self) -> u64 {
        self.events_waiting.load(Ordering::Relaxed)
    }

    /// Nanoseconds that the loop has slept in the poll phase, a sleep that is still going on included. What
    /// `performance.eventLoopUtilization()` calls idle.
    pub fn idle_nanos(&self) -> u64 {
        let since = self.asleep_since.load(Ordering::Acquire);
        let idle = self.idle.load(Ordering::Relaxed);
        if since == 0 { idle } else { idle + monotonic_nanos().saturating_sub(since) }
    }

    /// When the stretch of work that the loop is in began (monotonic nanoseconds), or `None` while it sleeps or does not
    /// run. A watchdog compares it with [`hrtime`](crate::hrtime) to find a blocked turn.
    pub fn busy_since(&self) -> Option<u64> {
        match self.busy_since.load(Ordering::Relaxed) {
            0 => None,
            since => Some(since),
        }
    }

    /// Counts a turn and returns its number.
    pub(crate) fn next_turn(&self) -> u64 {
        let turn = self.turns.load(Ordering::Relaxed) + 1;
        self.turns.store(turn, Ordering::Relaxed);
        turn
    }

    /// The number of the present turn.
    pub(crate) fn turn(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    pub(crate) fn add_events(&self, count: u64, waiting: bool) {
        self.events.store(self.events.load(Ordering::Relaxed) + count, Ordering::Relaxed);
        if waiting {
            self.events_waiting.store(self.events_waiting.load(Ordering::Relaxed) + count, Ordering::Relaxed);
        }
    }

    pub(crate) fn set_busy_since(&self, nanos: u64) {
        self.busy_since.store(nanos, Ordering::Relaxed);
    }

    pub(crate) fn fall_asleep(&self, now: u64) {
        self.busy_since.store(0, Ordering::Relaxed);
        self.asleep_since.store(now, Ordering::Release);
    }

    /// Ends the sleep; returns its length.
    pub(crate) fn wake_up(&self, now: u64) -> u64 {
        let slept = now.saturating_sub(self.asleep_since.load(Ordering::Relaxed));
        self.idle.store(self.idle.load(Ordering::Relaxed) + slept, Ordering::Relaxed);
        self.asleep_since.store(0, Ordering::Release);
        self.busy_since.store(now, Ordering::Relaxed);
        slept
    }
}
