//! Whatever is started, moved and stopped, timers are called in the order of a sorted list of (due, start).

use crate::support::{assert_empty, new_loop};
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use weir_loop::Mode;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn calls_agree_with_a_sorted_list(steps in prop::collection::vec((0usize..12, prop::option::weighted(0.8, 0u64..4)), 1..60)) {
        let lp = new_loop();
        let called: Rc<RefCell<Vec<usize>>> = Rc::default();
        let timers: Vec<_> = (0..12)
            .map(|number| {
                let called = called.clone();
                lp.new_timer(move |_, _| called.borrow_mut().push(number))
            })
            .collect();
        let mut model: Vec<(u64, usize, usize)> = Vec::new();
        for (order, (number, timeout)) in steps.into_iter().enumerate() {
            model.retain(|(_, _, other)| *other != number);
            match timeout {
                Some(timeout) => {
                    lp.timer_start(timers[number], timeout, 0).unwrap();
                    model.push((timeout, order, number));
                }
                None => lp.timer_stop(timers[number]),
            }
        }
        model.sort_unstable();
        lp.run(Mode::Default);
        let expected: Vec<usize> = model.into_iter().map(|(_, _, number)| number).collect();
        prop_assert_eq!(&*called.borrow(), &expected);
        lp.close_all();
        lp.run(Mode::Default);
        assert_empty(&lp);
    }
}
