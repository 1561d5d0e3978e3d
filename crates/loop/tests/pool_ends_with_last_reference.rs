//! The pool's threads end when the last reference to it goes.

use crate::support::assert_empty;
use std::sync::{Arc, Mutex, mpsc};
use weir_loop::{Lane, Loop, Mode, Pool};

struct TellsEnd(mpsc::Sender<()>);

impl Drop for TellsEnd {
    fn drop(&mut self) {
        let _receiver_may_be_gone = self.0.send(());
    }
}

std::thread_local! {
    static AT_END: Mutex<Option<TellsEnd>> = const { Mutex::new(None) };
}

#[test]
fn threads_end() {
    let pool = Pool::new(3);
    let lp = Loop::new(pool.clone()).unwrap();
    let (sender, ended) = mpsc::channel();
    let sender = Arc::new(Mutex::new(sender));
    let work = move || {
        let tells = TellsEnd(sender.lock().unwrap().clone());
        AT_END.with(|slot| *slot.lock().unwrap() = Some(tells));
    };
    lp.queue_work(Lane::Fs, work, |_, _| {}).unwrap();
    lp.run(Mode::Default);
    assert_empty(&lp);
    drop(lp);
    assert!(ended.try_recv().is_err());
    drop(pool);
    ended.recv().unwrap();
}
