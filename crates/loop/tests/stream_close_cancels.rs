//! Closing answers what is owed with ECANCELED, in the closing phase: connect, writes, shutdown, then the close itself.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use std::io::IoSlice;
use weir_loop::{Mode, WriteData};

#[test]
fn in_order_and_once() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&log));
    let much = vec![0; 4 << 20];
    lp.stream_try_write(id, &[IoSlice::new(&much)]).unwrap();
    for _ in 0..2 {
        lp.stream_queue_write(id, [Box::new(much.clone()) as WriteData], None).unwrap();
    }
    lp.stream_shutdown(id).unwrap();
    let l = log.clone();
    lp.close(id, move |_| l.add("closed"));
    assert_eq!(log.take(), "");
    lp.run(Mode::Default);
    assert_eq!(log.take(), "written:125 written:125 shutdown:125 closed");
    drop(theirs);
    assert_empty(&lp);
}
