//! Signal handles: a callback on the loop's thread for each arrival of a signal.
//!
//! Arrivals are counted by `sys` and handed out at the end of the poll phase, after all other events of the turn, so that
//! a callback that tears things down comes after the work that was ready. Signals of different numbers that arrive
//! within one turn are called in the order of their numbers, handles of one number in the order of their start.

use crate::error::{LoopError, Result};
use crate::event_loop::{Loop, SIGNALS_TOKEN};
use crate::handle::Body;
use crate::id::SignalId;
use crate::slab::Key;
use crate::state::State;
use crate::sys::SignalSet;
use std::rc::Rc;

type SignalCallback = Rc<dyn Fn(&Loop, SignalId, i32)>;

pub(crate) struct SignalBody {
    signum: i32,
    oneshot: bool,
    callback: SignalCallback,
}

impl State {
    fn signal(&mut self, key: Key) -> Option<&mut SignalBody> {
        match self.open_handle(key).map(|handle| &mut handle.body) {
            Some(Body::Signal(signal)) => Some(signal),
            _ => None,
        }
    }

    pub(crate) fn stop_signal(&mut self, key: Key) {
        let Some(position) = self.signal_handles.iter().position(|(_, other)| *other == key) else { return };
        let (signum, _) = self.signal_handles.remove(position);
        self.set_active(key, false);
        if !self.signal_handles.iter().any(|(other, _)| *other == signum)
            && let Some(set) = &self.signal_set
        {
            set.unwant(signum);
        }
    }
}

impl Loop {
    /// Makes a signal handle, stopped. The callback gets the signal's number.
    pub fn new_signal(&self, callback: impl Fn(&Loop, SignalId, i32) + 'static) -> SignalId {
        let body = SignalBody { signum: 0, oneshot: false, callback: Rc::new(callback) };
        SignalId(self.state().add_handle(Body::Signal(Box::new(body))))
    }

    /// Starts listening to a signal; a handle that listens to another one changes over. Any number of handles, on any
    /// number of loops, may listen to one signal; while any does, the signal has no other effect on the process. When the
    /// last one stops, the disposition from before the first one is put back.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; [`LoopError::Os`] with `EINVAL` for a number that is no signal or cannot be caught.
    pub fn signal_start(&self, id: SignalId, signum: i32) -> Result<()> {
        self.start_signal(id, signum, false)
    }

    /// As [`signal_start`](Self::signal_start), but the handle stops itself before its first call.
    ///
    /// # Errors
    /// As [`signal_start`](Self::signal_start).
    pub fn signal_start_oneshot(&self, id: SignalId, signum: i32) -> Result<()> {
        self.start_signal(id, signum, true)
    }

    fn start_signal(&self, id: SignalId, signum: i32, oneshot: bool) -> Result<()> {
        let key = id.0;
        let mut state = self.state();
        let signal = state.signal(key).ok_or(LoopError::Closed)?;
        let listening_to = signal.signum;
        if state.signal_handles.contains(&(listening_to, key)) {
            if listening_to == signum {
                if let Some(signal) = state.signal(key) {
                    signal.oneshot = oneshot;
                }
                return Ok(());
            }
            state.stop_signal(key);
        }
        if state.signal_set.is_none() {
            let set = SignalSet::new()?;
            self.epoll().add_own(set.fd(), SIGNALS_TOKEN)?;
            state.signal_set = Some(set);
        }
        if let Some(set) = &state.signal_set {
            set.want(signum)?;
        }
        if let Some(signal) = state.signal(key) {
            signal.signum = signum;
            signal.oneshot = oneshot;
        }
        state.signal_handles.push((signum, key));
        state.set_active(key, true);
        Ok(())
    }

    /// Stops listening. An arrival that was not handed out yet is lost to this handle. Nothing happens when the handle is
    /// stopped or closed.
    pub fn signal_stop(&self, id: SignalId) {
        let mut state = self.state();
        if state.signal(id.0).is_some() {
            state.stop_signal(id.0);
        }
    }

    /// Calls the handles of the signals that have arrived.
    pub(crate) fn deliver_signals(&self) {
        let mut calls: Vec<(i32, Key)> = Vec::new();
        {
            let state = self.state();
            let Some(set) = &state.signal_set else { return };
            set.take_arrived(|signum, times| {
                for _ in 0..times {
                    calls.extend(state.signal_handles.iter().filter(|(other, _)| *other == signum));
                }
            });
        }
        for (signum, key) in calls {
            let callback = {
                let mut state = self.state();
                if !state.signal_handles.contains(&(signum, key)) {
                    // Stopped by an earlier callback.
                    continue;
                }
                let Some(signal) = state.signal(key) else { continue };
                let callback = signal.callback.clone();
                if signal.oneshot {
                    state.stop_signal(key);
                }
                callback
            };
            callback(self, SignalId(key), signum);
        }
    }
}
