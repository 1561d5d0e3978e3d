//! Two handles cannot wait on one fd at the same time; one after the other they can.

use crate::support::{assert_empty, new_loop};
use rustix::pipe::pipe;
use std::os::fd::AsRawFd;
use weir_loop::{Interest, Mode};

#[test]
fn the_second_handle_is_refused() {
    let lp = new_loop();
    let (reader, _writer) = pipe().unwrap();
    let first = lp.new_poll(reader.as_raw_fd(), |_, _, _| {});
    let second = lp.new_poll(reader.as_raw_fd(), |_, _, _| {});
    lp.poll_start(first, Interest::READABLE).unwrap();
    assert_eq!(lp.poll_start(second, Interest::READABLE).unwrap_err().errno(), libc::EEXIST);
    lp.poll_stop(first);
    lp.poll_start(second, Interest::READABLE).unwrap();
    assert_eq!(lp.poll_fd(second), Some(reader.as_raw_fd()));
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
