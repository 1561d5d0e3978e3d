//! The histograms of `node:perf_hooks`: counts of values with a fixed number of digits, kept by `hdrhistogram`, and the
//! sampling of the event loop's delay. JavaScript checks arguments, names a histogram by its number and does the
//! statistics on what [`histogram_buckets`] gives it. Runs on the isolate's thread.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use hdrhistogram::Histogram;
use weir_engine::{OpError, op};
use weir_loop::TimerId;

use crate::Env;

/// What C's implementation answers for the least of nothing; programs know it as 9223372036854776000.
const NO_MINIMUM: f64 = i64::MAX as f64;

/// The histograms of one environment, by number.
#[derive(Default)]
pub(crate) struct Histograms {
    open: RefCell<HashMap<u32, Rc<RefCell<Recorder>>>>,
    last: Cell<u32>,
}

impl Histograms {
    fn keep(&self, recorder: Rc<RefCell<Recorder>>) -> u32 {
        let id = self.last.get() + 1;
        self.last.set(id);
        self.open.borrow_mut().insert(id, recorder);
        id
    }
}

struct Recorder {
    counts: Histogram<u64>,
    /// Values that were too large.
    exceeds: u64,
    /// Monotonic nanoseconds of the last delta; 0 before the first.
    previous: u64,
    average: Average,
    timer: Option<TimerId>,
}

/// Exponentially weighted averages; off where `alpha` is 0.
#[derive(Default)]
struct Average {
    alpha: f64,
    threshold: f64,
    started: bool,
    mean: f64,
    variance: f64,
    error_rate: f64,
}

impl Average {
    fn new(half_life: f64, threshold: f64) -> Self {
        let alpha = if half_life > 0.0 { 1.0 - (-std::f64::consts::LN_2 / half_life).exp() } else { 0.0 };
        Self { alpha, threshold, ..Self::default() }
    }

    fn record(&mut self, value: f64) {
        if self.alpha == 0.0 {
            return;
        }
        let error = if self.threshold > 0.0 && value > self.threshold { 1.0 } else { 0.0 };
        if !self.started {
            self.started = true;
            self.mean = value;
            self.error_rate = error;
            return;
        }
        let difference = value - self.mean;
        self.mean += self.alpha * difference;
        self.variance = (1.0 - self.alpha) * (self.variance + self.alpha * difference * difference);
        self.error_rate += self.alpha * (error - self.error_rate);
    }

    fn reset(&mut self) {
        *self = Self { alpha: self.alpha, threshold: self.threshold, ..Self::default() };
    }
}

impl Recorder {
    fn record(&mut self, value: u64) {
        if self.counts.record(value).is_ok() { self.average.record(value as f64) } else { self.exceeds += 1 }
    }

    /// Records the time since the last call.
    fn record_delta(&mut self) {
        let now = weir_loop::hrtime();
        if self.previous > 0 {
            self.record(now.saturating_sub(self.previous));
        }
        self.previous = now;
    }

    /// Recorded values in order, each as the least of its bucket, with its count.
    fn recorded(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.counts
            .iter_recorded()
            .map(|step| (self.counts.lowest_equivalent(step.value_iterated_to()), step.count_at_value()))
    }

    fn value_at(&self, percentile: f64) -> f64 {
        let total = self.counts.len();
        let wanted = ((percentile / 100.0 * total as f64 + 0.5) as u64).max(1);
        let mut seen = 0;
        for (value, count) in self.recorded() {
            seen += count;
            if seen >= wanted {
                return self.counts.highest_equivalent(value) as f64;
            }
        }
        0.0
    }
}

fn with<R>(env: &Env, id: u32, work: impl FnOnce(&mut Recorder) -> R) -> Result<R, OpError> {
    let found = env.histograms.open.borrow().get(&id).cloned();
    match found {
        Some(recorder) => Ok(work(&mut recorder.borrow_mut())),
        None => Err(unknown()),
    }
}

fn unknown() -> OpError {
    OpError::coded("ERR_INTERNAL_ASSERTION", "no such histogram")
}

