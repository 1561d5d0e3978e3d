//! Of two fds that are ready together, the one that is stopped or closed by the other's callback is not reported.

use crate::support::{Log, assert_empty, new_loop};
use rustix::pipe::pipe;
use std::cell::RefCell;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use weir_loop::{Interest, Mode, PollId};

#[test]
fn a_ready_handle_can_be_stopped_or_closed_by_another() {
    for close in [false, true] {
        let lp = new_loop();
        let log = Log::default();
        let polls: Rc<RefCell<Vec<PollId>>> = Rc::default();
        let pipes: Vec<_> = (0..2).map(|_| pipe().unwrap()).collect();
        for (reader, writer) in &pipes {
            let (l, others) = (log.clone(), polls.clone());
            let poll = lp.new_poll(reader.as_raw_fd(), move |lp, _, _| {
                l.add("called");
                for other in others.borrow().iter() {
                    if close {
                        lp.close(*other, |_| {});
                    } else {
                        lp.poll_stop(*other);
                    }
                }
            });
            lp.poll_start(poll, Interest::READABLE).unwrap();
            polls.borrow_mut().push(poll);
            rustix::io::write(writer, b"x").unwrap();
        }
        lp.run(Mode::Default);
        assert_eq!(log.take(), "called");
        lp.close_all();
        lp.run(Mode::Default);
        assert_empty(&lp);
    }
}
