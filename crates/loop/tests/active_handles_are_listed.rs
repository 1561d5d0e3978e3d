//! Started handles are listed with their kind, label and whether they hold the loop; stopped ones are not.

use crate::support::{assert_empty, new_loop};
use weir_loop::{HandleKind, Mode};

#[test]
fn the_list_has_what_is_started() {
    let lp = new_loop();
    let timer = lp.new_timer(|_, _| {});
    let _stopped = lp.new_check(|_, _| {});
    let (wake, _sender) = lp.new_async(|_, _| {});
    lp.set_label(wake, "MESSAGEPORT");
    lp.unref_handle(timer);
    lp.timer_start(timer, 1000, 0).unwrap();
    let mut listed: Vec<_> =
        lp.active_handles().iter().map(|handle| (handle.label, handle.kind, handle.has_ref)).collect();
    listed.sort_unstable_by_key(|(label, ..)| *label);
    assert_eq!(listed, [("MESSAGEPORT", HandleKind::Async, true), ("Timer", HandleKind::Timer, false)]);
    lp.close_all();
    lp.run(Mode::Default);
    assert!(lp.active_handles().is_empty());
    assert_empty(&lp);
}
