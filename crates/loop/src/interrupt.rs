//! Waiting for a signal on a thread of its own, while the loop's thread is busy with code that the signal is to end.
//!
//! While an [`Interrupt`] stands, loops do not hear of its signal.

use std::time::{Duration, Instant};

use crate::error::{LoopError, Result};
use crate::sys::{SignalSet, Waker};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::os::fd::AsFd;

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The signal arrived.
    BySignal,
    /// The time is over.
    ByTime,
    /// [`Interrupt::stop`] was called.
    ByStop,
}

/// A claim on one signal. Any thread may wait and any thread may stop the wait.
pub struct Interrupt {
    set: SignalSet,
    stop: Waker,
}

impl Interrupt {
    /// Claims a signal until the value is dropped.
    ///
    /// # Errors
    /// [`LoopError::Os`] with `EINVAL` for a number that is no signal or cannot be caught.
    pub fn new(signum: i32) -> Result<Self> {
        let set = SignalSet::exclusive()?;
        let stop = Waker::new()?;
        set.want(signum)?;
        Ok(Interrupt { set, stop })
    }

    /// Waits for the signal, the stop or the end of `limit`.
    ///
    /// # Errors
    /// [`LoopError::Os`] when the system cannot wait.
    pub fn wait(&self, limit: Option<Duration>) -> Result<Woken> {
        let deadline = limit.map(|limit| Instant::now() + limit);
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let left =
                left.map(|left| Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) });
            let mut ends = [
                PollFd::from_borrowed_fd(self.stop.as_fd(), PollFlags::IN),
                PollFd::from_borrowed_fd(self.set.fd(), PollFlags::IN),
            ];
            match poll(&mut ends, left.as_ref()) {
                Ok(0) => return Ok(Woken::ByTime),
                // Code that has ended is not to be interrupted, even if the signal came as well.
                Ok(_) if !ends[0].revents().is_empty() => return Ok(Woken::ByStop),
                Ok(_) => return Ok(Woken::BySignal),
                Err(Errno::INTR) => {}
                Err(error) => return Err(LoopError::from_errno("poll", error)),
            }
        }
    }

    /// Ends the wait.
    pub fn stop(&self) {
        self.stop.wake();
    }
}
