//! `node:http`, natively: the parsers of connections, by number. A step of a parser tells by numbers what it met; a head
//! comes as one text, which JavaScript takes apart only as far as the program asks.

use std::cell::RefCell;

use weir_engine::{Binding, Latin1, OpError, op, ops};
use weir_http1::{Body, Event, Failure, Kind, Lenient, Lines, Parser, Settings};

use crate::Env;

pub(crate) const BINDING: Binding =
    Binding { name: "http", ops: ops![open, close, advance, finish, set_body, failure], init: None };

/// A parser and why it refused its input.
struct Entry {
    is_response: bool,
    parser: Parser,
    failure: Option<Failure>,
}

/// The parsers of one environment. Its JavaScript owner closes each when the connection ends.
#[derive(Default)]
pub(crate) struct Parsers {
    entries: RefCell<Vec<Option<Box<Entry>>>>,
    free: RefCell<Vec<u32>>,
}

impl Parsers {
    fn add(&self, is_response: bool, parser: Parser) -> u32 {
        let entry = Some(Box::new(Entry { is_response, parser, failure: None }));
        let mut entries = self.entries.borrow_mut();
        if let Some(id) = self.free.borrow_mut().pop() {
            entries[id as usize] = entry;
            return id;
        }
        entries.push(entry);
        entries.len() as u32 - 1
    }

    fn with<R>(&self, id: u32, work: impl FnOnce(&mut Entry) -> R) -> Result<R, OpError> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(id as usize).and_then(Option::as_mut);
        entry
            .map(|entry| work(entry))
            .ok_or_else(|| OpError::coded("ERR_INVALID_STATE", "Invalid state: parser closed"))
    }
}

/// `open(isResponse, lenient, maxHead)`: the number of a new parser.
#[op]
fn open(env: &Env, is_response: bool, lenient: u32, max_head: f64) -> u32 {
    let kind = if is_response { Kind::Response } else { Kind::Request };
    let settings = Settings { kind, lenient: Lenient(lenient as u16), max_head: max_head as usize };
    env.http.add(is_response, Parser::new(settings))
}

/// `close(id)`: the number may be given again.
#[op]
fn close(env: &Env, id: u32) {
    let closed = env.http.entries.borrow_mut().get_mut(id as usize).and_then(Option::take);
    if closed.is_some() {
        env.http.free.borrow_mut().push(id);
    }
}

/// What a step met, as JavaScript numbers it (`http/parser`).
const MORE: i32 = 0;
const HEAD: i32 = 1;
const BODY: i32 = 2;
const DONE: i32 = 3;
const UPGRADED: i32 = 4;
const FAILED: i32 = 5;

const IS_UPGRADE: i32 = 1;
const KEEPS_ALIVE: i32 = 2;

/// Names and values as `name:value\n`: neither can hold what separates them.
fn push_lines(text: &mut Vec<u8>, lines: Lines<'_>) {
    for (name, value) in lines {
        text.extend_from_slice(name);
        text.push(b':');
        text.extend_from_slice(&value);
        text.push(b'\n');
    }
}

/// `advance(id, bytes, from, numbers)`: reads on from a place of `bytes`. `numbers` (an Int32Array of 8) gets what was met and
/// how far that goes; for a head then method, major and minor version, status, flags, and the length of the URL or reason, with
/// which the result, a text, begins before the header lines; for a body the place where it begins; and when a message
/// is done the result is its trailers. When there is no more input, whether a message is begun.
#[op]
fn advance(env: &Env, id: u32, bytes: &[u8], from: u32, numbers: &mut [u8]) -> Result<Option<Latin1>, OpError> {
    let input = bytes.get(from as usize..).unwrap_or_default();
    env.http.with(id, |entry| {
        let mut told = [0; 8];
        let text = step(entry, input, &mut told);
        told[1] += from as i32;
        if told[0] == BODY {
            told[2] += from as i32;
        }
        for (place, number) in numbers.chunks_exact_mut(4).zip(told) {
            place.copy_from_slice(&number.to_ne_bytes());
        }
        text
    })
}

fn step(entry: &mut Entry, input: &[u8], told: &mut [i32; 8]) -> Option<Latin1> {
    let progress = match entry.parser.advance(input) {
        Ok(progress) => progress,
        Err(failure) => {
            entry.failure = Some(failure);
            told[..2].copy_from_slice(&[FAILED, failure.at as i32]);
            return None;
        }
    };
    told[1] = progress.used as i32;
    match progress.event {
        Event::More => (told[0], told[2]) = (MORE, entry.parser.is_in_message().into()),
        Event::Body(range) => (told[0], told[2]) = (BODY, range.start as i32),
        Event::Head => {
            let head = entry.parser.head(input);
            let (major, minor) = head.version();
            let first = if entry.is_response { head.reason() } else { head.url() };
            let flags = i32::from(head.is_upgrade()) * IS_UPGRADE + i32::from(head.should_keep_alive()) * KEEPS_ALIVE;
            let method = i32::from(head.method().number());
            *told =
                [HEAD, told[1], method, major.into(), minor.into(), head.status().into(), flags, first.len() as i32];
            let mut text = Vec::with_capacity(input.len().min(1024));
            text.extend_from_slice(first);
            push_lines(&mut text, head.headers());
            return Some(Latin1(text));
        }
        Event::Done | Event::Upgraded => {
            told[0] = if progress.event == Event::Done { DONE } else { UPGRADED };
            let trailers = entry.parser.trailers(input);
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
    env.http.with(id, |entry| match entry.parser.finish() {
        Ok(completed) => i32::from(completed),
        Err(error) => {
            entry.failure.get_or_insert(Failure { error, at: 0 });
            -1
        }
    })
}

/// `setBody(id, what)`: what follows the head that was just met: 0 nothing, 1 no HTTP at all, 2 what its headers say, but
/// without the upgrade they ask for.
#[op]
fn set_body(env: &Env, id: u32, what: u32) -> Result<(), OpError> {
    let body = match what {
        0 => Body::None,
        1 => Body::Upgrade,
        _ => Body::NoUpgrade,
    };
    env.http.with(id, |entry| entry.parser.set_body(body))
}

/// `failure(id)`: code and reason of what was refused.
#[op]
fn failure(env: &Env, id: u32) -> Result<(&'static str, &'static str), OpError> {
    env.http
        .with(id, |entry| entry.failure.map_or(("", ""), |failure| (failure.error.code.name(), failure.error.reason)))
}
