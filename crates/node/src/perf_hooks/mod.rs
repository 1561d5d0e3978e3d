//! `node:perf_hooks`: histograms, the clock's origin, the milestones of the environment's start and the loop's idle time. Runs on
//! the isolate's thread; reads only.

pub(crate) mod histogram;

use std::cell::Cell;
use std::time::{SystemTime, UNIX_EPOCH};

use weir_engine::{Binding, op, ops};

use crate::{Env, StartTimes};

pub const BINDING: Binding = Binding {
    name: "performance",
    ops: ops![
        time_origin,
        milestones,
        mark_bootstrap_complete,
        idle_time,
        loop_counts,
        histogram::create_histogram,
        histogram::share_histogram,
        histogram::close_histogram,
        histogram::histogram_record,
        histogram::histogram_record_corrected,
        histogram::histogram_record_delta,
        histogram::histogram_facts,
        histogram::histogram_percentile,
        histogram::histogram_buckets,
        histogram::histogram_count_at,
        histogram::histogram_lowest_equivalent,
        histogram::histogram_reset,
        histogram::histogram_add,
        histogram::histogram_subtract,
        histogram::start_delay,
        histogram::stop_delay,
    ],
    init: None,
};

const NANOS_PER_MILLI: f64 = 1e6;

/// When things happened, in monotonic nanoseconds; 0 for what has not.
pub(crate) struct Milestones {
    /// The origin of the program's clocks.
    pub process: u64,
    pub node: u64,
    pub engine: u64,
    pub environment: u64,
    pub bootstrap_complete: Cell<u64>,
    pub loop_start: Cell<u64>,
    pub loop_exit: Cell<u64>,
}

impl Milestones {
    /// Those of an environment that is made now; what it was not told began with it.
    pub(crate) fn new(times: StartTimes) -> Self {
        let now = weir_loop::hrtime();
        let or_now = |at| if at == 0 { now } else { at };
        Self {
            process: or_now(times.process),
            node: or_now(times.node),
            engine: or_now(times.engine),
            environment: now,
            bootstrap_complete: Cell::new(0),
            loop_start: Cell::new(0),
            loop_exit: Cell::new(0),
        }
    }
}

/// `timeOrigin()`: the environment's start in milliseconds since 1970.
#[op]
fn time_origin(env: &Env) -> f64 {
    let elapsed = weir_loop::hrtime().saturating_sub(env.started()) as f64;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_nanos() as f64);
    (now - elapsed) / NANOS_PER_MILLI
}

/// `milestones()`: [nodeStart, v8Start, environment, bootstrapComplete, loopStart, loopExit] in milliseconds since the
/// start; -1 for what has not happened.
#[op]
fn milestones(env: &Env) -> Vec<f64> {
    let times = &env.milestones;
    let later = [&times.bootstrap_complete, &times.loop_start, &times.loop_exit].map(Cell::get);
    [times.node, times.engine, times.environment]
        .into_iter()
        .chain(later)
        .map(|at| match at {
            0 => -1.0,
            at => at.saturating_sub(env.started()) as f64 / NANOS_PER_MILLI,
        })
        .collect()
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
