//! Stream handles: TCP and unix sockets, pipes and terminals. Reading, writing, connecting and accepting on one file
//! descriptor, with the order of events that libuv gives.
//!
//! A stream is a handle like any other (active, referenced, closing), and what it owes an answer for (a connect, a write
//! that did not fit, a shutdown) is a request, so that both keep the loop alive as Node's do. Its embedder is told by a
//! [`StreamEvents`], which is called from the loop and never from within a call that it made.
//!
//! # Readiness
//!
//! Level-triggered, on paper: a connection costs one `epoll_ctl` to be watched and none per read or write. Writes are
//! tried first; only one that does not fit asks for writability, which is handed to the kernel before the next poll
//! together with all other changes, and taken back once the queue is empty: two calls per time that the peer was slower
//! than the socket's buffer. Stopping to read changes nothing until the kernel reports bytes that nobody wants. Edges
//! would save those two calls, and cost a state per direction, reads until `EAGAIN`, and bytes left behind urgent data.
//!
//! # Closing
//!
//! The fd is closed at once. In the closing phase, what is still owed gets `ECANCELED` in the order connect, writes,
//! shutdown; then the close callback is called.

mod accept;
mod address;
mod connect;
mod core;
mod gather;
mod name;
mod options;
mod rare;
mod read;
mod slab_pool;
mod write;

pub use self::core::{StreamEvents, StreamKind};
pub use address::{Address, BindOptions};
pub use name::{index_of_interface, name_of_interface};
pub use options::KeepAlive;
pub use read::{ReadTarget, Received};
pub use slab_pool::{BULK_LENGTH, Chunk, SLAB_LENGTH, Slab, SlabCounts};
pub use write::WriteData;

pub(crate) use self::core::StreamCore;
pub(crate) use accept::Reserve;
pub(crate) use gather::Gathering;
pub(crate) use slab_pool::{Expected, SlabPool};
