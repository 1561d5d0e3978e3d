//! Connecting, which is never answered from within the call that asks for it.

use super::address::Address;
use super::core::StreamCore;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::{RequestId, StreamId};
use rustix::io::Errno;
use std::cell::Cell;
use std::rc::Rc;

#[derive(Default)]
pub(super) struct Connecting {
    request: Cell<Option<RequestId>>,
    /// The kernel will tell; otherwise the answer is known and only owed.
    in_progress: Cell<bool>,
}

impl Connecting {
    pub(super) fn waits(&self) -> bool {
        self.in_progress.get()
    }
}

impl StreamCore {
    /// The kernel has an answer.
    pub(super) fn finish_connect(self: &Rc<Self>, lp: &Loop) {
        let result = self.with_fd("connect", |fd| rustix::net::sockopt::socket_error(fd));
        let result = match result {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Errno::INPROGRESS)) => return,
            Ok(Err(errno)) => Err(errno.raw_os_error()),
            Err(error) => Err(error.errno()),
        };
        self.make_rare().connecting.in_progress.set(false);
        self.relax_interest(lp);
        self.answer_connect(lp, result);
        if !self.closed() && !self.writes_wait() {
            self.try_shutdown(lp);
        }
    }

    fn answer_connect(&self, lp: &Loop, result: std::result::Result<(), i32>) {
        if let Some(request) = self.rare().and_then(|rare| rare.connecting.request.take()) {
            lp.finish_request(request);
            self.events.on_connect(lp, self.id(), result);
        }
    }

    /// Answers a connect of a stream that is closed.
    pub(super) fn cancel_connect(&self, lp: &Loop) {
        if let Some(rare) = self.rare() {
            rare.connecting.in_progress.set(false);
        }
        self.answer_connect(lp, Err(libc::ECANCELED));
    }
}

impl Loop {
    /// Connects; told by `on_connect`. The socket is made unless it was bound or opened.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EALREADY` while another connect is under way; what the system says at once, but for a
    /// refused connection, which is told like one that was refused later.
    pub fn stream_connect(&self, id: StreamId, address: &Address) -> Result<()> {
        let core = self.stream(id)?;
        let rare = core.make_rare();
        if rare.connecting.request.get().is_some() {
            return Err(LoopError::os("connect", libc::EALREADY));
        }
        let delayed = rare.delayed_error.take();
        if core.closed() {
            self.adopt_fd(&core, address.make_socket()?)?;
        }
        let result = match delayed {
            Some(errno) => Err(LoopError::os("connect", errno)),
            None => core.with_fd("connect", |fd| match rustix::io::retry_on_intr(|| address.connect(fd)) {
                Err(Errno::INPROGRESS) => Ok(true),
                other => other.map(|()| false),
            }),
        };
        let answer = match result {
            Ok(true) => {
                rare.connecting.in_progress.set(true);
                if let Err(error) = core.update_interest(self) {
                    rare.connecting.in_progress.set(false);
                    return Err(error);
                }
                rare.connecting.request.set(Some(self.start_request(core.connect_label())));
                return Ok(());
            }
            Ok(false) => Ok(()),
            // Of a path everything is told later, as in libuv.
            Err(error) if address.is_path() || matches!(error.errno(), libc::ECONNREFUSED | libc::EADDRINUSE) => {
                Err(error.errno())
            }
            Err(error) => return Err(error),
        };
        rare.connecting.request.set(Some(self.start_request(core.connect_label())));
        self.defer(move |lp| {
            if !core.closed() {
                core.answer_connect(lp, answer);
            }
        });
        Ok(())
    }
}
