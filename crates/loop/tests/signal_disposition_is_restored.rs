//! While any handle listens the signal is caught; when the last stops, the disposition from before is back.

use crate::support::{assert_empty, is_caught, new_loop, signal_turn};
use weir_loop::Mode;

#[test]
fn the_last_listener_restores() {
    let _turn = signal_turn();
    let lp = new_loop();
    let other = new_loop();
    let first = lp.new_signal(|_, _, _| {});
    let second = lp.new_signal(|_, _, _| {});
    let third = other.new_signal(|_, _, _| {});
    assert!(!is_caught(libc::SIGHUP));
    lp.signal_start(first, libc::SIGHUP).unwrap();
    assert!(is_caught(libc::SIGHUP));
    lp.signal_start(second, libc::SIGHUP).unwrap();
    other.signal_start(third, libc::SIGHUP).unwrap();
    lp.signal_stop(first);
    lp.close(second, |_| {});
    assert!(is_caught(libc::SIGHUP));
    drop(other);
    assert!(!is_caught(libc::SIGHUP));
    lp.signal_start(first, libc::SIGHUP).unwrap();
    assert!(is_caught(libc::SIGHUP));
    lp.signal_start(first, libc::SIGWINCH).unwrap();
    assert!(!is_caught(libc::SIGHUP) && is_caught(libc::SIGWINCH));
    lp.close_all();
    lp.run(Mode::Default);
    assert!(!is_caught(libc::SIGWINCH));
    assert_empty(&lp);
}
