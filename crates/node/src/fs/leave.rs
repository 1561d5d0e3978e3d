//! Leave to do file system work, asked of the guard before the work is queued. The one place where an op of `fs` says
//! what it does to which path; without a policy asking is one branch.

use rustix::fs::OFlags;
use weir_engine::{How, OpError, Pending, Scope, v8};
use weir_guard::Kind;

use super::arguments::{PathArg, Target};
use crate::Env;

/// One thing an op does to a path.
pub(super) enum Ask<'a> {
    Read(&'a PathArg),
    Write(&'a PathArg),
    /// Reading that is refused without a hint at the flag that would grant it, as Node does.
    Look(&'a PathArg),
}

/// A refusal on its way to the program.
pub(super) struct Refusal {
    error: OpError,
    /// Thrown even where a callback waits for the answer. Node does so in some of its operations.
    is_thrown: bool,
}

/// What the guard said. Made by the functions below alone, so that no op forgets to ask.
pub(super) struct Leave(Option<Box<Refusal>>);

impl Leave {
    /// For work on a descriptor: who opened it had leave.
    pub(super) const OPEN_FILE: Leave = Leave(None);

    pub(super) fn refusal(self) -> Option<Refusal> {
        self.0.map(|refusal| *refusal)
    }

    /// # Errors
    /// The refusal, for ops that answer at once.
    pub(super) fn or_error(self) -> Result<(), OpError> {
        self.refusal().map_or(Ok(()), |refusal| Err(refusal.error))
    }

    fn of(result: Result<(), OpError>) -> Self {
        Self(result.err().map(|error| Box::new(Refusal { error, is_thrown: false })))
    }

    /// The refusal is thrown where it would go to a callback.
    pub(super) fn or_throw(mut self) -> Self {
        if let Some(refusal) = &mut self.0 {
            refusal.is_thrown = true;
        }
        self
    }
}

/// Asks for everything an op does; the first refusal counts.
#[inline]
pub(super) fn ask(env: &Env, asks: &[Ask<'_>]) -> Leave {
    if env.options.guard.is_open() {
        return Leave(None);
    }
    Leave::of(asks.iter().try_for_each(|ask| match ask {
        Ask::Read(path) => env.ask(Kind::FileSystemRead, path.0.as_bytes()),
        Ask::Write(path) => env.ask(Kind::FileSystemWrite, path.0.as_bytes()),
        Ask::Look(path) => env.ask_tersely(Kind::FileSystemRead, path.0.as_bytes()),
    }))
}

/// Asks for what opening with these flags allows.
pub(super) fn ask_to_open(env: &Env, path: &PathArg, flags: i32) -> Leave {
    if env.options.guard.is_open() {
        return Leave(None);
    }
    let flags = OFlags::from_bits_retain(flags as u32);
    let mode = flags & OFlags::RWMODE;
    let changes = flags.intersects(OFlags::APPEND | OFlags::CREATE | OFlags::TRUNC);
    let reads = mode != OFlags::WRONLY;
    let writes = mode != OFlags::RDONLY || changes;
    match (reads, writes) {
        (true, true) => ask(env, &[Ask::Read(path), Ask::Write(path)]),
        (true, false) => ask(env, &[Ask::Read(path)]),
        (false, _) => ask(env, &[Ask::Write(path)]),
    }
}

/// The same for a path; a descriptor needs no more leave.
pub(super) fn ask_to_use(env: &Env, target: &Target, flags: i32) -> Leave {
    match target {
        Target::Path(path) => ask_to_open(env, path, flags),
        Target::Fd(_) => Leave::OPEN_FILE,
    }
}

/// For what no path stands for in the policy, such as changing the mode of a file that is open for reading only.
pub(super) fn ask_beyond_paths(env: &Env, name: &str) -> Leave {
    Leave::of(env.refuse_under_policy(|| format!("{name} API is disabled when Permission Model is enabled.")))
}

/// A link may lead anywhere: whoever makes one must be allowed everything, which makes its own path part of that.
pub(super) fn ask_to_link(env: &Env, target: &PathArg, path: &PathArg) -> Leave {
    let guard = &env.options.guard;
    if guard.is_open() {
        return Leave(None);
    }
    let all = guard.allows(Kind::FileSystem, None, Vec::new);
    if !all && !guard.is_audit() {
        let message = String::from("fs.symlink API requires full fs.read and fs.write permissions.");
        return Leave::of(Err(OpError::Denied { message, permission: "", resource: String::new() }));
    }
    ask(env, &[Ask::Read(target), Ask::Write(target), Ask::Write(path)])
}

impl Refusal {
    /// Gives it as the answer: thrown, at once to the callback, or by a rejected promise.
    pub(super) fn answer<'s>(
        self,
        scope: &mut Scope<'s, '_>,
        env: &Env,
        how: How,
    ) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match how {
            How::Sync => Err(self.error),
            How::Async(Pending::Callback(_)) if self.is_thrown => Err(self.error),
            How::Async(pending) => {
                let value = pending.value(scope);
                pending.settle::<()>(&env.engine, Err(self.error));
                Ok(value)
            }
        }
    }
}
