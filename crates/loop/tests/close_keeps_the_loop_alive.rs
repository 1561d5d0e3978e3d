//! A closing handle keeps the loop alive until its callback was called, also when it is unreferenced and was never
//! started.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn a_closing_handle_holds_the_loop() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(|_, _| {});
    lp.unref_handle(timer);
    assert!(!lp.is_alive());
    lp.close(timer, move |_| l.add("closed"));
    assert!(lp.is_alive());
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "closed");
    assert_empty(&lp);
}
