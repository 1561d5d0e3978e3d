//! Timers due at the same time are called in the order in which they were started, not made.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn equal_due_times_keep_start_order() {
    let lp = new_loop();
    let log = Log::default();
    let timers: Vec<_> = (0..5)
        .map(|number| {
            let l = log.clone();
            lp.new_timer(move |lp, id| {
                l.add(number.to_string());
                lp.close(id, |_| {});
            })
        })
        .collect();
    for index in [3, 1, 4, 0, 2] {
        lp.timer_start(timers[index], 2, 0).unwrap();
    }
    lp.run(Mode::Default);
    assert_eq!(log.take(), "3 1 4 0 2");
    assert_empty(&lp);
}
