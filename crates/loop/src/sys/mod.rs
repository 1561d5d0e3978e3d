//! What is particular to an operating system. The only folder of this crate that holds `unsafe`.
//!
//! Both platforms offer the same names: `Epoll`, `Waker`, `EventBuffer`, `SignalSet`, `monotonic_nanos`, and for children
//! `spawn`, `Child`, `try_reap`, `kill`.

mod close;
mod region;
pub(crate) use close::close;
pub(crate) use region::Region;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::*;

#[cfg(not(target_os = "linux"))]
mod unsupported;
#[cfg(not(target_os = "linux"))]
pub(crate) use unsupported::*;
