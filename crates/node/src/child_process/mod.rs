//! `node:child_process`: starting children, their handles, running one to its end, and the channel between a parent and
//! a child. JavaScript has validated what comes here; stdio shapes are numbers by then.

mod channel;
mod codec;
mod incoming;
mod outgoing;
mod sync;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::CString;
use std::os::fd::{AsRawFd, IntoRawFd, OwnedFd, RawFd};
use std::rc::Rc;

use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use weir_engine::{Binding, IntoJs, JsCallback, OpError, op, ops};
use weir_loop::{Command, Loop, LoopError, ProcessId};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "child_process",
    ops: ops![
        spawn,
        kill,
        set_ref,
        has_ref,
        close,
        sync::spawn_sync,
        channel::channel_open,
        channel::channel_write_text,
        channel::channel_write_value,
        channel::channel_take_descriptor,
        channel::channel_read,
        channel::channel_ref,
        channel::channel_close,
        codec::set_up_codec,
        codec::decode_message,
    ],
    init: None,
};

/// In a list of stdio: nothing, which is /dev/null for the first three.
const IGNORE: i32 = -1;
/// In a list of stdio: a pair of sockets, one for each side.
const PIPE: i32 = -2;

/// The children and channels that JavaScript holds, by the numbers it knows them by.
#[derive(Default)]
pub(crate) struct ChildProcesses {
    processes: RefCell<HashMap<u32, ProcessId>>,
    next: Cell<u32>,
    channels: channel::Channels,
    codec: Rc<codec::Codec>,
}

/// Children may be started only where no policy forbids it.
fn ask_guard(env: &Env, file: &str) -> Result<(), OpError> {
    env.ask(weir_guard::Kind::ChildProcess, file.as_bytes())
}

/// A stream that was given to the child is closed.
fn closed_source() -> LoopError {
    LoopError::Os { errno: libc::EBADF, syscall: "spawn" }
}

/// What both forms of starting a child are told.
fn command(
    (file, args, env): (String, Vec<String>, Vec<String>),
    cwd: Option<String>,
    detached: bool,
    (uid, gid): (Option<i32>, Option<i32>),
) -> Result<Command, LoopError> {
    let text = |text: String| {
        // JavaScript refuses such strings with an error of its own.
        CString::new(text).map_err(|_| LoopError::Os { errno: libc::EINVAL, syscall: "spawn" })
    };
    Ok(Command {
        file: text(file)?,
        args: args.into_iter().map(text).collect::<Result<_, _>>()?,
        env: env.into_iter().map(text).collect::<Result<_, _>>()?,
        cwd: cwd.map(text).transpose()?,
        stdio: Vec::new(),
        detached,
        // -1 and the like are for the kernel to refuse.
        uid: uid.map(|id| id as u32),
        gid: gid.map(|id| id as u32),
    })
}

/// `spawn(file, args, env, cwd, detached, uid, gid, stdio, onExit)`: [number, pid, ...], or [-errno, 0, ...] when the
/// program could not be started; what follows are this side's descriptors of the pipes asked for, in order. With too few
/// descriptors left to make the pipes, there are none. `onExit(code, signal)` is called once.
#[op]
#[allow(clippy::too_many_arguments)]
fn spawn(
    env: &Env,
    file: String,
    args: Vec<String>,
    environ: Vec<String>,
    cwd: Option<String>,
    detached: bool,
    uid: Option<i32>,
    gid: Option<i32>,
    stdio: Vec<i32>,
    on_exit: JsCallback,
) -> Result<Vec<i32>, OpError> {
    ask_guard(env, &file)?;
    let mut ends = Ends::default();
    let started = command((file, args, environ), cwd, detached, (uid, gid)).and_then(|mut command| {
        command.stdio = ends.lay_out(&stdio)?;
        let engine = env.engine.clone();
        env.lp.spawn(&command, move |_lp, status| {
            on_exit.call(&engine, |scope| Ok(vec![status.code.into_js(scope)?, status.signal.into_js(scope)?]));
        })
    });
    let mut answer = match started {
        Ok(id) => {
            env.lp.set_label(id, "ProcessWrap");
            let state = &env.child_process;
            let number = state.next.get() + 1;
            state.next.set(number);
            state.processes.borrow_mut().insert(number, id);
            vec![number as i32, env.lp.process_pid(id).unwrap_or_default()]
        }
        Err(error) => vec![-error.errno(), 0],
    };
    answer.extend(ends.ours.into_iter().map(IntoRawFd::into_raw_fd));
    Ok(answer)
}

/// Both sides of the pipes of one child. The child's are closed when this goes.
#[derive(Default)]
struct Ends {
    ours: Vec<OwnedFd>,
    theirs: Vec<OwnedFd>,
}

impl Ends {
    /// Makes the pipes that `stdio` asks for; what the child finds at each of its descriptors.
    fn lay_out(&mut self, stdio: &[i32]) -> Result<Vec<Option<RawFd>>, LoopError> {
        let mut sources = Vec::with_capacity(stdio.len());
        for entry in stdio {
            sources.push(match *entry {
                IGNORE => None,
                PIPE => match socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None) {
                    Ok((ours, theirs)) => {
                        let source = theirs.as_raw_fd();
                        self.ours.push(ours);
                        self.theirs.push(theirs);
                        Some(source)
                    }
                    Err(errno) => {
                        self.ours.clear();
                        return Err(LoopError::Os { errno: errno.raw_os_error(), syscall: "socketpair" });
                    }
                },
                fd if fd < 0 => return Err(closed_source()),
                fd => Some(fd),
            });
        }
        Ok(sources)
    }
}

impl ChildProcesses {
    /// Sends the messages that channels hold back.
    #[inline]
    pub(crate) fn send_held_messages(&self, lp: &Loop) {
        self.channels.release(lp);
    }

    fn process(&self, number: u32) -> Option<ProcessId> {
        self.processes.borrow().get(&number).copied()
    }
}

/// `kill(number, signal)`: 0, or a negative errno.
#[op]
fn kill(env: &Env, number: u32, signal: i32) -> i32 {
    env.send_what_is_held();
    match env.child_process.process(number) {
        Some(id) => env.lp.process_kill(id, signal).map_or_else(|error| -error.errno(), |()| 0),
        None => -libc::ESRCH,
    }
}

/// `setRef(number, keepsAlive)`.
#[op]
fn set_ref(env: &Env, number: u32, on: bool) {
    if let Some(id) = env.child_process.process(number) {
        if on { env.lp.ref_handle(id) } else { env.lp.unref_handle(id) }
    }
}

/// `hasRef(number)`: whether the child keeps the loop alive.
#[op]
fn has_ref(env: &Env, number: u32) -> bool {
    env.child_process.process(number).is_some_and(|id| env.lp.has_ref(id))
}

/// `close(number, callback?)`: gives the handle up. A child that still runs goes on.
#[op]
fn close(env: &Env, number: u32, callback: Option<JsCallback>) {
    let id = env.child_process.processes.borrow_mut().remove(&number);
    if let Some(id) = id {
        let engine = env.engine.clone();
        env.lp.close(id, move |_| {
            if let Some(callback) = callback {
                callback.call0(&engine);
            }
        });
    }
}
