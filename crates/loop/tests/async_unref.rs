//! An async handle is active from the start; unreferenced, it lets the run end.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn an_unreferenced_async_handle_does_not_hold() {
    let lp = new_loop();
    let (id, _sender) = lp.new_async(|_, _| {});
    assert!(lp.is_active(id) && lp.is_alive());
    lp.unref_handle(id);
    assert!(!lp.run(Mode::Default));
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
