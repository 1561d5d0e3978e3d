//! Referencing from a callback keeps a run going that would have ended.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_handle_referenced_in_time_is_waited_for() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let late = lp.new_timer(move |_, _| l1.add("late"));
    lp.timer_start(late, 4, 0).unwrap();
    lp.unref_handle(late);
    let early = lp.new_timer(move |lp, _| {
        l2.add("early");
        lp.ref_handle(late);
    });
    lp.timer_start(early, 1, 0).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "early late");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
