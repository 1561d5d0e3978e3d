//! `poll_oneoff`: waits until one of several descriptors is ready or a clock has come to a time.

use std::rc::Rc;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;

use crate::errno::{Errno, Result};
use crate::memory::{Memory, u32_of, u64_of};
use crate::rights;
use crate::surroundings::now;
use crate::system::System;
use crate::table::Entry;

/// Bytes of one question, and of one answer.
const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;
/// The time is one of the clock's, not a span from now.
const ABSOLUTE: u32 = 1;
/// The other end is gone.
const HANGUP: u16 = 1;
/// The most questions of one call: each may cost the kernel a place in a table.
const MOST: u32 = 65_536;

/// What is waited for.
enum Wait {
    /// Until so many nanoseconds of the monotonic clock.
    Until(u64),
    /// A descriptor, for reading or else for writing; its answer is the `index`th of the kernel's.
    Ready { entry: Rc<Entry>, reads: bool },
    /// Nothing: the question itself was wrong.
    Refused(Errno),
}

struct Question {
    userdata: [u8; 8],
    kind: u8,
    wait: Wait,
}

struct Answer {
    errno: Errno,
    bytes: u64,
    flags: u16,
}

pub fn poll_oneoff(
    system: &System,
    memory: &mut Memory<'_>,
    questions: u32,
    answers: u32,
    count: u32,
    done: u32,
) -> Result<()> {
    memory.room(done, 4)?;
    memory.room(answers, count.checked_mul(EVENT).ok_or(Errno::OVERFLOW)?)?;
    if count == 0 || count > MOST {
        return Err(Errno::INVAL);
    }
    let texts = memory.bytes(questions, count.checked_mul(SUBSCRIPTION).ok_or(Errno::OVERFLOW)?)?;
    let questions =
        texts.chunks_exact(SUBSCRIPTION as usize).map(|text| question(system, text)).collect::<Result<Vec<_>>>()?;
    let mut written = 0;
    for (question, answer) in wait(&questions)? {
        let at = answers + written * EVENT;
        let mut event = [0; EVENT as usize];
        event[..8].copy_from_slice(&question.userdata);
        event[8..10].copy_from_slice(&answer.errno.0.to_le_bytes());
        event[10] = question.kind;
        event[16..24].copy_from_slice(&answer.bytes.to_le_bytes());
        event[24..26].copy_from_slice(&answer.flags.to_le_bytes());
        memory.put(at, &event)?;
        written += 1;
    }
    memory.put_u32(done, written)
}

fn question(system: &System, text: &[u8]) -> Result<Question> {
    let mut userdata = [0; 8];
    userdata.copy_from_slice(&text[..8]);
    let kind = text[8];
    let wait = match kind {
        0 => {
            let (clock, timeout) = (u32_of(&text[16..20]), u64_of(&text[24..32]));
            let absolute = u32_of(&text[40..42]) & ABSOLUTE != 0;
            match now(clock) {
                Err(errno) => Wait::Refused(errno),
                Ok(time) => {
                    let span = if absolute { timeout.saturating_sub(time) } else { timeout };
                    Wait::Until(now(1)?.saturating_add(span))
                }
            }
        }
        1 | 2 => match system.table().with(u32_of(&text[16..20]), rights::POLL_FD_READWRITE) {
            Ok(entry) => Wait::Ready { entry, reads: kind == 1 },
            Err(errno) => Wait::Refused(errno),
        },
        _ => return Err(Errno::INVAL),
    };
    Ok(Question { userdata, kind, wait })
}

/// Waits; the questions that have an answer.
fn wait(questions: &[Question]) -> Result<Vec<(&Question, Answer)>> {
    let mut polled: Vec<PollFd<'_>> = Vec::new();
    for question in questions {
        if let Wait::Ready { entry, reads } = &question.wait {
            polled.push(PollFd::new(&entry.file, if *reads { PollFlags::IN } else { PollFlags::OUT }));
        }
    }
    let refused = questions.iter().any(|question| matches!(question.wait, Wait::Refused(_)));
    let until = questions.iter().filter_map(|question| match question.wait {
        Wait::Until(time) => Some(time),
        _ => None,
    });
    let until = if refused { Some(0) } else { until.min() };
    loop {
        let span = match until {
            Some(time) => Some(
                Timespec::try_from(std::time::Duration::from_nanos(time.saturating_sub(now(1)?)))
                    .map_err(|_| Errno::INVAL)?,
            ),
            None => None,
        };
        match poll(&mut polled, span.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let time = now(1)?;
        let mut ready = polled.iter().map(PollFd::revents);
        let answers: Vec<(&Question, Answer)> = questions
            .iter()
            .filter_map(|question| Some((question, answer(&question.wait, time, &mut ready)?)))
            .collect();
        if !answers.is_empty() {
            return Ok(answers);
        }
    }
}

fn answer(wait: &Wait, time: u64, ready: &mut impl Iterator<Item = PollFlags>) -> Option<Answer> {
    match wait {
        Wait::Refused(errno) => Some(Answer { errno: *errno, bytes: 0, flags: 0 }),
        Wait::Until(until) => (time >= *until).then_some(Answer { errno: Errno::SUCCESS, bytes: 0, flags: 0 }),
        Wait::Ready { entry, reads } => {
            let found = ready.next().filter(|found| !found.is_empty())?;
            let errno = if found.contains(PollFlags::NVAL) { Errno::BADF } else { Errno::SUCCESS };
            // Only a hint: what cannot tell it has none.
            let bytes = if *reads { ioctl_fionread(&entry.file).unwrap_or(0) } else { 0 };
            Some(Answer { errno, bytes, flags: if found.contains(PollFlags::HUP) { HANGUP } else { 0 } })
        }
    }
}