/// `createHistogram(lowest, highest, figures, halfLife, threshold)`: its number. Bounds are whole, the upper at least twice
/// the lower.
#[op]
pub(super) fn create_histogram(
    env: &Env,
    lowest: f64,
    highest: f64,
    figures: u32,
    half_life: f64,
    threshold: f64,
) -> Result<u32, OpError> {
    let counts = Histogram::new_with_bounds(lowest as u64, highest as u64, figures.min(5) as u8)
        .map_err(|error| OpError::coded("ERR_INVALID_ARG_VALUE", error.to_string()))?;
    let average = Average::new(half_life, threshold);
    let recorder = Recorder { counts, exceeds: 0, previous: 0, average, timer: None };
    Ok(env.histograms.keep(Rc::new(RefCell::new(recorder))))
}

/// `closeHistogram(id)`: nobody has this number any more. The last one of the counts ends their sampling.
#[op]
pub(super) fn close_histogram(env: &Env, id: u32) {
    let Some(recorder) = env.histograms.open.borrow_mut().remove(&id) else { return };
    let shared = env.histograms.open.borrow().values().any(|other| Rc::ptr_eq(other, &recorder));
    let timer = if shared { None } else { recorder.borrow_mut().timer.take() };
    if let Some(timer) = timer {
        env.lp.close(timer, |_| {});
    }
}

/// `shareHistogram(id)`: another number for the same counts.
#[op]
pub(super) fn share_histogram(env: &Env, id: u32) -> Result<u32, OpError> {
    let Some(recorder) = env.histograms.open.borrow().get(&id).cloned() else { return Err(unknown()) };
    Ok(env.histograms.keep(recorder))
}

/// `histogramRecord(id, value)`.
#[op]
pub(super) fn histogram_record(env: &Env, id: u32, value: f64) -> Result<(), OpError> {
    with(env, id, |recorder| recorder.record(value as u64))
}

/// `histogramRecordCorrected(id, value, interval)`: with the values that a stall of `interval` steps has kept away.
#[op]
pub(super) fn histogram_record_corrected(env: &Env, id: u32, value: f64, interval: f64) -> Result<(), OpError> {
    with(env, id, |recorder| {
        if recorder.counts.record_correct(value as u64, interval as u64).is_err() {
            recorder.exceeds += 1;
        }
    })
}

/// `histogramRecordDelta(id)`: the nanoseconds since the last call.
#[op]
pub(super) fn histogram_record_delta(env: &Env, id: u32) -> Result<(), OpError> {
    with(env, id, Recorder::record_delta)
}

/// `histogramFacts(id)`: [count, exceeds, min, max, ewmaMean, ewmaStddev, ewmaErrorRate].
#[op]
pub(super) fn histogram_facts(env: &Env, id: u32) -> Result<Vec<f64>, OpError> {
    with(env, id, |recorder| {
        let Recorder { counts, exceeds, average, .. } = recorder;
        let min = if counts.is_empty() { NO_MINIMUM } else { counts.min() as f64 };
        let spread = average.variance.sqrt();
        vec![counts.len() as f64, *exceeds as f64, min, counts.max() as f64, average.mean, spread, average.error_rate]
    })
}

/// `histogramPercentile(id, percentile)`: the greatest value of the bucket that the percentile falls into.
#[op]
pub(super) fn histogram_percentile(env: &Env, id: u32, percentile: f64) -> Result<f64, OpError> {
    with(env, id, |recorder| recorder.value_at(percentile))
}

/// `histogramBuckets(id)`: for each value that was recorded: least, middle and greatest value of its bucket, and how often.
#[op]
pub(super) fn histogram_buckets(env: &Env, id: u32) -> Result<Vec<f64>, OpError> {
    with(env, id, |recorder| {
        let mut list = Vec::new();
        for (value, count) in recorder.recorded() {
            let middle = recorder.counts.median_equivalent(value) as f64;
            let highest = recorder.counts.highest_equivalent(value) as f64;
            list.extend([value as f64, middle, highest, count as f64]);
        }
        list
    })
}

/// `histogramCountAt(id, value)`: how often the bucket of `value` was hit.
#[op]
pub(super) fn histogram_count_at(env: &Env, id: u32, value: f64) -> Result<f64, OpError> {
    with(env, id, |recorder| recorder.counts.count_at(value as u64) as f64)
}

