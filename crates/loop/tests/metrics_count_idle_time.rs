//! Time slept in the poll is counted as idle, also while the sleep goes on, and turns and events are counted.

use crate::support::{assert_empty, new_loop};
use std::os::fd::AsRawFd;
use weir_loop::{Interest, Mode};

#[test]
fn sleep_is_idle_time() {
    let lp = new_loop();
    let metrics = lp.metrics().clone();
    let (reader, writer) = rustix::pipe::pipe().unwrap();
    let watched = metrics.clone();
    let thread = std::thread::spawn(move || {
        while watched.idle_nanos() < 5_000_000 {
            std::thread::yield_now();
        }
        assert_eq!(watched.busy_since(), None);
        rustix::io::write(&writer, b"x").unwrap();
    });
    let inside = metrics.clone();
    let poll = lp.new_poll(reader.as_raw_fd(), move |lp, id, _| {
        assert!(inside.busy_since().is_some_and(|since| since <= weir_loop::hrtime()));
        lp.close(id, |_| {});
    });
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.run(Mode::Default);
    thread.join().unwrap();
    assert!(metrics.idle_nanos() >= 5_000_000);
    assert_eq!((metrics.turns(), metrics.events(), metrics.events_waiting()), (1, 1, 0));
    assert_eq!(metrics.busy_since(), None);
    assert_empty(&lp);
}
