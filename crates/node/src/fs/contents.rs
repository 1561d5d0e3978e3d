//! Whole files in one crossing: read to bytes, read to text, written.

use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use weir_engine::{Bytes, FromJs, How, OpError, Scope, op, v8};

use super::arguments::{Target, failed};
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

/// A file for the length of one job: opened for it, or the program's own.
enum Opened {
    Own(OwnedFd),
    Given(BorrowedFd<'static>),
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
            Self::Own(fd) => std::os::fd::AsFd::as_fd(fd),
            Self::Given(fd) => *fd,
        }
    }
}

fn read_all(target: &Target, flags: i32) -> Result<Vec<u8>, OpError> {
    let file = Opened::open(target, flags, 0o666, "fstat")?;
    let stat = rustix::fs::fstat(file.fd()).map_err(failed("fstat"))?;
    let regular = stat.st_mode & libc::S_IFMT == libc::S_IFREG;
    let size = if regular { stat.st_size.max(0) as u64 } else { 0 };
    if size > MAX_FILE {
        let message = format!("File size ({size}) is greater than 2 GiB");
        return Err(OpError::range_error("ERR_FS_FILE_TOO_LARGE", message));
    }
    // A file that tells its size is read that far, as in Node, which saves the read that finds the end.
    let size = size as usize;
    let room = if size > 0 { size } else { UNKNOWN_SIZE };
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(room).map_err(|_| failed("read")(Errno::NOMEM))?;
    loop {
        if size > 0 && bytes.len() >= size {
            break;
        }
        if bytes.len() == bytes.capacity() {
            bytes.try_reserve(bytes.len().max(UNKNOWN_SIZE)).map_err(|_| failed("read")(Errno::NOMEM))?;
        }
        let spare = rustix::buffer::spare_capacity(&mut bytes);
        match rustix::io::read(file.fd(), spare) {
            Ok(0) => break,
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(failed("read")(errno)),
        }
    }
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
    run(scope, env, how, leave, move || {
        let mut bytes = read_all(&target, flags)?;
        bytes.shrink_to_fit();
        Ok(Bytes(bytes))
    })
}

/// `readFileUtf8(pathOrFd, flags)`: the same as text, at once; what is no UTF-8 becomes U+FFFD.
#[op]
fn read_file_utf8<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    target: Target,
    flags: i32,
) -> Result<v8::Local<'s, v8::String>, OpError> {
    env.send_held_messages();
    leave::ask_to_use(env, &target, flags).or_error()?;
    let bytes = measure(scope, env, Area::Fs, || read_all(&target, flags))?;
    text::decode(scope, &bytes, Encoding::Utf8)
}

/// What is written: a view's memory, or a string as UTF-8.
enum Data {
    View(ViewMemory),
    Text(Vec<u8>),
}

impl Data {
    fn write_to(&self, fd: BorrowedFd<'_>) -> Result<(), Errno> {
        let mut written = 0;
        match self {
            Self::View(region) => {
                while written < region.len() {
                    written += sys::write(fd.as_raw_fd(), region, written, None)?;
                }
            }
            Self::Text(bytes) => {
                while written < bytes.len() {
                    written += rustix::io::retry_on_intr(|| rustix::io::write(fd, &bytes[written..]))?;
                }
            }
        }
        Ok(())
    }
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
    run(scope, env, how, leave, move || {
        let file = Opened::open(&target, flags, mode, "write")?;
        data.write_to(file.fd()).map_err(failed("write"))
    })
}
