//! Poll handles: readiness of one file descriptor, level-triggered.
//!
//! The fd belongs to the caller, who must [stop](crate::Loop::poll_stop) or close the handle before closing the fd. What
//! the kernel watches follows what is wanted: the first start registers at once, so that its error is the caller's;
//! further changes are written down and handed to the kernel once, right before the poll, so that pausing and resuming
//! within a turn costs nothing, nor does pausing at all until there is something to read; a stop unregisters at once, so
//! that the number is free for reuse when it returns.

use crate::datagram::DatagramCore;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::Body;
use crate::id::PollId;
use crate::slab::Key;
use crate::state::State;
use crate::stream::StreamCore;
use std::ops::BitOr;
use std::os::fd::RawFd;
use std::rc::Rc;

/// What a poll handle waits for: a set, joined with `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interest(u8);

impl Interest {
    /// Nothing: the handle is paused.
    pub const NONE: Interest = Interest(0);
    /// Reading would not block.
    pub const READABLE: Interest = Interest(1);
    /// Writing would not block.
    pub const WRITABLE: Interest = Interest(2);
    /// Priority data, or an event of a file in sysfs.
    pub const PRIORITY: Interest = Interest(4);
    /// The other end stopped writing.
    pub const DISCONNECT: Interest = Interest(8);

    /// Whether all of `other` is in the set.
    pub fn contains(self, other: Interest) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the kernel must be told of a change to `wanted`: of more always, of less when it would report at once
    /// what nobody wants. That a fd need not be reported readable is told once the kernel does so, which for one that is
    /// paused and resumed is often never.
    fn must_become(self, wanted: Interest) -> bool {
        !self.contains(wanted) || (self.0 & !wanted.0) & !Interest::READABLE.0 != 0
    }

    /// Whether the set is empty.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Interest {
    type Output = Interest;
    fn bitor(self, other: Interest) -> Interest {
        Interest(self.0 | other.0)
    }
}

/// What a poll handle reports: a set. The first four are those that were asked for; errors and hang-ups are reported
/// unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Readiness(u8);

impl Readiness {
    /// Nothing.
    pub const NONE: Readiness = Readiness(0);
    /// Reading would not block: there are data, the end, or an error to be read.
    pub const READABLE: Readiness = Readiness(1);
    /// Writing would not block, if only because it would fail.
    pub const WRITABLE: Readiness = Readiness(2);
    /// Priority data.
    pub const PRIORITY: Readiness = Readiness(4);
    /// The other end stopped writing.
    pub const DISCONNECT: Readiness = Readiness(8);
    /// The fd is in error, or the kernel no longer watches it.
    pub const ERROR: Readiness = Readiness(16);
    /// Both directions are closed.
    pub const HANGUP: Readiness = Readiness(32);

    /// Whether all of `other` is in the set.
    pub fn contains(self, other: Readiness) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether a read is worth trying.
    pub fn is_readable(self) -> bool {
        self.contains(Readiness::READABLE)
    }

    /// Whether a write is worth trying.
    pub fn is_writable(self) -> bool {
        self.contains(Readiness::WRITABLE)
    }

    /// Whether this holds something that `wanted` does not cover, so that the kernel would go on reporting it.
    fn exceeds(self, wanted: Interest) -> bool {
        let trouble = Readiness::ERROR.0 | Readiness::HANGUP.0;
        self.0 & !wanted.0 & !trouble != 0 || (wanted.is_none() && self.0 != 0)
    }

    /// What of this concerns a handle with that interest. An error or hang-up also counts as the readiness that was asked
    /// for, so that the caller's read or write meets it and learns its errno.
    fn for_interest(self, interest: Interest) -> Readiness {
        let trouble = Readiness::ERROR.0 | Readiness::HANGUP.0;
        let mut bits = self.0 & (interest.0 | trouble);
        if self.0 & trouble != 0 {
            bits |= interest.0 & (Interest::READABLE.0 | Interest::WRITABLE.0);
        }
        Readiness(bits)
    }
}

impl BitOr for Readiness {
    type Output = Readiness;
    fn bitor(self, other: Readiness) -> Readiness {
        Readiness(self.0 | other.0)
    }
}

pub(crate) type PollCallback = Rc<dyn Fn(&Loop, PollId, Readiness)>;

