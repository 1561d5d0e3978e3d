//! Process handles: children that are started here, and reaped on the loop's thread when they end.
//!
//! A child's end makes its pidfd readable. Ends are handed out at the end of the poll phase, after the reads of the same
//! turn, so that a program usually sees a child's last words before its end. Where the kernel has no pidfds, each handle
//! listens to SIGCHLD and asks for its own child.
//!
//! No zombie stays: a handle that is closed before its child ended leaves the child to a list of orphans of this process,
//! which is gone through whenever a loop starts or reaps a child.

use crate::command::{Command, ExitStatus};
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::Body;
use crate::id::{ProcessId, SignalId};
use crate::slab::Key;
use crate::state::State;
use crate::sys;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::{Mutex, PoisonError};

type ExitCallback = Box<dyn FnOnce(&Loop, ExitStatus)>;

pub(crate) struct ProcessBody {
    pid: i32,
    /// Watched by the loop while the child runs.
    pidfd: Option<OwnedFd>,
    /// The listener to SIGCHLD that stands in for a pidfd.
    signal: Option<SignalId>,
    /// Taken when the child is reaped: its presence says that the child is still ours to wait for.
    on_exit: Option<ExitCallback>,
}

impl Drop for ProcessBody {
    fn drop(&mut self) {
        if self.on_exit.is_some() {
            orphans().push(self.pid);
        }
    }
}

/// Children whose handles went before them. Belongs to the process, as children do: a loop of a worker that ended has
/// nobody else to leave them to.
static ORPHANS: Mutex<Vec<i32>> = Mutex::new(Vec::new());

fn orphans() -> std::sync::MutexGuard<'static, Vec<i32>> {
    ORPHANS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reap_orphans() {
    orphans().retain(|pid| sys::try_reap(*pid).is_none());
}

impl State {
    fn process(&mut self, key: Key) -> Option<&mut ProcessBody> {
        match self.open_handle(key).map(|handle| &mut handle.body) {
            Some(Body::Process(process)) => Some(process),
            _ => None,
        }
    }

    /// A pidfd became readable, if the key is a process's: the child is reaped once the other events of the turn were
    /// handled.
    pub(crate) fn note_process_end(&mut self, key: Key) {
        if self.process(key).is_some() {
            self.ended_processes.push(key);
        }
    }
}

impl Loop {
    /// Starts a program. The handle is active until the child ends; `on_exit` is then called, once, in the poll phase, and
    /// the handle is left to be closed. Closing it earlier drops `on_exit` uncalled and leaves the child running. The
    /// process must not ignore SIGCHLD (see [`prepare_process`](crate::prepare_process)), or statuses are lost.
    ///
    /// # Errors
    /// [`LoopError::Os`] with the errno of what failed in the child (`ENOENT` for a program or directory that is not
    /// there, `EACCES`, `EPERM`, ...) or before it (`EAGAIN`, `ENOMEM`, `EMFILE`).
    pub fn spawn(&self, command: &Command, on_exit: impl FnOnce(&Loop, ExitStatus) + 'static) -> Result<ProcessId> {
        reap_orphans();
        self.adopt(sys::spawn(command)?, Box::new(on_exit))
    }

    fn adopt(&self, child: sys::Child, on_exit: ExitCallback) -> Result<ProcessId> {
        let body = ProcessBody { pid: child.pid, pidfd: child.pidfd, signal: None, on_exit: Some(on_exit) };
        let key = self.state().add_handle(Body::Process(Box::new(body)));
        if let Err(error) = self.watch_process(key) {
            // Nobody could be told of its end. It was started a moment ago and has no claim to go on.
            let gone = self.state().handles.remove(key);
            drop(gone);
            let _already_ended = sys::kill(child.pid, libc::SIGKILL);
            return Err(error);
        }
        self.state().set_active(key, true);
        Ok(ProcessId(key))
    }

