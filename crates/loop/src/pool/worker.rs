//! The pool's threads: how they are called, park, and hand results to loops.
//!
//! Lock rules: everything that threads share is behind one lock, held for picking and book-keeping only. Work runs, jobs
//! are dropped, letters are posted and threads are started with the lock released.
//!
//! Calling a thread is done by whoever finds that one is needed, with the lock held: it takes a parked thread's place in
//! the count and leaves it a permit, so two callers never count on the same thread, and a thread that wakes without a
//! permit parks again.

use super::PoolStats;
use super::lanes::{LANES, Lane, Lanes};
use crate::error::{LoopError, Result};
use crate::id::RequestId;
use crate::mailbox::{Letter, Mailbox};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, lock, spawn_thread, wait};
use crate::sys::monotonic_nanos;
use std::any::Any;

type Work = Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>;

/// Work that waits for a thread, and where its result goes.
pub(crate) struct Job {
    lane: Lane,
    id: RequestId,
    mailbox: Arc<Mailbox>,
    work: Work,
    queued: u64,
}

/// Work that a thread has done and not yet accounted for.
struct Outcome {
    lane: Lane,
    id: RequestId,
    mailbox: Arc<Mailbox>,
    result: Box<dyn Any + Send>,
    ran_nanos: u64,
}

impl Job {
    pub(crate) fn new(lane: Lane, id: RequestId, mailbox: Arc<Mailbox>, work: Work) -> Self {
        Job { lane, id, mailbox, work, queued: monotonic_nanos() }
    }

    fn belongs_to(&self, mailbox: &Arc<Mailbox>) -> bool {
        Arc::ptr_eq(&self.mailbox, mailbox)
    }

    fn run(self) -> Outcome {
        let Job { lane, id, mailbox, work, .. } = self;
        let started = monotonic_nanos();
        let guard = AbortOnPanic { lane };
        let result = work();
        std::mem::forget(guard);
        Outcome { lane, id, mailbox, result, ran_nanos: monotonic_nanos().saturating_sub(started) }
    }
}

/// Dropped only by an unwinding out of work; see `Pool` for why that ends the process.
struct AbortOnPanic {
    lane: Lane,
}

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        eprintln!("weir: work of the {} lane panicked on a threadpool thread; aborting", self.lane.name());
        std::process::abort();
    }
}

/// The two sorts of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Takes what is fair.
    Regular,
    /// Takes only for lanes that have no thread.
    Relief,
}

/// The threads of one role.
#[derive(Default)]
struct Crew {
    started: usize,
    parked: usize,
    /// Parked threads that were called and have not woken yet.
    permits: usize,
    working: usize,
}

/// What a caller has to do, once the lock is released, to bring a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Nobody,
    Wake(Role),
    Start(Role),
}

impl Crew {
    /// Threads on their way to the queues.
    fn coming(&self) -> usize {
        self.started - self.parked - self.working
    }

    fn call(&mut self, role: Role, limit: usize) -> Call {
        if self.parked > 0 {
            self.parked -= 1;
            self.permits += 1;
            Call::Wake(role)
        } else if self.started < limit {
            self.started += 1;
            Call::Start(role)
        } else {
            Call::Nobody
        }
    }
}

struct State {
    lanes: Lanes<Job>,
    regular: Crew,
    relief: Crew,
    closed: bool,
}

impl State {
    fn crew(&mut self, role: Role) -> &mut Crew {
        match role {
            Role::Regular => &mut self.regular,
            Role::Relief => &mut self.relief,
        }
    }

    fn pick(&mut self, role: Role) -> Option<Job> {
        let (lane, job) = match role {
            Role::Regular => self.lanes.pick()?,
            Role::Relief => self.lanes.pick_unserved()?,
        };
        self.lanes.waited(lane, monotonic_nanos().saturating_sub(job.queued));
        self.crew(role).working += 1;
        Some(job)
    }

    /// Calls a thread if the jobs that wait need one more than are coming.
    fn call_help(&mut self, size: usize) -> Call {
        let coming = self.regular.coming();
        if self.lanes.waiting() > coming {
            let call = self.regular.call(Role::Regular, size);
            if call != Call::Nobody {
                return call;
            }
        }
        if self.lanes.unserved() > coming + self.relief.coming() {
            return self.relief.call(Role::Relief, LANES - 1);
        }
        Call::Nobody
    }
}

