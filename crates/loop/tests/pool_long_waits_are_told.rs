//! Work that waited long for a thread is told of, once, with what it waited behind.

use crate::support::assert_empty;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use weir_loop::{Lane, LongWait, Loop, Mode, Pool};

#[test]
fn both_sides_are_named_once() {
    let lp = Loop::new(Pool::new(1)).unwrap();
    let told: Rc<RefCell<Vec<LongWait>>> = Rc::default();
    let list = told.clone();
    lp.set_long_wait_observer(Some(Rc::new(move |_, wait| list.borrow_mut().push(wait.clone()))));
    let slow = Lane::Cpu.labelled("SLOW");
    for _ in 0..4 {
        lp.queue_work(slow, || std::thread::sleep(Duration::from_millis(200)), |_, _| {}).unwrap();
    }
    for _ in 0..2 {
        lp.queue_work(Lane::Cpu.labelled("QUICK"), || {}, |_, _| {}).unwrap();
    }
    lp.run(Mode::Default);
    let told = told.take();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].waited >= 500_000_000);
    assert_eq!((told[0].behind, told[0].kind.lane), (slow, Lane::Cpu));
    let stats = lp.pool().stats();
    let cpu = &stats.lanes[Lane::Cpu as usize];
    assert_eq!((cpu.waits.count(), cpu.runs.count()), (6, 6));
    assert!(cpu.waits.longest() >= 750_000_000 && cpu.runs.quantile(0.5) >= 200_000_000);
    lp.set_long_wait_observer(None);
    assert_empty(&lp);
}
