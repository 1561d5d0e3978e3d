//! Starting a child: clone, set up, exec.
//!
//! The child borrows this process's memory until it execs (`CLONE_VM`), so that a start costs the same however large the
//! heap is, and this thread waits for it (`CLONE_VFORK`). A child that changes its user or group gets a copy of the memory
//! instead: the kernel marks memory that changed hands as not dumpable, which must not happen to ours.
//!
//! What runs in the child, `in_child` and below, may call the kernel and nothing else: no allocation, no lock, no panic,
//! no C function that has state of its own. The C library's setuid family is such a function (it signals all threads), so
//! identity is changed by plain system calls. The child has a stack of its own, and reports a failure in a word that both
//! sides share.
//!
//! No signal handler of ours may run in the child: all signals are blocked around the clone, and the child gives each its
//! default effect before it unblocks them.

use crate::command::{Command, ExitStatus};
use crate::error::{LoopError, Result};
use std::ffi::{CString, c_char, c_int, c_void};
use std::mem::MaybeUninit;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};

/// Enough for a few frames that hold no arrays, many times over.
const STACK: usize = 64 << 10;
/// Below the stack: touching it ends the child instead of writing to what lies beside.
const GUARD: usize = 64 << 10;
/// What the child ends with when it could not exec; nobody sees it.
const NOT_STARTED: c_int = 127;

/// A child that was started.
pub(crate) struct Child {
    pub(crate) pid: i32,
    /// Readable once the child has ended. `None` on kernels before 5.2.
    pub(crate) pidfd: Option<OwnedFd>,
}

/// Everything that the child needs, laid out before it exists.
struct Plan {
    candidates: Vec<*const c_char>,
    argv: Vec<*const c_char>,
    /// `/bin/sh`, a place for the script's path, the arguments: for a file that has no format of its own.
    shell_argv: Vec<*const c_char>,
    envp: Vec<*const c_char>,
    cwd: *const c_char,
    /// Source of each descriptor, -1 for none. The child moves sources out of the way in here.
    stdio: Vec<RawFd>,
    detached: bool,
    uid: Option<u32>,
    gid: Option<u32>,
    /// The errno of what failed; in the mapping that both sides share.
    failure: *const AtomicI32,
}

/// The child's stack, and the word for its failure at the low end of it.
struct Room {
    base: *mut c_void,
}

impl Room {
    fn new() -> Result<Room> {
        // SAFETY: a new mapping at a place of the kernel's choice.
        let base = unsafe {
            libc::mmap(
                ptr::null_mut(),
                GUARD + STACK,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(last_error("mmap"));
        }
        let room = Room { base };
        // SAFETY: the low part of the mapping made above; nothing refers to it.
        if unsafe { libc::mprotect(base, GUARD, libc::PROT_NONE) } != 0 {
            return Err(last_error("mprotect"));
        }
        Ok(room)
    }

    /// Zero until the child stores an errno. The stack grows down towards it and stays far away.
    fn failure(&self) -> *const AtomicI32 {
        // SAFETY: within the mapping; page-aligned, and zeroed by the kernel.
        unsafe { self.base.byte_add(GUARD).cast() }
    }

    fn top(&self) -> *mut c_void {
        // SAFETY: one past the mapping's end, where a stack that grows down begins.
        unsafe { self.base.byte_add(GUARD + STACK) }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `new`; the child has left it, since the parent goes on only then.
        unsafe { libc::munmap(self.base, GUARD + STACK) };
    }
}

/// Starts `command`. When this returns the child runs its program, or the error says why it does not and no child is left.
pub(crate) fn spawn(command: &Command) -> Result<Child> {
    let room = Room::new()?;
    let candidates = command.candidates();
    let argv = pointers(&command.args);
    let mut plan = Plan {
        candidates: candidates.iter().map(|path| path.as_ptr()).collect(),
        shell_argv: [c"/bin/sh".as_ptr(), ptr::null()].into_iter().chain(argv.iter().skip(1).copied()).collect(),
        argv,
        envp: pointers(&command.env),
        cwd: command.cwd.as_ref().map_or(ptr::null(), |cwd| cwd.as_ptr()),
        stdio: command.stdio.iter().map(|fd| fd.unwrap_or(-1)).collect(),
        detached: command.detached,
        uid: command.uid,
        gid: command.gid,
        failure: room.failure(),
    };
    if plan.shell_argv.len() < 3 {
        // No arguments at all, not even a name: the list still ends with a null pointer.
        plan.shell_argv.push(ptr::null());
    }
    let mut flags = libc::CLONE_VFORK | libc::CLONE_PIDFD | libc::SIGCHLD;
    if plan.uid.is_none() && plan.gid.is_none() {
        flags |= libc::CLONE_VM;
    }
    let mut pidfd: c_int = -1;
    let plan: *mut Plan = &mut plan;
    let pid = with_signals_blocked(|| {
        // SAFETY: `in_child` gets a stack that nothing else uses and a plan that lives until after the clone returns,
        // which is when the child has left this memory. The kernel writes the pidfd to a live int.
        unsafe { libc::clone(in_child, room.top(), flags, plan.cast(), &raw mut pidfd) }
    });
    if pid < 0 {
        return Err(last_error("clone"));
    }
    // SAFETY: the kernel made the descriptor for this call alone; -1 when it is too old to know of pidfds.
    let pidfd = (pidfd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(pidfd) });
    // SAFETY: within the room, which lives until the end of this function.
    match unsafe { &*room.failure() }.load(Ordering::Acquire) {
        0 => Ok(Child { pid, pidfd }),
        errno => {
            // It is ending at this moment; no zombie stays behind.
            reap_waiting(pid);
            Err(LoopError::os("spawn", errno))
        }
    }
}

