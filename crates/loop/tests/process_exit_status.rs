//! A child's end reaches the loop with its code or signal, and leaves no zombie.

use crate::support::{Log, assert_empty, is_in_process_table, new_loop, shell};
use weir_loop::Mode;

#[test]
fn codes_and_signals_are_told_apart() {
    let lp = new_loop();
    let log = Log::default();
    for script in ["exit 7", "kill -9 $$"] {
        let l = log.clone();
        let id =
            lp.spawn(&shell(script), move |_, status| l.add(format!("{}/{}", status.code, status.signal))).unwrap();
        let pid = lp.process_pid(id).unwrap();
        lp.run(Mode::Default);
        assert!(!is_in_process_table(pid));
        assert_eq!(lp.process_kill(id, 0).unwrap_err().errno(), libc::ESRCH);
        lp.close(id, |_| {});
        lp.run(Mode::Default);
    }
    assert_eq!(log.take(), "7/0 0/9");
    assert_empty(&lp);
}
