//! What all handles have in common: being active, referenced, closing; the counts that keep a loop alive.
//!
//! A handle's data live in the loop's slab. Whatever a handle owns that can run foreign code when it is dropped (its
//! callbacks) leaves the slab before it is dropped, so that such code finds the loop unborrowed.

use crate::asyncs::AsyncShared;
use crate::datagram::DatagramCore;
use crate::event_loop::Loop;
use crate::fs_watch::FsWatchBody;
use crate::id::HandleId;
use crate::poll::{PollCallback, Polled};
use crate::process::ProcessBody;
use crate::signal::SignalBody;
use crate::slab::Key;
use crate::state::State;
use crate::stream::StreamCore;
use crate::sync::Arc;
use crate::timer::TimerBody;
use crate::watch::Watched;
use std::rc::Rc;

/// The callback of a handle that reports nothing but itself.
pub(crate) type Callback = Rc<dyn Fn(&Loop, Key)>;

/// A callback that is called at most once: deferred, or for a handle that is closed.
pub(crate) type OnceCallback = Box<dyn FnOnce(&Loop)>;

/// What sort of handle an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandleKind {
    /// Called once a time has passed.
    Timer,
    /// Called every turn before the poll, which it keeps from sleeping.
    Idle,
    /// Called every turn just before the poll.
    Prepare,
    /// Called every turn just after the poll.
    Check,
    /// Woken from other threads.
    Async,
    /// Readiness of a file descriptor.
    Poll,
    /// Arrival of a signal.
    Signal,
    /// Changes of a file or a folder.
    FsWatch,
    /// A child process.
    Process,
    /// A socket, a pipe or a terminal.
    Stream,
    /// A datagram socket.
    Datagram,
}

impl HandleKind {
    fn name(self) -> &'static str {
        match self {
            HandleKind::Timer => "Timer",
            HandleKind::Idle => "Idle",
            HandleKind::Prepare => "Prepare",
            HandleKind::Check => "Check",
            HandleKind::Async => "Async",
            HandleKind::Poll => "Poll",
            HandleKind::Signal => "Signal",
            HandleKind::FsWatch => "FsWatch",
            HandleKind::Process => "Process",
            HandleKind::Stream => "Stream",
            HandleKind::Datagram => "Datagram",
        }
    }
}

/// A handle as listed by [`Loop::active_handles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandleInfo {
    /// Its id.
    pub id: HandleId,
    /// What sort it is.
    pub kind: HandleKind,
    /// The embedder's name for it (`TCPSocketWrap`), or the kind's name.
    pub label: &'static str,
    /// Whether it keeps the loop alive.
    pub has_ref: bool,
}

/// What a handle is. Sized for streams, of which there are many; the rest is elsewhere.
pub(crate) enum Body {
    Timer(Box<TimerBody>),
    Watch(Watched, Callback),
    Async(Box<(Arc<AsyncShared>, Callback)>),
    Poll(Box<(Polled, PollCallback)>),
    Signal(Box<SignalBody>),
    FsWatch(Box<FsWatchBody>),
    Process(Box<ProcessBody>),
    Stream(Polled, Rc<StreamCore>),
    Datagram(Polled, Rc<DatagramCore>),
}

impl Body {
    fn kind(&self) -> HandleKind {
        match self {
            Body::Timer(_) => HandleKind::Timer,
            Body::Watch(Watched::Idle, _) => HandleKind::Idle,
            Body::Watch(Watched::Prepare, _) => HandleKind::Prepare,
            Body::Watch(Watched::Check, _) => HandleKind::Check,
            Body::Async(..) => HandleKind::Async,
            Body::Poll(_) => HandleKind::Poll,
            Body::Signal(_) => HandleKind::Signal,
            Body::FsWatch(_) => HandleKind::FsWatch,
            Body::Process(_) => HandleKind::Process,
            Body::Stream(..) => HandleKind::Stream,
            Body::Datagram(..) => HandleKind::Datagram,
        }
    }

    /// What it waits for on its fd, if it has one.
    pub(crate) fn polled(&mut self) -> Option<&mut Polled> {
        match self {
            Body::Poll(body) => Some(&mut body.0),
            Body::Stream(polled, _) | Body::Datagram(polled, _) => Some(polled),
            _ => None,
        }
    }
}

pub(crate) struct Handle {
    pub(crate) active: bool,
    pub(crate) has_ref: bool,
    pub(crate) closing: bool,
    /// Its place in the loop's list of names, or [`NO_LABEL`].
    label: u8,
    pub(crate) body: Body,
}

/// The handle is listed under the name of its kind.
const NO_LABEL: u8 = u8::MAX;

impl State {
    pub(crate) fn add_handle(&mut self, body: Body) -> Key {
        self.handles.insert(Handle { active: false, has_ref: true, closing: false, label: NO_LABEL, body })
    }

    /// The place of a name in the list, which has a few that the embedder made up.
    fn label(&mut self, label: &'static str) -> u8 {
        let known = self.labels.iter().position(|known| *known == label);
        let place = known.unwrap_or_else(|| {
            self.labels.push(label);
            self.labels.len() - 1
        });
        u8::try_from(place).unwrap_or(NO_LABEL)
    }

