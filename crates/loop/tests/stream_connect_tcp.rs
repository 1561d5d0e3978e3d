//! Connecting and accepting over TCP; several connections are accepted in one turn.

use crate::stream_support::{Recorder, listen};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Mode, StreamKind};

#[test]
fn connections_are_accepted() {
    let lp = new_loop();
    let (server_log, log) = (Log::default(), Log::default());
    let accepted = Recorder::new(&server_log);
    let count = accepted.clone();
    accepted.then(move |lp, id, _| {
        if count.connections.borrow().len() == 3 {
            lp.close(id, |_| {});
        }
    });
    let (server, address) = listen(&lp, accepted.clone());
    for _ in 0..3 {
        let client =
            lp.new_stream(StreamKind::Tcp, Recorder::new(&log).then(|lp, id, _| assert!(lp.close(id, |_| {}))));
        lp.stream_connect(client, &address).unwrap();
        assert_eq!(lp.stream_connect(client, &address).unwrap_err().errno(), 114);
    }
    lp.run(Mode::Default);
    assert_eq!(log.take(), "connect connect connect");
    assert_eq!(server_log.take(), "connection connection connection");
    assert!(lp.is_closing(server));
    *accepted.then.borrow_mut() = None;
    assert_empty(&lp);
}
