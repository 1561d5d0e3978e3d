//! Copying one file's contents: by reference where the file system can, in the kernel otherwise.

use std::os::fd::{AsFd as _, BorrowedFd};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;
use weir_engine::{How, OpError, Scope, op, v8};

use super::arguments::PathArg;
use super::io::open_file;
use super::leave::{self, Ask};
use super::run;
use crate::Env;

/// `COPYFILE_EXCL`: the target must not exist.
const EXCLUSIVE: u32 = 1;
/// `COPYFILE_FICLONE`: by reference if possible.
const CLONE: u32 = 2;
/// `COPYFILE_FICLONE_FORCE`: by reference or not at all.
const CLONE_FORCE: u32 = 4;

/// What the kernel copies at once.
const CHUNK: usize = 1 << 30;
/// What is copied at once where the kernel cannot.
const BUFFER: usize = 128 * 1024;

/// Copies to the end of the source.
fn copy_contents(source: BorrowedFd<'_>, dest: BorrowedFd<'_>, size: u64) -> Result<(), Errno> {
    // Files that show no size, as under /proc, hold something only for readers.
    if size > 0 {
        let mut copied = false;
        loop {
            match rustix::fs::copy_file_range(source, None, dest, None, CHUNK) {
                Ok(0) if copied => return Ok(()),
                Ok(0) => break,
                Ok(_) => copied = true,
                Err(Errno::INTR) => {}
                Err(
                    Errno::XDEV
                    | Errno::NOSYS
                    | Errno::OPNOTSUPP
                    | Errno::INVAL
                    | Errno::PERM
                    | Errno::ACCESS
                    | Errno::IO
                    | Errno::BADF
                    | Errno::TXTBSY,
                ) => break,
                Err(errno) => return Err(errno),
            }
        }
    }
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = match rustix::io::read(source, &mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(Errno::INTR) => continue,
            Err(errno) => return Err(errno),
        };
        let mut written = 0;
        while written < count {
            written += rustix::io::retry_on_intr(|| rustix::io::write(dest, &buffer[written..count]))?;
        }
    }
}

fn copy(source_path: &PathArg, dest_path: &PathArg, mode: u32) -> Result<(), Errno> {
    let source = open_file(source_path, OFlags::RDONLY.bits() as i32, 0)?;
    let source_stat = rustix::fs::fstat(&source)?;
    let mut flags = OFlags::WRONLY | OFlags::CREATE;
    if mode & EXCLUSIVE != 0 {
        flags |= OFlags::EXCL;
    }
    let permissions = Mode::from_raw_mode(source_stat.st_mode);
    let dest = open_file(dest_path, flags.bits() as i32, permissions.as_raw_mode())?;
    let dest_stat = rustix::fs::fstat(&dest)?;
    if (source_stat.st_dev, source_stat.st_ino) == (dest_stat.st_dev, dest_stat.st_ino) {
        return Ok(());
    }
    let result = fill(source.as_fd(), dest.as_fd(), source_stat.st_size.max(0) as u64, permissions, mode);
    let is_file = FileType::from_raw_mode(dest_stat.st_mode) == FileType::RegularFile;
    if result.is_err() && is_file {
        // A part of a copy is worse than none. The copy's own error is the one to tell.
        let _ = rustix::fs::unlinkat(CWD, dest_path.as_c_str(), AtFlags::empty());
    }
    result
}

fn fill(source: BorrowedFd<'_>, dest: BorrowedFd<'_>, size: u64, permissions: Mode, mode: u32) -> Result<(), Errno> {
    match rustix::fs::ftruncate(dest, 0) {
        // Devices and pipes have no length.
        Ok(()) | Err(Errno::INVAL) => {}
        Err(errno) => return Err(errno),
    }
    match rustix::fs::fchmod(dest, permissions) {
        // Some mounts, such as CIFS, have no modes.
        Ok(()) | Err(Errno::PERM) => {}
        Err(errno) => return Err(errno),
    }
    if mode & (CLONE | CLONE_FORCE) != 0 {
        match rustix::fs::ioctl_ficlone(dest, source) {
            Ok(()) => return Ok(()),
            // The errno of "cannot" is as Node's users know it.
            Err(Errno::NOTTY | Errno::OPNOTSUPP | Errno::XDEV) if mode & CLONE_FORCE != 0 => {
                return Err(Errno::NOTSUP);
            }
            Err(errno) if mode & CLONE_FORCE != 0 => return Err(errno),
            Err(_) => {}
        }
    }
    copy_contents(source, dest, size)
}

/// `copyFile(src, dest, mode, how)`
#[op]
fn copy_file<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    source: PathArg,
    dest: PathArg,
    mode: u32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let leave = leave::ask(env, &[Ask::Read(&source), Ask::Write(&dest)]);
    run(scope, env, how, leave, move || copy(&source, &dest, mode).map_err(source.error_to(&dest, "copyfile")))
}
