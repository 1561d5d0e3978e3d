//! An empty pipe is reported writable, and a full one is not until it was read from.

use crate::support::{Log, assert_empty, new_loop};
use rustix::pipe::{PipeFlags, pipe_with};
use std::os::fd::AsRawFd;
use weir_loop::{Interest, Mode};

#[test]
fn a_full_pipe_is_not_writable() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (reader, writer) = pipe_with(PipeFlags::NONBLOCK).unwrap();
    let poll = lp.new_poll(writer.as_raw_fd(), move |_, _, ready| {
        assert!(ready.is_writable());
        l.add("writable");
    });
    lp.poll_start(poll, Interest::WRITABLE).unwrap();
    lp.run(Mode::Once);
    assert_eq!(log.take(), "writable");
    while rustix::io::write(&writer, &[0; 4096]).is_ok() {}
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "");
    while rustix::io::read(&reader, &mut [0u8; 4096]).is_ok() {}
    lp.run(Mode::Once);
    assert_eq!(log.take(), "writable");
    lp.close(poll, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
