//! A handle started, or stopped and started again, during its phase is called from the next turn on.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn what_a_phase_starts_waits_for_the_next_turn() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let late = lp.new_check(move |_, _| l2.add("late"));
    let early = lp.new_check(move |lp, id| {
        l1.add("early");
        lp.check_stop(id);
        lp.check_start(late).unwrap();
        lp.check_start(id).unwrap();
    });
    lp.check_start(early).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "early");
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "late early");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
