//! A stream that stopped reading is told nothing and does not wake the loop; what came meanwhile is read afterwards.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn nothing_is_lost() {
    let lp = new_loop();
    let log = Log::default();
    let (ours, theirs) = pair();
    let events = Recorder::new(&log).then(|lp, id, _| lp.stream_read_stop(id));
    let id = open(&lp, ours, events.clone());
    lp.stream_read_start(id).unwrap();
    rustix::io::write(&theirs, b"a").unwrap();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "read");
    rustix::io::write(&theirs, b"b").unwrap();
    let timer = lp.new_timer(|lp, id| assert!(lp.close(id, |_| {})));
    lp.timer_start(timer, 30, 0).unwrap();
    let turns = lp.metrics().turns();
    lp.run(Mode::Default);
    assert!(lp.metrics().turns() - turns < 5, "the loop span on bytes that nobody wants");
    assert_eq!(log.take(), "");
    lp.stream_read_start(id).unwrap();
    lp.run(Mode::Default);
    assert_eq!(*events.bytes.borrow(), b"ab");
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
