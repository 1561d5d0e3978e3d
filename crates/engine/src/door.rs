//! The one door into JavaScript. Every callback of the loop enters here and nowhere else: a handle scope and the main
//! context are entered, the async context of the operation is restored, the callback runs, and on the way out, at the
//! outermost door only, nextTick, microtasks and rejections are drained and an uncaught error is dispatched, as Node
//! does after each callback.

use std::time::Duration;

use crate::state::{EngineHandle, EngineState};
use crate::{Scope, exceptions};

impl EngineHandle {
    /// The handle of the engine whose isolate runs.
    pub fn of(scope: &mut Scope<'_, '_>) -> Self {
        Self(EngineState::of(scope))
    }

    /// Runs the tasks that V8 has posted for the isolate's thread (WebAssembly compilation, finalization), and what
    /// they queued for JavaScript. True when there was one.
    pub fn run_tasks(&self) -> bool {
        let tasks = self.0.tasks.borrow().clone();
        let ran = tasks.run();
        if ran {
            self.enter(None, |_| Some(()));
        }
        ran
    }

    /// How long until the next such task is due.
    pub fn tasks_due_in(&self) -> Option<Duration> {
        self.0.tasks.borrow().due_in()
    }

    /// Has `waker` called, on any thread, whenever V8 posts a task.
    pub fn set_task_waker(&self, waker: impl Fn() + Send + Sync + 'static) {
        self.0.tasks.borrow().set_waker(Box::new(waker));
    }

    /// Runs `body` inside JavaScript's realm. `body` returns `None` when JavaScript threw; the error is dispatched
    /// as uncaught. No borrow of the loop or the environment may be held by the caller.
    pub fn enter<R>(
        &self,
        context_data: Option<&v8::Global<v8::Value>>,
        body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Option<R>,
    ) -> Option<R> {
        let state = &self.0;
        let main = state.context.get()?.clone();
        // SAFETY: the isolate lives as long as its `Engine`, which outlives the loop's callbacks; one thread enters it.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(state.isolate.get()) };
        v8::scope!(let scope, &mut isolate);
        let context = v8::Local::new(scope, &main);
        let scope = &mut v8::ContextScope::new(scope, context);
        let depth = state.depth.get();
        state.depth.set(depth + 1);
        let saved = scope.get_continuation_preserved_embedder_data();
        let data = match context_data {
            Some(data) => v8::Local::new(scope, data),
            None => v8::undefined(scope).into(),
        };
        scope.set_continuation_preserved_embedder_data(data);
        let result = guarded(scope, body);
        scope.set_continuation_preserved_embedder_data(saved);
        // After a throw that the program took, what waits is for the next turn: an error that throws another one in its
        // handling keeps nothing else from running.
        if depth == 0 && result.is_some() {
            drain(scope, state);
        }
        state.depth.set(depth);
        result
    }
}

impl EngineHandle {
    /// Runs `body` for a library that an op has called and that calls back, where the op's own scope cannot reach. It is
    /// part of the op's call: nothing is drained, and an exception that `body` leaves is the op's, to be returned as
    /// [`crate::OpError::Pending`] before any other JavaScript runs. `None` when there is no realm yet.
    pub fn reenter<R>(&self, body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> R) -> Option<R> {
        let main = self.0.context.get()?.clone();
        // SAFETY: the op that runs on this thread keeps the isolate entered and waits for the library meanwhile.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(self.0.isolate.get()) };
        v8::scope!(let scope, &mut isolate);
        let context = v8::Local::new(scope, &main);
        let scope = &mut v8::ContextScope::new(scope, context);
        Some(body(scope))
    }
}

/// Runs `body`; an exception it leaves is dispatched as uncaught.
fn guarded<R>(scope: &mut Scope<'_, '_>, body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Option<R>) -> Option<R> {
    v8::tc_scope!(let scope, scope);
    let result = body(scope);
    if scope.has_caught() {
        exceptions::dispatch_caught(scope);
        return None;
    }
    result
}

/// Drains nextTick, microtasks and rejections until nothing is left or one throws. That error is dispatched; when the
/// program takes it, JavaScript sees to it that the rest is drained after the next callback (`process/execution`).
fn drain(scope: &mut Scope<'_, '_>, state: &EngineState) {
    if !state.ticks_wait() {
        scope.perform_microtask_checkpoint();
    }
    while state.ticks_wait() {
        let Some(hook) = state.hooks.borrow().process_ticks.clone() else { return };
        let hook = v8::Local::new(scope, hook);
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        if guarded(scope, |scope| hook.call(scope, undefined, &[]).map(|_| ())).is_none() {
            return;
        }
    }
}