    fn watch_process(&self, key: Key) -> Result<()> {
        {
            let mut state = self.state();
            let Some(process) = state.process(key) else { return Err(LoopError::Closed) };
            if let Some(pidfd) = &process.pidfd {
                return self.epoll().add_own(pidfd.as_fd(), key.to_bits());
            }
        }
        let signal = self.new_signal(move |lp, _id, _signum| lp.reap_process(key));
        self.unref_handle(signal);
        self.signal_start(signal, libc::SIGCHLD)?;
        if let Some(process) = self.state().process(key) {
            process.signal = Some(signal);
        }
        // It may have ended before anybody listened.
        self.defer(move |lp| lp.reap_process(key));
        Ok(())
    }

    /// The child's number; it stays its own until `on_exit` was called. `None` when the handle is closed.
    pub fn process_pid(&self, id: ProcessId) -> Option<i32> {
        self.state().process(id.0).map(|process| process.pid)
    }

    /// Sends a signal to the child; 0 only asks whether it is there.
    ///
    /// # Errors
    /// [`LoopError::Os`] with `ESRCH` when it has ended and was reaped, `EINVAL` for a number that is no signal, `EPERM`;
    /// [`LoopError::Closed`].
    pub fn process_kill(&self, id: ProcessId, signum: i32) -> Result<()> {
        let mut state = self.state();
        let process = state.process(id.0).ok_or(LoopError::Closed)?;
        if process.on_exit.is_none() {
            return Err(LoopError::os("kill", libc::ESRCH));
        }
        sys::kill(process.pid, signum)
    }

    /// Reaps the children whose ends this turn's events told of, in that order.
    pub(crate) fn deliver_process_ends(&self) {
        let ended = std::mem::take(&mut self.state().ended_processes);
        if ended.is_empty() {
            return;
        }
        for key in ended {
            self.reap_process(key);
        }
        reap_orphans();
    }

    fn reap_process(&self, key: Key) {
        let (status, on_exit, signal) = {
            let mut state = self.state();
            let Some(process) = state.process(key) else { return };
            if process.on_exit.is_none() {
                return;
            }
            let Some(status) = sys::try_reap(process.pid) else { return };
            let (on_exit, pidfd, signal) = (process.on_exit.take(), process.pidfd.take(), process.signal.take());
            if let Some(pidfd) = pidfd {
                let _closed_with_it = self.epoll().delete(pidfd.as_raw_fd());
            }
            state.set_active(key, false);
            (status, on_exit, signal)
        };
        if let Some(signal) = signal {
            self.close(signal, |_| {});
        }
        if let Some(on_exit) = on_exit {
            on_exit(self, status);
        }
    }

    /// For a handle that is closed: the kernel no longer tells of its child.
    pub(crate) fn forget_process(&self, state: &mut State, key: Key) {
        let Some(process) = state.process(key) else { return };
        if let Some(pidfd) = process.pidfd.take() {
            let _closed_with_it = self.epoll().delete(pidfd.as_raw_fd());
        }
        if let Some(signal) = process.signal.take() {
            // Later: the state is borrowed here, and a closing handle of its own ends in the same phase.
            state.pending.push_back(Box::new(move |lp| {
                lp.close(signal, |_| {});
            }));
        }
        state.set_active(key, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mode, Pool};
    use std::cell::Cell;
    use std::rc::Rc;

    /// As on a kernel that makes no pidfds.
    #[test]
    fn children_without_a_pidfd_are_reaped_by_signal() {
        let lp = Loop::new(Pool::default()).unwrap();
        let codes = Rc::new(Cell::new(0));
        let mut ids = Vec::new();
        for script in [c"exit 3", c"sleep 0.1; exit 4"] {
            let args = vec![c"sh".into(), c"-c".into(), script.into()];
            let command = Command { file: c"/bin/sh".into(), args, ..Command::default() };
            let child = sys::Child { pidfd: None, ..sys::spawn(&command).unwrap() };
            let codes = codes.clone();
            ids.push(lp.adopt(child, Box::new(move |_, status| codes.set(codes.get() * 10 + status.code))).unwrap());
        }
        lp.run(Mode::Default);
        assert_eq!(codes.get(), 34);
        for id in ids {
            lp.close(id, |_| {});
        }
        lp.run(Mode::Default);
        assert_eq!(lp.handle_count(), 0);
    }
}
