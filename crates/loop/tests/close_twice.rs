//! Closing what is closing or closed changes nothing, says so, and drops the second callback.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn the_second_close_is_refused() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(|_, _| {});
    assert!(lp.close(timer, move |_| l.add("closed")));
    assert!(!lp.close(timer, |_| panic!("refused")));
    lp.run(Mode::Default);
    assert!(!lp.close(timer, |_| panic!("refused")));
    assert_eq!(log.take(), "closed");
    assert_empty(&lp);
}
