//! A check handle and an idle handle make immediates: the poll does not sleep, the queue runs after it, and the loop ends
//! when no immediate waits.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn immediates_run_after_the_poll_and_before_timers() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2, l3) = (log.clone(), log.clone(), log.clone());
    let idle = lp.new_idle(|_, _| {});
    let check = lp.new_check(move |lp, _| {
        if lp.is_active(idle) {
            l1.add("immediate");
            lp.idle_stop(idle);
        }
    });
    lp.check_start(check).unwrap();
    lp.unref_handle(check);
    let timer = lp.new_timer(move |_, _| l2.add("timer"));
    let (_, sender) = lp.new_async(move |lp, id| {
        l3.add("io");
        lp.idle_start(idle).unwrap();
        lp.timer_start(timer, 0, 0).unwrap();
        lp.close(id, |_| {});
    });
    sender.send();
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "io immediate timer");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
