//! From file to file in the kernel, a piece per call. What fails is not told in detail: JavaScript then does the same by
//! reading and writing, and meets the error where it belongs.

use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use rustix::fs::{FileType, OFlags};
use rustix::io::Errno;
use weir_engine::{How, OpError, Scope, op, v8};
use weir_loop::Lane;

use crate::Env;
use crate::fs::borrow;
use crate::internal::work;

/// What one system call copies.
const STEP: u64 = 1 << 20;

/// A job ends after this even if there is more, so that whoever wants the transfer to stop is not kept waiting.
const PATIENCE: Duration = Duration::from_millis(4);

fn is_file(fd: BorrowedFd<'_>, shows_size: bool) -> bool {
    rustix::fs::fstat(fd).is_ok_and(|stat| {
        FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && (!shows_size || stat.st_size > 0)
    })
}

/// `canCopy(from, to)`: whether both are regular files that the kernel may copy between. Files that show no size, as under
/// /proc, have contents for readers only; one that is open for appending takes nothing at a position.
#[op]
fn can_copy(from: i32, to: i32) -> bool {
    let (Ok(from), Ok(to)) = (borrow(from), borrow(to)) else { return false };
    is_file(from, true)
        && is_file(to, false)
        && rustix::fs::fcntl_getfl(to).is_ok_and(|flags| !flags.contains(OFlags::APPEND))
}

/// `copy(from, fromPosition, to, toPosition, length, how)`: how many bytes were copied, 0 at the end or when the kernel
/// did not copy. Positions are bytes, or negative for where a file stands.
#[op]
fn copy<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    from: i32,
    from_position: f64,
    to: i32,
    to_position: f64,
    length: f64,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    work::run(scope, env, Lane::Fs.labelled("FSReqCallback"), how, move || {
        Ok(copy_some(from, position(from_position), to, position(to_position), length as u64) as f64)
    })
}

fn position(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}

fn copy_some(from: i32, mut from_position: Option<u64>, to: i32, mut to_position: Option<u64>, length: u64) -> u64 {
    let (Ok(from), Ok(to)) = (borrow(from), borrow(to)) else { return 0 };
    let began = Instant::now();
    let mut copied = 0;
    while copied < length {
        let step = STEP.min(length - copied) as usize;
        match rustix::fs::copy_file_range(from, from_position.as_mut(), to, to_position.as_mut(), step) {
            Ok(0) => break,
            Ok(count) => copied += count as u64,
            Err(Errno::INTR) => continue,
            Err(_) => break,
        }
        if began.elapsed() >= PATIENCE {
            break;
        }
    }
    copied
}

/// `stepBack(fd, bytes)`: moves a file's own position back.
#[op]
fn step_back(fd: i32, bytes: f64) {
    if let Ok(fd) = borrow(fd) {
        // A file that cannot be sought was not copied from.
        let _moved = rustix::fs::seek(fd, rustix::fs::SeekFrom::Current(-(bytes as i64)));
    }
}
