//! When an fd is closed while polled and its number is polled anew, the new handle gets the events and the old one is
//! told that it lost its fd; stopping the old one leaves the new one alone.

use crate::support::{Log, assert_empty, new_loop};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use weir_loop::{Interest, Mode, Readiness};

const NUMBER: RawFd = 950;

#[test]
fn a_reused_number_belongs_to_the_new_handle() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let (old, _old_peer) = UnixStream::pair().unwrap();
    let old = {
        let low = old;
        rustix::io::fcntl_dupfd_cloexec(&low, NUMBER).unwrap()
    };
    let old_poll = lp.new_poll(old.as_raw_fd(), move |_, _, ready| {
        assert!(ready.contains(Readiness::ERROR));
        l1.add("old-lost");
    });
    lp.poll_start(old_poll, Interest::READABLE).unwrap();
    let number = old.as_raw_fd();
    drop(old);
    let (new, new_peer) = UnixStream::pair().unwrap();
    let new = rustix::io::fcntl_dupfd_cloexec(&new, number).unwrap();
    assert_eq!(new.as_raw_fd(), number);
    let new_poll = lp.new_poll(number, move |lp, _, _| {
        l2.add("new");
        lp.close_all();
    });
    lp.poll_start(new_poll, Interest::READABLE).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "old-lost");
    lp.poll_stop(old_poll);
    rustix::io::write(&new_peer, b"x").unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "new");
    assert_empty(&lp);
}
