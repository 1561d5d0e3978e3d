//! A callback deferred by a deferred callback belongs to the next pending phase.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn deferring_again_waits_for_the_next_phase() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let prepare = lp.new_prepare(move |lp, id| {
        l1.add("prepare");
        lp.close(id, |_| {});
    });
    lp.prepare_start(prepare).unwrap();
    lp.defer(move |lp| {
        l2.add("first");
        lp.defer(move |_| l2.add("second"));
    });
    lp.run(Mode::Default);
    assert_eq!(log.take(), "first prepare second");
    assert_empty(&lp);
}
