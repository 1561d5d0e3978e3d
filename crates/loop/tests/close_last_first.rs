//! Handles closed in one turn get their callbacks in the reverse order, as in libuv.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn the_last_closed_is_called_first() {
    let lp = new_loop();
    let log = Log::default();
    for number in 0..4 {
        let timer = lp.new_timer(|_, _| {});
        let l = log.clone();
        lp.close(timer, move |_| l.add(number.to_string()));
    }
    lp.run(Mode::Default);
    assert_eq!(log.take(), "3 2 1 0");
    assert_empty(&lp);
}
