//! The threadpool: blocking work, in lanes.
//!
//! A pool is a value that loops share; a process has one by default. These rules govern it:
//! * a thread that is free takes the oldest job of the waiting lane that has the fewest threads, so lanes share evenly
//!   what they fight over, and one lane alone has all (`lanes`); but names never have more than half;
//! * no lane waits while it has no thread at all: when every thread is held by other lanes, a relief thread is started
//!   for it. Relief threads, at most one for each lane, take only jobs of lanes without a thread;
//! * a thread is woken when what waits is worth it, and looks out for a moment before it sleeps when work has come soon
//!   lately (`crew`, `patience`), so that small jobs one after the other cost no system call but their own.
//!
//! Threads start when there is work for them, stay, and end with the pool; nobody joins them.

mod crew;
mod delays;
mod histogram;
mod lanes;
mod patience;
mod task;
mod worker;

pub use delays::LongWait;
pub use histogram::Histogram;
pub use lanes::{LANES, Lane, LaneStats, WorkKind};
pub(crate) use patience::{LOOKOUT_NANOS, Patience, look_out};
pub(crate) use task::{Planned, Task};
pub(crate) use worker::Job;

use crate::error::Result;
use crate::id::RequestId;
use crate::mailbox::Mailbox;
use crate::sync::Arc;
use worker::Shared;

/// Threads of a pool when nobody says otherwise, as in Node.
pub const DEFAULT_THREADS: usize = 4;
/// The most threads a pool can be asked for, as in Node.
pub const MAX_THREADS: usize = 1024;

/// Ends the threads when the last reference to the pool goes.
struct Owner {
    shared: Arc<Shared>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// A threadpool. Cloning gives another reference to the same one; it may be shared by the loops of several threads.
///
/// Work that panics aborts the process after a report, in every build: an unwinding that stopped at the pool would leave
/// the program with an operation that never ends.
#[derive(Clone)]
pub struct Pool {
    owner: std::sync::Arc<Owner>,
}

/// What a pool is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolStats {
    /// The size it was made with.
    pub size: usize,
    /// Threads that were started, relief threads included.
    pub threads: usize,
    /// The lanes, indexed by [`Lane`] as `usize`.
    pub lanes: [LaneStats; LANES],
}

impl Pool {
    /// Makes a pool of that many threads, at least 1 and at most [`MAX_THREADS`]. None is started yet.
    pub fn new(threads: usize) -> Pool {
        Pool { owner: std::sync::Arc::new(Owner { shared: Arc::new(Shared::new(threads.clamp(1, MAX_THREADS))) }) }
    }

    /// A snapshot of what the pool is doing.
    pub fn stats(&self) -> PoolStats {
        self.owner.shared.stats()
    }

    /// See [`Shared::submit`].
    pub(crate) fn submit(&self, job: Job, more_come: bool) -> Result<()> {
        self.owner.shared.submit(job, more_come)
    }

    /// See [`Shared::is_elsewhere`].
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.owner.shared.is_elsewhere()
    }

    /// See [`Shared::look_after`].
    pub(crate) fn look_after(&self, slept: bool) -> bool {
        self.owner.shared.look_after(slept)
    }

    /// Takes back a job that no thread has begun and posts its end. False when there is no such job.
    pub(crate) fn cancel(&self, lane: Lane, id: RequestId, mailbox: &Arc<Mailbox>) -> bool {
        match self.owner.shared.remove(lane, id, Arc::as_ptr(mailbox)) {
            Some(job) => {
                job.send_back();
                true
            }
            None => false,
        }
    }

    /// Takes back all jobs of a loop that is going away.
    pub(crate) fn abandon(&self, mailbox: &Arc<Mailbox>) {
        let jobs = self.owner.shared.remove_all(mailbox);
        drop(jobs);
    }
}

impl Default for Pool {
    fn default() -> Pool {
        Pool::new(DEFAULT_THREADS)
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("stats", &self.stats()).finish()
    }
}
