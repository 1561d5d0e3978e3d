//! An idle handle that closes itself is not called again, and its callback is dropped with it.

use crate::support::{assert_empty, new_loop};
use std::rc::Rc;
use weir_loop::Mode;

#[test]
fn a_handle_can_close_itself() {
    let lp = new_loop();
    let held = Rc::new(());
    let inside = held.clone();
    let idle = lp.new_idle(move |lp, id| {
        let _held = &inside;
        assert!(lp.close(id, |_| {}));
        assert!(lp.is_closing(id));
        assert!(!lp.is_active(id));
    });
    lp.idle_start(idle).unwrap();
    lp.run(Mode::Default);
    assert_eq!(Rc::strong_count(&held), 1);
    assert_empty(&lp);
}
