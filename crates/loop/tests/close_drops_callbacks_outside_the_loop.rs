//! A callback that owns something whose destructor uses the loop may be dropped by closing.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Loop, Mode, WeakLoop};

struct UsesLoop(WeakLoop, Log);

impl Drop for UsesLoop {
    fn drop(&mut self) {
        let lp = self.0.upgrade().unwrap();
        let log = self.1.clone();
        log.add("dropped");
        lp.defer(move |_: &Loop| log.add("deferred"));
    }
}

#[test]
fn destructors_may_use_the_loop() {
    let lp = new_loop();
    let log = Log::default();
    let owned = UsesLoop(lp.downgrade(), log.clone());
    let refused = UsesLoop(lp.downgrade(), log.clone());
    let timer = lp.new_timer(move |_, _| {
        let _owned = &owned;
    });
    lp.close(timer, |_| {});
    lp.close(timer, move |_| drop(refused));
    assert_eq!(log.take(), "dropped");
    lp.run(Mode::Default);
    assert_eq!(log.take(), "deferred dropped deferred");
    assert_empty(&lp);
}
