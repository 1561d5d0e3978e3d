//! The calls on descriptors: reading, writing, their places, sizes and times, and the entries of folders.

use std::mem::MaybeUninit;

use rustix::fs::{
    Advice, FallocateFlags, OFlags, RawDir, SeekFrom, Stat, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, fadvise,
    fallocate, fcntl_setfl, fdatasync, fstat, fsync, ftruncate, futimens, seek,
};
use rustix::io::{preadv, pwritev, readv, writev};

use crate::errno::{Errno, Result};
use crate::memory::Memory;
use crate::rights::{self, Kind, Rights};
use crate::system::System;

/// What WASI's bits of a descriptor's flags are in the kernel.
pub const FLAGS: [(u32, OFlags); 5] =
    [(1, OFlags::APPEND), (2, OFlags::DSYNC), (4, OFlags::NONBLOCK), (8, OFlags::RSYNC), (16, OFlags::SYNC)];

/// Which times a call sets, and how.
const ATIM: u32 = 1;
const ATIM_NOW: u32 = 2;
const MTIM: u32 = 4;
const MTIM_NOW: u32 = 8;

const NANOSECONDS: u64 = 1_000_000_000;
/// Bytes of a folder's entry before its name.
const ENTRY_HEAD: usize = 24;
/// Room for the kernel's own form of entries.
const ENTRIES: usize = 32 * 1024;

fn length_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

pub fn advise(system: &System, fd: u32, offset: u64, length: u64, advice: u32) -> Result<()> {
    let advice = match advice {
        0 => Advice::Normal,
        1 => Advice::Sequential,
        2 => Advice::Random,
        3 => Advice::WillNeed,
        4 => Advice::DontNeed,
        5 => Advice::NoReuse,
        _ => return Err(Errno::INVAL),
    };
    let entry = system.table().with(fd, rights::FD_ADVISE)?;
    Ok(fadvise(&entry.file, offset, std::num::NonZeroU64::new(length), advice)?)
}

pub fn allocate(system: &System, fd: u32, offset: u64, length: u64) -> Result<()> {
    let entry = system.table().with(fd, rights::FD_ALLOCATE)?;
    let end = offset.checked_add(length).ok_or(Errno::FBIG)?;
    // A file that is long enough already stays as it is.
    if stat_size(&fstat(&entry.file)?) >= end {
        return Ok(());
    }
    Ok(fallocate(&entry.file, FallocateFlags::empty(), offset, length)?)
}

pub fn close(system: &System, fd: u32) -> Result<()> {
    system.table_mut().remove(fd)
}

pub fn sync(system: &System, fd: u32) -> Result<()> {
    Ok(fsync(&system.table().with(fd, rights::FD_SYNC)?.file)?)
}

pub fn datasync(system: &System, fd: u32) -> Result<()> {
    Ok(fdatasync(&system.table().with(fd, rights::FD_DATASYNC)?.file)?)
}

pub fn fdstat_get(system: &System, memory: &mut Memory<'_>, fd: u32, at: u32) -> Result<()> {
    memory.room(at, 24)?;
    let entry = system.table().get(fd)?;
    let flags = entry.flags()?;
    let bits = FLAGS.iter().filter(|(_, kernel)| flags.contains(*kernel)).fold(0, |bits, (bit, _)| bits | bit);
    let rights = entry.rights.get();
    memory.put(at, &[entry.kind as u8, 0])?;
    memory.put(at + 2, &(bits as u16).to_le_bytes())?;
    memory.put_u32(at + 4, 0)?;
    memory.put_u64(at + 8, rights.base)?;
    memory.put_u64(at + 16, rights.inheriting)
}

pub fn fdstat_set_flags(system: &System, fd: u32, flags: u32) -> Result<()> {
    let entry = system.table().with(fd, rights::FD_FDSTAT_SET_FLAGS)?;
    Ok(fcntl_setfl(&entry.file, kernel_flags(flags)?)?)
}

pub fn kernel_flags(bits: u32) -> Result<OFlags> {
    if bits >= 32 {
        return Err(Errno::INVAL);
    }
    Ok(FLAGS.iter().filter(|(bit, _)| bits & bit != 0).fold(OFlags::empty(), |flags, (_, kernel)| flags | *kernel))
}

