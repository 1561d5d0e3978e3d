//! Removing a file or a whole tree.

use std::ffi::CString;
use std::time::Duration;

use rustix::fs::{AtFlags, CWD, FileType};
use rustix::io::Errno;
use weir_engine::{How, OpError, Scope, op, v8};

use super::arguments::PathArg;
use super::leave::{self, Ask};
use super::{dir, run};
use crate::Env;

/// How a removal goes about things that are in its way.
#[derive(Clone, Copy)]
struct Patience {
    retries: u32,
    delay: Duration,
}

impl Patience {
    /// Tries again, each time after a longer wait, what fails because somebody else uses it.
    fn call<T>(self, mut attempt: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
        let mut tried = 0;
        loop {
            match attempt() {
                Err(Errno::BUSY | Errno::MFILE | Errno::NFILE | Errno::NOTEMPTY | Errno::PERM)
                    if tried < self.retries =>
                {
                    tried += 1;
                    std::thread::sleep(self.delay.saturating_mul(tried));
                }
                result => return result,
            }
        }
    }
}

fn child(path: &PathArg, name: &CString) -> PathArg {
    let slash: &[u8] = if path.0.as_bytes().ends_with(b"/") { b"" } else { b"/" };
    path.joined(&[slash, name.as_bytes()].concat())
}

/// What vanished meanwhile is removed.
fn gone_is_good(result: Result<(), Errno>) -> Result<(), Errno> {
    match result {
        Err(Errno::NOENT) => Ok(()),
        other => other,
    }
}

fn unlink(path: &PathArg, patience: Patience) -> Result<(), OpError> {
    gone_is_good(patience.call(|| rustix::fs::unlinkat(CWD, path.as_c_str(), AtFlags::empty())))
        .map_err(path.error("rm"))
}

/// Removes a directory with all that is in it. The depth is that of the tree on disk, so the stack is a list.
fn remove_tree(root: PathArg, patience: Patience) -> Result<(), OpError> {
    let mut waiting = vec![(root, false)];
    while let Some((path, emptied)) = waiting.pop() {
        if emptied {
            gone_is_good(patience.call(|| rustix::fs::unlinkat(CWD, path.as_c_str(), AtFlags::REMOVEDIR)))
                .map_err(path.error("rm"))?;
            continue;
        }
        let entries = match patience.call(|| dir::entries(&path)) {
            Ok(entries) => entries,
            Err(Errno::NOENT) => continue,
            // An empty directory needs no leave to read it.
            Err(Errno::ACCESS) => match rustix::fs::unlinkat(CWD, path.as_c_str(), AtFlags::REMOVEDIR) {
                Ok(()) | Err(Errno::NOENT) => continue,
                Err(_) => return Err(path.error("rm")(Errno::ACCESS)),
            },
            Err(errno) => return Err(path.error("rm")(errno)),
        };
        let mut below = Vec::new();
        for (name, file_type) in &entries {
            let entry = child(&path, name);
            if *file_type == FileType::Directory {
                below.push((entry, false));
            } else {
                unlink(&entry, patience)?;
            }
        }
        waiting.push((path, true));
        waiting.append(&mut below);
    }
    Ok(())
}

/// `rm(path, recursive, force, maxRetries, retryDelay, how)`: the delay in milliseconds.
#[op]
fn rm<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    recursive: bool,
    force: bool,
    max_retries: u32,
    retry_delay: f64,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Look(&path), Ask::Write(&path)]);
    run(scope, env, how, leave, move || {
        let patience = Patience { retries: max_retries, delay: Duration::from_millis(retry_delay.max(0.0) as u64) };
        let stat = match rustix::fs::statat(CWD, path.as_c_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) if force => return Ok(()),
            Err(errno) => return Err(path.error("lstat")(errno)),
        };
        if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
            return unlink(&path, patience);
        }
        if !recursive {
            return Err(path.error("rm")(Errno::ISDIR));
        }
        remove_tree(path, patience)
    })
}
