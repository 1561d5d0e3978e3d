//! A weak reference gives the loop while it is there, and callbacks that hold one do not keep it.

use crate::support::{assert_empty, new_loop};

#[test]
fn a_weak_reference_does_not_keep_the_loop() {
    let lp = new_loop();
    let weak = lp.downgrade();
    let inside = weak.clone();
    let _timer = lp.new_timer(move |_, _| drop(inside.upgrade()));
    let again = weak.upgrade().unwrap();
    assert_eq!(again.handle_count(), 1);
    drop(again);
    drop(lp);
    assert!(weak.upgrade().is_none());
    assert_empty(&new_loop());
}