/// What a handle waits for on its fd, and what the kernel knows of that. One per connection, so it is small.
pub(crate) struct Polled {
    fd: RawFd,
    wanted: Interest,
    /// What the kernel watches for this handle, if `is_registered`: it does not know the fd otherwise.
    registered: Interest,
    is_registered: bool,
    /// Whether the handle is on the list of changes for the next poll.
    changed: bool,
    /// Whether the kernel reported something that is no longer wanted.
    unwanted: bool,
}

impl Polled {
    pub(crate) fn new(fd: RawFd) -> Self {
        Polled {
            fd,
            wanted: Interest::NONE,
            registered: Interest::NONE,
            is_registered: false,
            changed: false,
            unwanted: false,
        }
    }

    fn registered(&self) -> Option<Interest> {
        self.is_registered.then_some(self.registered)
    }
}

/// Who is told that an fd is ready.
enum Target {
    Callback(PollCallback),
    Stream(Rc<StreamCore>),
    Datagram(Rc<DatagramCore>),
}

impl Target {
    fn tell(&self, lp: &Loop, id: PollId, ready: Readiness) {
        match self {
            Target::Callback(callback) => callback(lp, id, ready),
            Target::Stream(core) => core.on_ready(lp, ready),
            Target::Datagram(core) => core.on_ready(lp, ready),
        }
    }
}

/// Which handle the kernel reports an fd to, by the handle's index. Fds are small numbers, so this is a table in chunks.
#[derive(Default)]
pub(crate) struct PollFds {
    chunks: Vec<Option<Box<[u32; FDS_OF_CHUNK]>>>,
}

const FDS_OF_CHUNK: usize = 512;
const NOBODY: u32 = u32::MAX;

impl PollFds {
    fn get(&self, fd: RawFd) -> Option<u32> {
        let fd = usize::try_from(fd).ok()?;
        let index = self.chunks.get(fd / FDS_OF_CHUNK)?.as_ref()?[fd % FDS_OF_CHUNK];
        (index != NOBODY).then_some(index)
    }

    fn set(&mut self, fd: RawFd, index: u32) {
        let Ok(fd) = usize::try_from(fd) else { return };
        if self.chunks.len() <= fd / FDS_OF_CHUNK {
            self.chunks.resize_with(fd / FDS_OF_CHUNK + 1, || None);
        }
        let chunk = self.chunks[fd / FDS_OF_CHUNK].get_or_insert_with(|| Box::new([NOBODY; FDS_OF_CHUNK]));
        chunk[fd % FDS_OF_CHUNK] = index;
    }
}

impl State {
    fn poll(&mut self, key: Key) -> Option<&mut Polled> {
        self.open_handle(key)?.body.polled()
    }

    /// As [`poll`](Self::poll), with whom to tell.
    fn poll_target(&mut self, key: Key) -> Option<(&mut Polled, Target)> {
        match &mut self.open_handle(key)?.body {
            Body::Poll(body) => Some((&mut body.0, Target::Callback(body.1.clone()))),
            Body::Stream(polled, core) => Some((polled, Target::Stream(core.clone()))),
            Body::Datagram(polled, core) => Some((polled, Target::Datagram(core.clone()))),
            _ => None,
        }
    }
}

impl Loop {
    /// Makes a poll handle for an open fd, stopped. The callback may be called without need (another callback of the
    /// turn used up what was ready), so the fd should be non-blocking and `EAGAIN` be expected.
    pub fn new_poll(&self, fd: RawFd, callback: impl Fn(&Loop, PollId, Readiness) + 'static) -> PollId {
        PollId(self.state().add_handle(Body::Poll(Box::new((Polled::new(fd), Rc::new(callback))))))
    }

    /// Starts waiting for `interest`, or changes what is waited for. [`Interest::NONE`] pauses the handle: it is not
    /// active, but still tied to its fd; use [`poll_stop`](Self::poll_stop) before closing the fd.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; [`LoopError::Os`] with `EPERM` for an fd that cannot be polled (a regular file), `EBADF`,
    /// `EEXIST` when another handle waits on the same fd.
    pub fn poll_start(&self, id: PollId, interest: Interest) -> Result<()> {
        let key = id.0;
        let mut state = self.state();
        let poll = state.poll(key).ok_or(LoopError::Closed)?;
        match poll.registered() {
            None if interest.is_none() => return Ok(()),
            None => {
                let fd = poll.fd;
                self.epoll().add(fd, key.to_bits(), interest).map_err(|e| LoopError::from_errno("epoll_ctl", e))?;
                poll.wanted = interest;
                poll.registered = interest;
                poll.is_registered = true;
                let displaced = state.poll_fds.get(fd).and_then(|index| state.handles.key_at(index));
                state.poll_fds.set(fd, key.index);
                state.set_active(key, true);
                drop(state);
                if let Some(other) = displaced {
                    // The kernel took the fd as new, so the other handle's file is gone: it was closed while polled.
                    self.poll_lost(other);
                }
            }
            Some(registered) => {
                poll.wanted = interest;
                if registered != interest && !poll.changed {
                    poll.changed = true;
                    state.poll_changes.push(key);
                }
                state.set_active(key, !interest.is_none());
            }
        }
        Ok(())
    }

