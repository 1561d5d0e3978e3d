//! A stopped handle does not keep the loop alive, though it still exists.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_stopped_handle_lets_the_run_end() {
    let lp = new_loop();
    let idle = lp.new_idle(|lp, id| lp.idle_stop(id));
    lp.idle_start(idle).unwrap();
    assert!(!lp.run(Mode::Default));
    assert_eq!(lp.handle_count(), 1);
    lp.close(idle, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
