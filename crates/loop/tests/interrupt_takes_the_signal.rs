//! Who waits for a signal on a thread of its own is the only one that hears of it, until it lets go.

use crate::support::{Log, assert_empty, new_loop, raise, signal_turn};
use std::sync::Arc;
use std::time::Duration;
use weir_loop::{Interrupt, Mode, Woken};

#[test]
fn waits_end_by_signal_time_and_stop() {
    let _turn = signal_turn();
    let interrupt = Interrupt::new(libc::SIGUSR2).unwrap();
    assert_eq!(interrupt.wait(Some(Duration::from_millis(1))).unwrap(), Woken::ByTime);
    raise(libc::SIGUSR2);
    assert_eq!(interrupt.wait(None).unwrap(), Woken::BySignal);
    drop(interrupt);
    let interrupt = Arc::new(Interrupt::new(libc::SIGUSR2).unwrap());
    let waits = interrupt.clone();
    let thread = std::thread::spawn(move || waits.wait(None).unwrap());
    interrupt.stop();
    assert_eq!(thread.join().unwrap(), Woken::ByStop);
}

#[test]
fn loops_do_not_hear_meanwhile() {
    let _turn = signal_turn();
    let lp = new_loop();
    let log = Log::default();
    let heard = log.clone();
    let signal = lp.new_signal(move |lp, _, _| {
        heard.add("signal");
        lp.close_all();
    });
    lp.signal_start(signal, libc::SIGUSR2).unwrap();
    let interrupt = Interrupt::new(libc::SIGUSR2).unwrap();
    raise(libc::SIGUSR2);
    assert_eq!(interrupt.wait(None).unwrap(), Woken::BySignal);
    drop(interrupt);
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "");
    raise(libc::SIGUSR2);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "signal");
    assert_empty(&lp);
}