pub(crate) struct Shared {
    size: usize,
    state: Mutex<State>,
    regular_called: Condvar,
    relief_called: Condvar,
}

impl Shared {
    pub(crate) fn new(size: usize) -> Self {
        Shared {
            size,
            state: Mutex::new(State {
                lanes: Lanes::new(),
                regular: Crew::default(),
                relief: Crew::default(),
                closed: false,
            }),
            regular_called: Condvar::new(),
            relief_called: Condvar::new(),
        }
    }

    fn condvar(&self, role: Role) -> &Condvar {
        match role {
            Role::Regular => &self.regular_called,
            Role::Relief => &self.relief_called,
        }
    }

    pub(crate) fn submit(self: &Arc<Self>, job: Job) -> Result<()> {
        let (lane, id, mailbox) = (job.lane, job.id, job.mailbox.clone());
        let call = {
            let mut state = lock(&self.state);
            state.lanes.push(lane, job);
            state.call_help(self.size)
        };
        let Err(error) = self.answer(call) else { return Ok(()) };
        if self.has_threads() {
            // Fewer threads than wished for; those there are will come to it.
            return Ok(());
        }
        match self.remove(lane, id, &mailbox) {
            Some(job) => {
                drop(job);
                Err(error)
            }
            None => Ok(()),
        }
    }

    fn has_threads(&self) -> bool {
        let state = lock(&self.state);
        state.regular.started + state.relief.started > 0
    }

    /// Does what a call asks for. The lock is not held.
    fn answer(self: &Arc<Self>, call: Call) -> Result<()> {
        match call {
            Call::Nobody => Ok(()),
            Call::Wake(role) => {
                self.condvar(role).notify_one();
                Ok(())
            }
            Call::Start(role) => {
                let shared = self.clone();
                let name = match role {
                    Role::Regular => "weir-pool",
                    Role::Relief => "weir-relief",
                };
                spawn_thread(name, move || shared.serve(role)).map_err(|error| {
                    lock(&self.state).crew(role).started -= 1;
                    LoopError::os("pthread_create", error.raw_os_error().unwrap_or(libc::EAGAIN))
                })
            }
        }
    }

    /// The life of a thread.
    fn serve(self: &Arc<Self>, role: Role) {
        let mut outcome: Option<Outcome> = None;
        loop {
            let mut state = lock(&self.state);
            if let Some(done) = &outcome {
                state.lanes.finish(done.lane, done.ran_nanos);
                state.crew(role).working -= 1;
            }
            let next = state.pick(role);
            if next.is_none() && outcome.is_none() {
                if state.closed || !self.park(role, state) {
                    return;
                }
                continue;
            }
            let call = state.call_help(self.size);
            drop(state);
            // Without the thread that was called the jobs wait for those there are: slower, not stuck.
            let _fewer_threads = self.answer(call);
            if let Some(Outcome { id, mailbox, result, .. }) = outcome.take() {
                mailbox.post(Letter::Work(id, Some(result)));
            }
            outcome = next.map(Job::run);
        }
    }

    /// Waits to be called. False when the pool has closed.
    fn park(&self, role: Role, mut state: MutexGuard<'_, State>) -> bool {
        state.crew(role).parked += 1;
        loop {
            if state.closed {
                return false;
            }
            if state.crew(role).permits > 0 {
                state.crew(role).permits -= 1;
                return true;
            }
            state = wait(self.condvar(role), state);
        }
    }

    /// Takes back one waiting job.
    pub(crate) fn remove(&self, lane: Lane, id: RequestId, mailbox: &Arc<Mailbox>) -> Option<Job> {
        lock(&self.state).lanes.remove(lane, |job| job.id == id && job.belongs_to(mailbox))
    }

    /// Takes back all waiting jobs of one loop.
    pub(crate) fn remove_all(&self, mailbox: &Arc<Mailbox>) -> Vec<Job> {
        lock(&self.state).lanes.remove_all(|job| job.belongs_to(mailbox))
    }

    /// Ends the threads, each after the job it is at.
    pub(crate) fn close(&self) {
        let jobs = {
            let mut state = lock(&self.state);
            state.closed = true;
            state.lanes.remove_all(|_| true)
        };
        self.regular_called.notify_all();
        self.relief_called.notify_all();
        drop(jobs);
    }

    pub(crate) fn stats(&self) -> PoolStats {
        let state = lock(&self.state);
        PoolStats { size: self.size, threads: state.regular.started + state.relief.started, lanes: state.lanes.stats() }
    }
}