    /// Stops waiting. After it returns the loop has nothing to do with the fd. Nothing happens when the handle is stopped
    /// or closed.
    pub fn poll_stop(&self, id: PollId) {
        let mut state = self.state();
        self.forget_poll(&mut state, id.0);
    }

    /// Gives a stream's handle its fd, before it is first started.
    pub(crate) fn set_poll_fd(&self, id: PollId, fd: RawFd) {
        if let Some(poll) = self.state().poll(id.0) {
            debug_assert!(!poll.is_registered, "the fd of a polled handle does not change");
            poll.fd = fd;
        }
    }

    /// Whether a handle waits on that fd.
    pub(crate) fn is_polled(&self, fd: RawFd) -> bool {
        self.state().poll_fds.get(fd).is_some()
    }

    /// The fd of a handle that is not closed.
    pub fn poll_fd(&self, id: PollId) -> Option<RawFd> {
        self.state().poll(id.0).map(|poll| poll.fd)
    }

    /// Takes the fd out of the kernel's set. Its errors say that the fd was closed before, which takes it out as well.
    pub(crate) fn forget_poll(&self, state: &mut State, key: Key) {
        let Some(poll) = state.poll(key) else { return };
        poll.wanted = Interest::NONE;
        let fd = poll.fd;
        if std::mem::take(&mut poll.is_registered) {
            let _already_gone = self.epoll().delete(fd);
            state.poll_fds.set(fd, NOBODY);
        }
        state.set_active(key, false);
    }

    /// Hands the changes since the last poll to the kernel.
    pub(crate) fn apply_poll_changes(&self) {
        loop {
            let mut state = self.state();
            let Some(key) = state.poll_changes.pop() else { return };
            let Some(poll) = state.poll(key) else { continue };
            poll.changed = false;
            let unwanted = std::mem::take(&mut poll.unwanted);
            let (fd, wanted) = (poll.fd, poll.wanted);
            match poll.registered() {
                Some(registered) if unwanted || registered.must_become(wanted) => {
                    if wanted.is_none() {
                        self.forget_poll(&mut state, key);
                    } else if self.epoll().modify(fd, key.to_bits(), wanted).is_ok() {
                        poll.registered = wanted;
                    } else {
                        drop(state);
                        self.poll_lost(key);
                    }
                }
                _ => {}
            }
        }
    }

    /// The kernel no longer watches this handle's fd, because it was closed while polled. The handle is stopped and told,
    /// instead of waiting for ever.
    fn poll_lost(&self, key: Key) {
        let mut state = self.state();
        let Some((poll, target)) = state.poll_target(key) else { return };
        let fd = poll.fd;
        let ready = Readiness::ERROR.for_interest(poll.wanted);
        poll.wanted = Interest::NONE;
        poll.is_registered = false;
        if state.poll_fds.get(fd) == Some(key.index) {
            state.poll_fds.set(fd, NOBODY);
        }
        state.set_active(key, false);
        drop(state);
        self.defer(move |lp| {
            if !lp.is_closing(PollId(key)) {
                target.tell(lp, PollId(key), ready);
            }
        });
    }

    pub(crate) fn deliver_readiness(&self, key: Key, ready: Readiness) {
        let (target, ready) = {
            let mut state = self.state();
            let Some((poll, target)) = state.poll_target(key) else { return state.note_process_end(key) };
            let wanted = poll.wanted;
            if ready.exceeds(wanted) && !std::mem::replace(&mut poll.unwanted, true) && !poll.changed {
                poll.changed = true;
                state.poll_changes.push(key);
            }
            if wanted.is_none() {
                // Stopped or paused, perhaps by an earlier callback of this turn.
                return;
            }
            (target, ready.for_interest(wanted))
        };
        if ready != Readiness::NONE {
            target.tell(self, PollId(key), ready);
        }
    }
}
