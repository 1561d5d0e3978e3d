//! All handles of a signal are called in the order of their start; one stopped by another is not.

use crate::support::{Log, assert_empty, new_loop, raise, signal_turn};
use weir_loop::Mode;

#[test]
fn listeners_are_called_in_start_order() {
    let _turn = signal_turn();
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let stopped = lp.new_signal(|_, _, _| panic!("was stopped"));
    let second = lp.new_signal(move |lp, _, _| {
        l2.add("second");
        lp.close_all();
    });
    let first = lp.new_signal(move |lp, _, _| {
        l1.add("first");
        lp.signal_stop(stopped);
    });
    for id in [first, stopped, second] {
        lp.signal_start(id, libc::SIGUSR1).unwrap();
    }
    raise(libc::SIGUSR1);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "first second");
    assert_empty(&lp);
}
