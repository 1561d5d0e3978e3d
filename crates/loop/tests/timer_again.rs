//! timer_again needs a start before it, moves a repeating timer, and leaves one without repeat alone.

use crate::support::{assert_empty, new_loop};
use weir_loop::{LoopError, Mode};

#[test]
fn again_moves_a_repeating_timer() {
    let lp = new_loop();
    let timer = lp.new_timer(|_, _| {});
    assert_eq!(lp.timer_again(timer), Err(LoopError::InvalidState));
    lp.timer_start(timer, 1000, 0).unwrap();
    lp.timer_again(timer).unwrap();
    assert_eq!(lp.timer_due_in(timer), 1000);
    lp.timer_set_repeat(timer, 50).unwrap();
    lp.timer_again(timer).unwrap();
    assert_eq!(lp.timer_due_in(timer), 50);
    lp.close(timer, |_| {});
    assert_eq!(lp.timer_again(timer), Err(LoopError::Closed));
    lp.run(Mode::Default);
    assert_empty(&lp);
}
