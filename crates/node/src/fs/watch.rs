//! Watching files and folders: handles of the loop under numbers that JavaScript keeps.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use weir_engine::{IntoJs as _, JsCallback, OpError, op};
use weir_loop::{FsChange, FsWatchId};

use super::arguments::{Name, NameEncoding, PathArg};
use super::leave::{self, Ask};
use crate::Env;

/// The watches that are open.
#[derive(Default)]
pub(crate) struct Watches {
    next: Cell<u32>,
    open: RefCell<HashMap<u32, FsWatchId>>,
}

/// What of a change JavaScript is told.
fn number_of(change: FsChange) -> i32 {
    match change {
        FsChange::Changed => 0,
        FsChange::Renamed => 1,
        FsChange::Gone => 2,
        FsChange::Lost => 3,
    }
}

/// The last part of a path: what a watched file is called in its own events.
fn base_name(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
    let start = path[..end].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    &path[start..end]
}

/// `watchOpen(path, encoding, persistent, callback)`: a watch's number. `callback(change, name, isSelf)` with 0 for
/// changed contents or attributes, 1 for a name that came or went, 2 for a file that is gone for good, 3 for events that
/// were lost; the last has no name.
#[op]
fn watch_open(
    env: &Env,
    path: PathArg,
    encoding: NameEncoding,
    persistent: bool,
    callback: JsCallback,
) -> Result<u32, OpError> {
    leave::ask(env, &[Ask::Read(&path)]).or_error()?;
    let engine = env.engine.clone();
    let own_name = base_name(path.0.as_bytes()).to_vec();
    let id = env.lp.new_fs_watch(move |_lp, _id, change, entry| {
        callback.call(&engine, |scope| {
            let bytes = entry.unwrap_or(&own_name).to_vec();
            let name = (change != FsChange::Lost).then_some(Name { bytes, encoding });
            Ok(vec![
                number_of(change).into_js(scope)?,
                match name {
                    Some(name) => name.into_js(scope)?,
                    None => weir_engine::v8::null(scope).into(),
                },
                entry.is_none().into_js(scope)?,
            ])
        });
    });
    if let Err(error) = env.lp.fs_watch_start(id, path.as_c_str()) {
        env.lp.close(id, |_| {});
        return Err(OpError::system_at(error.errno(), "watch", path.display()));
    }
    env.lp.set_label(id, "FSEventWrap");
    if !persistent {
        env.lp.unref_handle(id);
    }
    let number = env.fs_watches.next.get();
    env.fs_watches.next.set(number.wrapping_add(1));
    env.fs_watches.open.borrow_mut().insert(number, id);
    Ok(number)
}

/// `watchClose(watch)`: nothing more is told.
#[op]
fn watch_close(env: &Env, watch: u32) {
    let id = env.fs_watches.open.borrow_mut().remove(&watch);
    if let Some(id) = id {
        env.lp.close(id, |_| {});
    }
}

/// `watchHold(watch, holds)`: whether it keeps the loop alive.
#[op]
fn watch_hold(env: &Env, watch: u32, holds: bool) {
    let Some(id) = env.fs_watches.open.borrow().get(&watch).copied() else { return };
    if holds {
        env.lp.ref_handle(id);
    } else {
        env.lp.unref_handle(id);
    }
}
