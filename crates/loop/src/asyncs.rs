//! Async handles: the way for another thread to have a callback called on the loop's thread.
//!
//! The two ends share one flag. `pending` is true from the send that posted a letter until the loop opens it; sends in
//! between are one with it. The loop turns the flag off before it calls back, so a send during the callback posts again.

use crate::event_loop::Loop;
use crate::handle::{Body, Callback};
use crate::id::AsyncId;
use crate::mailbox::{Letter, Mailbox};
use crate::slab::Key;
use crate::sync::{Arc, AtomicBool, Ordering};
use std::rc::Rc;
use std::sync::OnceLock;

pub(crate) struct AsyncShared {
    /// Set once, right after the handle got its place in the slab and before the sender's end is given out.
    id: OnceLock<AsyncId>,
    pending: AtomicBool,
    closed: AtomicBool,
    mailbox: Arc<Mailbox>,
}

impl AsyncShared {
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Called on the loop's thread when the letter is opened.
    pub(crate) fn begin_delivery(&self) {
        self.pending.store(false, Ordering::SeqCst);
    }
}

/// The sender's end of an async handle: may be cloned, sent to and used from any thread, and outlive the loop.
///
/// Not for signal handlers: sending may take a lock.
#[derive(Clone)]
pub struct AsyncHandle {
    shared: Arc<AsyncShared>,
}

impl AsyncHandle {
    /// Has the handle's callback called in the loop's next poll phase. Sends that come before the callback is called are
    /// one call; what a thread wrote before a send, the callback sees. Returns false when the handle or its loop is
    /// closed and nothing will be called.
    pub fn send(&self) -> bool {
        let shared = &*self.shared;
        if shared.closed.load(Ordering::Acquire) {
            return false;
        }
        if shared.pending.swap(true, Ordering::SeqCst) {
            return true;
        }
        match shared.id.get() {
            Some(id) => shared.mailbox.post(Letter::Async(*id)),
            None => false,
        }
    }
}

impl std::fmt::Debug for AsyncHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AsyncHandle").field("id", &self.shared.id.get()).finish_non_exhaustive()
    }
}

impl Loop {
    /// Makes an async handle. It is active from the start, so it keeps the loop alive until it is closed or
    /// [unreferenced](Self::unref_handle).
    pub fn new_async(&self, callback: impl Fn(&Loop, AsyncId) + 'static) -> (AsyncId, AsyncHandle) {
        let shared = Arc::new(AsyncShared {
            id: OnceLock::new(),
            pending: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            mailbox: self.mailbox().clone(),
        });
        let callback: Callback = Rc::new(move |lp: &Loop, key| callback(lp, AsyncId(key)));
        let mut state = self.state();
        let key = state.add_handle(Body::Async(Box::new((shared.clone(), callback))));
        state.set_active(key, true);
        shared.id.get_or_init(|| AsyncId(key));
        (AsyncId(key), AsyncHandle { shared })
    }

    pub(crate) fn deliver_async(&self, key: Key) {
        let callback = {
            let mut state = self.state();
            match state.open_handle(key).map(|handle| &handle.body) {
                Some(Body::Async(body)) => {
                    body.0.begin_delivery();
                    body.1.clone()
                }
                _ => return,
            }
        };
        callback(self, key);
    }
}
