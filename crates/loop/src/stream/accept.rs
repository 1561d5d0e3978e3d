//! Listening, and accepting in batches.

use super::address::Address;
use super::core::{StreamCore, StreamKind};
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::StreamId;
use rustix::net::SocketFlags;
use std::cell::Cell;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::rc::Rc;

/// Connections taken from one listener before others have their turn.
const ACCEPTS_PER_EVENT: usize = 64;

/// Connections turned away in one go when the process has no descriptor left.
const REFUSALS_PER_EVENT: usize = 1024;

/// Milliseconds that a listener looks away when it can neither accept what waits nor turn it away.
const REST: u64 = 50;

#[derive(Default)]
pub(super) struct Listening {
    wanted: Cell<bool>,
    /// Looks away for a while.
    resting: Cell<bool>,
}

impl Listening {
    pub(super) fn wanted(&self) -> bool {
        self.wanted.get() && !self.resting.get()
    }

    pub(super) fn stop(&self) {
        self.wanted.set(false);
    }
}

/// A descriptor kept for the moment when there is no other: it is closed so that waiting connections can be accepted and
/// closed, instead of being reported as ready again and again.
pub(crate) type Reserve = Cell<Option<OwnedFd>>;

fn new_reserve() -> Option<OwnedFd> {
    use rustix::fs::{Mode, OFlags, open};
    open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok()
}

impl StreamCore {
    pub(super) fn accept_ready(self: &Rc<Self>, lp: &Loop) {
        for _ in 0..ACCEPTS_PER_EVENT {
            if !self.listening.wanted() {
                return;
            }
            let accepted =
                self.with_fd("accept", |fd| rustix::net::accept_with(fd, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK));
            match accepted.map_err(|error| error.errno()) {
                Ok(connection) => self.events.on_connection(lp, self.id(), Ok(connection)),
                Err(libc::EAGAIN) => return,
                // The peer gave up while it waited, or the call was interrupted: the next one may be fine.
                Err(libc::ECONNABORTED | libc::EPROTO | libc::EINTR) => {}
                Err(libc::EMFILE | libc::ENFILE) => return self.refuse_waiting(lp),
                Err(errno) => return self.events.on_connection(lp, self.id(), Err(errno)),
            }
        }
    }

    /// Out of descriptors: turns the waiting connections away, so that their peers see the end instead of waiting.
    fn refuse_waiting(self: &Rc<Self>, lp: &Loop) {
        let reserve = lp.reserve();
        let mut refused = 0;
        if let Some(kept) = reserve.take() {
            drop(kept);
            for _ in 0..REFUSALS_PER_EVENT {
                let accepted = self.with_fd("accept", |fd| rustix::net::accept_with(fd, SocketFlags::CLOEXEC));
                match accepted.map_err(|error| error.errno()) {
                    Ok(connection) => drop(connection),
                    Err(libc::ECONNABORTED | libc::EPROTO | libc::EINTR) => {}
                    Err(_) => break,
                }
                refused += 1;
            }
            reserve.set(new_reserve());
        }
        if refused == 0 {
            // Somebody else was faster to take what was kept.
            self.rest(lp);
        }
    }

    /// Looks away for a while, since the kernel would report the same connections again and again.
    fn rest(self: &Rc<Self>, lp: &Loop) {
        self.listening.resting.set(true);
        self.relax_interest(lp);
        let core = Rc::downgrade(self);
        let clock = lp.new_timer(move |lp, clock| {
            lp.close(clock, |_| {});
            let Some(core) = core.upgrade().filter(|core| !core.closed()) else { return };
            let reserve = lp.reserve();
            let kept = reserve.take().or_else(new_reserve);
            reserve.set(kept);
            core.listening.resting.set(false);
            core.relax_interest(lp);
        });
        if !lp.has_ref(self.id()) {
            lp.unref_handle(clock);
        }
        let armed = lp.timer_start(clock, REST, 0);
        debug_assert!(armed.is_ok(), "a new timer can be started: {armed:?}");
    }
}

impl Loop {
    /// Starts accepting; each connection is one call of `on_connection`.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; the error that binding put off; what the system says, `EINVAL` for a path that is not bound.
    pub fn stream_listen(&self, id: StreamId, backlog: i32) -> Result<()> {
        let core = self.stream(id)?;
        if let Some(errno) = core.rare().and_then(|rare| rare.delayed_error.take()) {
            return Err(LoopError::os("listen", errno));
        }
        if core.closed() {
            if core.kind != StreamKind::Tcp {
                return Err(LoopError::os("listen", libc::EINVAL));
            }
            // The system chooses the address, as in libuv.
            let any = Address::Internet(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
            self.adopt_fd(&core, any.make_socket()?)?;
        }
        core.with_fd("listen", |fd| rustix::net::listen(fd, backlog))?;
        let reserve = self.reserve();
        let kept = reserve.take().or_else(new_reserve);
        reserve.set(kept);
        core.listening.wanted.set(true);
        core.update_interest(self).inspect_err(|_| core.listening.stop())
    }
}
