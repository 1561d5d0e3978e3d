//! A child's end is handed out after what is readable in the same turn.

use crate::support::{Log, assert_empty, new_loop, shell};
use rustix::pipe::pipe;
use std::os::fd::AsRawFd;
use weir_loop::{Command, Interest, Mode};

#[test]
fn last_words_come_first() {
    let lp = new_loop();
    let log = Log::default();
    let (out, child_out) = pipe().unwrap();
    let command = Command { stdio: vec![None, Some(child_out.as_raw_fd())], ..shell("echo words") };
    let l = log.clone();
    let id = lp.spawn(&command, move |_, _| l.add("end")).unwrap();
    drop(child_out);
    // Registered after the child, so that the kernel would report it second.
    let l = log.clone();
    let poll = lp.new_poll(out.as_raw_fd(), move |lp, poll, _| {
        l.add("words");
        lp.poll_stop(poll);
    });
    lp.poll_start(poll, Interest::READABLE).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    lp.run(Mode::Default);
    assert_eq!(log.take(), "words end");
    lp.close(poll, |_| {});
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
