//! The calls on names: opening, describing, making, linking, renaming and removing files, each within the folder of its
//! descriptor.

use std::cell::Cell;
use std::rc::Rc;

use rustix::fs::{
    AtFlags, Mode, OFlags, linkat, mkdirat, openat, readlinkat, renameat, statat, symlinkat, unlinkat, utimensat,
};

use crate::errno::{Errno, Result};
use crate::files::{kernel_flags, put_stat, timestamps};
use crate::memory::Memory;
use crate::path::{guest_join, resolve};
use crate::rights::{self, Kind, Rights};
use crate::system::System;
use crate::table::Entry;

/// The bit of a call's look-up flags that says to follow a link at the end.
const FOLLOW: u32 = 1;

const CREATE: u32 = 1;
const DIRECTORY: u32 = 2;
const EXCLUSIVE: u32 = 4;
const TRUNCATE: u32 = 8;

/// A name of the program: its bytes and the descriptor of its folder.
#[derive(Clone, Copy)]
pub struct Name {
    pub fd: u32,
    pub at: u32,
    pub length: u32,
}

impl Name {
    fn read(self, system: &System, memory: &Memory<'_>, rights: u64) -> Result<(Rc<Entry>, Vec<u8>)> {
        let path = memory.path(self.at, self.length)?;
        Ok((system.table().folder(self.fd, rights)?, path))
    }
}

pub fn create_directory(system: &System, memory: &Memory<'_>, name: Name) -> Result<()> {
    let (folder, path) = name.read(system, memory, rights::PATH_CREATE_DIRECTORY)?;
    let found = resolve(&folder, &path, false)?;
    Ok(mkdirat(found.parent(), found.name.as_slice(), Mode::from(0o777))?)
}

pub fn filestat_get(system: &System, memory: &mut Memory<'_>, flags: u32, name: Name, at: u32) -> Result<()> {
    memory.room(at, 64)?;
    let (folder, path) = name.read(system, memory, rights::PATH_FILESTAT_GET)?;
    let found = resolve(&folder, &path, flags & FOLLOW != 0)?;
    found.check_folder()?;
    let stat = statat(found.parent(), found.name.as_slice(), AtFlags::SYMLINK_NOFOLLOW)?;
    put_stat(memory, at, &stat)
}

pub fn filestat_set_times(
    system: &System,
    memory: &Memory<'_>,
    flags: u32,
    name: Name,
    times: (u64, u64, u32),
) -> Result<()> {
    let times = timestamps(times.0, times.1, times.2)?;
    let (folder, path) = name.read(system, memory, rights::PATH_FILESTAT_SET_TIMES)?;
    let found = resolve(&folder, &path, flags & FOLLOW != 0)?;
    found.check_folder()?;
    Ok(utimensat(found.parent(), found.name.as_slice(), &times, AtFlags::SYMLINK_NOFOLLOW)?)
}

pub fn link(system: &System, memory: &Memory<'_>, flags: u32, old: Name, new: Name) -> Result<()> {
    let (old_folder, old_path) = old.read(system, memory, rights::PATH_LINK_SOURCE)?;
    let (new_folder, new_path) = new.read(system, memory, rights::PATH_LINK_TARGET)?;
    let from = resolve(&old_folder, &old_path, flags & FOLLOW != 0)?;
    let to = resolve(&new_folder, &new_path, false)?;
    Ok(linkat(from.parent(), from.name.as_slice(), to.parent(), to.name.as_slice(), AtFlags::empty())?)
}

/// What a program asks of an open.
#[derive(Clone, Copy)]
pub struct Opening {
    pub lookup: u32,
    pub how: u32,
    pub rights: Rights,
    pub flags: u32,
}

impl Opening {
    /// The kernel's flags for it, and the rights that the folder must have.
    fn kernel(&self) -> Result<(OFlags, Rights)> {
        let reads = self.rights.base & (rights::FD_READ | rights::FD_READDIR) != 0;
        let writes = self.rights.base
            & (rights::FD_DATASYNC | rights::FD_WRITE | rights::FD_ALLOCATE | rights::FD_FILESTAT_SET_SIZE)
            != 0;
        let mut needed = Rights { base: rights::PATH_OPEN, inheriting: self.rights.base | self.rights.inheriting };
        let mut flags = kernel_flags(self.flags)?;
        flags |= match (reads, writes) {
            (true, true) => OFlags::RDWR,
            (false, true) => OFlags::WRONLY,
            _ => OFlags::RDONLY,
        };
        for (bit, kernel, right) in [
            (CREATE, OFlags::CREATE, rights::PATH_CREATE_FILE),
            (DIRECTORY, OFlags::DIRECTORY, 0),
            (EXCLUSIVE, OFlags::EXCL, 0),
            (TRUNCATE, OFlags::TRUNC, rights::PATH_FILESTAT_SET_SIZE),
        ] {
            if self.how & bit != 0 {
                flags |= kernel;
                needed.base |= right;
            }
        }
        if flags.contains(OFlags::DSYNC) {
            needed.inheriting |= rights::FD_DATASYNC;
        }
        if flags.intersects(OFlags::SYNC.difference(OFlags::DSYNC)) {
            needed.inheriting |= rights::FD_SYNC;
        }
        if writes && !flags.intersects(OFlags::APPEND | OFlags::TRUNC) {
            needed.inheriting |= rights::FD_SEEK;
        }
        Ok((flags, needed))
    }
}

