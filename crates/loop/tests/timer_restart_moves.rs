//! Starting an armed timer moves it; it is called once, at the new time.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn starting_again_moves_the_timer() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let moved = lp.new_timer(move |_, _| l1.add("moved"));
    let other = lp.new_timer(move |_, _| l2.add("other"));
    lp.timer_start(moved, 1, 0).unwrap();
    lp.timer_start(other, 3, 0).unwrap();
    lp.timer_start(moved, 6, 0).unwrap();
    assert_eq!(lp.active_handle_count(), 2);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "other moved");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
