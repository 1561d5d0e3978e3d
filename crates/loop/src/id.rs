//! Ids of handles and requests: plain copies of a slab key, typed by kind so that the wrong one does not compile.

use crate::slab::Key;

/// Names a handle of any kind. Stays safe to use after the handle is closed: it then names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HandleId(pub(crate) Key);

impl HandleId {
    /// The id as one number, unique among all handles this loop ever makes (until 2^32 reuses of one slot).
    pub fn to_bits(self) -> u64 {
        self.0.to_bits()
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(pub(crate) Key);

        impl From<$name> for HandleId {
            fn from(id: $name) -> HandleId {
                HandleId(id.0)
            }
        }
    )*};
}

impl StreamId {
    /// The id as a number for JavaScript: never 0, and an integer of 31 bits as long as it can be.
    pub fn to_number(self) -> f64 {
        self.0.to_number()
    }

    /// The id of such a number. Any other number gives one that names nothing.
    pub fn from_number(number: f64) -> StreamId {
        StreamId(Key::from_number(number))
    }

    /// Where the stream is among the handles: small, and another open stream's never.
    pub fn index(self) -> u32 {
        self.0.index
    }
}

typed_ids! {
    /// Names a timer.
    TimerId;
    /// Names an idle handle.
    IdleId;
    /// Names a prepare handle.
    PrepareId;
    /// Names a check handle.
    CheckId;
    /// Names the loop's end of an async handle; the sender's end is [`AsyncHandle`](crate::AsyncHandle).
    AsyncId;
    /// Names a poll handle: readiness of one file descriptor.
    PollId;
    /// Names a watch handle of the file system.
    FsWatchId;
    /// Names a signal handle.
    SignalId;
    /// Names a child process.
    ProcessId;
    /// Names a stream: a socket, a pipe or a terminal.
    StreamId;
    /// Names a datagram socket.
    DatagramId;
}

/// Names a request: work on the pool, or an operation that an embedder announced with
/// [`Loop::start_request`](crate::Loop::start_request).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(pub(crate) Key);

/// Work on the pool is a request; the name says which role the id plays in a signature.
pub type WorkId = RequestId;
