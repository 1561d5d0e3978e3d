//! While an idle handle is started the poll does not sleep, even when the idle handle is unreferenced.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn the_poll_does_not_sleep() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let timer = lp.new_timer(|_, _| panic!("not due"));
    lp.timer_start(timer, 60_000, 0).unwrap();
    let idle = lp.new_idle(move |lp, id| {
        l.add("idle");
        if l.len() == 3 {
            lp.close(id, |_| {});
            lp.close(timer, |_| {});
        }
    });
    lp.idle_start(idle).unwrap();
    lp.unref_handle(idle);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "idle idle idle");
    assert_eq!(lp.metrics().idle_nanos(), 0);
    assert_empty(&lp);
}