pub fn fdstat_set_rights(system: &System, fd: u32, base: u64, inheriting: u64) -> Result<()> {
    system.table().limit_rights(fd, Rights { base, inheriting })
}

fn stat_size(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}

/// A file's description as WASI lays it out.
pub fn put_stat(memory: &mut Memory<'_>, at: u32, stat: &Stat) -> Result<()> {
    let time = |seconds: i64, nanoseconds: u64| {
        u64::try_from(seconds).unwrap_or(0).saturating_mul(NANOSECONDS).saturating_add(nanoseconds)
    };
    let kind = Kind::of(rustix::fs::FileType::from_raw_mode(stat.st_mode));
    let words = [
        stat.st_dev,
        stat.st_ino,
        kind as u64,
        stat.st_nlink,
        stat_size(stat),
        time(stat.st_atime, stat.st_atime_nsec),
        time(stat.st_mtime, stat.st_mtime_nsec),
        time(stat.st_ctime, stat.st_ctime_nsec),
    ];
    let target = memory.bytes_mut(at, 64)?;
    for (place, word) in target.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    Ok(())
}

pub fn filestat_get(system: &System, memory: &mut Memory<'_>, fd: u32, at: u32) -> Result<()> {
    memory.room(at, 64)?;
    let entry = system.table().with(fd, rights::FD_FILESTAT_GET)?;
    put_stat(memory, at, &fstat(&entry.file)?)
}

pub fn filestat_set_size(system: &System, fd: u32, size: u64) -> Result<()> {
    let entry = system.table().with(fd, rights::FD_FILESTAT_SET_SIZE)?;
    Ok(ftruncate(&entry.file, size)?)
}

/// The kernel's form of the times that a call sets.
pub fn timestamps(atim: u64, mtim: u64, flags: u32) -> Result<Timestamps> {
    let time = |given: u64, set: bool, now: bool| {
        let mark = |mark| Timespec { tv_sec: 0, tv_nsec: mark };
        match (set, now) {
            (true, true) => Err(Errno::INVAL),
            (false, true) => Ok(mark(UTIME_NOW)),
            (false, false) => Ok(mark(UTIME_OMIT)),
            (true, false) => Ok(Timespec {
                tv_sec: i64::try_from(given / NANOSECONDS).map_err(|_| Errno::INVAL)?,
                tv_nsec: i64::try_from(given % NANOSECONDS).map_err(|_| Errno::INVAL)?,
            }),
        }
    };
    if flags >= 16 {
        return Err(Errno::INVAL);
    }
    Ok(Timestamps {
        last_access: time(atim, flags & ATIM != 0, flags & ATIM_NOW != 0)?,
        last_modification: time(mtim, flags & MTIM != 0, flags & MTIM_NOW != 0)?,
    })
}

pub fn filestat_set_times(system: &System, fd: u32, atim: u64, mtim: u64, flags: u32) -> Result<()> {
    let times = timestamps(atim, mtim, flags)?;
    Ok(futimens(&system.table().with(fd, rights::FD_FILESTAT_SET_TIMES)?.file, &times)?)
}

pub fn read(system: &System, memory: &mut Memory<'_>, fd: u32, pieces: u32, count: u32, done: u32) -> Result<()> {
    memory.room(done, 4)?;
    let entry = system.table().with(fd, rights::FD_READ)?;
    let length = memory.fill(pieces, count, |targets| Ok(readv(&entry.file, targets)?))?;
    memory.put_u32(done, length_of(length))
}

pub fn pread(
    system: &System,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: u32,
    count: u32,
    offset: u64,
    done: u32,
) -> Result<()> {
    memory.room(done, 4)?;
    let entry = system.table().with(fd, rights::FD_READ | rights::FD_SEEK)?;
    let length = memory.fill(pieces, count, |targets| Ok(preadv(&entry.file, targets, offset)?))?;
    memory.put_u32(done, length_of(length))
}

