//! Whether to wait awake for the answer to what the loop has sent. A peer on the same machine answers within the time that
//! falling asleep and being woken take, so that a conversation of small messages is twice as fast when one side stays awake
//! for a moment. It does so only after it has sent something, at most as long as a sleep costs, and as long as answers do
//! come that soon ([`Patience`] learns it). Meanwhile it gives way to whoever wants the processor, and when somebody did
//! there is no lookout for a while; nor with one processor for both, which would keep the peer from answering.
//!
//! Owner: the loop's thread. Must cost a loop that sends nothing no more than a branch per sleep.

use crate::event_loop::Loop;
use crate::pool::{LOOKOUT_NANOS, Patience};
use crate::sys::{Epoll, EventBuffer, monotonic_nanos};
use std::cell::{Cell, OnceCell, RefCell};

/// A sleep of so long would have been shorter than a lookout: the wake-up is a part of it.
const SHORT_SLEEP_NANOS: u64 = 100_000;

/// The processor was given to another thread when giving way took so long.
const GIVEN_AWAY_NANOS: u64 = 30_000;

/// For so long there is no lookout then.
const REST_NANOS: u64 = 200_000_000;

#[derive(Default)]
pub(crate) struct Answers {
    expected: Cell<bool>,
    patience: RefCell<Patience>,
    rests_until: Cell<u64>,
    has_processors: OnceCell<bool>,
}

impl Answers {
    /// Whether to look out before the sleep that is to begin now.
    pub(crate) fn pay(&self, now: u64) -> bool {
        self.expected.get()
            && self.patience.borrow().pays()
            && self.rests_until.get() <= now
            && *self.has_processors.get_or_init(has_processors)
    }

    /// A sleep ended, which took so long with the lookout before it.
    pub(crate) fn learn(&self, nanos: u64) {
        if self.expected.replace(false) {
            let mut patience = self.patience.borrow_mut();
            let soon = if patience.pays() { LOOKOUT_NANOS } else { SHORT_SLEEP_NANOS };
            patience.learn(nanos < soon);
        }
    }

    /// Asks the kernel for events again and again until there are any, or letters, or the time is over. False when it is
    /// over.
    pub(crate) fn look_out(
        &self,
        epoll: &Epoll,
        events: &mut EventBuffer,
        began: u64,
        has_letters: impl Fn() -> bool,
    ) -> bool {
        let mut before = began;
        loop {
            epoll.wait(events, Some(0), 0);
            if events.len() > 0 || has_letters() {
                return true;
            }
            std::thread::yield_now();
            let now = monotonic_nanos();
            if now - before > GIVEN_AWAY_NANOS {
                self.rests_until.set(now + REST_NANOS);
                return false;
            }
            if now - began >= LOOKOUT_NANOS {
                return false;
            }
            before = now;
        }
    }
}

/// Several processors that this process may use: not pinned to one, and no quota below two.
fn has_processors() -> bool {
    std::thread::available_parallelism().is_ok_and(|count| count.get() > 1)
}

impl Loop {
    /// Something small was sent whose answer may come soon: before its next sleep the loop may look out for it.
    pub fn expect_answer(&self) {
        self.answers().expected.set(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quick_answers_to_something_sent_are_looked_out_for() {
        let answers = Answers { has_processors: OnceCell::from(true), ..Answers::default() };
        for _ in 0..100 {
            assert!(!answers.pay(0));
            answers.learn(1000);
        }
        for _ in 0..4 {
            answers.expected.set(true);
            assert!(!answers.pay(0));
            answers.learn(SHORT_SLEEP_NANOS - 1);
        }
        assert!(!answers.pay(0));
        answers.expected.set(true);
        assert!(answers.pay(0));
        answers.rests_until.set(1);
        assert!(!answers.pay(0));
        assert!(answers.pay(1));
        answers.learn(LOOKOUT_NANOS);
        answers.expected.set(true);
        assert!(!answers.pay(1));
    }

    #[test]
    fn one_processor_is_left_to_the_peer() {
        let answers = Answers { has_processors: OnceCell::from(false), ..Answers::default() };
        for _ in 0..20 {
            answers.expected.set(true);
            assert!(!answers.pay(0));
            answers.learn(0);
        }
    }
}
