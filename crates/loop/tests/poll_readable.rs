//! A pipe with data is reported readable, every turn until it is read, then as hung up.

use crate::support::{Log, assert_empty, new_loop};
use rustix::pipe::pipe;
use std::os::fd::AsRawFd;
use weir_loop::{Interest, Mode, Readiness};

#[test]
fn readiness_is_level_triggered() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (reader, writer) = pipe().unwrap();
    let poll = lp.new_poll(reader.as_raw_fd(), move |_, _, ready| {
        l.add(if ready.contains(Readiness::HANGUP) { "hangup" } else { "data" });
        assert!(ready.is_readable());
        assert!(!ready.is_writable());
    });
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "");
    rustix::io::write(&writer, b"x").unwrap();
    lp.run(Mode::Once);
    lp.run(Mode::Once);
    assert_eq!(log.take(), "data data");
    rustix::io::read(&reader, &mut [0u8; 8]).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "");
    drop(writer);
    lp.run(Mode::Once);
    assert_eq!(log.take(), "hangup");
    lp.close(poll, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
