//! A stream reads what came, then tells of the end once and stops by itself.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn bytes_then_the_end() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    rustix::io::write(&theirs, b"hello").unwrap();
    drop(theirs);
    let events = Recorder::new(&log);
    let id = open(&lp, ours, events.clone());
    assert!(!lp.is_alive());
    lp.stream_read_start(id).unwrap();
    assert!(lp.is_alive());
    lp.run(Mode::Default);
    assert_eq!(log.take(), "read end");
    assert_eq!(*events.bytes.borrow(), b"hello");
    assert_eq!(lp.stream_counts(id), Some((5, 0)));
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
