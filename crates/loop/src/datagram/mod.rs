//! Datagram handles: UDP sockets. Receiving and sending in batches, one system call for several messages, behind an
//! interface of single ones.
//!
//! As with streams, sends are tried at once and queued when the system takes no more; what is queued is a request, and an
//! embedder is told of it from the loop alone. A closed handle answers its queue with `ECANCELED` in the closing phase.

mod core;
mod options;
mod receive;
mod send;

pub use self::core::{DatagramEvents, DatagramOptions};
pub use options::MulticastTarget;

pub(crate) use self::core::DatagramCore;
pub(crate) use receive::{Arrival, Batch};
