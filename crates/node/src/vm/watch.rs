//! The watch over code that may run too long: a thread that waits for the time given and then has V8 end the execution.
//!
//! Protocol: the isolate's thread starts the watch, runs the code, and tells the watch by dropping its channel that the
//! code has ended. The watch sets `fired` before it ends the execution; the isolate's thread reads it after the watch's
//! thread is joined, so that an end that came too late for the code is still taken back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use weir_engine::{OpError, Scope, op, v8};

/// `guarded(fn, timeout, breakOnSigint)`: calls `fn()` and ends it after `timeout` milliseconds; 0 stands for never.
#[op]
fn guarded<'s>(
    scope: &mut Scope<'s, '_>,
    function: v8::Local<'s, v8::Function>,
    timeout: u32,
    break_on_sigint: bool,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    if break_on_sigint {
        return Err(OpError::not_yet("vm: option breakOnSigint"));
    }
    let (running, ended) = channel::<()>();
    let fired = Arc::new(AtomicBool::new(false));
    let isolate = scope.thread_safe_handle();
    let watch = std::thread::Builder::new()
        .name(String::from("weir-vm-watch"))
        .spawn({
            let fired = fired.clone();
            move || {
                if ended.recv_timeout(Duration::from_millis(timeout.into())) == Err(RecvTimeoutError::Timeout) {
                    fired.store(true, Ordering::SeqCst);
                    isolate.terminate_execution();
                }
            }
        })
        .map_err(OpError::from)?;

    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let result = function.call(scope, undefined, &[]);
    drop(running);
    if watch.join().is_err() {
        unreachable!("the watch has nothing that panics");
    }
    if fired.load(Ordering::SeqCst) {
        scope.cancel_terminate_execution();
        return Err(OpError::coded(
            "ERR_SCRIPT_EXECUTION_TIMEOUT",
            format!("Script execution timed out after {timeout}ms"),
        ));
    }
    result.ok_or(OpError::Pending)
}
