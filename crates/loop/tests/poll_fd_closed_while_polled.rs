//! A handle whose fd was closed without a stop is told, as soon as the loop meets the loss, instead of waiting for ever.

use crate::support::{Log, assert_empty, new_loop};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use weir_loop::{Interest, Mode, Readiness};

#[test]
fn a_lost_fd_is_reported_once() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (socket, _peer) = UnixStream::pair().unwrap();
    // A number far above those that other tests get, so that none of them takes it in the meantime.
    let socket = rustix::io::fcntl_dupfd_cloexec(&socket, 900).unwrap();
    let poll = lp.new_poll(socket.as_raw_fd(), move |lp, id, ready| {
        assert!(ready.contains(Readiness::ERROR | Readiness::READABLE));
        assert!(!lp.is_active(id));
        l.add("lost");
    });
    lp.poll_start(poll, Interest::READABLE).unwrap();
    drop(socket);
    lp.poll_start(poll, Interest::READABLE | Interest::WRITABLE).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "lost");
    lp.close(poll, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
