//! Referencing and unreferencing are states, not counts, and work while a handle is active or not.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn ref_and_unref_are_idempotent() {
    let lp = new_loop();
    let timer = lp.new_timer(|_, _| {});
    lp.unref_handle(timer);
    lp.unref_handle(timer);
    lp.ref_handle(timer);
    assert!(lp.has_ref(timer));
    lp.timer_start(timer, 1000, 0).unwrap();
    assert_eq!(lp.active_handle_count(), 1);
    lp.ref_handle(timer);
    assert_eq!(lp.active_handle_count(), 1);
    lp.unref_handle(timer);
    lp.unref_handle(timer);
    assert_eq!(lp.active_handle_count(), 0);
    assert!(lp.is_active(timer));
    lp.timer_stop(timer);
    lp.ref_handle(timer);
    assert_eq!(lp.active_handle_count(), 0);
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
