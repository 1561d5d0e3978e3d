//! `node:perf_hooks`: the clock's origin, the milestones of the environment's start and the loop's idle time. Runs on
//! the isolate's thread; reads only.

use std::cell::Cell;
use std::time::{SystemTime, UNIX_EPOCH};

use weir_engine::{Binding, op, ops};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "performance",
    ops: ops![time_origin, milestones, mark_bootstrap_complete, idle_time, loop_counts],
    init: None,
};

const NANOS_PER_MILLI: f64 = 1e6;

/// When things happened, in monotonic nanoseconds; 0 for what has not.
#[derive(Default)]
pub(crate) struct Milestones {
    pub bootstrap_complete: Cell<u64>,
    pub loop_start: Cell<u64>,
    pub loop_exit: Cell<u64>,
}

/// `timeOrigin()`: the environment's start in milliseconds since 1970.
#[op]
fn time_origin(env: &Env) -> f64 {
    let elapsed = weir_loop::hrtime().saturating_sub(env.started()) as f64;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_nanos() as f64);
    (now - elapsed) / NANOS_PER_MILLI
}

/// `milestones()`: [bootstrapComplete, loopStart, loopExit] in milliseconds since the start; -1 for what has not
/// happened.
#[op]
fn milestones(env: &Env) -> Vec<f64> {
    let times = &env.milestones;
    [&times.bootstrap_complete, &times.loop_start, &times.loop_exit]
        .map(|time| match time.get() {
            0 => -1.0,
            at => at.saturating_sub(env.started()) as f64 / NANOS_PER_MILLI,
        })
        .to_vec()
}

/// `markBootstrapComplete()`: the library is ready, the program comes next.
#[op]
fn mark_bootstrap_complete(env: &Env) {
    env.milestones.bootstrap_complete.set(weir_loop::hrtime());
}

/// `idleTime()`: milliseconds that the loop has slept.
#[op]
fn idle_time(env: &Env) -> f64 {
    env.lp.metrics().idle_nanos() as f64 / NANOS_PER_MILLI
}

/// `loopCounts()`: [turns, events, events that waited], as `uvMetricsInfo` shows them.
#[op]
fn loop_counts(env: &Env) -> Vec<f64> {
    let metrics = env.lp.metrics();
    vec![metrics.turns() as f64, metrics.events() as f64, metrics.events_waiting() as f64]
}
