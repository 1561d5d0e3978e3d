//! Loops of different threads share a pool and each gets its own results.

use crate::support::assert_empty;
use std::cell::Cell;
use std::rc::Rc;
use weir_loop::{Lane, Loop, Mode, Pool};

#[test]
fn results_go_to_their_loop() {
    let pool = Pool::new(2);
    let threads: Vec<_> = (0..3u64)
        .map(|number| {
            let pool = pool.clone();
            std::thread::spawn(move || {
                let lp = Loop::new(pool).unwrap();
                let sum = Rc::new(Cell::new(0));
                for _ in 0..100 {
                    let sum = sum.clone();
                    lp.queue_work(Lane::Fs, move || number, move |_, r| sum.set(sum.get() + r.unwrap())).unwrap();
                }
                lp.run(Mode::Default);
                assert_empty(&lp);
                sum.get()
            })
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().unwrap(), number as u64 * 100);
    }
    assert_empty(&Loop::new(pool).unwrap());
}
