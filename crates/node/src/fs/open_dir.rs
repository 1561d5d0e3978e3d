//! Open directories that are read in batches: `opendir`. A directory is a descriptor that JavaScript keeps; the kernel
//! remembers how far it is read, so nothing is kept here.

use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, IntoRawFd as _};

use rustix::fs::{CWD, Mode, OFlags, RawDir};
use rustix::io::Errno;
use weir_engine::{How, OpError, Scope, op, v8};

use super::arguments::{NameEncoding, PathArg, failed};
use super::dir::{Entries, Listing, push_entry};
use super::leave::{self, Ask, Leave};
use super::{run, sys};
use crate::Env;

/// Bytes that an entry with a name of usual length takes in the kernel's answer.
const USUAL_ENTRY: usize = 48;
/// The least room for one answer; one entry with the longest name needs 280 bytes.
const LEAST_ROOM: usize = 1024;
/// The most.
const MOST_ROOM: usize = 1 << 20;

/// `dirOpen(path, how)`: a descriptor.
#[op]
fn dir_open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Read(&path)]);
    run(scope, env, how, leave, move || {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        rustix::io::retry_on_intr(|| rustix::fs::openat(CWD, path.as_c_str(), flags, Mode::empty()))
            .map(|fd| fd.into_raw_fd())
            .map_err(path.error("opendir"))
    })
}

/// What one call to the kernel gives, `.` and `..` left out; nothing at the end.
fn batch(fd: BorrowedFd<'_>, room: usize) -> Result<Entries, Errno> {
    let mut buffer: Vec<MaybeUninit<u8>> = vec![MaybeUninit::uninit(); room];
    let mut found = Vec::new();
    let mut dir = RawDir::new(fd, &mut buffer);
    loop {
        match dir.next() {
            Some(entry) => push_entry(fd, &entry?, &mut found),
            None => return Ok(found),
        }
        // An answer of the two dots alone is not the end.
        if dir.is_buffer_empty() && !found.is_empty() {
            return Ok(found);
        }
    }
}

/// `dirRead(fd, encoding, count, how)`: `[names, types]` of about `count` further entries, none at the end.
#[op]
fn dir_read<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    fd: i32,
    encoding: NameEncoding,
    count: u32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    run(scope, env, how, Leave::OPEN_FILE, move || {
        let room = (count as usize).saturating_mul(USUAL_ENTRY).clamp(LEAST_ROOM, MOST_ROOM);
        let fd = sys::borrow(fd).map_err(failed("readdir"))?;
        batch(fd, room).map(|found| Listing::of(found, encoding, true)).map_err(failed("readdir"))
    })
}

/// `dirClose(fd, how)`
#[op]
fn dir_close<'s>(scope: &mut Scope<'s, '_>, env: &Env, fd: i32, how: How) -> Result<v8::Local<'s, v8::Value>, OpError> {
    run(scope, env, how, Leave::OPEN_FILE, move || sys::close(fd).map_err(failed("closedir")))
}
