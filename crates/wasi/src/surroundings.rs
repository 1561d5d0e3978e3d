//! What a program knows of its surroundings: arguments, environment variables, clocks, chance and its own process.

use rustix::process::{Signal, getpid, kill_process};
use rustix::rand::{GetRandomFlags, getrandom};
use rustix::time::{ClockId, clock_getres, clock_gettime};

use crate::errno::{Errno, Result};
use crate::memory::Memory;
use crate::system::System;

fn clock(id: u32) -> Result<ClockId> {
    match id {
        0 => Ok(ClockId::Realtime),
        1 => Ok(ClockId::Monotonic),
        2 => Ok(ClockId::ProcessCPUTime),
        3 => Ok(ClockId::ThreadCPUTime),
        _ => Err(Errno::INVAL),
    }
}

fn nanoseconds(time: rustix::time::Timespec) -> u64 {
    u64::try_from(time.tv_sec).unwrap_or(0).saturating_mul(1_000_000_000).saturating_add(time.tv_nsec.cast_unsigned())
}

pub fn now(id: u32) -> Result<u64> {
    clock(id).map(|clock| nanoseconds(clock_gettime(clock)))
}

pub fn clock_res_get(memory: &mut Memory<'_>, id: u32, at: u32) -> Result<()> {
    memory.put_u64(at, nanoseconds(clock_getres(clock(id)?)))
}

pub fn clock_time_get(memory: &mut Memory<'_>, id: u32, at: u32) -> Result<()> {
    memory.put_u64(at, now(id)?)
}

/// The texts, each with a zero behind it, and where each one is.
fn put_texts(memory: &mut Memory<'_>, texts: &[Vec<u8>], places: u32, at: u32) -> Result<()> {
    let (count, length) = sizes(texts);
    memory.room(at, length)?;
    memory.room(places, count.checked_mul(4).ok_or(Errno::OVERFLOW)?)?;
    let mut next = at;
    for (index, text) in (0..count).zip(texts) {
        memory.put_u32(places + index * 4, next)?;
        memory.put(next, text)?;
        next += u32::try_from(text.len()).map_err(|_| Errno::OVERFLOW)?;
        memory.put(next, &[0])?;
        next += 1;
    }
    Ok(())
}

fn sizes(texts: &[Vec<u8>]) -> (u32, u32) {
    let length: usize = texts.iter().map(|text| text.len() + 1).sum();
    (u32::try_from(texts.len()).unwrap_or(u32::MAX), u32::try_from(length).unwrap_or(u32::MAX))
}

fn put_sizes(memory: &mut Memory<'_>, texts: &[Vec<u8>], count_at: u32, length_at: u32) -> Result<()> {
    memory.room(length_at, 4)?;
    let (count, length) = sizes(texts);
    memory.put_u32(count_at, count)?;
    memory.put_u32(length_at, length)
}

pub fn args_get(system: &System, memory: &mut Memory<'_>, places: u32, at: u32) -> Result<()> {
    put_texts(memory, system.arguments(), places, at)
}

pub fn args_sizes_get(system: &System, memory: &mut Memory<'_>, count_at: u32, length_at: u32) -> Result<()> {
    put_sizes(memory, system.arguments(), count_at, length_at)
}

pub fn environ_get(system: &System, memory: &mut Memory<'_>, places: u32, at: u32) -> Result<()> {
    put_texts(memory, system.variables(), places, at)
}

pub fn environ_sizes_get(system: &System, memory: &mut Memory<'_>, count_at: u32, length_at: u32) -> Result<()> {
    put_sizes(memory, system.variables(), count_at, length_at)
}

pub fn random_get(memory: &mut Memory<'_>, at: u32, length: u32) -> Result<()> {
    let mut rest = memory.bytes_mut(at, length)?;
    while !rest.is_empty() {
        let filled = getrandom(&mut *rest, GetRandomFlags::empty())?;
        rest = &mut rest[filled..];
    }
    Ok(())
}

/// WASI's signals, from its number 1 on.
const SIGNALS: [Signal; 30] = [
    Signal::HUP,
    Signal::INT,
    Signal::QUIT,
    Signal::ILL,
    Signal::TRAP,
    Signal::ABORT,
    Signal::BUS,
    Signal::FPE,
    Signal::KILL,
    Signal::USR1,
    Signal::SEGV,
    Signal::USR2,
    Signal::PIPE,
    Signal::ALARM,
    Signal::TERM,
    Signal::CHILD,
    Signal::CONT,
    Signal::STOP,
    Signal::TSTP,
    Signal::TTIN,
    Signal::TTOU,
    Signal::URG,
    Signal::XCPU,
    Signal::XFSZ,
    Signal::VTALARM,
    Signal::PROF,
    Signal::WINCH,
    Signal::IO,
    Signal::POWER,
    Signal::SYS,
];

pub fn proc_raise(signal: u32) -> Result<()> {
    let index = (signal as usize).checked_sub(1).ok_or(Errno::NOSYS)?;
    let signal = SIGNALS.get(index).ok_or(Errno::NOSYS)?;
    Ok(kill_process(getpid(), *signal)?)
}
