//! A loop may go while its work runs or waits: what runs ends unheard, what waits never runs, and nothing is called.

use crate::support::{Gate, assert_empty};
use std::rc::Rc;
use std::sync::mpsc;
use weir_loop::{Lane, Loop, Mode, Pool};

#[test]
fn results_for_a_dropped_loop_are_thrown_away() {
    let pool = Pool::new(1);
    let lp = Loop::new(pool.clone()).unwrap();
    let gate = Gate::default();
    let (held, (began, has_begun), kept) = (gate.clone(), mpsc::channel(), Rc::new(()));
    let (k1, k2) = (kept.clone(), kept.clone());
    let work = move || {
        began.send(()).unwrap();
        held.wait();
        vec![1u8; 100]
    };
    lp.queue_work(Lane::Fs, work, move |_, _| drop(k1)).unwrap();
    has_begun.recv().unwrap();
    lp.queue_work(Lane::Fs, || panic!("was taken back"), move |_, _: Result<(), _>| drop(k2)).unwrap();
    drop(lp);
    assert_eq!(Rc::strong_count(&kept), 1);
    gate.open();
    let next = Loop::new(pool.clone()).unwrap();
    next.queue_work(Lane::Fs, || {}, |_, _| {}).unwrap();
    next.run(Mode::Default);
    assert_eq!(pool.stats().lanes[Lane::Fs as usize].runs.count(), 2);
    assert_empty(&next);
}
