//! A lane whose threads are all stuck, with a long queue behind them, does not delay the works of another lane, however
//! many those are.

use crate::support::{Gate, Log, assert_empty};
use weir_loop::{Lane, Loop, Mode, Pool};

#[test]
fn a_long_queue_does_not_delay_a_short_one() {
    let lp = Loop::new(Pool::new(1)).unwrap();
    let log = Log::default();
    let gate = Gate::default();
    for _ in 0..50 {
        let (l, held) = (log.clone(), gate.clone());
        lp.queue_work(Lane::Fs, move || held.wait(), move |_, _| l.add("fs")).unwrap();
    }
    for _ in 0..5 {
        let (l, gate) = (log.clone(), gate.clone());
        let done = move |_: &Loop, _| {
            l.add("cpu");
            if l.len() == 5 {
                gate.open();
            }
        };
        lp.queue_work(Lane::Cpu, || {}, done).unwrap();
    }
    lp.run(Mode::Default);
    let calls = log.take();
    assert!(calls.starts_with("cpu cpu cpu cpu cpu fs"), "{calls}");
    assert_eq!(calls.matches("fs").count(), 50);
    assert_empty(&lp);
}
