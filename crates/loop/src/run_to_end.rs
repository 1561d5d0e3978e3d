//! Running a child to its end while the caller waits: `child_process.spawnSync` and its kin.
//!
//! A poll of its own over the child's pipes and pidfd; no event loop takes part. Blocks the calling thread, which is the
//! point of it. The wait ends when the child has ended and whoever holds its pipes has closed them; a limit that is
//! exceeded kills the child, and what is still in the pipes is then nobody's.

use crate::command::{Command, ExitStatus};
use crate::error::{LoopError, Result};
use crate::sys;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, Shutdown, SocketFlags, SocketType};
use rustix::net::{recv, send, shutdown, socketpair};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

/// How much of a pipe is read at once.
const CHUNK: usize = 64 << 10;
/// How often the child is asked after, in milliseconds, where the kernel has no pidfds.
const NO_PIDFD_INTERVAL: u64 = 10;
const MILLISECOND: u64 = 1_000_000;

/// A pipe between the caller and the child at one of the child's descriptors.
#[derive(Debug, Default)]
pub struct PipeEnd {
    /// The descriptor in the child.
    pub at: usize,
    /// What the child finds to read, then an end. `None`: the child is not expected to read.
    pub input: Option<Vec<u8>>,
    /// Whether what the child writes is collected.
    pub collect: bool,
}

/// When the child is killed.
#[derive(Debug, Clone, Copy)]
pub struct RunLimits {
    /// Milliseconds until the child is killed; 0 for never.
    pub timeout: u64,
    /// Bytes of output, all pipes together, beyond which the child is killed.
    pub max_output: f64,
    /// The signal to kill with.
    pub kill_signal: i32,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The child's number; 0 when it was not started.
    pub pid: i32,
    /// How it ended, if it was started.
    pub status: Option<ExitStatus>,
    /// What was collected of each pipe, in the order of the pipes given.
    pub outputs: Vec<Option<Vec<u8>>>,
    /// The errno of what went wrong: a start that failed, `ETIMEDOUT`, `ENOBUFS`, or a pipe's trouble.
    pub error: Option<i32>,
}

struct Pipe {
    /// `None` once it has nothing more to do.
    fd: Option<OwnedFd>,
    input: Vec<u8>,
    written: usize,
    writing: bool,
    collecting: bool,
    output: Option<Vec<u8>>,
}

impl Pipe {
    fn interest(&self) -> PollFlags {
        let mut flags = PollFlags::empty();
        if self.collecting {
            flags |= PollFlags::IN;
        }
        if self.writing {
            flags |= PollFlags::OUT;
        }
        flags
    }

    fn close_if_done(&mut self) {
        if !self.collecting && !self.writing {
            self.fd = None;
        }
    }

    /// Writes what fits; at the end of the input, says so to the child.
    fn write(&mut self) -> Result<(), Errno> {
        let Some(fd) = &self.fd else { return Ok(()) };
        while self.written < self.input.len() {
            match send(fd, &self.input[self.written..], SendFlags::NOSIGNAL) {
                Ok(count) => self.written += count,
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(errno) => {
                    self.writing = false;
                    return Err(errno);
                }
            }
        }
        self.writing = false;
        match shutdown(fd, Shutdown::Write) {
            // The child closed its end before it read to the end.
            Ok(()) | Err(Errno::NOTCONN) => Ok(()),
            Err(errno) => Err(errno),
        }
    }

    /// Reads a chunk; how much came.
    fn read(&mut self) -> Result<usize, Errno> {
        let (Some(fd), Some(output)) = (&self.fd, &mut self.output) else { return Ok(0) };
        output.reserve(CHUNK);
        match recv(fd, rustix::buffer::spare_capacity(output), RecvFlags::empty()) {
            Ok((0, _)) => {
                self.collecting = false;
                Ok(0)
            }
            Ok((count, _)) => Ok(count),
            Err(Errno::AGAIN | Errno::INTR) => Ok(0),
            // The child went away with input unread.
            Err(Errno::CONNRESET) => {
                self.collecting = false;
                Ok(0)
            }
            Err(errno) => {
                self.collecting = false;
                Err(errno)
            }
        }
    }
}

/// Starts `command` and waits until it has ended. `pipes` are made here and override what `command.stdio` says at their
/// places.
pub fn run_to_end(command: &Command, pipes: Vec<PipeEnd>, limits: RunLimits) -> Outcome {
    let mut command = command.clone();
    match start(&mut command, pipes) {
        Ok((child, pipes)) => Run { child, pipes, limits, collected: 0, outcome: Outcome::default() }.finish(),
        Err(error) => Outcome { error: Some(error.errno()), ..Outcome::default() },
    }
}

fn start(command: &mut Command, ends: Vec<PipeEnd>) -> Result<(sys::Child, Vec<Pipe>)> {
    let mut pipes = Vec::with_capacity(ends.len());
    let mut theirs = Vec::with_capacity(ends.len());
    for end in ends {
        let (ours, child) = socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)
            .map_err(|errno| LoopError::from_errno("socketpair", errno))?;
        rustix::io::ioctl_fionbio(&ours, true).map_err(|errno| LoopError::from_errno("ioctl", errno))?;
        if command.stdio.len() <= end.at {
            command.stdio.resize(end.at + 1, None);
        }
        command.stdio[end.at] = Some(child.as_raw_fd());
        theirs.push(child);
        pipes.push(Pipe {
            fd: Some(ours),
            writing: end.input.is_some(),
            input: end.input.unwrap_or_default(),
            written: 0,
            collecting: end.collect,
            output: end.collect.then(Vec::new),
        });
    }
    let child = sys::spawn(command)?;
    drop(theirs);
    Ok((child, pipes))
}