/// The strings' addresses, ending with a null pointer.
fn pointers(strings: &[CString]) -> Vec<*const c_char> {
    strings.iter().map(|string| string.as_ptr()).chain([ptr::null()]).collect()
}

fn with_signals_blocked<R>(body: impl FnOnce() -> R) -> R {
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: sigfillset fills `all`, pthread_sigmask fills `before`; both live for the calls.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, before.as_mut_ptr());
    }
    let result = body();
    // SAFETY: filled by the call above, which cannot fail with these arguments. errno is read after this: on success
    // pthread_sigmask leaves it alone.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    result
}

/// The child's whole life before its program. Does not return unless to end.
extern "C" fn in_child(plan: *mut c_void) -> c_int {
    // SAFETY: the parent passed its plan and waits, so that nobody else uses it.
    let plan = unsafe { &mut *plan.cast::<Plan>() };
    let Err(errno) = set_up(plan).and_then(|()| exec(plan));
    // SAFETY: the word in the shared mapping. `_exit` ends the child without running anything of the parent's.
    unsafe {
        (*plan.failure).store(errno, Ordering::Release);
        libc::_exit(NOT_STARTED)
    }
}

/// What the child's calls fail with.
type Errno = c_int;

/// Turns -1 into errno.
fn check(result: c_int) -> Result<c_int, Errno> {
    if result >= 0 {
        return Ok(result);
    }
    // SAFETY: the address of the thread's errno, which the child shares with the waiting parent.
    Err(unsafe { *libc::__errno_location() })
}

fn set_up(plan: &mut Plan) -> Result<(), Errno> {
    reset_signals();
    if plan.detached {
        // SAFETY: no arguments. A new process leads no group, so it does not fail.
        check(unsafe { libc::setsid() })?;
    }
    // Also what native code forgot to mark. A kernel that does not know the call leaves those descriptors open.
    // SAFETY: marks descriptors of this process; their table is the child's own.
    unsafe { libc::syscall(libc::SYS_close_range, 3u32, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    place_descriptors(&mut plan.stdio)?;
    if !plan.cwd.is_null() {
        // SAFETY: a C string of the plan.
        check(unsafe { libc::chdir(plan.cwd) })?;
    }
    become_user(plan)?;
    // SAFETY: an empty set on the stack; all handlers are gone by now.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut());
    }
    Ok(())
}

/// Ignored signals would stay ignored in the new program, and handlers would run in our memory.
fn reset_signals() {
    for signum in 1..=64 {
        // SAFETY: a zeroed sigaction is the default action. Numbers that cannot be set are refused, which is fine.
        unsafe {
            let default: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signum, &default, ptr::null_mut());
        }
    }
}

/// Puts each source at its place. Sources that stand where another one must go are moved up first.
fn place_descriptors(stdio: &mut [RawFd]) -> Result<(), Errno> {
    let count = stdio.len() as c_int;
    for (target, source) in stdio.iter_mut().enumerate() {
        if *source >= 0 && *source < target as c_int {
            // SAFETY: numbers only; so for the calls below.
            *source = check(unsafe { libc::fcntl(*source, libc::F_DUPFD_CLOEXEC, count) })?;
        }
    }
    for (target, source) in stdio.iter().enumerate() {
        let (target, source) = (target as c_int, *source);
        if source < 0 {
            if target < 3 {
                open_null(target)?;
            }
            continue;
        }
        if source == target {
            // SAFETY: as above.
            check(unsafe { libc::fcntl(target, libc::F_SETFD, 0) })?;
        } else {
            // SAFETY: as above.
            check(unsafe { libc::dup2(source, target) })?;
        }
        if target < 3 {
            set_blocking(target);
        }
    }
    Ok(())
}

