//! A repeat set from the callback counts from the next call: 0 lets the timer end after it.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn the_repeat_can_be_taken_away() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(move |lp, id| {
        l.add("tick");
        lp.timer_set_repeat(id, 0).unwrap();
    });
    lp.timer_start(timer, 1, 1).unwrap();
    assert_eq!(lp.timer_repeat(timer), 1);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "tick tick");
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
