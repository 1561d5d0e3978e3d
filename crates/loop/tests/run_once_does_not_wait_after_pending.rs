//! One turn that has a deferred callback to call has made progress and does not wait for more.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_deferred_callback_is_progress_enough() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(|_, _| panic!("not due"));
    lp.timer_start(timer, 60_000, 0).unwrap();
    lp.defer(move |_| l.add("deferred"));
    assert!(lp.run(Mode::Once));
    assert_eq!(log.take(), "deferred");
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
