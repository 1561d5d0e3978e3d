//! When the loop looked for events: bounds for how long something has waited that is met in the poll phase. Owner: the
//! loop's thread. Must cost no more than two stores a turn; what the kernel knows is asked only where the bounds leave open
//! whether it matters.

use crate::event_loop::Loop;
use crate::id::StreamId;
use crate::sys::{monotonic_nanos, nanos_since_data};
use std::cell::Cell;

/// A sleep this long means that there was nothing to do.
const REST_NANOS: u64 = 1_000_000;

/// The kernel counts in ticks, so that what it tells may be this much too long.
const KERNEL_TICK_NANOS: u64 = 4_000_000;

#[derive(Default)]
pub(crate) struct Looks {
    last: Cell<u64>,
    /// What is met in this poll phase has come after this.
    before: Cell<u64>,
    rested: Cell<u64>,
}

impl Looks {
    /// The poll has looked, and slept for so long before.
    pub(crate) fn note(&self, now: u64, slept: u64) {
        let before = self.last.replace(now);
        if slept >= REST_NANOS {
            self.before.set(now);
            self.rested.set(now);
        } else {
            self.before.set(before);
        }
    }
}

/// How long the bytes of a stream have waited to be looked at, in nanoseconds, and when that was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub now: u64,
    pub nanos: u64,
    /// When the loop last had nothing to do.
    pub rested: u64,
}

impl Loop {
    /// How long the bytes of a stream have waited that were just read. Those that are the first of a connection may have come
    /// long before it was accepted. A wait that is surely no longer than `matters` is told as it may be at most; only
    /// otherwise the kernel is asked.
    pub fn stream_wait(&self, id: StreamId, are_first: bool, matters: u64) -> Wait {
        let looks = self.looks();
        let now = monotonic_nanos();
        let wait = |nanos| Wait { now, nanos, rested: looks.rested.get() };
        let most = if are_first { now } else { now.saturating_sub(looks.before.get()) };
        if most <= matters {
            return wait(most);
        }
        // They were there when the poll looked.
        let least = now.saturating_sub(looks.last.get()).min(most);
        let known = self.stream(id).ok().and_then(|core| core.with_fd("getsockopt", nanos_since_data).ok());
        wait(known.map_or(least, |nanos| nanos.saturating_sub(KERNEL_TICK_NANOS).clamp(least, most)))
    }
}
