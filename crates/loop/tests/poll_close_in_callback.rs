//! A poll handle may be closed, and its fd with it, from its own callback; the number can be polled anew at once.

use crate::support::{Log, assert_empty, new_loop};
use rustix::pipe::pipe;
use std::cell::RefCell;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use weir_loop::{Interest, Mode};

#[test]
fn the_fd_can_go_with_the_handle() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (reader, writer) = pipe().unwrap();
    rustix::io::write(&writer, b"x").unwrap();
    let fd = reader.as_raw_fd();
    let owner = Rc::new(RefCell::new(Some(reader)));
    let poll = lp.new_poll(fd, move |lp, id, _| {
        lp.close(id, |_| {});
        owner.borrow_mut().take();
        l.add("closed");
        let (reader, writer) = pipe().unwrap();
        rustix::io::write(&writer, b"y").unwrap();
        let l = l.clone();
        let next = lp.new_poll(reader.as_raw_fd(), move |lp, id, _| {
            let _keep_open = (&reader, &writer);
            l.add("next");
            lp.close(id, |_| {});
        });
        lp.poll_start(next, Interest::READABLE).unwrap();
    });
    lp.poll_start(poll, Interest::READABLE).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "closed next");
    assert_empty(&lp);
}
