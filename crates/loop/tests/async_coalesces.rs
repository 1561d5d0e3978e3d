//! Sends that come before the callback is called are one call.

use crate::support::{Log, assert_empty, new_loop};
use weir_loop::Mode;

#[test]
fn several_sends_are_one_call() {
    let lp = new_loop();
    let log = Log::default();
    let l = log.clone();
    let (id, sender) = lp.new_async(move |_, _| l.add("called"));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let sender = sender.clone();
            std::thread::spawn(move || (0..100).all(|_| sender.send()))
        })
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap());
    }
    lp.run(Mode::NoWait);
    lp.run(Mode::NoWait);
    assert_eq!(log.take(), "called");
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
