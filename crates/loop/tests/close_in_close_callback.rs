//! What a close callback closes gets its callback in the next turn's closing phase.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn closing_from_a_close_callback_waits_a_turn() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let first = lp.new_timer(|_, _| {});
    let second = lp.new_timer(|_, _| {});
    lp.close(first, move |lp| {
        l1.add("first");
        lp.close(second, move |_| l2.add("second"));
    });
    assert!(lp.run(Mode::NoWait));
    assert_eq!(log.take(), "first");
    assert!(!lp.run(Mode::NoWait));
    assert_eq!(log.take(), "second");
    assert_empty(&lp);
}
