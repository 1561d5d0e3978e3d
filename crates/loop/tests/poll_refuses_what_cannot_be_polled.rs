//! A regular file, a closed fd and a negative number are refused by the start, with their errno.

use crate::support::{assert_empty, new_loop};
use std::os::fd::AsRawFd;
use weir_loop::{Interest, Mode};

#[test]
fn starts_report_errors() {
    let lp = new_loop();
    let file = std::fs::File::open("/proc/self/exe").unwrap();
    for (fd, errno) in [(file.as_raw_fd(), libc::EPERM), (-1, libc::EBADF), (1 << 30, libc::EBADF)] {
        let poll = lp.new_poll(fd, |_, _, _| {});
        let error = lp.poll_start(poll, Interest::READABLE).unwrap_err();
        assert_eq!(error.errno(), errno);
        assert!(!lp.is_active(poll));
        lp.close(poll, |_| {});
    }
    lp.run(Mode::Default);
    assert_empty(&lp);
}
