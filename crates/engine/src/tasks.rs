//! V8's foreground tasks: V8 posts them from any thread (WebAssembly compilation, finalization, garbage collection in
//! steps), and the isolate's loop runs them on the isolate's thread. One queue per isolate, found by its address.
//!
//! Invariant: no lock is held while a task runs or is dropped.

use std::collections::{HashMap, VecDeque};
use std::ffi::c_void;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// Tells the isolate's loop, from any thread, that there is something to do.
pub(crate) type Waker = Box<dyn Fn() + Send + Sync>;

/// The queues by isolate. V8 has one platform per process, so this belongs to the process too.
static QUEUES: LazyLock<Mutex<HashMap<usize, Arc<Foreground>>>> = LazyLock::new(Mutex::default);

/// The tasks of one isolate.
#[derive(Default)]
pub(crate) struct Foreground {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    ready: VecDeque<v8::Task>,
    delayed: Vec<(Instant, v8::Task)>,
    waker: Option<Waker>,
    /// What one thread posts goes here for a while.
    aside: Option<(ThreadId, Vec<v8::Task>)>,
    /// The isolate goes: what comes now is dropped.
    closed: bool,
}

/// A lock that outlives a panic of another holder: the queues are consistent between statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The queue of an isolate; made when V8 or the engine first asks.
pub(crate) fn of(isolate: usize) -> Arc<Foreground> {
    lock(&QUEUES).entry(isolate).or_default().clone()
}

/// Forgets an isolate that is gone.
pub(crate) fn forget(isolate: usize) {
    let queue = lock(&QUEUES).remove(&isolate);
    if let Some(queue) = queue {
        queue.close();
    }
}

impl Foreground {
    /// Who is called when a task comes.
    pub fn set_waker(&self, waker: Waker) {
        lock(&self.state).waker = Some(waker);
    }

    fn post(&self, task: v8::Task, delay: f64) {
        let refused = {
            let mut state = lock(&self.state);
            if state.closed {
                Some(task)
            } else if let Some((_, aside)) = state.aside.as_mut().filter(|(by, _)| *by == thread::current().id()) {
                aside.push(task);
                None
            } else {
                if delay > 0.0 {
                    state.delayed.push((Instant::now() + Duration::from_secs_f64(delay), task));
                } else {
                    state.ready.push_back(task);
                }
                if let Some(waker) = &state.waker {
                    waker();
                }
                None
            }
        };
        drop(refused);
        self.arrived.notify_all();
    }

    /// Runs `body`, and then at once what it posted: for work that V8 puts off until nothing is on the stack, where the
    /// caller must have it now.
    pub fn run_with_its_tasks<R>(&self, body: impl FnOnce() -> R) -> R {
        lock(&self.state).aside = Some((thread::current().id(), Vec::new()));
        let result = body();
        let aside = lock(&self.state).aside.take();
        for task in aside.into_iter().flat_map(|(_, tasks)| tasks) {
            task.run();
        }
        result
    }

    fn take(&self) -> Option<v8::Task> {
        let mut state = lock(&self.state);
        if let Some(task) = state.ready.pop_front() {
            return Some(task);
        }
        if state.delayed.is_empty() {
            return None;
        }
        let now = Instant::now();
        let due = state.delayed.iter().position(|(at, _)| *at <= now)?;
        Some(state.delayed.remove(due).1)
    }

    /// Runs the tasks that were there when the round began; what they post waits for the next one. True when there was
    /// one. On the isolate's thread only.
    pub fn run(&self) -> bool {
        let mut left = {
            let state = lock(&self.state);
            state.ready.len() + state.delayed.len()
        };
        let mut any = false;
        while left > 0 {
            let Some(task) = self.take() else { break };
            task.run();
            any = true;
            left -= 1;
        }
        any
    }

    /// How long until a delayed task is due; zero when a task waits already.
    pub fn due_in(&self) -> Option<Duration> {
        let state = lock(&self.state);
        if !state.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let first = state.delayed.iter().map(|(at, _)| *at).min()?;
        Some(first.saturating_duration_since(Instant::now()))
    }

    /// Waits for a task to come, at most `limit`.
    pub fn wait(&self, limit: Duration) {
        let state = lock(&self.state);
        if state.ready.is_empty() {
            drop(self.arrived.wait_timeout(state, limit).unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Drops the tasks, and all that come from now on.
    pub fn close(&self) {
        let (ready, delayed) = {
            let mut state = lock(&self.state);
            state.closed = true;
            state.waker = None;
            (std::mem::take(&mut state.ready), std::mem::take(&mut state.delayed))
        };
        drop(ready);
        drop(delayed);
    }
}

/// V8's platform hands the foreground tasks over here.
pub(crate) struct LoopPlatform;

impl v8::PlatformImpl for LoopPlatform {
    fn post_task(&self, isolate: *mut c_void, task: v8::Task) {
        of(isolate.addr()).post(task, 0.0);
    }

    // The loop runs no task within another, so these need nothing more.
    fn post_non_nestable_task(&self, isolate: *mut c_void, task: v8::Task) {
        of(isolate.addr()).post(task, 0.0);
    }

    fn post_delayed_task(&self, isolate: *mut c_void, task: v8::Task, delay: f64) {
        of(isolate.addr()).post(task, delay);
    }

    fn post_non_nestable_delayed_task(&self, isolate: *mut c_void, task: v8::Task, delay: f64) {
        of(isolate.addr()).post(task, delay);
    }

    // V8 is told that there is no idle time, so it posts none.
    fn post_idle_task(&self, _isolate: *mut c_void, task: v8::IdleTask) {
        drop(task);
    }
}