/// `histogramLowestEquivalent(id, value)`: the least value of the bucket of `value`.
#[op]
pub(super) fn histogram_lowest_equivalent(env: &Env, id: u32, value: f64) -> Result<f64, OpError> {
    with(env, id, |recorder| recorder.counts.lowest_equivalent(value as u64) as f64)
}

/// `histogramReset(id)`.
#[op]
pub(super) fn histogram_reset(env: &Env, id: u32) -> Result<(), OpError> {
    with(env, id, |recorder| {
        recorder.counts.reset();
        recorder.exceeds = 0;
        recorder.previous = 0;
        recorder.average.reset();
    })
}

/// `histogramAdd(id, other)`: the counts of the other on top; values out of range count as exceeding.
#[op]
pub(super) fn histogram_add(env: &Env, id: u32, other: u32) -> Result<(), OpError> {
    let (recorded, exceeds) = with(env, other, |other| (other.recorded().collect::<Vec<_>>(), other.exceeds))?;
    with(env, id, |recorder| {
        recorder.exceeds += exceeds;
        for (value, count) in recorded {
            if recorder.counts.record_n(value, count).is_err() {
                recorder.exceeds += count;
            }
        }
    })
}

/// `histogramSubtract(id, other)`: less the counts of the other; none falls below zero.
#[op]
pub(super) fn histogram_subtract(env: &Env, id: u32, other: u32) -> Result<(), OpError> {
    let recorded = with(env, other, |other| other.recorded().collect::<Vec<_>>())?;
    with(env, id, |recorder| {
        let mut less = Histogram::new_from(&recorder.counts);
        for (value, count) in recorded {
            let there = recorder.counts.count_at(value).min(count);
            if there > 0 && less.record_n(value, there).is_err() {
                // Out of the range of this one, so it holds none of it.
                continue;
            }
        }
        let done = recorder.counts.subtract(&less);
        debug_assert!(done.is_ok(), "what is taken away is there");
    })
}

/// `startDelay(id, resolution)`: samples the loop's delay every `resolution` milliseconds, without keeping it alive.
#[op]
pub(super) fn start_delay(env: &Env, id: u32, resolution: f64) -> Result<(), OpError> {
    let Some(recorder) = env.histograms.open.borrow().get(&id).cloned() else { return Err(unknown()) };
    if recorder.borrow().timer.is_some() {
        return Ok(());
    }
    // From now on, so that a loop which is blocked before the first sample is seen.
    recorder.borrow_mut().previous = weir_loop::hrtime();
    let samples = recorder.clone();
    let timer = env.lp.new_timer(move |_lp, _id| samples.borrow_mut().record_delta());
    let every = resolution.max(1.0) as u64;
    let started = env.lp.timer_start(timer, every, every);
    debug_assert!(started.is_ok(), "the timer was just made");
    env.lp.unref_handle(timer);
    recorder.borrow_mut().timer = Some(timer);
    Ok(())
}

/// `stopDelay(id)`.
#[op]
pub(super) fn stop_delay(env: &Env, id: u32) -> Result<(), OpError> {
    let timer = with(env, id, |recorder| recorder.timer.take())?;
    if let Some(timer) = timer {
        env.lp.close(timer, |_| {});
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorder(values: impl IntoIterator<Item = u64>) -> Recorder {
        let counts = Histogram::new_with_bounds(1, 9_007_199_254_740_991, 3).unwrap();
        let mut made = Recorder { counts, exceeds: 0, previous: 0, average: Average::new(10.0, 50.0), timer: None };
        values.into_iter().for_each(|value| made.record(value));
        made
    }

    #[test]
    fn percentiles_round_as_the_c_implementation_does() {
        let made = recorder([5, 10, 1000, 123_456]);
        assert_eq!(made.value_at(50.0), 10.0);
        assert_eq!(made.value_at(99.0), 123_519.0);
        assert_eq!(recorder([]).value_at(50.0), 0.0);
    }

    #[test]
    fn averages_follow_the_half_life() {
        let average = recorder(1..=100).average;
        assert!((average.mean - 86.081_856_567).abs() < 1e-6, "{}", average.mean);
        assert!((average.variance.sqrt() - 14.323_107_441).abs() < 1e-6, "{}", average.variance.sqrt());
        assert!((average.error_rate - 0.968_75).abs() < 1e-9, "{}", average.error_rate);
    }
}
