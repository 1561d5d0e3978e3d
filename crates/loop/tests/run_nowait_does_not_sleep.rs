//! One turn that does not wait returns at once with a timer far away.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn nowait_returns_at_once() {
    let lp = new_loop();
    let timer = lp.new_timer(|_, _| panic!("not due"));
    lp.timer_start(timer, 60_000, 0).unwrap();
    assert!(lp.run(Mode::NoWait));
    assert_eq!(lp.metrics().idle_nanos(), 0);
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
