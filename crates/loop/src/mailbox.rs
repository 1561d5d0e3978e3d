//! Letters from other threads to one loop: ends of pool work and async sends. The loop is woken only if it sleeps.
//!
//! Shared between the loop's thread, which opens the letters in its poll phase, and any thread that posts. `state` says who
//! has to do what:
//! * `AWAKE`: the loop runs and will look before it sleeps. A poster leaves its letter and `POSTED`.
//! * `POSTED`: letters wait, and the loop knows or will see. A poster leaves its letter only.
//! * `ASLEEP`: the loop waits in the kernel, or is about to. The one poster that turns this into `POSTED` wakes it.
//!
//! A batch thus costs at most one wake-up, and none while the loop is awake. The loop leaves `POSTED` before it collects: a
//! letter posted in between is collected with this batch and leaves at most one look that finds nothing; none is missed.
//! Once closed, letters are dropped by their poster, outside the lock.

use crate::error::Result;
use crate::id::{AsyncId, RequestId};
use crate::pool::{LongWait, Task};
use crate::sync::{AtomicU8, Mutex, Ordering, lock};
use crate::wake::Waker;
use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd};

/// What a thread has to say to a loop.
pub(crate) enum Letter {
    /// An async handle was sent to.
    Async(AsyncId),
    /// Work ended; without a result when it was cancelled before it began.
    Work(RequestId, Box<dyn Task>),
    /// Work of this loop waited long for a thread.
    LongWait(Box<LongWait>),
}

struct Inbox {
    letters: VecDeque<Letter>,
    closed: bool,
}

const AWAKE: u8 = 0;
const POSTED: u8 = 1;
const ASLEEP: u8 = 2;

pub(crate) struct Mailbox {
    inbox: Mutex<Inbox>,
    state: AtomicU8,
    waker: Waker,
}

impl Mailbox {
    pub(crate) fn new() -> Result<Self> {
        let inbox = Inbox { letters: VecDeque::new(), closed: false };
        Ok(Mailbox { inbox: Mutex::new(inbox), state: AtomicU8::new(AWAKE), waker: Waker::new()? })
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
        drop(inbox);
        // Whoever sees POSTED here got the lock before the loop that is to collect, or after a collection whose leaving
        // of POSTED it would have seen.
        if self.state.load(Ordering::Acquire) != POSTED && self.state.swap(POSTED, Ordering::AcqRel) == ASLEEP {
            self.waker.wake();
        }
        true
    }

    /// Whether there are letters to collect. Called by the loop's thread.
    pub(crate) fn has_letters(&self) -> bool {
        self.state.load(Ordering::Acquire) == POSTED
    }

    /// Says that the loop is about to wait for its fds; false when letters are there, and it must not. Called by the loop's
    /// thread, as are the following.
    pub(crate) fn fall_asleep(&self) -> bool {
        self.state.compare_exchange(AWAKE, ASLEEP, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// The end of what [`fall_asleep`](Self::fall_asleep) began, whatever ended it.
    pub(crate) fn wake_up(&self) {
        // Fails when it was a letter that did.
        let _either = self.state.compare_exchange(ASLEEP, AWAKE, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Moves all letters behind those in `into`.
    pub(crate) fn collect(&self, into: &mut VecDeque<Letter>) {
        self.state.swap(AWAKE, Ordering::AcqRel);
        let mut inbox = lock(&self.inbox);
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
