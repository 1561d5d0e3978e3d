//! Lanes that both wait get threads in turn, however long the other's queue is.

use crate::support::{Gate, Log, assert_empty};
use weir_loop::{Lane, Loop, Mode, Pool};

#[test]
fn a_long_queue_does_not_delay_a_short_one() {
    let lp = Loop::new(Pool::new(1)).unwrap();
    let log = Log::default();
    let gate = Gate::default();
    let held = gate.clone();
    lp.queue_work(Lane::Addon, move || held.wait(), |_, _| {}).unwrap();
    for lane in [Lane::Fs, Lane::Cpu] {
        for _ in 0..if lane == Lane::Fs { 50 } else { 5 } {
            let l = log.clone();
            lp.queue_work(lane, || {}, move |_, _| l.add(lane.name())).unwrap();
        }
    }
    gate.open();
    lp.run(Mode::Default);
    let calls = log.take();
    let last_cpu = calls.split(' ').enumerate().filter(|(_, name)| *name == "cpu").map(|(i, _)| i).last().unwrap();
    assert!(last_cpu < 54, "the five works of the short queue came after fifty others");
    assert_empty(&lp);
}
