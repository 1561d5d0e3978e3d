//! Directories: listing, making and removing one.

use std::ffi::CString;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, BorrowedFd};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir, RawDirEntry};
use rustix::io::Errno;
use weir_engine::{How, IntoJs, OpError, Scope, op, v8};

use super::arguments::{Name, NameEncoding, PathArg};
use super::leave::{self, Ask};
use super::run;
use crate::Env;

/// Node's numbers for the types of entries (`UV_DIRENT_...`).
fn type_number(file_type: FileType) -> i32 {
    match file_type {
        FileType::RegularFile => 1,
        FileType::Directory => 2,
        FileType::Symlink => 3,
        FileType::Fifo => 4,
        FileType::Socket => 5,
        FileType::CharacterDevice => 6,
        FileType::BlockDevice => 7,
        _ => 0,
    }
}

/// Names and types of entries.
pub(super) type Entries = Vec<(CString, FileType)>;

/// Room for one answer of the kernel: most directories fit into one.
const ROOM: usize = 32 * 1024;

/// Takes an entry over, unless it is one of the two dots. Some file systems leave the type out of their lists.
pub(super) fn push_entry(dir: BorrowedFd<'_>, entry: &RawDirEntry<'_>, found: &mut Entries) {
    let name = entry.file_name();
    if matches!(name.to_bytes(), b"." | b"..") {
        return;
    }
    let mut file_type = entry.file_type();
    if file_type == FileType::Unknown
        && let Ok(stat) = rustix::fs::statat(dir, name, AtFlags::SYMLINK_NOFOLLOW)
    {
        file_type = FileType::from_raw_mode(stat.st_mode);
    }
    found.push((name.to_owned(), file_type));
}

/// The entries of a directory, sorted by name, without `.` and `..`.
pub(super) fn entries(path: &PathArg) -> Result<Entries, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let fd = rustix::io::retry_on_intr(|| rustix::fs::openat(CWD, path.as_c_str(), flags, Mode::empty()))?;
    let mut found = Vec::new();
    let mut room: Vec<MaybeUninit<u8>> = vec![MaybeUninit::uninit(); ROOM];
    let mut dir = RawDir::new(&fd, &mut room);
    while let Some(entry) = dir.next() {
        push_entry(fd.as_fd(), &entry?, &mut found);
    }
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// A list of names, or of names and of types.
pub(super) struct Listing {
    names: Vec<Name>,
    types: Option<Vec<i32>>,
}

impl Listing {
    pub(super) fn of(found: Entries, encoding: NameEncoding, with_types: bool) -> Self {
        let types = with_types.then(|| found.iter().map(|(_, file_type)| type_number(*file_type)).collect());
        let names = found.into_iter().map(|(name, _)| Name { bytes: name.into_bytes(), encoding }).collect();
        Self { names, types }
    }
}

impl<'s> IntoJs<'s> for Listing {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self.types {
            Some(types) => (self.names, types).into_js(scope),
            None => self.names.into_js(scope),
        }
    }
}

/// `readdir(path, encoding, withTypes, how)`: names, or `[names, types]`.
#[op]
fn readdir<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    encoding: NameEncoding,
    with_types: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Read(&path)]);
    run(scope, env, how, leave, move || {
        entries(&path).map(|found| Listing::of(found, encoding, with_types)).map_err(path.error("scandir"))
    })
}

fn is_directory(path: &std::ffi::CStr) -> bool {
    rustix::fs::statat(CWD, path, AtFlags::empty())
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

/// The directory that holds `path`; nothing above a root or a single name.
fn parent(path: &[u8]) -> Option<&[u8]> {
    let end = path.iter().rposition(|byte| *byte != b'/')? + 1;
    let slash = path[..end].iter().rposition(|byte| *byte == b'/')?;
    let end = path[..slash].iter().rposition(|byte| *byte != b'/').map_or(1, |last| last + 1);
    Some(&path[..end])
}

/// Makes a directory and those above it. The first one made; `None` when all were there.
fn make_all(path: &PathArg, mode: Mode) -> Result<Option<Vec<u8>>, OpError> {
    let failed = path.error("mkdir");
    let mut waiting = vec![path.0.clone()];
    let mut first = None;
    while let Some(next) = waiting.last() {
        match rustix::fs::mkdirat(CWD, next.as_c_str(), mode) {
            Ok(()) => {
                let made = waiting.pop().map(CString::into_bytes);
                first = first.or(made);
            }
            Err(Errno::NOENT) => {
                let above = parent(next.as_bytes()).and_then(|above| CString::new(above).ok());
                match above {
                    // A parent that is its own parent, or was made already, is missing for another reason.
                    Some(above) if above != *next && !waiting.contains(&above) && first.is_none() => {
                        waiting.push(above);
                    }
                    _ => return Err(failed(Errno::NOENT)),
                }
            }
            // Some file systems say EROFS or EACCES of a directory that is there.
            Err(_) if is_directory(next.as_c_str()) => {
                waiting.pop();
            }
            Err(Errno::EXIST) if waiting.len() > 1 => return Err(failed(Errno::NOTDIR)),
            Err(errno) => return Err(failed(errno)),
        }
    }
    Ok(first)
}

/// `mkdir(path, mode, recursive, how)`: the first directory made when recursive and any was.
#[op]
fn mkdir<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    mode: u32,
    recursive: bool,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Write(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        let mode = Mode::from_raw_mode(mode & 0o7777);
        if !recursive {
            rustix::fs::mkdirat(CWD, path.as_c_str(), mode).map_err(path.error("mkdir"))?;
            return Ok(None);
        }
        let first = make_all(&path, mode)?;
        Ok(first.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    })
}

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// How often a new name is tried before the directory is given up as full.
const ATTEMPTS: usize = 10_000;

/// `mkdtemp(prefix, encoding, how)`: the path of a new directory that only this user may read.
#[op]
fn mkdtemp<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    prefix: PathArg,
    encoding: NameEncoding,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let template = prefix.joined(b"XXXXXX");
    let leave = leave::ask(env, &[Ask::Write(&template)]);
    run(scope, env, how, leave, move || {
        let failed = template.error("mkdtemp");
        for _ in 0..ATTEMPTS {
            let mut random = [0u8; 6];
            rustix::rand::getrandom(&mut random, rustix::rand::GetRandomFlags::empty()).map_err(&failed)?;
            let mut bytes = prefix.0.as_bytes().to_vec();
            bytes.extend(random.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]));
            match rustix::fs::mkdirat(CWD, bytes.as_slice(), Mode::RWXU) {
                Ok(()) => return Ok(Name { bytes, encoding }),
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(failed(errno)),
            }
        }
        Err(failed(Errno::EXIST))
    })
}

/// `rmdir(path, how)`
#[op]
fn rmdir<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    path: PathArg,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Write(&path)]).or_throw();
    run(scope, env, how, leave, move || {
        rustix::fs::unlinkat(CWD, path.as_c_str(), AtFlags::REMOVEDIR).map_err(path.error("rmdir"))
    })
}
