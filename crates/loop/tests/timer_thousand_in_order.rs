//! A thousand timers with mixed timeouts are called by due time, then by start.

use crate::support::{assert_empty, new_loop};
use std::cell::RefCell;
use std::rc::Rc;
use weir_loop::Mode;

#[test]
fn a_thousand_timers_keep_order() {
    let lp = new_loop();
    let called: Rc<RefCell<Vec<(u64, u64)>>> = Rc::default();
    for number in 0..1000u64 {
        let timeout = (number * 7919) % 13;
        let called = called.clone();
        let timer = lp.new_timer(move |lp, id| {
            called.borrow_mut().push((timeout, number));
            lp.close(id, |_| {});
        });
        lp.timer_start(timer, timeout, 0).unwrap();
    }
    lp.run(Mode::Default);
    let called = called.borrow();
    assert_eq!(called.len(), 1000);
    assert!(called.is_sorted());
    assert_empty(&lp);
}
