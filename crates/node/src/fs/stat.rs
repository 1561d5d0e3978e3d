//! What the system tells of a file and of a file system, as arrays of numbers that JavaScript makes Stats of.

use rustix::fs::{AtFlags, CWD, StatxFlags};
use rustix::io::Errno;
use std::os::fd::BorrowedFd;
use weir_engine::{How, IntoJs, OpError, Scope, op, v8};

use super::arguments::{PathArg, failed};
use super::leave::{self, Ask, Leave};
use super::{run, sys};
use crate::Env;
use crate::internal::sync_calls::{Area, measure};

/// Numbers that become an array: of integers, or a `BigInt64Array`.
pub(super) struct Numbers<const N: usize> {
    values: [i64; N],
    bigint: bool,
}

impl<'s, const N: usize> IntoJs<'s> for Numbers<N> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        if !self.bigint {
            // Most are small: in an array of V8's own they cost a third of what memory outside its heap does.
            let values = self.values.map(|value| v8::Number::new(scope, value as f64).into());
            return Ok(v8::Array::new_with_elements(scope, &values).into());
        }
        let bytes: Vec<u8> = self.values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let buffer = crate::buffer::buffer_of(scope, bytes);
        v8::BigInt64Array::new(scope, buffer, 0, N).map(Into::into).ok_or(OpError::Pending)
    }
}

type Fields = [i64; 18];

/// Asks with `statx`, which tells the time of birth too; systems whose filters refuse it are asked the old way.
pub(super) fn fields(fd: BorrowedFd<'_>, path: &std::ffi::CStr, flags: AtFlags) -> Result<Fields, Errno> {
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::BTIME;
    let s = match rustix::fs::statx(fd, path, flags, wanted) {
        Ok(s) => s,
        Err(Errno::NOSYS | Errno::PERM) => return old_fields(fd, path, flags),
        Err(errno) => return Err(errno),
    };
    Ok([
        rustix::fs::makedev(s.stx_dev_major, s.stx_dev_minor) as i64,
        i64::from(s.stx_mode),
        i64::from(s.stx_nlink),
        i64::from(s.stx_uid),
        i64::from(s.stx_gid),
        rustix::fs::makedev(s.stx_rdev_major, s.stx_rdev_minor) as i64,
        i64::from(s.stx_blksize),
        s.stx_ino as i64,
        s.stx_size as i64,
        s.stx_blocks as i64,
        s.stx_atime.tv_sec,
        i64::from(s.stx_atime.tv_nsec),
        s.stx_mtime.tv_sec,
        i64::from(s.stx_mtime.tv_nsec),
        s.stx_ctime.tv_sec,
        i64::from(s.stx_ctime.tv_nsec),
        s.stx_btime.tv_sec,
        i64::from(s.stx_btime.tv_nsec),
    ])
}

#[allow(clippy::unnecessary_cast, reason = "the widths of these fields differ between architectures")]
fn old_fields(fd: BorrowedFd<'_>, path: &std::ffi::CStr, flags: AtFlags) -> Result<Fields, Errno> {
    let s = rustix::fs::statat(fd, path, flags)?;
    Ok([
        s.st_dev as i64,
        s.st_mode as i64,
        s.st_nlink as i64,
        s.st_uid as i64,
        s.st_gid as i64,
        s.st_rdev as i64,
        s.st_blksize as i64,
        s.st_ino as i64,
        s.st_size as i64,
        s.st_blocks as i64,
        s.st_atime as i64,
        s.st_atime_nsec as i64,
        s.st_mtime as i64,
        s.st_mtime_nsec as i64,
        s.st_ctime as i64,
        s.st_ctime_nsec as i64,
        // No time of birth: the change time is the nearest known.
        s.st_ctime as i64,
        s.st_ctime_nsec as i64,
    ])
}

fn stat_path(
    path: &PathArg,
    flags: AtFlags,
    bigint: bool,
    throw_if_no_entry: bool,
    syscall: &'static str,
) -> Result<Option<Numbers<18>>, OpError> {
    match fields(CWD, path.as_c_str(), flags) {
        Ok(values) => Ok(Some(Numbers { values, bigint })),
        Err(Errno::NOENT | Errno::NOTDIR) if !throw_if_no_entry => Ok(None),
        Err(errno) => Err(path.error(syscall)(errno)),
    }
}

/// `stat(path, bigint, throwIfNoEntry, how)`: 18 numbers; undefined where there is nothing and that is no error.
#[op]
fn stat<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    bigint: bool,
    throw_if_no_entry: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Read(&path)]);
    run(scope, env, how, leave, move || stat_path(&path, AtFlags::empty(), bigint, throw_if_no_entry, "stat"))
}

/// `lstat(path, bigint, throwIfNoEntry, how)`: of a link itself.
#[op]
fn lstat<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    bigint: bool,
    throw_if_no_entry: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Look(&path)]);
    run(scope, env, how, leave, move || stat_path(&path, AtFlags::SYMLINK_NOFOLLOW, bigint, throw_if_no_entry, "lstat"))
}

/// `statInto(path, follows, throwIfNoEntry, numbers)`: at once, without making an array; false where there is nothing.
#[op]
fn stat_into<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    follows: bool,
    throw_if_no_entry: bool,
    numbers: v8::Local<'s, v8::ArrayBufferView>,
) -> Result<bool, OpError> {
    env.send_what_is_held();
    let (flags, syscall) = if follows {
        leave::ask(env, &[Ask::Read(&path)]).or_error()?;
        (AtFlags::empty(), "stat")
    } else {
        leave::ask(env, &[Ask::Look(&path)]).or_error()?;
        (AtFlags::SYMLINK_NOFOLLOW, "lstat")
    };
    let look = || stat_path(&path, flags, false, throw_if_no_entry, syscall);
    let Some(found) = measure(scope, env, Area::Fs, look)? else { return Ok(false) };
    sys::fill(&sys::ViewMemory::whole(numbers, false), &found.values.map(|value| value as f64));
    Ok(true)
}

/// `fstat(fd, bigint, how)`
#[op]
fn fstat<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    bigint: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    run(scope, env, how, Leave::OPEN_FILE, move || {
        let values = sys::borrow(fd).and_then(|fd| fields(fd, c"", AtFlags::EMPTY_PATH)).map_err(failed("fstat"))?;
        Ok(Numbers { values, bigint })
    })
}

/// `statfs(path, bigint, how)`: type, block size, fragment size, blocks, free, available, files, free files.
#[op]
#[allow(clippy::unnecessary_cast, reason = "the widths of these fields differ between architectures")]
fn statfs<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    bigint: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Read(&path)]);
    run(scope, env, how, leave, move || {
        let s = rustix::io::retry_on_intr(|| rustix::fs::statfs(path.as_c_str())).map_err(path.error("statfs"))?;
        let values = [
            s.f_type as i64,
            s.f_bsize as i64,
            s.f_frsize as i64,
            s.f_blocks as i64,
            s.f_bfree as i64,
            s.f_bavail as i64,
            s.f_files as i64,
            s.f_ffree as i64,
        ];
        Ok(Numbers { values, bigint })
    })
}
