//! A oneshot handle is called once, is stopped by then, and may be started again.

use crate::support::{Log, assert_empty, is_caught, new_loop, raise, signal_turn};
use weir_loop::Mode;

#[test]
fn oneshot_stops_itself() {
    let _turn = signal_turn();
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let signal = lp.new_signal(move |lp, id, _| {
        assert!(!lp.is_active(id));
        assert!(!is_caught(libc::SIGURG));
        l.add("called");
    });
    for _ in 0..2 {
        lp.signal_start_oneshot(signal, libc::SIGURG).unwrap();
        raise(libc::SIGURG);
        assert!(!lp.run(Mode::Default));
    }
    assert_eq!(log.take(), "called called");
    lp.close(signal, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
