//! A signal sent to the process is called on the loop's thread with its number, once per arrival.

use crate::support::{Log, assert_empty, new_loop, raise, signal_turn};
use weir_loop::Mode;

#[test]
fn sigusr2_reaches_the_loop() {
    let _turn = signal_turn();
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let signal = lp.new_signal(move |lp, id, signum| {
        assert_eq!(signum, libc::SIGUSR2);
        l.add("signal");
        if l.len() == 2 {
            lp.close(id, |_| {});
        } else {
            raise(libc::SIGUSR2);
        }
    });
    lp.signal_start(signal, libc::SIGUSR2).unwrap();
    raise(libc::SIGUSR2);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "signal signal");
    assert_empty(&lp);
}
