//! Sending signals and hearing of them on the loop.

use weir_engine::{JsCallback, op};

use crate::Env;

/// `kill(pid, signal)`: 0, or a negative errno.
#[op]
fn kill(env: &Env, pid: i32, signal: i32) -> i32 {
    env.send_what_is_held();
    // SAFETY: plain numbers; the kernel checks them.
    if unsafe { libc::kill(pid, signal) } == 0 {
        return 0;
    }
    -std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL)
}

/// `startSignal(signal, callback)`: a watcher's number, or a negative errno. It never keeps the loop alive.
#[op]
fn start_signal(env: &Env, signal: i32, callback: JsCallback) -> i32 {
    let engine = env.engine.clone();
    let id = env.lp.new_signal(move |_lp, _id, _signal| callback.call0(&engine));
    if let Err(error) = env.lp.signal_start(id, signal) {
        env.lp.close(id, |_| {});
        return -error.errno();
    }
    env.lp.unref_handle(id);
    let number = env.process.next_signal.get();
    env.process.next_signal.set(number + 1);
    env.process.signals.borrow_mut().insert(number, id);
    number as i32
}

/// `stopSignal(watcher)`.
#[op]
fn stop_signal(env: &Env, watcher: u32) {
    let id = env.process.signals.borrow_mut().remove(&watcher);
    if let Some(id) = id {
        env.lp.close(id, |_| {});
    }
}