fn open_null(target: c_int) -> Result<(), Errno> {
    let mode = if target == 0 { libc::O_RDONLY } else { libc::O_RDWR };
    // SAFETY: a literal path; then numbers only.
    unsafe {
        let null = check(libc::open(c"/dev/null".as_ptr(), mode | libc::O_CLOEXEC))?;
        if null == target {
            check(libc::fcntl(target, libc::F_SETFD, 0))?;
        } else {
            check(libc::dup2(null, target))?;
            libc::close(null);
        }
    }
    Ok(())
}

/// Programs expect standard streams that wait.
fn set_blocking(fd: c_int) {
    // SAFETY: numbers only; an fd without flags is left as it is.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        if flags >= 0 && flags & libc::O_NONBLOCK != 0 {
            libc::fcntl(fd, libc::F_SETFL, flags & !libc::O_NONBLOCK);
        }
    }
}

fn become_user(plan: &Plan) -> Result<(), Errno> {
    let call = |number: libc::c_long, id: u32| {
        // SAFETY: numbers only. The system call itself, for the child has one thread.
        check(unsafe { libc::syscall(number, id) } as c_int).map(|_| ())
    };
    if plan.uid.is_some() || plan.gid.is_some() {
        // Only root can, and only root must: otherwise the groups are those of the same user anyway.
        // SAFETY: an empty list.
        unsafe { libc::syscall(libc::SYS_setgroups, 0usize, ptr::null::<libc::gid_t>()) };
    }
    if let Some(gid) = plan.gid {
        call(libc::SYS_setgid, gid)?;
    }
    if let Some(uid) = plan.uid {
        call(libc::SYS_setuid, uid)?;
    }
    Ok(())
}

/// Tries the candidates in turn, as the C library's execvp does. Returns only to fail.
fn exec(plan: &mut Plan) -> Result<std::convert::Infallible, Errno> {
    let mut refused = None;
    let mut last = libc::ENOENT;
    for path in &plan.candidates {
        // SAFETY: a C string, and two lists of C strings that end with null; so for the call below.
        unsafe { libc::execve(*path, plan.argv.as_ptr(), plan.envp.as_ptr()) };
        let Err(errno) = check(-1) else { continue };
        last = errno;
        match errno {
            libc::ENOEXEC => {
                // A script that names no interpreter is the shell's.
                plan.shell_argv[1] = *path;
                // SAFETY: as above.
                unsafe { libc::execve(c"/bin/sh".as_ptr(), plan.shell_argv.as_ptr(), plan.envp.as_ptr()) };
                return Err(errno);
            }
            libc::EACCES => refused = Some(errno),
            libc::ENOENT | libc::ENOTDIR | libc::ESTALE | libc::ENODEV | libc::ETIMEDOUT => {}
            _ => return Err(errno),
        }
    }
    Err(refused.unwrap_or(last))
}

fn last_error(syscall: &'static str) -> LoopError {
    LoopError::os(syscall, std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL))
}

fn reap_waiting(pid: i32) {
    let mut status = 0;
    // SAFETY: waits for one child of ours, whose status is not used.
    while unsafe { libc::waitpid(pid, &mut status, 0) } < 0 && last_error("waitpid").errno() == libc::EINTR {}
}

/// How the child ended, once it has; it is then gone for good and its number free. A child that somebody else waited for
/// counts as ended with 0, since nothing is known of it.
pub(crate) fn try_reap(pid: i32) -> Option<ExitStatus> {
    let mut status = 0;
    loop {
        // SAFETY: asks for one child of ours and writes a live int.
        match unsafe { libc::waitpid(pid, &mut status, libc::WNOHANG) } {
            0 => return None,
            -1 if last_error("waitpid").errno() == libc::EINTR => {}
            -1 => return Some(ExitStatus::default()),
            _ if libc::WIFSIGNALED(status) => return Some(ExitStatus { code: 0, signal: libc::WTERMSIG(status) }),
            _ => return Some(ExitStatus { code: libc::WEXITSTATUS(status), signal: 0 }),
        }
    }
}

/// Sends a signal to a child that was not reaped yet, so that the number is still its own.
pub(crate) fn kill(pid: i32, signum: i32) -> Result<()> {
    // SAFETY: numbers only.
    if unsafe { libc::kill(pid, signum) } == 0 {
        return Ok(());
    }
    Err(last_error("kill"))
}
