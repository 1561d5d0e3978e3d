//! A thousand works give a thousand results, whatever threads they ran on.

use crate::support::{assert_empty, new_loop};
use std::cell::Cell;
use std::rc::Rc;
use weir_loop::{Lane, Mode};

#[test]
fn nothing_is_lost() {
    let lp = new_loop();
    let sum = Rc::new(Cell::new(0u64));
    for number in 0..1000u64 {
        let sum = sum.clone();
        let lane = [Lane::Fs, Lane::Dns, Lane::Cpu, Lane::Addon][number as usize % 4];
        lp.queue_work(lane, move || number, move |_, result| sum.set(sum.get() + result.unwrap())).unwrap();
    }
    lp.run(Mode::Default);
    assert_eq!(sum.get(), 499_500);
    let stats = lp.pool().stats();
    assert_eq!(stats.lanes.iter().map(|lane| lane.runs.count()).sum::<u64>(), 1000);
    assert!(stats.lanes.iter().all(|lane| lane.waiting == 0));
    assert_empty(&lp);
}
