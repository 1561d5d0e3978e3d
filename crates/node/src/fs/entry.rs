//! Entries of directories: access, links, names, owners, modes and times.

use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use rustix::fs::{Access, AtFlags, CWD, Gid, Mode, Timespec, Timestamps, Uid};
use rustix::io::Errno;
use weir_engine::{How, OpError, Scope, op, v8};
use weir_guard::Kind;

use super::arguments::{Name, NameEncoding, PathArg, failed};
use super::leave::{self, Ask, Leave};
use super::{run, sys};
use crate::Env;
use crate::internal::sync_calls::{Area, measure};

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

/// `access(path, mode, how)`
#[op]
fn access<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, mode: u32, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Read(&path)]);
    run(scope, env, how, leave, move || {
        rustix::fs::accessat(CWD, path.as_c_str(), Access::from_bits_truncate(mode), AtFlags::empty())
            .map_err(path.error("access"))
    })
}

/// `exists(path)`
#[op]
fn exists(scope: &mut Scope<'_, '_>, env: &Env, path: PathArg) -> Result<bool, OpError> {
    env.send_what_is_held();
    env.ask(Kind::FileSystemRead, path.0.as_bytes())?;
    let look = || rustix::fs::accessat(CWD, path.as_c_str(), Access::EXISTS, AtFlags::empty()).is_ok();
    Ok(measure(scope, env, Area::Fs, look))
}

/// `unlink(path, how)`
#[op]
fn unlink<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]);
    run(scope, env, how, leave, move || {
        rustix::fs::unlinkat(CWD, path.as_c_str(), AtFlags::empty()).map_err(path.error("unlink"))
    })
}

/// `rename(from, to, how)`
#[op]
fn rename<'s>(scope: &mut Scope<'s, '_>, env: &Env, from: PathArg, to: PathArg, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Read(&from), Ask::Write(&from), Ask::Write(&to)]);
    run(scope, env, how, leave, move || {
        rustix::fs::renameat(CWD, from.as_c_str(), CWD, to.as_c_str()).map_err(from.error_to(&to, "rename"))
    })
}

/// `link(existing, path, how)`
#[op]
fn link<'s>(scope: &mut Scope<'s, '_>, env: &Env, existing: PathArg, path: PathArg, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Read(&existing), Ask::Write(&existing), Ask::Write(&path)]);
    run(scope, env, how, leave, move || {
        rustix::fs::linkat(CWD, existing.as_c_str(), CWD, path.as_c_str(), AtFlags::empty())
            .map_err(existing.error_to(&path, "link"))
    })
}

/// `symlink(target, path, how)`
#[op]
fn symlink<'s>(scope: &mut Scope<'s, '_>, env: &Env, target: PathArg, path: PathArg, how: How) -> Answer<'s> {
    let leave = leave::ask_to_link(env, &target, &path);
    run(scope, env, how, leave, move || {
        rustix::fs::symlinkat(target.as_c_str(), CWD, path.as_c_str()).map_err(target.error_to(&path, "symlink"))
    })
}

/// `readlink(path, encoding, how)`
#[op]
fn readlink<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, encoding: NameEncoding, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Read(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        let target = rustix::fs::readlinkat(CWD, path.as_c_str(), Vec::new()).map_err(path.error("readlink"))?;
        Ok(Name { bytes: target.into_bytes(), encoding })
    })
}

/// `realpath(path, encoding, asks, how)`: by the C library. Node's own walk along the links asks for no leave.
#[op]
fn realpath<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    encoding: NameEncoding,
    asks: bool,
    how: How,
) -> Answer<'s> {
    let leave = if asks { leave::ask(env, &[Ask::Read(&path)]) } else { Leave::OPEN_FILE };
    run(scope, env, how, leave, move || {
        let found = std::fs::canonicalize(std::ffi::OsStr::from_bytes(path.0.as_bytes()))
            .map_err(|error| path.error("realpath")(Errno::from_io_error(&error).unwrap_or(Errno::IO)))?;
        Ok(Name { bytes: found.into_os_string().into_vec(), encoding })
    })
}

