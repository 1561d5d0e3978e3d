//! A loop that is dropped with handles of every kind drops their callbacks, restores signals and leaves polled fds open.

use crate::support::{assert_empty, is_caught, new_loop, signal_turn};
use rustix::pipe::pipe;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use weir_loop::Interest;

#[test]
fn everything_is_released() {
    let _turn = signal_turn();
    let lp = new_loop();
    let held = Rc::new(());
    let (reader, writer) = pipe().unwrap();
    let keep = || held.clone();
    let (k1, k2, k3, k4, k5, k6, k7) = (keep(), keep(), keep(), keep(), keep(), keep(), keep());
    let timer = lp.new_timer(move |_, _| drop(k1.clone()));
    let idle = lp.new_idle(move |_, _| drop(k2.clone()));
    let check = lp.new_check(move |_, _| drop(k3.clone()));
    let poll = lp.new_poll(reader.as_raw_fd(), move |_, _, _| drop(k4.clone()));
    let signal = lp.new_signal(move |_, _, _| drop(k5.clone()));
    let (_, sender) = lp.new_async(move |_, _| drop(k6.clone()));
    lp.timer_start(timer, 1, 1).unwrap();
    lp.idle_start(idle).unwrap();
    lp.check_start(check).unwrap();
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.signal_start(signal, libc::SIGWINCH).unwrap();
    sender.send();
    lp.close(idle, move |_| drop(k7));
    drop(lp);
    assert_eq!(Rc::strong_count(&held), 1);
    assert!(!is_caught(libc::SIGWINCH));
    rustix::io::write(&writer, b"x").unwrap();
    assert_eq!(rustix::io::read(&reader, &mut [0u8; 4]).unwrap(), 1);
    assert_empty(&new_loop());
}
