//! Interest changed within a turn reaches the kernel at the next poll; paused, the handle hears nothing and holds nothing.

use crate::support::{Log, assert_empty, new_loop};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use weir_loop::{Interest, Mode};

#[test]
fn changes_are_heard_at_the_next_poll() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (socket, mut peer) = UnixStream::pair().unwrap();
    let poll = lp.new_poll(socket.as_raw_fd(), move |_, _, ready| {
        l.add(format!("r{}w{}", u8::from(ready.is_readable()), u8::from(ready.is_writable())));
    });
    std::io::Write::write_all(&mut peer, b"x").unwrap();
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.run(Mode::NoWait);
    lp.poll_start(poll, Interest::READABLE | Interest::WRITABLE).unwrap();
    lp.run(Mode::NoWait);
    lp.poll_start(poll, Interest::WRITABLE).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "r1w0 r1w1 r0w1");
    lp.poll_start(poll, Interest::NONE).unwrap();
    assert!(!lp.is_active(poll) && !lp.is_alive());
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.poll_start(poll, Interest::NONE).unwrap();
    lp.run(Mode::NoWait);
    let idle = lp.new_idle(|_, _| {});
    lp.idle_start(idle).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "");
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "r1w0");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