/// `chmod(path, mode, how)`
#[op]
fn chmod<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, mode: u32, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        rustix::fs::chmodat(CWD, path.as_c_str(), Mode::from_raw_mode(mode), AtFlags::empty())
            .map_err(path.error("chmod"))
    })
}

/// `fchmod(fd, mode, how)`
#[op]
fn fchmod<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, mode: u32, how: How) -> Answer<'s> {
    let leave = leave::ask_beyond_paths(env, "fchmod");
    run(scope, env, how, leave, move || {
        sys::borrow(fd).and_then(|fd| rustix::fs::fchmod(fd, Mode::from_raw_mode(mode))).map_err(failed("fchmod"))
    })
}

/// User and group as the system takes them; -1 leaves one as it is.
fn owners(uid: i64, gid: i64) -> (Option<Uid>, Option<Gid>) {
    let id = |id: i64| u32::try_from(id).ok().filter(|id| *id != u32::MAX);
    (id(uid).map(Uid::from_raw), id(gid).map(Gid::from_raw))
}

/// `chown(path, uid, gid, how)`
#[op]
fn chown<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, uid: i64, gid: i64, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]);
    run(scope, env, how, leave, move || {
        let (uid, gid) = owners(uid, gid);
        rustix::fs::chownat(CWD, path.as_c_str(), uid, gid, AtFlags::empty()).map_err(path.error("chown"))
    })
}

/// `lchown(path, uid, gid, how)`: of a link itself.
#[op]
fn lchown<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, uid: i64, gid: i64, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]);
    run(scope, env, how, leave, move || {
        let (uid, gid) = owners(uid, gid);
        rustix::fs::chownat(CWD, path.as_c_str(), uid, gid, AtFlags::SYMLINK_NOFOLLOW).map_err(path.error("lchown"))
    })
}

/// `fchown(fd, uid, gid, how)`
#[op]
fn fchown<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, uid: i64, gid: i64, how: How) -> Answer<'s> {
    let leave = leave::ask_beyond_paths(env, "fchown");
    run(scope, env, how, leave, move || {
        let (uid, gid) = owners(uid, gid);
        sys::borrow(fd).and_then(|fd| rustix::fs::fchown(fd, uid, gid)).map_err(failed("fchown"))
    })
}

/// A time of seconds since 1970, before it as well.
fn timespec(seconds: f64) -> Timespec {
    let whole = seconds.floor();
    // Microseconds are what a double of today's seconds holds; more digits would be noise.
    let micros = ((seconds - whole) * 1e6).round() as i64;
    Timespec { tv_sec: whole as i64 + micros / 1_000_000, tv_nsec: micros % 1_000_000 * 1000 }
}

fn timestamps(atime: f64, mtime: f64) -> Timestamps {
    Timestamps { last_access: timespec(atime), last_modification: timespec(mtime) }
}

/// `utimes(path, atime, mtime, how)`: times in seconds.
#[op]
fn utimes<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, atime: f64, mtime: f64, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        rustix::fs::utimensat(CWD, path.as_c_str(), &timestamps(atime, mtime), AtFlags::empty())
            .map_err(path.error("utime"))
    })
}

/// `lutimes(path, atime, mtime, how)`: of a link itself.
#[op]
fn lutimes<'s>(scope: &mut Scope<'s, '_>, env: &Env, path: PathArg, atime: f64, mtime: f64, how: How) -> Answer<'s> {
    let leave = leave::ask(env, &[Ask::Write(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        rustix::fs::utimensat(CWD, path.as_c_str(), &timestamps(atime, mtime), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(path.error("lutime"))
    })
}

/// `futimes(fd, atime, mtime, how)`
#[op]
fn futimes<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, atime: f64, mtime: f64, how: How) -> Answer<'s> {
    let leave = leave::ask_beyond_paths(env, "futimes");
    run(scope, env, how, leave, move || {
        sys::borrow(fd).and_then(|fd| rustix::fs::futimens(fd, &timestamps(atime, mtime))).map_err(failed("futime"))
    })
}