struct Run {
    child: sys::Child,
    pipes: Vec<Pipe>,
    limits: RunLimits,
    collected: u64,
    outcome: Outcome,
}

impl Run {
    fn finish(mut self) -> Outcome {
        self.outcome.pid = self.child.pid;
        let began = sys::monotonic_nanos();
        let mut deadline =
            (self.limits.timeout > 0).then(|| began.saturating_add(self.limits.timeout.saturating_mul(MILLISECOND)));
        for index in 0..self.pipes.len() {
            self.pipes[index].close_if_done();
        }
        while self.outcome.status.is_none() || self.pipes.iter().any(|pipe| pipe.fd.is_some()) {
            if deadline.is_some_and(|deadline| sys::monotonic_nanos() >= deadline) {
                deadline = None;
                self.kill_for(libc::ETIMEDOUT);
                // With the child ended before, there is nothing left to wait for.
                continue;
            }
            self.wait(deadline);
        }
        self.outcome.outputs = self.pipes.into_iter().map(|pipe| pipe.output).collect();
        self.outcome
    }

    /// Sleeps until something happens or the deadline has come, and handles it.
    fn wait(&mut self, deadline: Option<u64>) {
        let mut limit = deadline.map(|deadline| deadline.saturating_sub(sys::monotonic_nanos()));
        let mut watched = Vec::with_capacity(self.pipes.len() + 1);
        let mut owners = Vec::with_capacity(self.pipes.len() + 1);
        for (index, pipe) in self.pipes.iter().enumerate() {
            if let Some(fd) = &pipe.fd {
                watched.push(PollFd::from_borrowed_fd(fd.as_fd(), pipe.interest()));
                owners.push(index);
            }
        }
        if self.outcome.status.is_none() {
            match &self.child.pidfd {
                Some(pidfd) => watched.push(PollFd::from_borrowed_fd(pidfd.as_fd(), PollFlags::IN)),
                None => limit = Some(limit.unwrap_or(u64::MAX).min(NO_PIDFD_INTERVAL * MILLISECOND)),
            }
        }
        let timespec = limit.map(|nanos| Timespec {
            tv_sec: (nanos / (1000 * MILLISECOND)).min(i32::MAX as u64) as i64,
            tv_nsec: (nanos % (1000 * MILLISECOND)) as _,
        });
        if let Err(errno) = poll(&mut watched, timespec.as_ref()) {
            if errno != Errno::INTR {
                // No memory for the poll: the child must not be left running with nobody to hear it.
                self.kill_for(errno.raw_os_error());
                self.outcome.status.get_or_insert(ExitStatus::default());
            }
            return;
        }
        // The pidfd stands last, behind the pipes.
        let ended = watched.get(owners.len()).is_none_or(|pidfd| !pidfd.revents().is_empty());
        let ready: Vec<(usize, PollFlags)> =
            owners.into_iter().zip(&watched).map(|(index, fd)| (index, fd.revents())).collect();
        for (index, flags) in ready {
            if !flags.is_empty() {
                self.serve(index, flags);
            }
        }
        if ended && self.outcome.status.is_none() {
            self.outcome.status = sys::try_reap(self.child.pid);
        }
    }

    fn serve(&mut self, index: usize, flags: PollFlags) {
        let trouble = PollFlags::ERR | PollFlags::HUP;
        let pipe = &mut self.pipes[index];
        if pipe.writing
            && flags.intersects(PollFlags::OUT | trouble)
            && let Err(errno) = pipe.write()
        {
            self.outcome.error.get_or_insert(errno.raw_os_error());
        }
        let pipe = &mut self.pipes[index];
        if pipe.collecting && flags.intersects(PollFlags::IN | trouble) {
            match pipe.read() {
                Ok(count) => self.collected += count as u64,
                Err(errno) => {
                    self.outcome.error.get_or_insert(errno.raw_os_error());
                }
            }
        }
        self.pipes[index].close_if_done();
        if self.collected as f64 > self.limits.max_output {
            self.kill_for(libc::ENOBUFS);
        }
    }

    /// Ends the child for a limit it exceeded; only its end is waited for from now on.
    fn kill_for(&mut self, errno: i32) {
        self.outcome.error = Some(errno);
        if self.outcome.status.is_none()
            && let Err(error) = sys::kill(self.child.pid, self.limits.kill_signal)
            && error.errno() != libc::ESRCH
        {
            // The kernel knows no such signal. This one it knows.
            let _already_ended = sys::kill(self.child.pid, libc::SIGKILL);
        }
        // After the signal, so that the child ends by that and not by what it makes of broken pipes.
        for pipe in &mut self.pipes {
            pipe.fd = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As on a kernel that makes no pidfds.
    #[test]
    fn a_child_without_a_pidfd_is_asked_after() {
        let args = vec![c"sh".into(), c"-c".into(), c"echo words; exec >&-; sleep 0.1; exit 3".into()];
        let mut command = Command { file: c"/bin/sh".into(), args, ..Command::default() };
        let (child, pipes) = start(&mut command, vec![PipeEnd { at: 1, input: None, collect: true }]).unwrap();
        let limits = RunLimits { timeout: 0, max_output: f64::INFINITY, kill_signal: libc::SIGTERM };
        let child = sys::Child { pidfd: None, ..child };
        let outcome = Run { child, pipes, limits, collected: 0, outcome: Outcome::default() }.finish();
        assert_eq!(outcome.status, Some(ExitStatus { code: 3, signal: 0 }));
        assert_eq!(outcome.outputs, [Some(b"words\n".to_vec())]);
    }
}
