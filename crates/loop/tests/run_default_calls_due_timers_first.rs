//! In the default mode, timers that are due are called before the first turn; one turn alone calls them at its end.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn due_timers_come_before_the_first_turn() {
    for (mode, expected) in [(Mode::Default, "timer idle"), (Mode::Once, "idle timer"), (Mode::NoWait, "idle timer")] {
        let lp = new_loop();
        let log = Log::default();
        let (l1, l2) = (log.clone(), log.clone());
        let timer = lp.new_timer(move |_, _| l1.add("timer"));
        let idle = lp.new_idle(move |lp, id| {
            l2.add("idle");
            lp.idle_stop(id);
        });
        lp.timer_start(timer, 0, 0).unwrap();
        lp.idle_start(idle).unwrap();
        lp.run(mode);
        assert_eq!(log.take(), expected, "{mode:?}");
        lp.close_all();
        lp.run(Mode::Default);
        assert_empty(&lp);
    }
}
