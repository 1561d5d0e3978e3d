//! Backups by number. One copies a batch of pages at a time on the pool, and belongs to the job meanwhile; between two
//! jobs JavaScript hears how far it is. One that fails or is done is gone.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use weir_engine::{How, IntoJs, OpError, Scope, op, v8};
use weir_loop::{Lane, WorkResult};
use weir_sqlite::{Backup, BackupStep, Error};

use super::database::ask;
use super::failure;
use super::options;
use crate::Env;

#[derive(Default)]
pub(super) struct Backups {
    entries: RefCell<HashMap<u32, Backup>>,
    last: Cell<u32>,
}

/// `requireLocation(path)`: throws unless it says where a database is.
#[op]
pub(super) fn require_location<'s>(scope: &mut Scope<'s, '_>, path: v8::Local<'s, v8::Value>) -> Result<(), OpError> {
    options::location(scope, path).map(|_| ())
}

/// `beginBackup(database, path, source, target)`: the backup's number.
#[op]
pub(super) fn begin_backup<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    path: v8::Local<'s, v8::Value>,
    source: v8::Local<'s, v8::String>,
    target: v8::Local<'s, v8::String>,
) -> Result<u32, OpError> {
    let database = env.sqlite.databases.of(scope, object)?;
    let connection = database.connection(scope)?;
    let path = options::location(scope, path)?;
    let (source, target) = (options::c_text(scope, source), options::c_text(scope, target));
    ask(env, path.to_bytes(), false)?;
    let result = connection.begin_backup(&source, &path, &target);
    let backup = database.settle(scope, result)?;
    let backups = &env.sqlite.backups;
    let id = backups.last.get().wrapping_add(1);
    backups.last.set(id);
    backups.entries.borrow_mut().insert(id, backup);
    Ok(id)
}

/// What a step on the pool comes back with.
struct Stepped {
    result: Result<BackupStep, Error>,
    backup: Backup,
    id: u32,
}

impl<'s> IntoJs<'s> for Stepped {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self.result {
            Ok(step) => {
                if !step.is_done {
                    let env = weir_engine::op_glue::host::<Env>(scope);
                    env.sqlite.backups.entries.borrow_mut().insert(self.id, self.backup);
                }
                (step.total_pages, step.remaining_pages, step.is_done).into_js(scope)
            }
            Err(error) => Err(failure::throw_library(scope, &error)),
        }
    }
}

/// `stepBackup(id, pages, how)`: `[total, remaining, isDone]`.
#[op]
pub(super) fn step_backup<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    pages: i32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let taken = env.sqlite.backups.entries.borrow_mut().remove(&id);
    let Some(mut backup) = taken else {
        return Err(OpError::coded("ERR_INVALID_STATE", "The backup has ended"));
    };
    let work = move || {
        let result = backup.step(pages);
        Stepped { result, backup, id }
    };
    let pending = match how {
        How::Sync => return work().into_js(scope),
        How::Async(pending) => pending,
    };
    let value = pending.value(scope);
    let engine = env.engine.clone();
    let queued = env.lp.queue_work(Lane::Fs.labelled("SQLITE"), work, move |_lp, done: WorkResult<Stepped>| {
        pending.settle(&engine, done.map_err(|_| OpError::coded("ABORT_ERR", "The operation was aborted")));
    });
    queued.map_err(|error| OpError::system(error.errno(), "pthread_create"))?;
    Ok(value)
}

/// `endBackup(id)`: gives it up.
#[op]
pub(super) fn end_backup(env: &Env, id: u32) {
    let ended = env.sqlite.backups.entries.borrow_mut().remove(&id);
    drop(ended);
}