pub fn write(system: &System, memory: &mut Memory<'_>, fd: u32, pieces: u32, count: u32, done: u32) -> Result<()> {
    memory.room(done, 4)?;
    let entry = system.table().with(fd, rights::FD_WRITE)?;
    let length = writev(&entry.file, &memory.sources(pieces, count)?)?;
    memory.put_u32(done, length_of(length))
}

pub fn pwrite(
    system: &System,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: u32,
    count: u32,
    offset: u64,
    done: u32,
) -> Result<()> {
    memory.room(done, 4)?;
    let entry = system.table().with(fd, rights::FD_WRITE | rights::FD_SEEK)?;
    let length = pwritev(&entry.file, &memory.sources(pieces, count)?, offset)?;
    memory.put_u32(done, length_of(length))
}

pub fn seek_to(system: &System, memory: &mut Memory<'_>, fd: u32, offset: u64, whence: u32, at: u32) -> Result<()> {
    memory.room(at, 8)?;
    let entry = system.table().with(fd, rights::FD_SEEK)?;
    let signed = offset.cast_signed();
    let place = match whence {
        // The kernel would take what is negative for a huge offset.
        0 => SeekFrom::Start(u64::try_from(signed).map_err(|_| Errno::INVAL)?),
        1 => SeekFrom::Current(signed),
        2 => SeekFrom::End(signed),
        _ => return Err(Errno::INVAL),
    };
    let place = seek(&entry.file, place)?;
    memory.put_u64(at, place)
}

pub fn tell(system: &System, memory: &mut Memory<'_>, fd: u32, at: u32) -> Result<()> {
    memory.room(at, 8)?;
    let entry = system.table().with(fd, rights::FD_TELL)?;
    let place = seek(&entry.file, SeekFrom::Current(0))?;
    memory.put_u64(at, place)
}

pub fn prestat_get(system: &System, memory: &mut Memory<'_>, fd: u32, at: u32) -> Result<()> {
    memory.room(at, 8)?;
    let entry = system.table().get(fd)?;
    if !entry.preopened {
        return Err(Errno::INVAL);
    }
    memory.put_u32(at, 0)?;
    memory.put_u32(at + 4, length_of(entry.guest_path.len()))
}

pub fn prestat_dir_name(system: &System, memory: &mut Memory<'_>, fd: u32, at: u32, length: u32) -> Result<()> {
    memory.room(at, length)?;
    let entry = system.table().get(fd)?;
    if !entry.preopened {
        return Err(Errno::BADF);
    }
    if entry.guest_path.len() > length as usize {
        return Err(Errno::NOBUFS);
    }
    memory.put(at, &entry.guest_path)
}

/// Entries from the place `cookie` on, as many as fit; the last may be cut off, which tells the program to come again
/// with more room.
pub fn readdir(
    system: &System,
    memory: &mut Memory<'_>,
    fd: u32,
    at: u32,
    length: u32,
    cookie: u64,
    used: u32,
) -> Result<()> {
    memory.room(used, 4)?;
    memory.room(at, length)?;
    let entry = system.table().folder(fd, rights::FD_READDIR)?;
    seek(&entry.file, SeekFrom::Start(cookie))?;
    let mut room = vec![MaybeUninit::uninit(); ENTRIES];
    let mut entries = RawDir::new(&entry.file, &mut room);
    let mut text = Vec::new();
    while text.len() < length as usize {
        let Some(entry) = entries.next() else { break };
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name == b"." || name == b".." {
            continue;
        }
        text.reserve(ENTRY_HEAD + name.len());
        text.extend_from_slice(&entry.next_entry_cookie().to_le_bytes());
        text.extend_from_slice(&entry.ino().to_le_bytes());
        text.extend_from_slice(&length_of(name.len()).to_le_bytes());
        text.extend_from_slice(&[Kind::of(entry.file_type()) as u8, 0, 0, 0]);
        text.extend_from_slice(name);
    }
    text.truncate(length as usize);
    memory.put(at, &text)?;
    memory.put_u32(used, length_of(text.len()))
}

pub fn renumber(system: &System, from: u32, to: u32) -> Result<()> {
    system.table_mut().move_to(from, to)
}
