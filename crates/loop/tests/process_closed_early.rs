//! A child whose handle is closed before it ends goes on, and is reaped when a later child is.

use crate::support::{assert_empty, is_in_process_table, new_loop, shell};
use weir_loop::Mode;

#[test]
fn orphans_are_reaped() {
    let lp = new_loop();
    let early = lp.spawn(&shell("exec sleep 0.05"), |_, _| unreachable!("its handle is closed")).unwrap();
    let pid = lp.process_pid(early).unwrap();
    lp.close(early, |_| {});
    lp.run(Mode::Default);
    assert!(is_in_process_table(pid));
    let later = lp.spawn(&shell("exec sleep 0.3"), |_, _| {}).unwrap();
    lp.run(Mode::Default);
    assert!(!is_in_process_table(pid));
    lp.close(later, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