    /// The handle, unless it is closing or gone.
    pub(crate) fn open_handle(&mut self, key: Key) -> Option<&mut Handle> {
        self.handles.get_mut(key).filter(|handle| !handle.closing)
    }

    /// Marks a handle active or not and keeps the count of what holds the loop alive.
    pub(crate) fn set_active(&mut self, key: Key, active: bool) {
        if let Some(handle) = self.handles.get_mut(key)
            && handle.active != active
        {
            handle.active = active;
            if handle.has_ref {
                if active { self.active_refs += 1 } else { self.active_refs -= 1 }
            }
        }
    }

    fn set_ref(&mut self, key: Key, has_ref: bool) {
        if let Some(handle) = self.handles.get_mut(key)
            && handle.has_ref != has_ref
        {
            handle.has_ref = has_ref;
            if handle.active {
                if has_ref { self.active_refs += 1 } else { self.active_refs -= 1 }
            }
        }
    }
}

impl Loop {
    /// Lets an active handle keep the loop alive (the state a handle is made in). Nothing happens when it is closed.
    pub fn ref_handle(&self, id: impl Into<HandleId>) {
        self.state().set_ref(id.into().0, true);
    }

    /// Stops a handle from keeping the loop alive; its callback is still called while the loop runs. Nothing happens when
    /// it is closed.
    pub fn unref_handle(&self, id: impl Into<HandleId>) {
        self.state().set_ref(id.into().0, false);
    }

    /// Whether the handle keeps the loop alive while it is active. False once it is closed.
    pub fn has_ref(&self, id: impl Into<HandleId>) -> bool {
        self.state().handles.get(id.into().0).is_some_and(|handle| handle.has_ref)
    }

    /// Whether the handle is started. False once it is closing.
    pub fn is_active(&self, id: impl Into<HandleId>) -> bool {
        self.state().handles.get(id.into().0).is_some_and(|handle| handle.active)
    }

    /// Whether the handle is closing or closed.
    pub fn is_closing(&self, id: impl Into<HandleId>) -> bool {
        self.state().handles.get(id.into().0).is_none_or(|handle| handle.closing)
    }

    /// Stops a handle at once and gives it up: `on_close` is called in the closing phase, after which the id names
    /// nothing. A closing handle keeps the loop alive until then, referenced or not. Handles closed in one turn get their
    /// callbacks last closed first, as in libuv.
    ///
    /// Returns false, and drops `on_close` uncalled, when the handle was closing or closed already.
    pub fn close(&self, id: impl Into<HandleId>, on_close: impl FnOnce(&Loop) + 'static) -> bool {
        self.close_key(id.into().0, Some(Box::new(on_close)))
    }

    /// Closes every handle that is not closing yet, without a callback. For the end of an environment: followed by a
    /// [`run`](Self::run), it leaves a loop without handles.
    pub fn close_all(&self) {
        let keys: Vec<Key> = self.state().handles.iter().map(|(key, _)| key).collect();
        for key in keys {
            self.close_key(key, None);
        }
    }

    fn close_key(&self, key: Key, on_close: Option<OnceCallback>) -> bool {
        self.flush_before_close(key);
        let mut state = self.state();
        let Some(handle) = state.open_handle(key) else {
            drop(state);
            drop(on_close);
            return false;
        };
        match &handle.body {
            Body::Timer(_) => state.stop_timer(key),
            Body::Watch(watched, _) => {
                let watched = *watched;
                state.stop_watch(watched, key);
            }
            Body::Async(body) => {
                body.0.close();
                state.set_active(key, false);
            }
            Body::Poll(_) => self.forget_poll(&mut state, key),
            Body::Signal(_) => state.stop_signal(key),
            Body::FsWatch(_) => state.stop_fs_watch(key),
            Body::Process(_) => self.forget_process(&mut state, key),
            Body::Stream(_, core) => {
                let core = core.clone();
                self.forget_poll(&mut state, key);
                core.release();
            }
            Body::Datagram(_, core) => {
                let core = core.clone();
                self.forget_poll(&mut state, key);
                core.release();
            }
        }
        if let Some(handle) = state.handles.get_mut(key) {
            handle.closing = true;
        }
        state.closing.push((key, on_close));
        true
    }

    /// Gives a handle the name it is listed under, for example the resource type that Node reports for it.
    pub fn set_label(&self, id: impl Into<HandleId>, label: &'static str) {
        let mut state = self.state();
        let place = state.label(label);
        if let Some(handle) = state.handles.get_mut(id.into().0) {
            handle.label = place;
        }
    }

    /// The handles that are started, in no particular order.
    pub fn active_handles(&self) -> Vec<HandleInfo> {
        let state = self.state();
        let active = state.handles.iter().filter(|(_, handle)| handle.active);
        active
            .map(|(key, handle)| {
                let kind = handle.body.kind();
                let label = state.labels.get(usize::from(handle.label)).copied().unwrap_or(kind.name());
                HandleInfo { id: HandleId(key), kind, label, has_ref: handle.has_ref }
            })
            .collect()
    }

    /// How many started handles keep the loop alive.
    pub fn active_handle_count(&self) -> usize {
        self.state().active_refs
    }

    /// How many handles exist, stopped and closing ones included.
    pub fn handle_count(&self) -> usize {
        self.state().handles.len()
    }
}
