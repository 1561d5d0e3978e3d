//! One operation, three ways: an op that blocks runs at once, or on the pool with a callback or a promise.

use weir_engine::{How, IntoJs, OpError, Scope, v8};
use weir_loop::{WorkKind, WorkResult};

use crate::Env;
use crate::internal::sync_calls::{Area, measure};

/// Runs `work` as JavaScript asked: `How::Sync` here and now, else on the pool in the lane `kind`. The answer's value is
/// made on the isolate's thread by `IntoJs`.
pub fn run<'s, T, W>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    kind: impl Into<WorkKind>,
    how: How,
    work: W,
) -> Result<v8::Local<'s, v8::Value>, OpError>
where
    T: for<'a> IntoJs<'a> + Send + 'static,
    W: FnOnce() -> Result<T, OpError> + Send + 'static,
{
    let kind = kind.into();
    let pending = match how {
        How::Sync => {
            env.send_what_is_held();
            return match Area::of(kind) {
                Some(area) => measure(scope, env, area, work)?,
                None => work()?,
            }
            .into_js(scope);
        }
        How::Async(pending) => pending,
    };
    let value = pending.value(scope);
    let engine = env.engine.clone();
    let queued = env.lp.queue_work(kind, work, move |_lp, result: WorkResult<Result<T, OpError>>| {
        let result = match result {
            Ok(result) => result,
            Err(_) => Err(OpError::coded("ABORT_ERR", "The operation was aborted")),
        };
        pending.settle(&engine, result);
    });
    // No thread could be started: the op throws instead of answering later.
    queued.map_err(|error| OpError::system(error.errno(), "pthread_create"))?;
    Ok(value)
}

/// As `run`, for work that takes less than its way to the pool and back would: it is done here and now, and its answer
/// comes as late as another's.
pub fn run_here<'s, T, W>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    kind: impl Into<WorkKind>,
    how: How,
    work: W,
) -> Result<v8::Local<'s, v8::Value>, OpError>
where
    T: for<'a> IntoJs<'a> + Send + 'static,
    W: FnOnce() -> Result<T, OpError> + Send + 'static,
{
    let pending = match how {
        How::Sync => return run(scope, env, kind, How::Sync, work),
        How::Async(pending) => pending,
    };
    let value = pending.value(scope);
    let result = work();
    let engine = env.engine.clone();
    env.lp.defer(move |_lp| pending.settle(&engine, result));
    Ok(value)
}
