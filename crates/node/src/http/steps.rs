//! A parser driven by JavaScript: each call is one step, and its numbers say what was met.

use weir_engine::{Latin1, OpError, op};
use weir_http1::{Event, Failure};
use weir_loop::Loop;

use super::{Entry, IS_REFUSED, Refusal, facts, push_lines};
use crate::Env;

/// What a step met, as JavaScript numbers it (`http/parser`).
const MORE: i32 = 0;
const HEAD: i32 = 1;
const BODY: i32 = 2;
const DONE: i32 = 3;
const UPGRADED: i32 = 4;
const FAILED: i32 = 5;

/// `advance(id, bytes, from, numbers)`: reads on from a place of `bytes`. `numbers` (an Int32Array of 5) gets what was met and
/// how far that goes; for a head then the length of the URL or reason, with which the result, a text, begins before the
/// header lines, what else it says, and the status; for a body the place where it begins; and when a message is done the
/// result is its trailers. When there is no more input, whether a message is begun.
#[op]
fn advance(env: &Env, id: u32, bytes: &[u8], from: u32, numbers: &mut [u8]) -> Result<Option<Latin1>, OpError> {
    let input = bytes.get(from as usize..).unwrap_or_default();
    let mut told = [0; 5];
    let entry = env.http.find(id)?;
    if from == 0
        && let Some(watch) = entry.watch.get()
    {
        watch.begin_read(false);
    }
    let text = step(&env.lp, &entry, input, &mut told);
    told[1] += from as i32;
    if told[0] == BODY {
        told[2] += from as i32;
    }
    for (place, number) in numbers.chunks_exact_mut(4).zip(told) {
        place.copy_from_slice(&number.to_ne_bytes());
    }
    Ok(text)
}

fn step(lp: &Loop, entry: &Entry, input: &[u8], told: &mut [i32; 5]) -> Option<Latin1> {
    let progress = match entry.advance(input) {
        Ok(progress) => progress,
        Err(refusal) => {
            told[..2].copy_from_slice(&[FAILED, refusal.at() as i32]);
            return None;
        }
    };
    let parser = entry.parser.borrow();
    told[1] = progress.used as i32;
    match progress.event {
        Event::More => (told[0], told[2]) = (MORE, parser.is_in_message().into()),
        Event::Body(range) => (told[0], told[2]) = (BODY, range.start as i32),
        Event::Head => {
            let head = parser.head(input);
            let first = if entry.is_response { head.reason() } else { head.url() };
            let said = facts(&head) | if entry.has_room(lp, &head) { 0 } else { IS_REFUSED };
            *told = [HEAD, told[1], first.len() as i32, said as i32, head.status().into()];
            let mut text = Vec::with_capacity(input.len().min(1024));
            text.extend_from_slice(first);
            push_lines(&mut text, head.headers());
            return Some(Latin1(text));
        }
        Event::Done | Event::Upgraded => {
            told[0] = if progress.event == Event::Done { DONE } else { UPGRADED };
            let trailers = parser.trailers(input);
            if trailers.len() > 0 {
                let mut text = Vec::new();
                push_lines(&mut text, trailers);
                return Some(Latin1(text));
            }
        }
    }
    None
}

/// `finish(id)`: the other side ended the connection. 1 when that completed a message, 0 when none was being read, -1 when
/// one is cut off.
#[op]
fn finish(env: &Env, id: u32) -> Result<i32, OpError> {
    let entry = env.http.find(id)?;
    let finished = entry.parser.borrow_mut().finish();
    Ok(match finished {
        Ok(completed) => i32::from(completed),
        Err(error) => {
            let refusal = Refusal::Malformed(Failure { error, at: 0 });
            entry.refusal.set(entry.refusal.get().or(Some(refusal)));
            -1
        }
    })
}
