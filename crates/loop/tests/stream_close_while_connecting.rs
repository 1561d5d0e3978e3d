//! A stream closed while it connects tells of a cancelled connect before it is closed.

use crate::stream_support::{Recorder, listen};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Mode, StreamKind};

#[test]
fn the_connect_is_cancelled() {
    let lp = new_loop();
    let log = Log::default();
    let (server, address) = listen(&lp, Recorder::new(&Log::default()));
    let client = lp.new_stream(StreamKind::Tcp, Recorder::new(&log));
    lp.stream_connect(client, &address).unwrap();
    let l = log.clone();
    lp.close(client, move |lp| {
        l.add("closed");
        lp.close(server, |_| {});
    });
    lp.run(Mode::Default);
    assert_eq!(log.take(), "connect:125 closed");
    assert_empty(&lp);
}
