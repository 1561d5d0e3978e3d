//! Loops on different threads that listen to the same signal all hear it.

use crate::support::{Log, assert_empty, new_loop, raise, signal_turn};
use std::sync::mpsc;
use weir_loop::Mode;

#[test]
fn every_loop_hears_the_signal() {
    let _turn = signal_turn();
    let (ready, started) = mpsc::channel();
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let ready = ready.clone();
            std::thread::spawn(move || {
                let lp = new_loop();
                let log = Log::default();
                let l = log.clone();
                let signal = lp.new_signal(move |lp, id, _| {
                    l.add("heard");
                    lp.close(id, |_| {});
                });
                lp.signal_start(signal, libc::SIGUSR2).unwrap();
                ready.send(()).unwrap();
                lp.run(Mode::Default);
                assert_empty(&lp);
                log.take()
            })
        })
        .collect();
    for _ in &threads {
        started.recv().unwrap();
    }
    raise(libc::SIGUSR2);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "heard");
    }
    assert_empty(&new_loop());
}
