//! A send to a closed handle, or to a loop that is gone, says so and does nothing.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn sends_after_the_end_are_refused() {
    let lp = new_loop();
    let (id, sender) = lp.new_async(|_, _| panic!("was closed"));
    assert!(sender.send());
    lp.close(id, |_| {});
    assert!(!sender.send());
    lp.run(Mode::Default);
    assert_empty(&lp);
    let (_, orphan) = lp.new_async(|_, _| {});
    drop(lp);
    assert!(!orphan.send());
}
