//! stop() before a run makes that run return without a turn, and only that one.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn stop_before_a_run_counts_for_it() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(move |lp, id| {
        l.add("timer");
        lp.close(id, |_| {});
    });
    lp.timer_start(timer, 0, 0).unwrap();
    lp.stop();
    assert!(lp.run(Mode::Default));
    assert_eq!(log.take(), "");
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "timer");
    assert_empty(&lp);
}
