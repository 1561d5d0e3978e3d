//! The watch over code that runs too long or that SIGINT is to end: a thread that waits for the time given or the signal
//! and then has V8 end the execution.
//!
//! Protocol: the isolate's thread starts the watch, runs the code, and tells the watch that the code has ended. The watch
//! says what made it end the execution before it does; the isolate's thread reads it after the watch's thread is joined,
//! so that an end that came too late for the code is still taken back.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use weir_engine::{OpError, Scope, op, v8};
use weir_loop::{Interrupt, Woken};

/// Why the watch ended the execution; `None` when the code ended first.
type Verdict = Option<Woken>;

/// How the code's end is told to the watch.
enum Bell {
    Time(Sender<()>),
    Signal(Arc<Interrupt>),
}

impl Bell {
    fn ring(self) {
        match self {
            // Dropping the sender ends the wait.
            Self::Time(running) => drop(running),
            Self::Signal(interrupt) => interrupt.stop(),
        }
    }
}

fn start(
    isolate: v8::IsolateHandle,
    limit: Option<Duration>,
    signal: bool,
) -> Result<(Bell, JoinHandle<Verdict>), OpError> {
    let builder = std::thread::Builder::new().name(String::from("weir-vm-watch"));
    if signal {
        let interrupt = Interrupt::new(libc::SIGINT)
            .map_err(|_| OpError::coded("ERR_CANNOT_WATCH_SIGINT", "Cannot watch for SIGINT signals"))?;
        let interrupt = Arc::new(interrupt);
        let waits = interrupt.clone();
        let thread = builder.spawn(move || match waits.wait(limit) {
            Ok(why @ (Woken::BySignal | Woken::ByTime)) => {
                isolate.terminate_execution();
                Some(why)
            }
            // A system that cannot wait leaves the code alone.
            Ok(Woken::ByStop) | Err(_) => None,
        });
        return Ok((Bell::Signal(interrupt), thread.map_err(OpError::from)?));
    }
    let (running, ended) = channel::<()>();
    let limit = limit.unwrap_or(Duration::MAX);
    let thread = builder.spawn(move || {
        if ended.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
            return None;
        }
        isolate.terminate_execution();
        Some(Woken::ByTime)
    });
    Ok((Bell::Time(running), thread.map_err(OpError::from)?))
}

/// `guarded(fn, timeout, breakOnSigint)`: calls `fn()` and ends it after `timeout` milliseconds, 0 for never, or when
/// SIGINT arrives, which nobody else hears of meanwhile.
#[op]
fn guarded<'s>(
    scope: &mut Scope<'s, '_>,
    function: v8::Local<'s, v8::Function>,
    timeout: u32,
    break_on_sigint: bool,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let limit = (timeout > 0).then(|| Duration::from_millis(timeout.into()));
    let (bell, watch) = start(scope.thread_safe_handle(), limit, break_on_sigint)?;

    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let result = function.call(scope, undefined, &[]);
    bell.ring();
    let Ok(verdict) = watch.join() else { unreachable!("the watch has nothing that panics") };
    let Some(why) = verdict else { return result.ok_or(OpError::Pending) };
    scope.cancel_terminate_execution();
    Err(match why {
        Woken::BySignal => {
            OpError::coded("ERR_SCRIPT_EXECUTION_INTERRUPTED", "Script execution was interrupted by `SIGINT`")
        }
        _ => OpError::coded("ERR_SCRIPT_EXECUTION_TIMEOUT", format!("Script execution timed out after {timeout}ms")),
    })
}
