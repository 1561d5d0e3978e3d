//! The id of a closed handle names nothing, also when its slot is in use again.

use crate::support::{assert_empty, new_loop};
use weir_loop::{Interest, LoopError, Mode};

#[test]
fn a_stale_id_does_nothing() {
    let lp = new_loop();
    let old = lp.new_timer(|_, _| {});
    let old_poll = lp.new_poll(0, |_, _, _| {});
    lp.close_all();
    assert_eq!(lp.timer_start(old, 1, 0), Err(LoopError::Closed));
    lp.run(Mode::Default);
    let new = lp.new_timer(|_, _| {});
    let check = lp.new_check(|_, _| {});
    assert_eq!(lp.timer_start(old, 1, 0), Err(LoopError::Closed));
    assert_eq!(lp.timer_set_repeat(old, 1), Err(LoopError::Closed));
    assert_eq!(lp.poll_start(old_poll, Interest::READABLE), Err(LoopError::Closed));
    lp.timer_start(new, 1000, 0).unwrap();
    lp.timer_stop(old);
    lp.unref_handle(old);
    assert!(lp.is_active(new) && lp.has_ref(new));
    assert!(lp.is_closing(old) && !lp.is_active(old) && !lp.has_ref(old));
    assert!(!lp.is_closing(check));
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
