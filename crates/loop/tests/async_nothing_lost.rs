//! However threads and loop interleave, the last send of each thread is followed by a call.

use crate::support::{assert_empty, new_loop};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use weir_loop::Mode;

#[test]
fn every_send_is_followed_by_a_call() {
    const THREADS: u32 = 4;
    const SENDS: u32 = 2000;
    let lp = new_loop();
    let total = Arc::new(AtomicU32::new(0));
    let seen = total.clone();
    let (_, sender) = lp.new_async(move |lp, id| {
        if seen.load(Ordering::Relaxed) == THREADS * SENDS {
            lp.close(id, |_| {});
        }
    });
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (total, sender) = (total.clone(), sender.clone());
            std::thread::spawn(move || {
                for _ in 0..SENDS {
                    total.fetch_add(1, Ordering::Relaxed);
                    sender.send();
                }
            })
        })
        .collect();
    lp.run(Mode::Default);
    for thread in threads {
        thread.join().unwrap();
    }
    assert_empty(&lp);
}
