//! One turn that waits sleeps until the next timer is due and calls it.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn once_waits_and_calls_the_timer() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(move |lp, id| {
        l.add("timer");
        lp.close(id, |_| {});
    });
    let before = weir_loop::hrtime();
    lp.timer_start(timer, 20, 0).unwrap();
    assert!(lp.run(Mode::Once), "the closing timer keeps the loop alive");
    assert_eq!(log.take(), "timer");
    assert!(weir_loop::hrtime() - before >= 19_000_000);
    assert!(!lp.run(Mode::Once));
    assert_empty(&lp);
}
