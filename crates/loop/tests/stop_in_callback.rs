//! stop() ends the run after the turn that it was called in; what is left goes on with the next run.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn stop_ends_the_run_after_the_turn() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let prepare = lp.new_prepare(move |lp, _| {
        l1.add("prepare");
        lp.stop();
    });
    let check = lp.new_check(move |_, _| l2.add("check"));
    lp.prepare_start(prepare).unwrap();
    lp.check_start(check).unwrap();
    assert!(lp.run(Mode::Default));
    assert_eq!(log.take(), "prepare check");
    assert!(lp.run(Mode::Default));
    assert_eq!(log.take(), "prepare check");
    lp.close_all();
    lp.run(Mode::Default);
    assert_empty(&lp);
}
