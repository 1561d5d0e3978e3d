//! Handles of one phase are called in the order of their start, every turn.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn handles_are_called_in_start_order() {
    let lp = new_loop();
    let log = Log::default();
    let checks: Vec<_> = (0..3)
        .map(|number| {
            let l = log.clone();
            lp.new_check(move |_, _| l.add(number.to_string()))
        })
        .collect();
    for index in [2, 0, 1, 2] {
        lp.check_start(checks[index]).unwrap();
    }
    lp.run(Mode::NoWait);
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "2 0 1 2 0 1");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
