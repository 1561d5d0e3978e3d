//! A descriptor goes with a write over a unix socket and arrives with its bytes, closed on exec.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use rustix::io::{FdFlags, fcntl_getfd};
use std::os::fd::AsFd;
use weir_loop::{Mode, WriteData};

#[test]
fn it_arrives() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let sender = open(&lp, ours, Recorder::new(&log));
    let events = Recorder::new(&log).then(|lp, id, what| {
        if what == "end" {
            lp.close(id, |_| {});
        }
    });
    let receiver = open(&lp, theirs, events.clone());
    lp.stream_receive_descriptors(receiver, true).unwrap();
    lp.stream_read_start(receiver).unwrap();
    let (reader, writer) = rustix::pipe::pipe().unwrap();
    lp.stream_queue_write(sender, [Box::new(b"he") as WriteData], Some(writer)).unwrap();
    assert_eq!(lp.stream_try_send(sender, b"re", reader.as_fd()).unwrap(), 0);
    lp.stream_queue_write(sender, [Box::new(b"re") as WriteData], None).unwrap();
    lp.stream_shutdown(sender).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "written written shutdown passed read end");
    assert_eq!(*events.bytes.borrow(), b"here");
    let passed = events.descriptors.borrow_mut().pop().unwrap();
    assert!(fcntl_getfd(&passed).unwrap().contains(FdFlags::CLOEXEC));
    rustix::io::write(&passed, b"!").unwrap();
    let mut byte = [0];
    assert_eq!(rustix::io::read(&reader, &mut byte).unwrap(), 1);
    lp.close(sender, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
