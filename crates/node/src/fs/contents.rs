//! Whole files in one crossing: read to bytes, read to text, written.

use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};

use rustix::fs::SeekFrom;
use rustix::io::Errno;
use weir_engine::{Bytes, FromJs, How, IntoJs, OpError, Scope, large_buffer, op, v8};
use weir_loop::{LARGE, Large, LargeMemory};

use super::arguments::{PathArg, Target, failed};
use super::io::open_file;
use super::leave;
use super::run;
use super::sys::{self, ViewMemory};
use crate::Env;
use crate::buffer::{Encoding, text};
use crate::internal::sync_calls::{Area, measure};

/// The largest file that becomes one Buffer, as in Node.
const MAX_FILE: u64 = (1 << 31) - 1;
/// The first room for a file that does not tell its size.
const UNKNOWN_SIZE: usize = 8192;

/// A file for the length of one job: opened for it, or the program's own, which is read from where it stands.
enum Opened {
    Own(OwnedFd),
    Given(BorrowedFd<'static>),
}

/// A file to be read, and how far; 0 where that is not known before.
struct Sized {
    file: Opened,
    size: usize,
    /// It is read by position, since it stands at its end.
    by_position: bool,
}

impl Sized {
    /// Reads on, where `filled` bytes came before.
    fn read<B: rustix::buffer::Buffer<u8>>(&self, room: B, filled: usize) -> Result<B::Output, Errno> {
        match self.by_position {
            true => rustix::io::pread(self.file.fd(), room, filled as u64),
            false => rustix::io::read(self.file.fd(), room),
        }
    }
}

impl Opened {
    fn open(target: &Target, flags: i32, mode: u32, syscall: &'static str) -> Result<Self, OpError> {
        match target {
            Target::Path(path) => open_file(path, flags, mode).map(Self::Own).map_err(path.error("open")),
            Target::Fd(fd) => sys::borrow(*fd).map(Self::Given).map_err(failed(syscall)),
        }
    }

    fn fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Own(fd) => fd.as_fd(),
            Self::Given(fd) => *fd,
        }
    }
}

/// What a file holds.
enum Contents {
    Small(Vec<u8>),
    Large(Large),
}

impl Contents {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Small(bytes) => bytes,
            Self::Large(large) => large.bytes(),
        }
    }
}

impl<'s> IntoJs<'s> for Contents {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let large = match self {
            Self::Small(bytes) => return Bytes(bytes).into_js(scope),
            Self::Large(large) => large,
        };
        let length = large.length();
        let buffer = large_buffer(scope, large);
        v8::Uint8Array::new(scope, buffer, 0, length).map(Into::into).ok_or_else(|| too_large(length as u64))
    }
}

fn too_large(size: u64) -> OpError {
    OpError::range_error("ERR_FS_FILE_TOO_LARGE", format!("File size ({size}) is greater than 2 GiB"))
}

/// Opens what is to be read. Where it ends the system tells in half the time that it takes for all that it knows; what has
/// no such place, or none that can be, is asked the other way.
fn open_sized(target: &Target, flags: i32) -> Result<Sized, OpError> {
    let file = Opened::open(target, flags, 0o666, "fstat")?;
    if matches!(file, Opened::Own(_)) {
        match rustix::fs::seek(file.fd(), SeekFrom::End(0)) {
            Ok(size @ 1..=MAX_FILE) => return Ok(Sized { file, size: size as usize, by_position: true }),
            // It stands where it stood.
            Ok(0) | Err(_) => {}
            Ok(_) => {
                rustix::fs::seek(file.fd(), SeekFrom::Start(0)).map_err(failed("read"))?;
            }
        }
    }
    let stat = rustix::fs::fstat(file.fd()).map_err(failed("fstat"))?;
    let regular = stat.st_mode & libc::S_IFMT == libc::S_IFREG;
    let size = if regular { stat.st_size.max(0) as u64 } else { 0 };
    if size > MAX_FILE {
        return Err(too_large(size));
    }
    Ok(Sized { file, size: size as usize, by_position: false })
}

fn read_all(target: &Target, flags: i32, memory: &LargeMemory) -> Result<Contents, OpError> {
    read_rest(&open_sized(target, flags)?, memory)
}

/// A file that tells its size is read that far, as in Node, which saves the read that finds the end.
fn read_rest(file: &Sized, memory: &LargeMemory) -> Result<Contents, OpError> {
    if file.size >= LARGE {
        return read_large(file, memory).map(Contents::Large).map_err(failed("read"));
    }
    read_small(file).map(Contents::Small).map_err(failed("read"))
}

/// What came of reading into room that was there: how much, or all in memory of its own.
enum Pooled {
    Count(usize),
    Own(Contents),
}

impl<'s> IntoJs<'s> for Pooled {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self {
            Self::Count(count) => (count as u32).into_js(scope),
            Self::Own(contents) => contents.into_js(scope),
        }
    }
}

