//! Signals are called after the other events of their turn.

use crate::support::{Log, assert_empty, new_loop, raise, signal_turn};
use weir_loop::Mode;

#[test]
fn signals_follow_other_events() {
    let _turn = signal_turn();
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let signal = lp.new_signal(move |lp, _, _| {
        l1.add("signal");
        lp.close_all();
    });
    let (_, sender) = lp.new_async(move |_, _| l2.add("async"));
    lp.signal_start(signal, libc::SIGUSR1).unwrap();
    raise(libc::SIGUSR1);
    sender.send();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "async signal");
    assert_empty(&lp);
}
