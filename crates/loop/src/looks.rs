//! When the loop looked for events: bounds for how long something has waited that is met in the poll phase. Owner: the
//! loop's thread. Must cost no more than two stores a turn; what the kernel knows is asked only where the bounds leave open
//! whether it matters.

use crate::event_loop::Loop;
use crate::id::StreamId;
use crate::sys::{monotonic_nanos, nanos_since_data};
use std::cell::Cell;

/// A sleep this long means that there was nothing to do.
const REST_NANOS: u64 = 1_000_000;

/// The kernel counts in ticks, so that what it tells may be this much too long or too short.
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
    /// The bounds that are known.
    pub least: u64,
    pub most: u64,
    /// When the loop last had nothing to do.
    pub rested: u64,
}

impl Loop {
    /// How long the bytes of a stream have waited that were just read. Those that `may_be_old`, the
    /// first of a connection and what an earlier read left, came nobody knows how long before the loop looked. The kernel is asked only about a wait that may be longer than `matters`, and of which
    /// less is known than it can tell.
    pub fn stream_wait(&self, id: StreamId, may_be_old: bool, matters: u64) -> Wait {
        let looks = self.looks();
        let now = monotonic_nanos();
        let most = if may_be_old { now } else { now.saturating_sub(looks.before.get()) };
        // They were there when the poll looked.
        let least = now.saturating_sub(looks.last.get()).min(most);
        let wait = |least, most| Wait { now, least, most, rested: looks.rested.get() };
        if most <= matters || most - least <= KERNEL_TICK_NANOS {
            return wait(least, most);
        }
        match self.stream(id).ok().and_then(|core| core.with_fd("getsockopt", nanos_since_data).ok()) {
            Some(known) => wait(
                known.saturating_sub(KERNEL_TICK_NANOS).clamp(least, most),
                known.saturating_add(KERNEL_TICK_NANOS).clamp(least, most),
            ),
            None => wait(least, if may_be_old { least } else { most }),
        }
    }
}
