//! Async sends that arrived together are not hidden from a run inside the first one's callback.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn an_inner_run_gets_the_letters_not_opened_yet() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let (_, first) = lp.new_async(move |lp, id| {
        l1.add("first");
        lp.close(id, |_| {});
        lp.run(Mode::Default);
        l1.add("first-ends");
    });
    let (_, second) = lp.new_async(move |lp, id| {
        l2.add("second");
        lp.close(id, |_| {});
    });
    first.send();
    second.send();
    lp.run(Mode::Default);
    assert_eq!(log.take(), "first second first-ends");
    assert_empty(&lp);
}
