//! A close callback is called in the closing phase, never from within close().

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn close_calls_back_later() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let check = lp.new_check(move |lp, id| {
        l1.add("check");
        let l = l1.clone();
        lp.close(id, move |lp| {
            l.add("closed");
            assert!(lp.is_closing(id));
        });
        l1.add("returned");
    });
    let timer = lp.new_timer(move |_, _| l2.add("timer"));
    lp.check_start(check).unwrap();
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "check returned closed");
    lp.close(timer, |_| {});
    lp.run(Mode::Default);
    assert_eq!(log.take(), "");
    assert_empty(&lp);
}
