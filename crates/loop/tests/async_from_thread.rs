//! A send from another thread wakes a sleeping loop, and the callback sees what the thread wrote before it.

use crate::support::{Log, assert_empty, new_loop};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use weir_loop::Mode;

#[test]
fn a_send_wakes_the_loop() {
    let lp = new_loop();
    let log = Log::default();
    let value = Arc::new(AtomicU32::new(0));
    let (l, seen) = (log.clone(), value.clone());
    let (_, sender) = lp.new_async(move |lp, id| {
        l.add(seen.load(Ordering::Relaxed).to_string());
        lp.close(id, |_| {});
    });
    let thread = std::thread::spawn(move || {
        value.store(7, Ordering::Relaxed);
        sender.send()
    });
    lp.run(Mode::Default);
    assert!(thread.join().unwrap());
    assert_eq!(log.take(), "7");
    assert_empty(&lp);
}
