//! An announced request keeps the loop alive until it is finished, and is listed with its label.

use crate::support::{assert_empty, new_loop};
use weir_loop::{Lane, Mode};

#[test]
fn announced_requests_hold_the_loop() {
    let lp = new_loop();
    let request = lp.start_request("TCPConnectWrap");
    assert!(lp.is_alive());
    assert!(!lp.cancel(request));
    lp.queue_work(Lane::Fs.labelled("FSReqCallback"), || {}, |_, _| {}).unwrap();
    let mut labels: Vec<_> = lp.active_requests().iter().map(|request| (request.label, request.lane)).collect();
    labels.sort_unstable_by_key(|(label, _)| *label);
    assert_eq!(labels, [("FSReqCallback", Some(Lane::Fs)), ("TCPConnectWrap", None)]);
    let timer = lp.new_timer(move |lp, id| {
        assert!(lp.finish_request(request));
        assert!(!lp.finish_request(request));
        lp.close(id, |_| {});
    });
    lp.unref_handle(timer);
    lp.timer_start(timer, 2, 0).unwrap();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
