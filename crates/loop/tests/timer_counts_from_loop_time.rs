//! A timer counts from the loop's cached time, which update_time brings to the present.

use crate::support::{assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn due_time_counts_from_now() {
    let lp = new_loop();
    let timer = lp.new_timer(|_, _| {});
    let cached = lp.now();
    let began = weir_loop::hrtime();
    while weir_loop::hrtime() - began < 5_000_000 {
        std::thread::yield_now();
    }
    assert_eq!(lp.now(), cached);
    lp.timer_start(timer, 10, 0).unwrap();
    lp.update_time();
    assert!(lp.now() >= cached + 4);
    assert!(lp.timer_due_in(timer) <= 6);
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
