//! `weir:observe`, natively: counts that only native code has. Runs on the isolate's thread; reads only, but for what is
//! asked to be watched.

use std::rc::Rc;

use weir_engine::{Binding, IntoJs, JsCallback, OpError, Scope, op, ops, v8};
use weir_loop::{Histogram, Lane};

use crate::Env;
use crate::structured_clone::shared_kind;

pub(crate) const BINDING: Binding = Binding {
    name: "observe",
    ops: ops![
        slab_counts,
        memory_kind,
        pool_counts,
        on_long_wait,
        sync_call_counts,
        sync_call_sites,
        sample_sync_calls,
        trace_sync_io
    ],
    init: None,
};

/// What `memoryKind` says of the slab that the next read may go into.
const BEING_FILLED: i32 = 3;

/// `slabCounts()`: slabs that somebody holds and their bytes, slabs kept for later and their bytes.
#[op]
fn slab_counts(env: &Env) -> Vec<f64> {
    let counts = env.lp.slab_counts();
    [counts.live, counts.live_bytes, counts.kept, counts.kept_bytes].map(|count| count as f64).to_vec()
}

/// `memoryKind(buffer)`: 1 for a slab that reads have filled, 2 for a pool of small Buffers, 3 for the slab that reads go
/// on with, else 0.
#[op]
fn memory_kind(scope: &mut Scope<'_, '_>, env: &Env, buffer: v8::Local<v8::Object>) -> i32 {
    if env.streams.is_last_slab(scope, buffer) { BEING_FILLED } else { shared_kind(scope, buffer) }
}

/// Count, sum, longest, and the times that 50, 90 and 99 of a hundred did not exceed.
fn figures(histogram: &Histogram) -> [f64; 6] {
    let [p50, p90, p99] = [0.5, 0.9, 0.99].map(|share| histogram.quantile(share));
    [histogram.count(), histogram.sum(), histogram.longest(), p50, p90, p99].map(|number| number as f64)
}

/// `poolCounts()`: size, threads, and for each of the lanes fs, dns, cpu and addon: waiting, running, the figures of the
/// waits and those of the runs. Nanoseconds.
#[op]
fn pool_counts(env: &Env) -> Vec<f64> {
    let stats = env.lp.pool().stats();
    let mut numbers = vec![stats.size as f64, stats.threads as f64];
    for lane in [Lane::Fs, Lane::Dns, Lane::Cpu, Lane::Addon] {
        let lane = &stats.lanes[lane as usize];
        numbers.extend([lane.waiting as f64, lane.running as f64]);
        numbers.extend(figures(&lane.waits));
        numbers.extend(figures(&lane.runs));
    }
    numbers
}

/// `onLongWait(listener)`: has `listener([lane, label, lane behind, label behind], [nanoseconds, count, or more])` called
/// when work of this environment waited long for a thread.
#[op]
fn on_long_wait(env: &Env, listener: JsCallback) {
    let engine = env.engine.clone();
    env.lp.set_long_wait_observer(Some(Rc::new(move |_, wait| {
        listener.call(&engine, |scope| {
            let names = [wait.kind.lane.name(), wait.kind.label, wait.behind.lane.name(), wait.behind.label];
            let names: Vec<String> = names.map(String::from).to_vec();
            let numbers = vec![wait.waited as f64, wait.count as f64, f64::from(u8::from(wait.or_more))];
            Ok(vec![names.into_js(scope)?, numbers.into_js(scope)?])
        });
    })));
}

/// `syncCallCounts()`: for each of fs, zlib, crypto and child_process: calls, their time, the longest, those after the first
/// turn of the loop, and their time. Nanoseconds.
#[op]
fn sync_call_counts(env: &Env) -> Vec<f64> {
    let counts = env.sync_calls.counts();
    let numbers = counts.iter().flat_map(|area| {
        [area.calls, area.nanos, area.longest, area.late_calls, area.late_nanos].map(|number| number as f64)
    });
    numbers.collect()
}

/// `syncCallSites()`: place, sampled calls and their nanoseconds, one after the other.
#[op]
fn sync_call_sites<'s>(scope: &mut Scope<'s, '_>, env: &Env) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut values = Vec::new();
    for (at, site) in env.sync_calls.sites() {
        values.push(at.into_js(scope)?);
        values.push((site.calls as f64).into_js(scope)?);
        values.push((site.nanos as f64).into_js(scope)?);
    }
    Ok(v8::Array::new_with_elements(scope, &values).into())
}

/// `sampleSyncCalls(every)`: takes the place of one of so many; 0 ends that.
#[op]
fn sample_sync_calls(env: &Env, every: u32) {
    env.sync_calls.sample(every);
}

/// `traceSyncIo()`: `--trace-sync-io`.
#[op]
fn trace_sync_io(env: &Env) {
    env.sync_calls.trace();
}
