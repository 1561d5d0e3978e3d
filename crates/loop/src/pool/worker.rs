//! The pool's threads: how they take work, look out, park, and hand results to loops.
//!
//! Lock rules: everything that threads share is behind one lock, held for picking and book-keeping only, once per job. Work
//! runs, jobs are dropped, letters are posted and threads are started and woken with the lock released.

use super::PoolStats;
use super::crew::{Call, Need, Queued, Role, State};
use super::lanes::{Lane, WorkKind};
use super::patience::look_out;
use super::task::Task;
use crate::error::{LoopError, Result};
use crate::id::RequestId;
use crate::mailbox::{Letter, Mailbox};
use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering, lock, spawn_thread, wait};
use crate::sys::{current_cpu, monotonic_nanos};

/// Work that waits for a thread, and where its result goes.
pub(crate) struct Job {
    kind: WorkKind,
    id: RequestId,
    mailbox: Arc<Mailbox>,
    task: Box<dyn Task>,
    queued: u64,
    /// The processor that the loop was on.
    cpu: usize,
}

impl Job {
    pub(crate) fn new(kind: WorkKind, id: RequestId, mailbox: Arc<Mailbox>, task: Box<dyn Task>) -> Self {
        Job { kind, id, mailbox, task, queued: monotonic_nanos(), cpu: current_cpu() }
    }

    fn is(&self, id: RequestId, mailbox: *const Mailbox) -> bool {
        self.id == id && std::ptr::eq(Arc::as_ptr(&self.mailbox), mailbox)
    }

    fn run(&mut self) {
        let guard = AbortOnPanic { lane: self.kind.lane };
        self.task.run();
        std::mem::forget(guard);
    }

    /// Sends the task back, done or not.
    pub(crate) fn send_back(self) {
        self.mailbox.post(Letter::Work(self.id, self.task));
    }
}

impl Queued for Job {
    fn kind(&self) -> WorkKind {
        self.kind
    }

    fn since(&self) -> u64 {
        self.queued
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

pub(crate) struct Shared {
    size: usize,
    state: Mutex<State<Job>>,
    /// Jobs that wait, for those who look without the lock; written under it.
    waiting: AtomicUsize,
    /// The processor of the thread that took a job last.
    cpu: AtomicUsize,
    regular_called: Condvar,
    relief_called: Condvar,
}

impl Shared {
    pub(crate) fn new(size: usize) -> Self {
        Shared {
            size,
            state: Mutex::new(State::new(size)),
            waiting: AtomicUsize::new(0),
            cpu: AtomicUsize::new(0),
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

    /// Queues a job. `more_come` promises that others may follow at once, and [`look_after`](Self::look_after) then.
    pub(crate) fn submit(self: &Arc<Self>, job: Job, more_come: bool) -> Result<()> {
        let need = if more_come { Need::Plenty } else { Need::Worthwhile };
        let (lane, id, mailbox) = (job.kind.lane, job.id, Arc::as_ptr(&job.mailbox));
        let call = {
            let mut state = lock(&self.state);
            state.push(job);
            self.waiting.store(state.lanes.waiting(), Ordering::Relaxed);
            state.call_help(need)
        };
        let Err(error) = self.answer(call) else { return Ok(()) };
        if lock(&self.state).threads() > 0 {
            // Fewer threads than wished for; those there are will come to it.
            return Ok(());
        }
        match self.remove(lane, id, mailbox) {
            Some(job) => {
                drop(job);
                Err(error)
            }
            None => Ok(()),
        }
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
                    lock(&self.state).not_started(role);
                    LoopError::os("pthread_create", error.raw_os_error().unwrap_or(libc::EAGAIN))
                })
            }
        }
    }

