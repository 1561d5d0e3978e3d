//! A stream may be closed from its own events; nothing is told after the close.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn nothing_comes_after() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    rustix::io::write(&theirs, &vec![1; 100_000]).unwrap();
    let l = log.clone();
    let events = Recorder::new(&log).then(move |lp, id, _| {
        let l = l.clone();
        lp.close(id, move |_| l.add("closed"));
    });
    let id = open(&lp, ours, events);
    lp.stream_read_start(id).unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "read closed");
    assert!(lp.stream_read_start(id).is_err());
    assert_empty(&lp);
}
