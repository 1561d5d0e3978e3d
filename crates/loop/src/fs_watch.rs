//! Watch handles of the file system: a callback for each change of a file, or of a folder and what stands in it.
//!
//! All handles of a loop share one descriptor, which is made by the first that is started. Handles of one file share its
//! watch. Changes are handed out in the order in which the kernel tells them, handles of one file in the order of their
//! start. A handle whose file is gone stays started and silent until it is closed, as in libuv.

use crate::error::{LoopError, Result};
use crate::event_loop::{FS_WATCH_TOKEN, Loop};
use crate::handle::Body;
use crate::id::FsWatchId;
use crate::slab::Key;
use crate::state::State;
use crate::sys::Inotify;
use std::collections::HashMap;
use std::ffi::CStr;
use std::rc::Rc;

/// One event as the operating system tells it.
pub(crate) struct FsEvent {
    pub(crate) watch: i32,
    /// Contents or attributes; else something came, went or got another name.
    pub(crate) changed: bool,
    /// The watched file itself is no more.
    pub(crate) gone: bool,
    /// The kernel had to throw events away. Belongs to no watch.
    pub(crate) lost: bool,
    /// The entry of the watched folder; none when it is the watched file itself.
    pub(crate) name: Option<Vec<u8>>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FsChange {
    /// Contents or attributes of a file changed.
    Changed,
    /// A name appeared, disappeared or means another file.
    Renamed,
    /// The watched file itself is gone; nothing more will come.
    Gone,
    /// Changes came faster than they were taken and some were lost: anything may have changed.
    Lost,
}

type FsWatchCallback = Rc<dyn Fn(&Loop, FsWatchId, FsChange, Option<&[u8]>)>;

pub(crate) struct FsWatchBody {
    /// The kernel's number, while started.
    watch: Option<i32>,
    callback: FsWatchCallback,
}

/// What a loop knows of its watches; made by the first.
pub(crate) struct FsWatches {
    inotify: Inotify,
    /// The handles of each watch, in the order of their start.
    handles: HashMap<i32, Vec<Key>>,
}

impl State {
    fn fs_watch(&mut self, key: Key) -> Option<&mut FsWatchBody> {
        match self.open_handle(key).map(|handle| &mut handle.body) {
            Some(Body::FsWatch(body)) => Some(body),
            _ => None,
        }
    }

    pub(crate) fn stop_fs_watch(&mut self, key: Key) {
        let Some(watch) = self.fs_watch(key).and_then(|body| body.watch.take()) else { return };
        self.set_active(key, false);
        let Some(watches) = &mut self.fs_watches else { return };
        let Some(keys) = watches.handles.get_mut(&watch) else { return };
        keys.retain(|other| *other != key);
        if keys.is_empty() {
            watches.handles.remove(&watch);
            watches.inotify.remove(watch);
        }
    }
}

impl Loop {
    /// Makes a watch handle, stopped. The callback gets what happened and the name of the entry it happened to; `None`
    /// for the watched file or folder itself.
    pub fn new_fs_watch(&self, callback: impl Fn(&Loop, FsWatchId, FsChange, Option<&[u8]>) + 'static) -> FsWatchId {
        let body = FsWatchBody { watch: None, callback: Rc::new(callback) };
        FsWatchId(self.state().add_handle(Body::FsWatch(Box::new(body))))
    }

    /// Starts watching what `path` leads to now, links followed. A handle that is started already keeps its file.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; [`LoopError::Os`] of `inotify_init1` and `inotify_add_watch`: nothing at the path, no leave
    /// to read it, or the user's limit of watches reached (`ENOSPC`).
    pub fn fs_watch_start(&self, id: FsWatchId, path: &CStr) -> Result<()> {
        let key = id.0;
        let mut state = self.state();
        if state.fs_watch(key).ok_or(LoopError::Closed)?.watch.is_some() {
            return Ok(());
        }
        if state.fs_watches.is_none() {
            let inotify = Inotify::new()?;
            self.epoll().add_own(inotify.fd(), FS_WATCH_TOKEN)?;
            state.fs_watches = Some(FsWatches { inotify, handles: HashMap::new() });
        }
        let Some(watches) = &mut state.fs_watches else { return Err(LoopError::InvalidState) };
        let watch = watches.inotify.add(path).map_err(|e| LoopError::from_errno("inotify_add_watch", e))?;
        watches.handles.entry(watch).or_default().push(key);
        if let Some(body) = state.fs_watch(key) {
            body.watch = Some(watch);
        }
        state.set_active(key, true);
        Ok(())
    }

    /// Stops watching: changes that were not handed out yet are not told any more. Nothing happens when the handle is
    /// stopped or closed.
    pub fn fs_watch_stop(&self, id: FsWatchId) {
        self.state().stop_fs_watch(id.0);
    }

    /// Calls the handles of the files that have changed.
    pub(crate) fn deliver_fs_changes(&self) {
        let mut events = Vec::new();
        match &self.state().fs_watches {
            Some(watches) => watches.inotify.take(&mut events),
            None => return,
        }
        for event in events {
            let change = match () {
                () if event.lost => FsChange::Lost,
                () if event.gone => FsChange::Gone,
                () if event.changed => FsChange::Changed,
                () => FsChange::Renamed,
            };
            for key in self.concerned(&event) {
                let callback = {
                    let mut state = self.state();
                    match state.fs_watch(key) {
                        Some(body) if event.lost && body.watch.is_some() => body.callback.clone(),
                        Some(body) if body.watch == Some(event.watch) => body.callback.clone(),
                        // Stopped by an earlier callback, and perhaps started for another file.
                        _ => continue,
                    }
                };
                callback(self, FsWatchId(key), change, event.name.as_deref());
            }
        }
    }

    fn concerned(&self, event: &FsEvent) -> Vec<Key> {
        match &self.state().fs_watches {
            Some(watches) if event.lost => watches.handles.values().flatten().copied().collect(),
            Some(watches) => watches.handles.get(&event.watch).cloned().unwrap_or_default(),
            None => Vec::new(),
        }
    }
}
