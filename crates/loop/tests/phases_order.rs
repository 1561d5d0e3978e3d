//! One turn calls its phases in libuv's order.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn one_turn_goes_through_the_phases_in_order() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2, l3, l4, l5, l6, l7) =
        (log.clone(), log.clone(), log.clone(), log.clone(), log.clone(), log.clone(), log.clone());
    let check = lp.new_check(move |_, _| l5.add("check"));
    let prepare = lp.new_prepare(move |_, _| l3.add("prepare"));
    let idle = lp.new_idle(move |_, _| l2.add("idle"));
    let timer = lp.new_timer(move |_, _| l6.add("timer"));
    let (_, sender) = lp.new_async(move |_, _| l4.add("poll"));
    lp.check_start(check).unwrap();
    lp.prepare_start(prepare).unwrap();
    lp.idle_start(idle).unwrap();
    lp.timer_start(timer, 0, 0).unwrap();
    sender.send();
    lp.defer(move |_| l1.add("pending"));
    let gone = lp.new_check(|_, _| {});
    lp.close(gone, move |_| l7.add("closing"));
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "pending idle prepare poll check closing timer");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
