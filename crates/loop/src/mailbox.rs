//! Letters from other threads to one loop: results of pool work and async sends, with one wake-up per batch.
//!
//! Shared between the loop's thread, which opens the letters in its poll phase, and any thread that posts. Invariants:
//! * `notified` is true exactly while the loop has not yet collected a batch that it was woken for. A poster wakes the
//!   loop only when it turns `notified` on, so a batch costs one write however many letters it has.
//! * The loop clears the wake-up before it collects. A letter posted in between is collected with this batch and leaves
//!   at most one wake-up that finds nothing; it is never missed.
//! * Once closed, letters are dropped by their poster, outside the lock.

use crate::error::Result;
use crate::id::{AsyncId, RequestId};
use crate::sync::{Mutex, lock};
use crate::wake::Waker;
use std::any::Any;
use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd};

/// What a thread has to say to a loop.
pub(crate) enum Letter {
    /// An async handle was sent to.
    Async(AsyncId),
    /// Work ended: with its result, or `None` when it was cancelled before it began.
    Work(RequestId, Option<Box<dyn Any + Send>>),
}

struct Inbox {
    letters: VecDeque<Letter>,
    notified: bool,
    closed: bool,
}

pub(crate) struct Mailbox {
    inbox: Mutex<Inbox>,
    waker: Waker,
}

impl Mailbox {
    pub(crate) fn new() -> Result<Self> {
        let inbox = Inbox { letters: VecDeque::new(), notified: false, closed: false };
        Ok(Mailbox { inbox: Mutex::new(inbox), waker: Waker::new()? })
    }

    /// Adds a letter; false when the loop is gone and the letter was dropped.
    pub(crate) fn post(&self, letter: Letter) -> bool {
        let mut inbox = lock(&self.inbox);
        if inbox.closed {
            drop(inbox);
            drop(letter);
            return false;
        }
        inbox.letters.push_back(letter);
        let wake = !std::mem::replace(&mut inbox.notified, true);
        drop(inbox);
        if wake {
            self.waker.wake();
        }
        true
    }

    /// Moves all letters behind those in `into`. Called by the loop's thread when the fd is readable.
    pub(crate) fn collect(&self, into: &mut VecDeque<Letter>) {
        self.waker.clear();
        let mut inbox = lock(&self.inbox);
        inbox.notified = false;
        if into.is_empty() {
            // The usual case: the two queues trade places and neither gives up its room.
            std::mem::swap(&mut inbox.letters, into);
        } else {
            into.append(&mut inbox.letters);
        }
    }

    /// Refuses further letters and drops those that were not collected.
    pub(crate) fn close(&self) {
        let mut inbox = lock(&self.inbox);
        inbox.closed = true;
        let undelivered = std::mem::take(&mut inbox.letters);
        drop(inbox);
        drop(undelivered);
    }

    #[cfg(loom)]
    pub(crate) fn sleep_until_woken(&self) {
        self.waker.sleep();
    }
}

impl AsFd for Mailbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.waker.as_fd()
    }
}
