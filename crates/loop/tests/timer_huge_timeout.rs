//! A timeout past the end of time means never, and a very long one does not overflow the poll.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn huge_timeouts_are_never_due() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let never = lp.new_timer(|_, _| panic!("never due"));
    let long = lp.new_timer(|_, _| panic!("not due in this lifetime"));
    lp.timer_start(never, u64::MAX, u64::MAX).unwrap();
    lp.timer_start(long, u64::from(u32::MAX) * 10, 0).unwrap();
    assert!(lp.timer_due_in(never) > u64::from(u32::MAX));
    let (_, sender) = lp.new_async(move |lp, _| {
        l.add("woken");
        lp.close_all();
    });
    let thread = std::thread::spawn(move || sender.send());
    assert!(!lp.run(Mode::Once));
    assert!(thread.join().unwrap());
    assert_eq!(log.take(), "woken");
    assert_empty(&lp);
}
