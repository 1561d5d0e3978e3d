//! A timer may close itself and a due neighbour from its callback; the neighbour is not called.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn timers_can_be_closed_from_a_timer() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let second = lp.new_timer(|_, _| panic!("was closed"));
    let first = lp.new_timer(move |lp, id| {
        l.add("first");
        let (l1, l2) = (l.clone(), l.clone());
        lp.close(id, move |_| l1.add("closed-first"));
        lp.close(second, move |_| l2.add("closed-second"));
    });
    lp.timer_start(first, 0, 1).unwrap();
    lp.timer_start(second, 0, 1).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "first closed-second closed-first");
    assert_empty(&lp);
}
