//! Work runs on another thread; its result comes back in the poll phase and the loop waits for it.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::{Lane, Mode};

#[test]
fn results_come_back() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2, l3) = (log.clone(), log.clone(), log.clone());
    let this = std::thread::current().id();
    let prepare = lp.new_prepare(move |_, _| l1.add("prepare"));
    let check = lp.new_check(move |lp, _| {
        l2.add("check");
        lp.close_all();
    });
    lp.prepare_start(prepare).unwrap();
    lp.check_start(check).unwrap();
    let work = move || {
        assert_ne!(std::thread::current().id(), this);
        String::from("result")
    };
    lp.queue_work(Lane::Fs, work, move |_, result| l3.add(result.unwrap())).unwrap();
    assert!(lp.is_alive());
    assert_eq!(lp.active_request_count(), 1);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "prepare result check");
    assert_empty(&lp);
}
