//! The calls on sockets. A program gets them from its host, as one of the standard descriptors, or accepts them there.

use rustix::net::{
    RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendFlags, Shutdown, SocketFlags, accept_with,
    recvmsg, sendmsg, shutdown,
};

use crate::errno::{Errno, Result};
use crate::memory::Memory;
use crate::rights;
use crate::system::System;
use crate::table::Entry;

pub fn accept(system: &System, memory: &mut Memory<'_>, fd: u32, flags: u32, at: u32) -> Result<()> {
    memory.room(at, 4)?;
    let entry = system.table().with(fd, rights::FD_READ)?;
    let mut how = SocketFlags::CLOEXEC;
    match flags {
        0 => {}
        4 => how |= SocketFlags::NONBLOCK,
        _ => return Err(Errno::INVAL),
    }
    let number = system.table_mut().add(Entry::of(accept_with(&entry.file, how)?)?)?;
    memory.put_u32(at, number)
}

pub fn receive(
    system: &System,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: (u32, u32),
    flags: u32,
    results: (u32, u32),
) -> Result<()> {
    memory.room(results.0, 4)?;
    memory.room(results.1, 2)?;
    let entry = system.table().with(fd, rights::FD_READ)?;
    if flags >= 4 {
        return Err(Errno::INVAL);
    }
    let mut how = RecvFlags::empty();
    how.set(RecvFlags::PEEK, flags & 1 != 0);
    how.set(RecvFlags::WAITALL, flags & 2 != 0);
    let mut cut = false;
    let length = memory.fill(pieces.0, pieces.1, |targets| {
        let message = recvmsg(&entry.file, targets, &mut RecvAncillaryBuffer::default(), how)?;
        cut = message.flags.contains(ReturnFlags::TRUNC);
        Ok(message.bytes)
    })?;
    memory.put_u32(results.0, u32::try_from(length).unwrap_or(u32::MAX))?;
    memory.put(results.1, &u16::from(cut).to_le_bytes())
}

pub fn send(
    system: &System,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: (u32, u32),
    flags: u32,
    done: u32,
) -> Result<()> {
    memory.room(done, 4)?;
    let entry = system.table().with(fd, rights::FD_WRITE)?;
    if flags != 0 {
        return Err(Errno::INVAL);
    }
    let sources = memory.sources(pieces.0, pieces.1)?;
    let length = sendmsg(&entry.file, &sources, &mut SendAncillaryBuffer::default(), SendFlags::NOSIGNAL)?;
    memory.put_u32(done, u32::try_from(length).unwrap_or(u32::MAX))
}

pub fn shut_down(system: &System, fd: u32, how: u32) -> Result<()> {
    let entry = system.table().with(fd, rights::SOCK_SHUTDOWN)?;
    let how = match how {
        1 => Shutdown::Read,
        2 => Shutdown::Write,
        3 => Shutdown::Both,
        _ => return Err(Errno::INVAL),
    };
    Ok(shutdown(&entry.file, how)?)
}
