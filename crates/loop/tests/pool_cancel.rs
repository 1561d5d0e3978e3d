//! Work that waits can be cancelled and ends as such, in the poll phase; work that runs cannot.

use crate::support::{Gate, Log, assert_empty};
use std::sync::mpsc;
use weir_loop::{Cancelled, Lane, Loop, Mode, Pool};

#[test]
fn only_waiting_work_can_be_cancelled() {
    let lp = Loop::new(Pool::new(1)).unwrap();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let gate = Gate::default();
    let held = gate.clone();
    let (began, has_begun) = mpsc::channel();
    let work = move || {
        began.send(()).unwrap();
        held.wait();
    };
    let running = lp.queue_work(Lane::Fs, work, move |_, result| l1.add(format!("ran-{}", result.is_ok()))).unwrap();
    has_begun.recv().unwrap();
    let waiting = lp
        .queue_work(
            Lane::Fs,
            || panic!("was cancelled"),
            move |_, result: Result<(), Cancelled>| {
                assert_eq!(result, Err(Cancelled));
                l2.add("cancelled");
                gate.open();
            },
        )
        .unwrap();
    assert!(!lp.cancel(running));
    assert!(lp.cancel(waiting));
    assert!(!lp.cancel(waiting));
    assert_eq!(log.take(), "");
    lp.run(Mode::Default);
    assert_eq!(log.take(), "cancelled ran-true");
    assert!(!lp.cancel(running));
    assert_empty(&lp);
}
