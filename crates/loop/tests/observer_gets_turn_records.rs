//! An observer is given one record per turn, with phase times that add up.

use crate::support::{assert_empty, new_loop};
use std::cell::RefCell;
use std::rc::Rc;
use weir_loop::{Mode, Phase, TurnRecord};

#[test]
fn each_turn_is_recorded() {
    let lp = new_loop();
    let records: Rc<RefCell<Vec<TurnRecord>>> = Rc::default();
    let sink = records.clone();
    lp.set_observer(Some(Rc::new(move |record| sink.borrow_mut().push(*record))));
    let timer = lp.new_timer(|lp, id| {
        lp.close(id, |_| {});
    });
    lp.timer_start(timer, 10, 0).unwrap();
    lp.run(Mode::Default);
    lp.set_observer(None);
    let records = records.borrow();
    assert!(records.len() >= 2);
    assert!(records.windows(2).all(|pair| pair[0].turn + 1 == pair[1].turn));
    assert!(records.iter().all(|record| record.ended.is_sorted() && record.started <= record.ended[0]));
    assert!(records[0].slept > 8_000_000);
    assert!(records[0].duration(Phase::Poll) >= records[0].slept);
    assert_empty(&lp);
}
