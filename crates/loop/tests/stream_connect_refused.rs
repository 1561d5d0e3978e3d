//! A refused connection is told by the event, over TCP and for a path alike.

use crate::stream_support::{Recorder, listen};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Address, Mode, StreamKind};

#[test]
fn the_errno_is_the_systems() {
    let lp = new_loop();
    let log = Log::default();
    let (server, address) = listen(&lp, Recorder::new(&log));
    lp.close(server, |_| {});
    lp.run(Mode::Default);

    let missing = Address::Path(b"/nowhere/weir-test.sock".to_vec());
    for (kind, address) in [(StreamKind::Tcp, address), (StreamKind::Pipe, missing)] {
        let client = lp.new_stream(kind, Recorder::new(&log));
        lp.stream_connect(client, &address).unwrap();
        assert_eq!(lp.active_request_count(), 1);
        lp.run(Mode::Default);
        lp.close(client, |_| {});
        lp.run(Mode::Default);
    }
    assert_eq!(log.take(), "connect:111 connect:2");
    assert_empty(&lp);
}
