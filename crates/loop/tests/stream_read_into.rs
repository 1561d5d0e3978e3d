//! Reads into memory of the embedder's: nothing is lost between two rooms, and no room is an error, not an end.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use std::cell::RefCell;
use std::rc::Rc;
use weir_loop::{Mode, ReadTarget};

struct Room(RefCell<Vec<u8>>);

impl ReadTarget for Room {
    fn lend(&self, read: &mut dyn FnMut(&mut [u8])) {
        read(&mut self.0.borrow_mut());
    }
}

#[test]
fn bytes_are_placed_and_the_end_is_told() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let room = Rc::new(Room(RefCell::new(vec![0; 3])));
    let (seen, read) = (Rc::new(RefCell::new(Vec::new())), room.clone());
    let bytes = seen.clone();
    let events = Recorder::new(&log).then(move |_, _, what| {
        if let Some(count) = what.strip_prefix("placed ") {
            bytes.borrow_mut().extend_from_slice(&read.0.borrow()[..count.parse().unwrap()]);
        }
    });
    let id = open(&lp, ours, events);
    lp.stream_read_into(id, Some(room)).unwrap();
    lp.stream_read_start(id).unwrap();
    rustix::io::write(&theirs, b"abcdefgh").unwrap();
    drop(theirs);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "placed 3 placed 3 placed 2 end");
    assert_eq!(*seen.borrow(), b"abcdefgh");
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn no_room_is_an_error() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&log));
    lp.stream_read_into(id, Some(Rc::new(Room(RefCell::default())))).unwrap();
    lp.stream_read_start(id).unwrap();
    rustix::io::write(&theirs, b"a").unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), format!("read:{}", libc::ENOBUFS));
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