pub fn open(system: &System, memory: &mut Memory<'_>, name: Name, opening: Opening, at: u32) -> Result<()> {
    memory.room(at, 4)?;
    if opening.how >= 16 {
        return Err(Errno::INVAL);
    }
    let path = memory.path(name.at, name.length)?;
    let folder = system.table().folder(name.fd, 0)?;
    let (mut flags, needed) = opening.kernel()?;
    if !folder.rights.get().hold(needed) {
        return Err(Errno::NOTCAPABLE);
    }
    // A link is not followed to where a file would be made anew.
    let exclusive = flags.contains(OFlags::CREATE | OFlags::EXCL);
    let found = resolve(&folder, &path, opening.lookup & FOLLOW != 0 && !exclusive)?;
    if found.folder {
        flags |= OFlags::DIRECTORY;
    }
    let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = openat(found.parent(), found.name.as_slice(), flags, Mode::from(0o666))?;
    let mut entry = Entry::of(file)?;
    if entry.kind == Kind::Directory {
        entry.guest_path = guest_join(&folder.guest_path, &path);
    }
    entry.rights = Cell::new(opening.rights.within(entry.rights.get()));
    let number = system.table_mut().add(entry)?;
    memory.put_u32(at, number)
}

pub fn readlink(system: &System, memory: &mut Memory<'_>, name: Name, at: u32, length: u32, used: u32) -> Result<()> {
    memory.room(used, 4)?;
    memory.room(at, length)?;
    let (folder, path) = name.read(system, memory, rights::PATH_READLINK)?;
    let found = resolve(&folder, &path, false)?;
    let text = readlinkat(found.parent(), found.name.as_slice(), Vec::new())?;
    let text = text.as_bytes();
    if text.len() > length as usize {
        return Err(Errno::NOBUFS);
    }
    memory.put(at, text)?;
    memory.put_u32(used, u32::try_from(text.len()).unwrap_or(u32::MAX))
}

pub fn remove_directory(system: &System, memory: &Memory<'_>, name: Name) -> Result<()> {
    let (folder, path) = name.read(system, memory, rights::PATH_REMOVE_DIRECTORY)?;
    let found = resolve(&folder, &path, false)?;
    Ok(unlinkat(found.parent(), found.name.as_slice(), AtFlags::REMOVEDIR)?)
}

pub fn rename(system: &System, memory: &Memory<'_>, old: Name, new: Name) -> Result<()> {
    let (old_folder, old_path) = old.read(system, memory, rights::PATH_RENAME_SOURCE)?;
    let (new_folder, new_path) = new.read(system, memory, rights::PATH_RENAME_TARGET)?;
    let from = resolve(&old_folder, &old_path, false)?;
    from.check_folder()?;
    let to = resolve(&new_folder, &new_path, false)?;
    Ok(renameat(from.parent(), from.name.as_slice(), to.parent(), to.name.as_slice())?)
}

/// A link that starts at the root would mean another place to the host than to the program, so it is refused.
pub fn symlink(system: &System, memory: &Memory<'_>, text: (u32, u32), new: Name) -> Result<()> {
    let text = memory.path(text.0, text.1)?;
    let (folder, path) = new.read(system, memory, rights::PATH_SYMLINK)?;
    if text.starts_with(b"/") {
        return Err(Errno::PERM);
    }
    let found = resolve(&folder, &path, false)?;
    if found.folder {
        return Err(Errno::NOENT);
    }
    Ok(symlinkat(text.as_slice(), found.parent(), found.name.as_slice())?)
}

pub fn unlink_file(system: &System, memory: &Memory<'_>, name: Name) -> Result<()> {
    let (folder, path) = name.read(system, memory, rights::PATH_UNLINK_FILE)?;
    let found = resolve(&folder, &path, false)?;
    found.check_folder()?;
    Ok(unlinkat(found.parent(), found.name.as_slice(), AtFlags::empty())?)
}
