//! SIGKILL, SIGSTOP and numbers that are no signal are refused with EINVAL, and the handle stays stopped.

use crate::support::{assert_empty, new_loop, signal_turn};
use weir_loop::Mode;

#[test]
fn bad_numbers_are_refused() {
    let _turn = signal_turn();
    let lp = new_loop();
    let signal = lp.new_signal(|_, _, _| {});
    for signum in [libc::SIGKILL, libc::SIGSTOP, 0, -1, 65, 1000, 32] {
        assert_eq!(lp.signal_start(signal, signum).unwrap_err().errno(), libc::EINVAL, "{signum}");
        assert!(!lp.is_active(signal));
    }
    lp.close(signal, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
