//! A handle stopped by an earlier one of the same phase is not called, and those behind it are.

use crate::support::{Log, assert_empty, new_loop};
use std::cell::Cell;
use std::rc::Rc;
use weir_loop::{Mode, PrepareId};

#[test]
fn a_stopped_neighbour_is_skipped() {
    let lp = new_loop();
    let log = Log::default();
    let victim: Rc<Cell<Option<PrepareId>>> = Rc::default();
    let (l1, l2, v) = (log.clone(), log.clone(), victim.clone());
    let first = lp.new_prepare(move |lp, id| {
        l1.add("first");
        lp.prepare_stop(v.get().unwrap());
        lp.prepare_stop(id);
    });
    let second = lp.new_prepare(|_, _| panic!("was stopped"));
    let third = lp.new_prepare(move |_, _| l2.add("third"));
    victim.set(Some(second));
    for id in [first, second, third] {
        lp.prepare_start(id).unwrap();
    }
    lp.run(Mode::NoWait);
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "first third third");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
