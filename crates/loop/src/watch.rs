//! Idle, prepare and check handles: called once per turn, in the order in which they were started.
//!
//! A phase walks its list by position while callbacks start, stop and close what they like: a stopped entry becomes a
//! hole until the phase ends, and a started one stands behind the length that the phase began with, so it waits for the
//! next turn.

use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::{Body, Callback};
use crate::id::{CheckId, IdleId, PrepareId};
use crate::slab::Key;
use crate::state::State;
use std::rc::Rc;

/// Which of the three phases a handle is called in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watched {
    Idle,
    Prepare,
    Check,
}

#[derive(Default)]
pub(crate) struct WatchList {
    entries: Vec<Option<Key>>,
    live: usize,
    /// How many runs are walking the list; more than one when a callback runs the loop itself.
    walks: usize,
}

impl WatchList {
    pub(crate) fn is_empty(&self) -> bool {
        self.live == 0
    }

    fn add(&mut self, key: Key) {
        self.entries.push(Some(key));
        self.live += 1;
    }

    fn remove(&mut self, key: Key) {
        let Some(position) = self.entries.iter().position(|entry| *entry == Some(key)) else { return };
        self.live -= 1;
        if self.walks > 0 {
            self.entries[position] = None;
        } else {
            self.entries.remove(position);
        }
    }

    fn end_walk(&mut self) {
        self.walks -= 1;
        if self.walks == 0 && self.live != self.entries.len() {
            self.entries.retain(Option::is_some);
        }
    }
}

impl State {
    pub(crate) fn watch_list(&mut self, watched: Watched) -> &mut WatchList {
        match watched {
            Watched::Idle => &mut self.idle,
            Watched::Prepare => &mut self.prepare,
            Watched::Check => &mut self.check,
        }
    }

    fn start_watch(&mut self, watched: Watched, key: Key) -> Result<()> {
        match self.open_handle(key) {
            Some(handle) if matches!(handle.body, Body::Watch(which, _) if which == watched) => {
                if !handle.active {
                    self.watch_list(watched).add(key);
                    self.set_active(key, true);
                }
                Ok(())
            }
            _ => Err(LoopError::Closed),
        }
    }

    pub(crate) fn stop_watch(&mut self, watched: Watched, key: Key) {
        if let Some(handle) = self.open_handle(key)
            && handle.active
            && matches!(handle.body, Body::Watch(which, _) if which == watched)
        {
            self.watch_list(watched).remove(key);
            self.set_active(key, false);
        }
    }

    fn watch_at(&mut self, watched: Watched, position: usize) -> Option<(Key, Callback)> {
        let key = (*self.watch_list(watched).entries.get(position)?)?;
        match &self.handles.get(key)?.body {
            Body::Watch(_, callback) => Some((key, callback.clone())),
            _ => None,
        }
    }
}

impl Loop {
    fn run_watched(&self, watched: Watched) {
        let length = {
            let mut state = self.state();
            let list = state.watch_list(watched);
            if list.is_empty() {
                return;
            }
            list.walks += 1;
            list.entries.len()
        };
        for position in 0..length {
            let next = self.state().watch_at(watched, position);
            if let Some((key, callback)) = next {
                callback(self, key);
            }
        }
        self.state().watch_list(watched).end_walk();
    }

    /// The idle phase.
    pub(crate) fn run_idle(&self) {
        self.run_watched(Watched::Idle);
    }

    /// The prepare phase.
    pub(crate) fn run_prepare(&self) {
        self.run_watched(Watched::Prepare);
    }

    /// The check phase.
    pub(crate) fn run_check(&self) {
        self.run_watched(Watched::Check);
    }
}

macro_rules! watch_api {
    ($watched:ident, $id:ident, $new:ident, $start:ident, $stop:ident, $what:literal) => {
        impl Loop {
            #[doc = concat!("Makes ", $what, ", stopped.")]
            pub fn $new(&self, callback: impl Fn(&Loop, $id) + 'static) -> $id {
                let callback: Callback = Rc::new(move |lp: &Loop, key| callback(lp, $id(key)));
                $id(self.state().add_handle(Body::Watch(Watched::$watched, callback)))
            }

            #[doc = concat!("Starts ", $what, "; one that is started keeps its place.\n\n# Errors\n[`LoopError::Closed`].")]
            pub fn $start(&self, id: $id) -> Result<()> {
                self.state().start_watch(Watched::$watched, id.0)
            }

            #[doc = concat!("Stops ", $what, ". Nothing happens when it is stopped or closed.")]
            pub fn $stop(&self, id: $id) {
                self.state().stop_watch(Watched::$watched, id.0);
            }
        }
    };
}

watch_api!(
    Idle,
    IdleId,
    new_idle,
    idle_start,
    idle_stop,
    "an idle handle: called every turn, and the poll does not sleep while it is started"
);
watch_api!(
    Prepare,
    PrepareId,
    new_prepare,
    prepare_start,
    prepare_stop,
    "a prepare handle: called every turn right before the poll"
);
watch_api!(
    Check,
    CheckId,
    new_check,
    check_start,
    check_stop,
    "a check handle: called every turn right after the poll"
);
