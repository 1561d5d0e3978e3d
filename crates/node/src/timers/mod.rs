//! `node:timers`: one native timer for all of JavaScript's, and the check phase for its immediates. JavaScript keeps the
//! lists and says when it wants to be called next; the loop knows a single timer.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use weir_engine::{Binding, EngineHandle, Scope, op, ops, v8};
use weir_loop::{CheckId, IdleId, Loop, TimerId};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "timers",
    ops: ops![setup_timers, schedule_timer, toggle_timer_ref, toggle_immediate_ref, get_libuv_now],
    init: Some(init),
};

/// Indices of JavaScript's `immediateInfo`.
const COUNT: usize = 0;
const HAS_OUTSTANDING: usize = 2;

/// The handles and the functions they call.
#[derive(Default)]
pub(crate) struct Timers {
    handles: OnceCell<Handles>,
    /// When the loop's time was zero, in its own milliseconds: JavaScript counts from the environment's start.
    origin: Cell<u64>,
}

struct Handles {
    timer: TimerId,
    idle: IdleId,
    _check: CheckId,
}

fn init<'s>(scope: &mut Scope<'s, '_>, binding: v8::Local<'s, v8::Object>) {
    let buffer = v8::ArrayBuffer::new(scope, 4);
    let key = v8::String::new(scope, "timerInfo");
    if let (Some(info), Some(key)) = (v8::Int32Array::new(scope, buffer, 0, 1), key) {
        binding.create_data_property(scope, key.into(), info.into());
    }
}

/// `setupTimers(processImmediate, processTimers, immediateInfo)`: whom the loop calls. Once per environment.
#[op]
fn setup_timers<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    process_immediate: v8::Local<'s, v8::Function>,
    process_timers: v8::Local<'s, v8::Function>,
    immediate_info: v8::Local<'s, v8::Uint32Array>,
) {
    let lp = &env.lp;
    env.timers.origin.set(lp.now());
    let origin = lp.now();
    let engine = env.engine.clone();
    let process_timers = Rc::new(v8::Global::new(scope, process_timers));
    let timer = lp.new_timer(move |lp, id| run_timers(lp, id, origin, &engine, &process_timers));
    lp.set_label(timer, "Timeout");

    let engine = env.engine.clone();
    let process_immediate = v8::Global::new(scope, process_immediate);
    let info = Words(immediate_info.get_backing_store());
    let check = lp.new_check(move |_lp, _id| run_immediates(&engine, &process_immediate, &info));
    let idle = lp.new_idle(|_lp, _id| {});
    // Both fail only for a closed handle; these were just made. The check handle never keeps the loop alive itself.
    let started = lp.check_start(check);
    debug_assert!(started.is_ok());
    lp.unref_handle(check);
    // JavaScript says when there is a timer that keeps the loop alive.
    lp.unref_handle(timer);
    if env.timers.handles.set(Handles { timer, idle, _check: check }).is_err() {
        unreachable!("timers are set up once per environment");
    }
}

/// Calls JavaScript until it has run all due timers without an exception, then schedules the next call. The answer is
/// the next expiry: 0 for none, negative when it must not keep the loop alive.
fn run_timers(lp: &Loop, id: TimerId, origin: u64, engine: &EngineHandle, process: &v8::Global<v8::Function>) {
    loop {
        lp.update_time();
        let now = (lp.now() - origin) as f64;
        let done = engine.enter(None, |scope| {
            let function = v8::Local::new(scope, process);
            let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
            let now = v8::Number::new(scope, now);
            let next = function.call(scope, receiver, &[now.into()])?.number_value(scope)?;
            // Before the door drains ticks and microtasks: these may schedule an earlier call.
            reschedule(lp, id, origin, next);
            Some(())
        });
        if done.is_some() {
            return;
        }
    }
}

/// Starts the timer for the expiry that JavaScript answered with.
fn reschedule(lp: &Loop, id: TimerId, origin: u64, next: f64) {
    if next == 0.0 {
        return;
    }
    lp.update_time();
    let due = (next.abs() - (lp.now() - origin) as f64).max(1.0) as u64;
    let started = lp.timer_start(id, due, 0);
    debug_assert!(started.is_ok(), "the timer lives as long as the environment");
    if next > 0.0 { lp.ref_handle(id) } else { lp.unref_handle(id) }
}

/// Runs the queue of immediates; again at once when one of them threw.
fn run_immediates(engine: &EngineHandle, process: &v8::Global<v8::Function>, info: &Words) {
    if info.get(COUNT) == 0 {
        return;
    }
    loop {
        engine.enter(None, |scope| {
            let function = v8::Local::new(scope, process);
            let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
            function.call(scope, receiver, &[]).map(|_| ())
        });
        if info.get(HAS_OUTSTANDING) == 0 {
            return;
        }
    }
}

/// 32-bit words of a typed array that JavaScript writes.
struct Words(Option<v8::SharedRef<v8::BackingStore>>);

impl Words {
    fn get(&self, index: usize) -> u32 {
        let Some(store) = &self.0 else { return 0 };
        let mut bytes = [0; 4];
        for (offset, byte) in bytes.iter_mut().enumerate() {
            *byte = store.get(index * 4 + offset).map_or(0, |cell| cell.get());
        }
        u32::from_ne_bytes(bytes)
    }
}

/// `scheduleTimer(ms)`: call processTimers in `ms` milliseconds.
#[op]
fn schedule_timer(env: &Env, duration: f64) {
    if let Some(handles) = env.timers.handles.get() {
        let started = env.lp.timer_start(handles.timer, duration.max(1.0) as u64, 0);
        debug_assert!(started.is_ok(), "the timer lives as long as the environment");
    }
}

/// `toggleTimerRef(keepsAlive)`.
#[op(fast)]
fn toggle_timer_ref(env: &Env, on: bool) {
    if let Some(handles) = env.timers.handles.get() {
        if on { env.lp.ref_handle(handles.timer) } else { env.lp.unref_handle(handles.timer) }
    }
}

/// `toggleImmediateRef(waits)`: while a referenced immediate waits, the poll does not sleep.
#[op(fast)]
fn toggle_immediate_ref(env: &Env, on: bool) {
    if let Some(handles) = env.timers.handles.get() {
        if on {
            let started = env.lp.idle_start(handles.idle);
            debug_assert!(started.is_ok(), "the idle handle lives as long as the environment");
        } else {
            env.lp.idle_stop(handles.idle);
        }
    }
}

/// `getLibuvNow()`: milliseconds since the environment started. Reads the clock, so that a timer made after long
/// synchronous work does not start in the past.
#[op(fast)]
fn get_libuv_now(env: &Env) -> f64 {
    env.lp.update_time();
    (env.lp.now() - env.timers.origin.get()) as f64
}
