//! The loop's data: one struct in one `RefCell`, borrowed for the few lines that change it and never across a callback.

use crate::fs_watch::FsWatches;
use crate::handle::{Handle, OnceCallback};
use crate::heap::TimerHeap;
use crate::mailbox::Letter;
use crate::poll::PollFds;
use crate::request::Request;
use crate::slab::{Key, Slab};
use crate::sys::{EventBuffer, SignalSet};
use crate::watch::WatchList;
use std::collections::VecDeque;

pub(crate) struct State {
    pub(crate) handles: Slab<Handle>,
    /// Handles that are active and referenced.
    pub(crate) active_refs: usize,
    /// Handles that are closing with their close callbacks, in the order in which they were closed.
    pub(crate) closing: Vec<(Key, Option<OnceCallback>)>,
    /// The names that handles are listed under; they know them by their places.
    pub(crate) labels: Vec<&'static str>,
    pub(crate) requests: Slab<Request>,
    /// How many of the requests are work on the pool.
    pub(crate) works: usize,

    pub(crate) timers: TimerHeap,
    /// The order number that the next armed timer gets.
    pub(crate) timer_order: u64,

    pub(crate) pending: VecDeque<OnceCallback>,
    pub(crate) idle: WatchList,
    pub(crate) prepare: WatchList,
    pub(crate) check: WatchList,

    /// Which handle the kernel reports an fd to.
    pub(crate) poll_fds: PollFds,
    /// Handles whose interest the kernel does not know yet.
    pub(crate) poll_changes: Vec<Key>,
    pub(crate) events: EventBuffer,
    /// Letters collected from the mailbox and not opened yet.
    pub(crate) letters: VecDeque<Letter>,

    /// Made by the first watch handle that is started.
    pub(crate) fs_watches: Option<FsWatches>,

    /// Made by the first signal handle that is started.
    pub(crate) signal_set: Option<SignalSet>,
    /// Started signal handles with their numbers, in the order of their start.
    pub(crate) signal_handles: Vec<(i32, Key)>,

    /// Processes whose pidfds became readable in this turn.
    pub(crate) ended_processes: Vec<Key>,
}

impl State {
    pub(crate) fn new() -> Self {
        State {
            handles: Slab::new(),
            active_refs: 0,
            closing: Vec::new(),
            labels: Vec::new(),
            requests: Slab::new(),
            works: 0,
            timers: TimerHeap::new(),
            timer_order: 0,
            pending: VecDeque::new(),
            idle: WatchList::default(),
            prepare: WatchList::default(),
            check: WatchList::default(),
            poll_fds: PollFds::default(),
            poll_changes: Vec::new(),
            events: EventBuffer::empty(),
            letters: VecDeque::new(),
            fs_watches: None,
            signal_set: None,
            signal_handles: Vec::new(),
            ended_processes: Vec::new(),
        }
    }
}
