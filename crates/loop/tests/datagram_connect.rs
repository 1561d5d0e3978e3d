//! A connected socket needs no address, learns that nobody listens, and can be disconnected.

use crate::datagram_support::{Recorder, bound};
use crate::support::{Log, assert_empty, new_loop};
use std::io::IoSlice;
use weir_loop::Mode;

#[test]
fn a_refusal_is_an_error_event() {
    let lp = new_loop();
    let log = Log::default();
    let (gone, address) = bound(&lp, Recorder::new(&log));
    lp.close(gone, |_| {});
    lp.run(Mode::Default);
    let (id, _) = bound(&lp, Recorder::new(&log));
    lp.datagram_connect(id, Some(&address)).unwrap();
    assert_eq!(lp.datagram_peer_address(id).unwrap(), address);
    lp.datagram_receive_start(id).unwrap();
    lp.datagram_try_send(id, &[IoSlice::new(b"anybody?")], None).unwrap();
    lp.run(Mode::Once);
    assert_eq!(log.take(), "error:111");
    lp.datagram_connect(id, None).unwrap();
    assert_eq!(lp.datagram_peer_address(id).unwrap_err().errno(), 107);
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
