//! A timer that is due is not called when an earlier timer of the phase stops it.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_due_timer_can_be_stopped_by_another() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let second = lp.new_timer(|_, _| panic!("was stopped"));
    let first = lp.new_timer(move |lp, _| {
        l.add("first");
        lp.timer_stop(second);
        assert!(!lp.is_active(second));
    });
    lp.timer_start(first, 1, 0).unwrap();
    lp.timer_start(second, 1, 0).unwrap();
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "first");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
