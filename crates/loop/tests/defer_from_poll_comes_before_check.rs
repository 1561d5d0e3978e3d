//! What a callback of the poll phase defers is called before the check phase, a bounded number of rounds long.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Loop, Mode};

fn again(lp: &Loop, log: Log) {
    log.add("deferred");
    lp.defer(move |lp| {
        if log.len() < 20 {
            again(lp, log);
        }
    });
}

#[test]
fn deferred_in_poll_is_called_in_poll_but_cannot_hold_it() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let (_, sender) = lp.new_async(move |lp, id| {
        lp.close(id, |_| {});
        let l1 = l1.clone();
        lp.defer(move |lp| again(lp, l1));
    });
    let check = lp.new_check(move |lp, id| {
        l2.add("check");
        lp.close(id, |_| {});
    });
    lp.check_start(check).unwrap();
    sender.send();
    lp.run(Mode::Default);
    let calls = log.take();
    let position = calls.split(' ').position(|line| line == "check");
    assert_eq!(position, Some(8), "{calls}");
    assert_empty(&lp);
}