fn read_pooled(target: &Target, flags: i32, room: &ViewMemory, memory: &LargeMemory) -> Result<Pooled, OpError> {
    let file = open_sized(target, flags)?;
    if file.size == 0 || file.size > room.len() {
        return read_rest(&file, memory).map(Pooled::Own);
    }
    let mut filled = 0;
    while filled < file.size {
        let position = file.by_position.then_some(filled as i64);
        let rest = room.part(filled, file.size - filled);
        match sys::read(file.file.fd().as_raw_fd(), &rest, position).map_err(failed("read"))? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(Pooled::Count(filled))
}

fn read_large(file: &Sized, memory: &LargeMemory) -> Result<Large, Errno> {
    let mut large = memory.take(file.size).ok_or(Errno::NOMEM)?;
    let mut filled = 0;
    while filled < file.size {
        match large.fill(filled, |room| file.read(room, filled)) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    large.truncate(filled);
    Ok(large)
}

fn read_small(file: &Sized) -> Result<Vec<u8>, Errno> {
    let size = file.size;
    let room = if size > 0 { size } else { UNKNOWN_SIZE };
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(room).map_err(|_| Errno::NOMEM)?;
    loop {
        if size > 0 && bytes.len() >= size {
            break;
        }
        if bytes.len() == bytes.capacity() {
            bytes.try_reserve(bytes.len().max(UNKNOWN_SIZE)).map_err(|_| Errno::NOMEM)?;
        }
        let filled = bytes.len();
        match file.read(rustix::buffer::spare_capacity(&mut bytes), filled) {
            Ok(0) => break,
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// `readFile(pathOrFd, flags, how)`: the bytes from where the file stands to its end.
#[op]
fn read_file<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    target: Target,
    flags: i32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask_to_use(env, &target, flags);
    let memory = env.lp.large_memory().clone();
    run(scope, env, how, leave, move || read_all(&target, flags, &memory))
}

/// `readFilePooled(pathOrFd, flags, pool, offset, length)`: at once; a file that tells its size and fits is read into that
/// part of `pool`, and the answer is how much there is. Any other comes in memory of its own.
#[op]
fn read_file_pooled<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    target: Target,
    flags: i32,
    pool: v8::Local<'s, v8::ArrayBufferView>,
    offset: u32,
    length: u32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask_to_use(env, &target, flags);
    let room = ViewMemory::new(pool, offset as usize, length as usize, false);
    env.send_what_is_held();
    leave.or_error()?;
    measure(scope, env, Area::Fs, || read_pooled(&target, flags, &room, env.lp.large_memory()))?.into_js(scope)
}

/// `readFileUtf8(pathOrFd, flags)`: the same as text, at once; what is no UTF-8 becomes U+FFFD.
#[op]
fn read_file_utf8<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    target: Target,
    flags: i32,
) -> Result<v8::Local<'s, v8::String>, OpError> {
    env.send_what_is_held();
    leave::ask_to_use(env, &target, flags).or_error()?;
    let contents = measure(scope, env, Area::Fs, || read_all(&target, flags, env.lp.large_memory()))?;
    text::decode(scope, contents.bytes(), Encoding::Utf8)
}

/// What is written: a view's memory, or a string as UTF-8.
enum Data {
    View(ViewMemory),
    Text(Vec<u8>),
}

impl Data {
    fn len(&self) -> usize {
        match self {
            Self::View(region) => region.len(),
            Self::Text(bytes) => bytes.len(),
        }
    }

    /// Writes all of it. How far that went is there after an error, too.
    fn write_to(&self, fd: BorrowedFd<'_>, written: &mut usize) -> Result<(), Errno> {
        while *written < self.len() {
            *written += match self {
                Self::View(region) => sys::write(fd.as_raw_fd(), region, *written, None)?,
                Self::Text(bytes) => rustix::io::retry_on_intr(|| rustix::io::write(fd, &bytes[*written..]))?,
            };
        }
        Ok(())
    }
}

/// Makes a file hold `data` and nothing else. Emptying it first, as the flag that says so has the system do it, gives
/// away the disk's blocks, takes new ones, and makes some file systems write them out at once: ten times the work of
/// writing over what is there. So a file that is not longer is written over. Whoever reads it meanwhile sees new bytes
/// before old ones, and not the end of an older, longer text behind a new one.
fn replace(path: &PathArg, flags: i32, mode: u32, data: &Data) -> Result<(), OpError> {
    let file = open_file(path, flags & !libc::O_TRUNC, mode).map_err(path.error("open"))?;
    let fd = file.as_fd();
    let stat = rustix::fs::fstat(fd).map_err(path.error("open"))?;
    let old = if stat.st_mode & libc::S_IFMT == libc::S_IFREG { stat.st_size.max(0) as u64 } else { 0 };
    if old > data.len() as u64 {
        rustix::fs::ftruncate(fd, 0).map_err(path.error("open"))?;
    }
    let mut written = 0;
    let end = data.write_to(fd, &mut written);
    if end.is_err() && old > written as u64 {
        // What could be written is all that is left, as if the file had been empty. The error is the one that came first.
        let _shortened = rustix::fs::ftruncate(fd, written as u64);
    }
    end.map_err(failed("write"))
}

/// `writeFile(pathOrFd, data, flags, mode, how)`: all of `data`, a view or a string, from where the file stands.
#[op]
fn write_file<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    target: Target,
    data: v8::Local<'s, v8::Value>,
    flags: i32,
    mode: u32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let data = match v8::Local::<v8::String>::try_from(data) {
        Ok(string) => Data::Text(text::encode(scope, string, Encoding::Utf8)),
        Err(_) => {
            let view = v8::Local::<v8::ArrayBufferView>::from_js(scope, data)?;
            Data::View(ViewMemory::whole(view, matches!(how, How::Async(_))))
        }
    };
    let leave = leave::ask_to_use(env, &target, flags);
    run(scope, env, how, leave, move || match &target {
        Target::Path(path) if flags & (libc::O_TRUNC | libc::O_APPEND) == libc::O_TRUNC && data.len() > 0 => {
            replace(path, flags, mode, &data)
        }
        target => {
            let file = Opened::open(target, flags, mode, "write")?;
            data.write_to(file.fd(), &mut 0).map_err(failed("write"))
        }
    })
}
