//! A loop that nothing keeps alive returns from every mode at once, without a turn.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn an_empty_loop_returns() {
    let lp = new_loop();
    for mode in [Mode::Default, Mode::Once, Mode::NoWait] {
        assert!(!lp.run(mode));
    }
    assert_eq!(lp.metrics().turns(), 0);
    assert_empty(&lp);
}
