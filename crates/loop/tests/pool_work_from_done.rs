//! The end of one work may queue the next; each result goes to its own callback.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Lane, Loop, Mode};

fn chain(lp: &Loop, log: Log, step: u32) {
    let done = move |lp: &Loop, result: weir_loop::WorkResult<u32>| {
        log.add(result.unwrap().to_string());
        if step < 4 {
            chain(lp, log, step + 1);
        }
    };
    lp.queue_work(Lane::Cpu, move || step * step, done).unwrap();
}

#[test]
fn work_can_be_chained() {
    let lp = new_loop();
    let log = Log::default();
    chain(&lp, log.clone(), 1);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "1 4 9 16");
    assert_empty(&lp);
}
