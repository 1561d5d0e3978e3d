//! A write that does not fit is queued, ends in order, and keeps the loop alive even when the stream is unreferenced; a
//! shutdown waits for it.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use std::io::IoSlice;
use std::rc::Rc;
use weir_loop::{Mode, WriteData};

const LENGTH: usize = 3 << 20;

#[test]
fn everything_arrives_in_order() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&log));
    let data: Vec<u8> = (0..LENGTH).map(|index| (index / 7) as u8).collect();
    let done = lp.stream_try_write(id, &[IoSlice::new(&data[..10]), IoSlice::new(&data[10..])]).unwrap();
    assert!(done > 0 && done < LENGTH);
    let halves: [WriteData; 2] = [Box::new(data[done..LENGTH - 5].to_vec()), Box::new(data[LENGTH - 5..].to_vec())];
    lp.stream_queue_write(id, halves, None).unwrap();
    assert_eq!(lp.stream_try_write(id, &[IoSlice::new(b"later")]).unwrap(), 0);
    lp.stream_queue_write(id, [Box::new(b"later") as WriteData], None).unwrap();
    lp.stream_shutdown(id).unwrap();
    lp.unref_handle(id);
    assert_eq!(lp.stream_counts(id), Some((0, LENGTH as u64 + 5)));

    let other = Recorder::new(&Log::default());
    let reader = open(&lp, theirs, other.clone());
    lp.stream_read_start(reader).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "written written shutdown");
    assert_eq!(other.bytes.borrow().len(), LENGTH + 5);
    assert_eq!(other.bytes.borrow()[..LENGTH], data);
    assert_eq!(Rc::strong_count(&other), 2);
    lp.close(id, |_| {});
    lp.close(reader, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
