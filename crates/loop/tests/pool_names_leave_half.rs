//! Names that are never answered hold half of the threads: files and computation go on as if they were not there.

use crate::support::{Gate, Log, assert_empty};
use std::time::{Duration, Instant};
use weir_loop::{Lane, Loop, Mode, Pool};

fn with_size(size: usize) {
    let lp = Loop::new(Pool::new(size)).unwrap();
    let log = Log::default();
    let gate = Gate::default();
    for _ in 0..64 {
        let (l, held) = (log.clone(), gate.clone());
        lp.queue_work(Lane::Dns, move || held.wait(), move |_, _| l.add("dns")).unwrap();
    }
    let began = Instant::now();
    for lane in [Lane::Fs, Lane::Cpu] {
        for _ in 0..100 {
            let (l, gate) = (log.clone(), gate.clone());
            let done = move |lp: &Loop, _| {
                l.add("work");
                if l.len() == 200 {
                    let stats = lp.pool().stats();
                    assert!(stats.lanes[Lane::Dns as usize].running <= size.div_ceil(2));
                    gate.open();
                }
            };
            lp.queue_work(lane, || {}, done).unwrap();
        }
    }
    lp.run(Mode::Default);
    assert!(began.elapsed() < Duration::from_secs(10));
    let calls = log.take();
    assert!(calls.starts_with(&"work ".repeat(200)), "{calls}");
    assert_eq!(calls.matches("dns").count(), 64);
    assert_empty(&lp);
}

#[test]
fn slow_names_hold_up_nothing_else() {
    for size in [1, 2, 4] {
        with_size(size);
    }
}
