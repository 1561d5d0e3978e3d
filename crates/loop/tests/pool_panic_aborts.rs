//! Work that panics ends the process with a report. The test runs itself in a child process to see it.

use crate::support::{assert_empty, new_loop};
use std::process::Command;
use weir_loop::{Lane, Mode};

const CHILD: &str = "WEIR_LOOP_TEST_PANIC_CHILD";

#[test]
fn a_panic_in_work_aborts() {
    let lp = new_loop();
    if std::env::var_os(CHILD).is_some() {
        lp.queue_work(Lane::Fs, || panic!("on purpose"), |_, _: Result<(), _>| {}).unwrap();
        lp.run(Mode::Default);
        unreachable!("the process was aborted");
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["pool_panic_aborts::a_panic_in_work_aborts", "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    assert_eq!(signal, Some(libc::SIGABRT));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("work of the fs lane panicked"), "{stderr}");
    assert_empty(&lp);
}
