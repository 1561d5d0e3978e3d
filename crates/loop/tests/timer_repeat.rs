//! A repeating timer is called until it is stopped, and is active all the while.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_repeating_timer_repeats() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(move |lp, id| {
        l.add("tick");
        assert!(lp.is_active(id));
        assert_eq!(lp.timer_due_in(id), 2);
        if l.len() == 3 {
            lp.timer_stop(id);
        }
    });
    lp.timer_start(timer, 1, 2).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "tick tick tick");
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
