//! What few streams ever have: writes that wait, a connect or a shutdown, a path, memory of the embedder's, transfers.
//! It is made when first needed, so that a connection on which nothing happens stays small. Must not hold what every read
//! or write asks for.

use super::connect::Connecting;
use super::gather::Run;
use super::read::ReadTarget;
use super::write::{Ending, Queued};
use crate::transfer::TransferCore;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::{Rc, Weak};

#[derive(Default)]
pub(super) struct Rare {
    /// An address that was in use when it was bound; listening or connecting reports it, as in libuv.
    pub(super) delayed_error: Cell<Option<i32>>,
    /// The file that binding made; it goes with the stream.
    pub(super) bound_path: RefCell<Option<PathBuf>>,
    pub(super) connecting: Connecting,
    /// Where reads go in place of slabs.
    pub(super) target: RefCell<Option<Rc<dyn ReadTarget>>>,
    pub(super) queue: RefCell<VecDeque<Queued>>,
    pub(super) queued_bytes: Cell<usize>,
    /// How bulk writes went.
    pub(super) run: Cell<Run>,
    pub(super) ending: RefCell<Option<Ending>>,
    /// Bytes of a transfer that the stream is to get next.
    pub(super) held: Cell<usize>,
    /// The transfers that this stream is the source and the sink of.
    pub(super) outgoing: RefCell<Weak<TransferCore>>,
    pub(super) incoming: RefCell<Weak<TransferCore>>,
}

impl Rare {
    pub(super) fn writes_wait(&self) -> bool {
        !self.queue.borrow().is_empty()
    }

    /// Bytes that are on their way to the system.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.queued_bytes.get() + self.held.get()
    }
}
