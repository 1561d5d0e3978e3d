//! Queued messages are sent by the loop and told in order; closing cancels those that were not.

use crate::datagram_support::{Recorder, bound};
use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Mode, WriteData};

#[test]
fn sent_or_cancelled() {
    let lp = new_loop();
    let (log, sent) = (Log::default(), Log::default());
    let (receiver, address) = bound(&lp, Recorder::new(&log));
    let (sender, _) = bound(&lp, Recorder::new(&sent));
    for text in ["one", "three"] {
        lp.datagram_queue_send(sender, vec![Box::new(text) as WriteData], Some(&address)).unwrap();
    }
    assert_eq!(lp.datagram_queued(sender), (8, 2));
    assert_eq!(lp.datagram_try_send(sender, &[], Some(&address)).unwrap(), None);
    lp.run(Mode::Default);
    assert_eq!(sent.take(), "sent:Ok(3) sent:Ok(5)");
    lp.datagram_queue_send(sender, vec![Box::new("four") as WriteData], Some(&address)).unwrap();
    lp.close(sender, |_| {});
    lp.datagram_receive_start(receiver).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(sent.take(), "sent:Err(125)");
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "one three");
    lp.close(receiver, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
