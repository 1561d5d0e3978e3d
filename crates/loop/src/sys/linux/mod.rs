//! Linux: epoll for readiness, eventfd for wake-ups, sigaction for signals, CLOCK_MONOTONIC for time.

mod clock;
mod epoll;
mod eventfd;
mod signal;

pub(crate) use clock::monotonic_nanos;
pub(crate) use epoll::{Epoll, EventBuffer};
#[cfg(not(loom))]
pub(crate) use eventfd::Waker;
pub(crate) use signal::SignalSet;
