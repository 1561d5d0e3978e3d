//! A callback may run the loop itself; the outer run goes on afterwards.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn the_loop_can_be_run_from_a_callback() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2, l3) = (log.clone(), log.clone(), log.clone());
    let inner = lp.new_timer(move |lp, id| {
        l2.add("inner");
        lp.close(id, |_| {});
    });
    let outer = lp.new_check(move |lp, id| {
        l1.add("begin");
        lp.close(id, |_| {});
        lp.timer_start(inner, 1, 0).unwrap();
        lp.run(Mode::Default);
        l1.add("end");
    });
    let after = lp.new_check(move |lp, id| {
        l3.add("after");
        lp.close(id, |_| {});
    });
    lp.check_start(outer).unwrap();
    lp.check_start(after).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "begin after inner end");
    lp.run(Mode::Default);
    assert_empty(&lp);
}
