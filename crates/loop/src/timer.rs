//! Timers: a handle that is called in the timers phase once its time has come, and again every `repeat` milliseconds.
//!
//! A phase calls the timers that were armed and due when it began, each once. A timer armed by a callback of the phase
//! gets a later `order` and a due time that is not earlier, so it stands behind all of them in the heap: reaching it ends
//! the phase, and a timer of 0 ms that re-arms itself cannot keep the loop from its other phases.

use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::{Body, Callback};
use crate::heap::Entry;
use crate::id::TimerId;
use crate::slab::Key;
use crate::state::State;
use std::rc::Rc;

pub(crate) struct TimerBody {
    due: u64,
    repeat: u64,
    started: bool,
    callback: Callback,
}

impl State {
    fn timer(&mut self, id: TimerId) -> Result<&mut TimerBody> {
        match self.open_handle(id.0) {
            Some(handle) => match &mut handle.body {
                Body::Timer(timer) => Ok(timer),
                _ => Err(LoopError::Closed),
            },
            None => Err(LoopError::Closed),
        }
    }

    fn arm(&mut self, key: Key, due: u64) {
        self.timers.remove(key);
        let order = self.timer_order;
        self.timer_order += 1;
        self.timers.insert(Entry { due, order, key });
        self.set_active(key, true);
    }

    pub(crate) fn stop_timer(&mut self, key: Key) {
        self.timers.remove(key);
        self.set_active(key, false);
    }

    /// Takes the next timer that is due at `phase_now` and was armed before the phase, and arms it again if it repeats.
    fn take_due(&mut self, phase_now: u64, armed_before: u64, now: u64) -> Option<(Key, Callback)> {
        let next = self.timers.peek()?;
        if next.due > phase_now || next.order >= armed_before {
            return None;
        }
        let key = next.key;
        let Ok(timer) = self.timer(TimerId(key)) else {
            // Closing removes a timer from the heap, so an entry always has its handle.
            unreachable!("an armed timer without a handle");
        };
        let callback = timer.callback.clone();
        let repeat = timer.repeat;
        if repeat > 0 {
            timer.due = now.saturating_add(repeat);
            let due = timer.due;
            self.arm(key, due);
        } else {
            self.stop_timer(key);
        }
        Some((key, callback))
    }
}

impl Loop {
    /// Makes a timer, stopped. `callback` is kept until the timer is closed; starting it again allocates nothing.
    pub fn new_timer(&self, callback: impl Fn(&Loop, TimerId) + 'static) -> TimerId {
        let callback: Callback = Rc::new(move |lp: &Loop, key| callback(lp, TimerId(key)));
        let body = TimerBody { due: 0, repeat: 0, started: false, callback };
        TimerId(self.state().add_handle(Body::Timer(Box::new(body))))
    }

    /// Arms the timer to be due `timeout` milliseconds after [`now`](Self::now), then every `repeat` milliseconds if that
    /// is not 0. An armed timer is moved. A sum past the end of time means never.
    ///
    /// # Errors
    /// [`LoopError::Closed`].
    pub fn timer_start(&self, id: TimerId, timeout: u64, repeat: u64) -> Result<()> {
        let due = self.now().saturating_add(timeout);
        let mut state = self.state();
        let timer = state.timer(id)?;
        timer.due = due;
        timer.repeat = repeat;
        timer.started = true;
        state.arm(id.0, due);
        Ok(())
    }

    /// Disarms the timer, also one that is due but not called yet. Nothing happens when it is not armed or closed.
    pub fn timer_stop(&self, id: TimerId) {
        let mut state = self.state();
        if state.timer(id).is_ok() {
            state.stop_timer(id.0);
        }
    }

    /// Arms a repeating timer anew, to be due one repeat from now; leaves a timer without repeat as it is.
    ///
    /// # Errors
    /// [`LoopError::InvalidState`] when it was never started, [`LoopError::Closed`].
    pub fn timer_again(&self, id: TimerId) -> Result<()> {
        let now = self.now();
        let mut state = self.state();
        let timer = state.timer(id)?;
        if !timer.started {
            return Err(LoopError::InvalidState);
        }
        if timer.repeat > 0 {
            timer.due = now.saturating_add(timer.repeat);
            let due = timer.due;
            state.arm(id.0, due);
        }
        Ok(())
    }

    /// Sets the repeat in milliseconds (0: none). It counts from the next time the timer is due or
    /// [`timer_again`](Self::timer_again) is called.
    ///
    /// # Errors
    /// [`LoopError::Closed`].
    pub fn timer_set_repeat(&self, id: TimerId, repeat: u64) -> Result<()> {
        self.state().timer(id)?.repeat = repeat;
        Ok(())
    }

    /// The repeat in milliseconds; 0 for none or a closed timer.
    pub fn timer_repeat(&self, id: TimerId) -> u64 {
        self.state().timer(id).map_or(0, |timer| timer.repeat)
    }

    /// Milliseconds until the timer is due; 0 when it is due, was never started, or is closed.
    pub fn timer_due_in(&self, id: TimerId) -> u64 {
        let now = self.now();
        self.state().timer(id).map_or(0, |timer| timer.due.saturating_sub(now))
    }

    /// The timers phase.
    pub(crate) fn run_timers(&self) {
        let phase_now = self.now();
        let armed_before = self.state().timer_order;
        loop {
            let now = self.now();
            let due = self.state().take_due(phase_now, armed_before, now);
            let Some((key, callback)) = due else { return };
            callback(self, key);
        }
    }
}
