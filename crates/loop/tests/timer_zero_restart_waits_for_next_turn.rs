//! A timer of 0 ms that starts itself again is called once per timers phase, so other phases get their turn.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_zero_timer_cannot_hold_the_phase() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let timer = lp.new_timer(move |lp, id| {
        l1.add("timer");
        lp.update_time();
        lp.timer_start(id, 0, 0).unwrap();
    });
    let check = lp.new_check(move |lp, id| {
        l2.add("check");
        if l2.len() >= 4 {
            lp.close(id, |_| {});
            lp.close(timer, |_| {});
        }
    });
    lp.timer_start(timer, 0, 0).unwrap();
    lp.check_start(check).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "timer check timer check");
    assert_empty(&lp);
}