    /// Called by a loop that passes by, or has slept a moment (`slept`): sees to it that what waits has threads, and that
    /// long waits are told. True when jobs were left to threads that are at others, though there could be more threads.
    /// Costs one read when nothing waits.
    pub(crate) fn look_after(self: &Arc<Self>, slept: bool) -> bool {
        if self.waiting.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let need = if slept { Need::Any } else { Need::Worthwhile };
        loop {
            let mut state = lock(&self.state);
            let call = state.call_help(need);
            if call == Call::Nobody {
                let leaves_some = state.could_use_more();
                let delay = state.delay_of_waiting(monotonic_nanos());
                let addressee = delay.as_ref().and_then(|(_, lane)| {
                    state.lanes.fronts().find(|job| job.kind.lane == *lane).map(|job| job.mailbox.clone())
                });
                drop(state);
                if let (Some((delay, _)), Some(mailbox)) = (delay, addressee) {
                    mailbox.post(Letter::LongWait(Box::new(delay)));
                }
                return leaves_some;
            }
            drop(state);
            if self.answer(call).is_err() {
                // The jobs wait for the threads there are.
                return false;
            }
        }
    }

    /// Whether the thread that took a job last is on another processor than the caller. If it is not, looking out for
    /// it would keep it from running.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.cpu.load(Ordering::Relaxed) != current_cpu()
    }

    /// The life of a thread.
    fn serve(self: &Arc<Self>, role: Role) {
        let seat = lock(&self.state).take_seat();
        let mut beside_loop = true;
        let mut done: Option<Job> = None;
        loop {
            let now = monotonic_nanos();
            let mut state = lock(&self.state);
            if done.is_some() {
                state.finish(role, seat, now);
            }
            let next = state.pick(role, seat, now);
            if next.is_none() && done.is_none() {
                if !self.rest(role, state, now, beside_loop) {
                    return;
                }
                continue;
            }
            let mut delay = None;
            if let Some(job) = &next {
                self.waiting.store(state.lanes.waiting(), Ordering::Relaxed);
                delay = state.delay_of(job, seat, now);
            }
            let call = state.call_help(Need::Worthwhile);
            drop(state);
            // Without the thread that was called the jobs wait for those there are: slower, not stuck.
            let _fewer_threads = self.answer(call);
            if let Some(job) = done.take() {
                job.send_back();
            }
            done = next.map(|mut job| {
                if let Some(delay) = delay {
                    job.mailbox.post(Letter::LongWait(Box::new(delay)));
                }
                let cpu = current_cpu();
                self.cpu.store(cpu, Ordering::Relaxed);
                beside_loop = job.cpu == cpu;
                job.run();
                job
            });
        }
    }

    /// Looks out if that pays, else waits to be called. False when the pool has closed.
    fn rest<'a>(&'a self, role: Role, mut state: MutexGuard<'a, State<Job>>, now: u64, beside_loop: bool) -> bool {
        if state.closed {
            return false;
        }
        if state.look_out(role, now, !beside_loop) {
            drop(state);
            let there = look_out(|| self.waiting.load(Ordering::Relaxed) > 0);
            state = lock(&self.state);
            state.looked();
            // A job may have come between the last look and the lock.
            if there || state.lanes.open() > 0 {
                return true;
            }
        }
        state.park(role);
        loop {
            if state.closed {
                return false;
            }
            if state.was_called(role) {
                return true;
            }
            state = wait(self.condvar(role), state);
        }
    }

    /// Takes back one waiting job.
    pub(crate) fn remove(&self, lane: Lane, id: RequestId, mailbox: *const Mailbox) -> Option<Job> {
        let mut state = lock(&self.state);
        let removed = state.lanes.remove(lane, |job| job.is(id, mailbox));
        self.waiting.store(state.lanes.waiting(), Ordering::Relaxed);
        removed
    }

    /// Takes back all waiting jobs of one loop.
    pub(crate) fn remove_all(&self, mailbox: &Arc<Mailbox>) -> Vec<Job> {
        let mut state = lock(&self.state);
        let removed = state.lanes.remove_all(|job| Arc::ptr_eq(&job.mailbox, mailbox));
        self.waiting.store(state.lanes.waiting(), Ordering::Relaxed);
        removed
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
        PoolStats { size: self.size, threads: state.threads(), lanes: state.lanes.stats() }
    }
}
