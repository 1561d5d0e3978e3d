//! An unreferenced timer does not keep the loop alive, but is called while something else does.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn an_unreferenced_timer_does_not_hold() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let weak = lp.new_timer(move |_, _| l1.add("weak"));
    lp.unref_handle(weak);
    lp.timer_start(weak, 1, 0).unwrap();
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "");
    let strong = lp.new_timer(move |_, _| l2.add("strong"));
    lp.timer_start(strong, 3, 0).unwrap();
    assert!(!lp.run(Mode::Default));
    assert_eq!(log.take(), "weak strong");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
