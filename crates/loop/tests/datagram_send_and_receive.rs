//! Messages arrive in order, more of them than one system call brings, and each by itself.

use crate::datagram_support::{Recorder, bound};
use crate::support::{Log, assert_empty, new_loop};
use std::io::IoSlice;
use weir_loop::Mode;

#[test]
fn each_message_is_one_event() {
    let lp = new_loop();
    let log = Log::default();
    let count = log.clone();
    let events = Recorder::new(&log).then(move |lp, id| {
        if count.len() == 40 {
            lp.close(id, |_| {});
        }
    });
    let (receiver, address) = bound(&lp, events);
    lp.datagram_receive_start(receiver).unwrap();
    let (sender, _) = bound(&lp, Recorder::new(&Log::default()));
    for number in 0..40 {
        let text = number.to_string();
        let parts = [IoSlice::new(b"#"), IoSlice::new(text.as_bytes())];
        assert_eq!(lp.datagram_try_send(sender, &parts, Some(&address)).unwrap(), Some(1 + text.len()));
    }
    lp.close(sender, |_| {});
    lp.run(Mode::Default);
    let expected: Vec<String> = (0..40).map(|number| format!("#{number}")).collect();
    assert_eq!(log.take(), expected.join(" "));
    assert_empty(&lp);
}
