//! Open files: opening, closing, reading, writing and what else works on a descriptor's contents.

use std::os::fd::IntoRawFd as _;

use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;
use weir_engine::{FromJs as _, How, OpError, Pending, Scope, op, v8};

use super::arguments::{NameEncoding, PathArg, failed};
use super::leave::{self, Leave};
use super::run;
use super::sys::{self, ViewMemory};
use crate::Env;
use crate::buffer::text;

/// Where a transfer begins: `null`, `undefined` and negative numbers mean where the file stands.
fn position_of(position: Option<i64>) -> Option<i64> {
    position.filter(|at| *at >= 0)
}

/// Opens a file; children of this process do not get it.
pub(super) fn open_file(path: &PathArg, flags: i32, mode: u32) -> Result<std::os::fd::OwnedFd, Errno> {
    let flags = OFlags::from_bits_retain(flags as u32) | OFlags::CLOEXEC;
    rustix::io::retry_on_intr(|| rustix::fs::openat(CWD, path.as_c_str(), flags, Mode::from_raw_mode(mode & 0o7777)))
}

/// `open(path, flags, mode, how)`: a descriptor.
#[op]
fn open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    flags: i32,
    mode: u32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask_to_open(env, &path, flags);
    run(scope, env, how, leave, move || {
        open_file(&path, flags, mode).map(|fd| fd.into_raw_fd()).map_err(path.error("open"))
    })
}

/// `close(fd, how)`
#[op]
fn close<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, how: How) -> Result<v8::Local<'s, v8::Value>, OpError> {
    run(scope, env, how, Leave::OPEN_FILE, move || sys::close(fd).map_err(failed("close")))
}

/// `read(fd, view, offset, length, position, how)`: the number of bytes read.
#[op]
fn read<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    view: v8::Local<'s, v8::ArrayBufferView>,
    offset: f64,
    length: f64,
    position: Option<i64>,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let region = ViewMemory::new(view, offset as usize, length as usize, matches!(how, How::Async(_)));
    run(scope, env, how, Leave::OPEN_FILE, move || {
        sys::read(fd, &region, position_of(position)).map_err(failed("read"))
    })
}

/// `write(fd, view, offset, length, position, how)`: the number of bytes written.
#[op]
fn write<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    view: v8::Local<'s, v8::ArrayBufferView>,
    offset: f64,
    length: f64,
    position: Option<i64>,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let region = ViewMemory::new(view, offset as usize, length as usize, matches!(how, How::Async(_)));
    run(scope, env, how, Leave::OPEN_FILE, move || {
        sys::write(fd, &region, 0, position_of(position)).map_err(failed("write"))
    })
}

/// `writeString(fd, string, position, encoding, how)`: the number of bytes written.
#[op]
fn write_string<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    string: v8::Local<'s, v8::String>,
    position: Option<i64>,
    encoding: NameEncoding,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let bytes = text::encode(scope, string, encoding.of_text());
    run(scope, env, how, Leave::OPEN_FILE, move || {
        let fd = sys::borrow(fd).map_err(failed("write"))?;
        rustix::io::retry_on_intr(|| match position_of(position) {
            Some(at) => rustix::io::pwrite(fd, &bytes, at as u64),
            None => rustix::io::write(fd, &bytes),
        })
        .map_err(failed("write"))
    })
}

/// The memory of an array of views.
fn regions<'s>(
    scope: &mut Scope<'s, '_>,
    views: v8::Local<'s, v8::Array>,
    keep: bool,
) -> Result<Vec<ViewMemory>, OpError> {
    let mut out = Vec::with_capacity(views.length() as usize);
    for index in 0..views.length() {
        let item = views.get_index(scope, index).ok_or(OpError::Pending)?;
        out.push(ViewMemory::whole(v8::Local::<v8::ArrayBufferView>::from_js(scope, item)?, keep));
    }
    Ok(out)
}

/// `readv(fd, views, position, how)`: the number of bytes read.
#[op]
fn readv<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    views: v8::Local<'s, v8::Array>,
    position: Option<i64>,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let regions = regions(scope, views, matches!(how, How::Async(_)))?;
    run(scope, env, how, Leave::OPEN_FILE, move || {
        sys::readv(fd, &regions, position_of(position)).map_err(failed("read"))
    })
}

/// `writev(fd, views, position, how)`: the number of bytes written.
#[op]
fn writev<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    views: v8::Local<'s, v8::Array>,
    position: Option<i64>,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let regions = regions(scope, views, matches!(how, How::Async(_)))?;
    run(scope, env, how, Leave::OPEN_FILE, move || {
        sys::writev(fd, &regions, position_of(position)).map_err(failed("write"))
    })
}

/// `ftruncate(fd, length, how)`
#[op]
fn ftruncate<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    length: i64,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    run(scope, env, how, Leave::OPEN_FILE, move || {
        sys::borrow(fd).and_then(|fd| rustix::fs::ftruncate(fd, length.max(0) as u64)).map_err(failed("ftruncate"))
    })
}

/// Under a policy only the promises of a FileHandle may flush; so it is in Node.
fn leave_to_flush(env: &Env, how: &How, name: &str) -> Leave {
    match how {
        How::Async(Pending::Promise(_)) => Leave::OPEN_FILE,
        _ => leave::ask_beyond_paths(env, name),
    }
}

/// `fsync(fd, how)`
#[op]
fn fsync<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, how: How) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave_to_flush(env, &how, "fsync");
    run(scope, env, how, leave, move || sys::borrow(fd).and_then(rustix::fs::fsync).map_err(failed("fsync")))
}

/// `fdatasync(fd, how)`
#[op]
fn fdatasync<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, how: How) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave_to_flush(env, &how, "fdatasync");
    run(scope, env, how, leave, move || sys::borrow(fd).and_then(rustix::fs::fdatasync).map_err(failed("fdatasync")))
}
