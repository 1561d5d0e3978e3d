//! A pool starts no thread before there is work, and not more for one work after the other than for one.

use crate::support::{Gate, assert_empty};
use weir_loop::{DEFAULT_THREADS, Lane, Loop, MAX_THREADS, Mode, Pool};

#[test]
fn threads_are_started_lazily() {
    let pool = Pool::default();
    let lp = Loop::new(pool.clone()).unwrap();
    assert_eq!(pool.stats().threads, 0);
    lp.queue_work(Lane::Fs, || {}, |_, _| {}).unwrap();
    assert_eq!(pool.stats().threads, 1);
    lp.run(Mode::Default);
    let gate = Gate::default();
    for _ in 0..DEFAULT_THREADS * 2 {
        let held = gate.clone();
        lp.queue_work(Lane::Fs, move || held.wait(), |_, _| {}).unwrap();
    }
    assert_eq!(pool.stats().threads, DEFAULT_THREADS);
    gate.open();
    lp.run(Mode::Default);
    assert_eq!(pool.stats().lanes[Lane::Fs as usize].runs.count(), 9);
    assert_eq!(Pool::new(0).stats().size, 1);
    assert_eq!(Pool::new(usize::MAX).stats().size, MAX_THREADS);
    assert_empty(&lp);
}
