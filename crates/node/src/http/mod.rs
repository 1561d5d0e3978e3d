//! `node:http`, natively: the parsers of connections, by number. A parser tells by numbers what it met; a head comes as one
//! text, which JavaScript takes apart only as far as the program asks. A step of a parser is a call (`steps`), or a
//! connection is read here and JavaScript called once per message (`served`).

mod gate;
mod respond;
mod served;
mod steps;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use weir_engine::{Binding, OpError, op, ops, v8};
use weir_guard::Ceiling;
use weir_http1::{Body, Event, Failure, HeadView, Kind, Lenient, Lines, Parser, Progress, Settings};
use weir_loop::Loop;

use crate::Env;
use gate::{Gates, Watch};

pub(crate) const BINDING: Binding = Binding {
    name: "http",
    ops: ops![
        open,
        close,
        set_body,
        ask_at_head,
        failure,
        gate::gate,
        gate::gate_counts,
        gate::watch,
        respond::respond,
        served::setup,
        served::serve,
        served::release,
        served::set_idle,
        served::progress,
        steps::advance,
        steps::finish
    ],
    init: None,
};

/// Why input is refused.
#[derive(Clone, Copy)]
enum Refusal {
    Malformed(Failure),
    Excess(Ceiling),
}

impl Refusal {
    /// The place in the input.
    fn at(self) -> usize {
        match self {
            Self::Malformed(failure) => failure.at,
            Self::Excess(_) => 0,
        }
    }
}

/// A parser, what is asked of its messages, and why it refused its input.
struct Entry {
    is_response: bool,
    is_closed: Cell<bool>,
    /// Of a response to HEAD or CONNECT: its head does not say whether a body follows.
    asks_at_head: Cell<bool>,
    parser: RefCell<Parser>,
    watch: OnceCell<Box<Watch>>,
    refusal: Cell<Option<Refusal>>,
}

impl Entry {
    /// Reads on; what exceeds a ceiling is refused as what is malformed is.
    fn advance(&self, input: &[u8]) -> Result<Progress, Refusal> {
        if let Some(refusal @ Refusal::Excess(_)) = self.refusal.get() {
            // The parser would go on.
            return Err(refusal);
        }
        let mut parser = self.parser.borrow_mut();
        let result = parser.advance(input).map_err(Refusal::Malformed).and_then(|progress| {
            let Some(watch) = self.watch.get() else { return Ok(progress) };
            let exceeded = match &progress.event {
                Event::More => None,
                Event::Head => watch.head(&parser.head(input)),
                Event::Body(range) => watch.body(range.len()),
                Event::Done | Event::Upgraded => watch.trailers(parser.trailers(input).len()),
            };
            exceeded.map_or(Ok(progress), |ceiling| Err(Refusal::Excess(ceiling)))
        });
        if let Err(refusal) = result {
            self.refusal.set(Some(refusal));
        }
        result
    }

    /// Whether the request whose head was just met is to be taken.
    fn has_room(&self, lp: &Loop, head: &HeadView<'_>) -> bool {
        self.watch.get().is_none_or(|watch| watch.has_room(lp, head))
    }
}

/// Whom connections that are read here call.
struct Hooks {
    on_message: v8::Global<v8::Function>,
    on_idle: v8::Global<v8::Function>,
    on_queued: v8::Global<v8::Function>,
}

/// The parsers of one environment. Its JavaScript owner closes each when the connection ends.
#[derive(Default)]
pub(crate) struct Parsers {
    entries: RefCell<Vec<Option<Rc<Entry>>>>,
    free: RefCell<Vec<u32>>,
    hooks: OnceCell<Hooks>,
    /// The connections of servers that are read here, by the index of their stream.
    served: RefCell<Vec<Option<Rc<served::Served>>>>,
    /// The memory that texts are put together in.
    scratch: RefCell<Vec<u8>>,
    gates: Gates,
}

impl Parsers {
    fn add(&self, is_response: bool, parser: Parser) -> u32 {
        let entry = Entry {
            is_response,
            is_closed: Cell::default(),
            asks_at_head: Cell::default(),
            parser: RefCell::new(parser),
            watch: OnceCell::new(),
            refusal: Cell::default(),
        };
        let entry = Some(Rc::new(entry));
        let mut entries = self.entries.borrow_mut();
        if let Some(id) = self.free.borrow_mut().pop() {
            entries[id as usize] = entry;
            return id;
        }
        entries.push(entry);
        entries.len() as u32 - 1
    }

    fn find(&self, id: u32) -> Result<Rc<Entry>, OpError> {
        let entries = self.entries.borrow();
        let entry = entries.get(id as usize).and_then(Option::as_ref);
        entry.cloned().ok_or_else(|| OpError::coded("ERR_INVALID_STATE", "Invalid state: parser closed"))
    }

    /// Memory for a text, empty. What is given back after use need not be taken from the allocator again.
    fn take_scratch(&self) -> Vec<u8> {
        let mut scratch = self.scratch.take();
        scratch.clear();
        scratch
    }

    fn give_scratch(&self, scratch: Vec<u8>) {
        /// What is kept between uses at most.
        const KEPT: usize = 64 << 10;
        if scratch.capacity() <= KEPT {
            self.scratch.replace(scratch);
        }
    }
}

/// `open(isResponse, lenient, maxHead, maxLines)`: the number of a new parser. `maxLines` header lines are taken, 0 for any.
#[op]
fn open(env: &Env, is_response: bool, lenient: u32, max_head: f64, max_lines: u32) -> u32 {
    let kind = if is_response { Kind::Response } else { Kind::Request };
    let max_lines = if max_lines == 0 { usize::MAX } else { max_lines as usize };
    let settings = Settings { kind, lenient: Lenient(lenient as u16), max_head: max_head as usize, max_lines };
    env.http.add(is_response, Parser::new(settings))
}

/// `close(id)`: the number may be given again.
#[op]
fn close(env: &Env, id: u32) {
    let closed = env.http.entries.borrow_mut().get_mut(id as usize).and_then(Option::take);
    if let Some(entry) = closed {
        entry.is_closed.set(true);
        env.http.free.borrow_mut().push(id);
    }
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
    env.http.find(id)?.parser.borrow_mut().set_body(body);
    Ok(())
}

/// `askAtHead(id, on)`: whether what reads natively calls for each head by itself, for `setBody` to say what follows.
#[op]
fn ask_at_head(env: &Env, id: u32, on: bool) -> Result<(), OpError> {
    env.http.find(id)?.asks_at_head.set(on);
    Ok(())
}

/// `failure(id)`: code and reason of what was refused; an excess has a code of weir's.
#[op]
fn failure(env: &Env, id: u32) -> Result<(&'static str, &'static str), OpError> {
    Ok(match env.http.find(id)?.refusal.get() {
        Some(Refusal::Malformed(failure)) => (failure.error.code.name(), failure.error.reason),
        Some(Refusal::Excess(ceiling)) => (ceiling.code(), ceiling.message()),
        None => ("", ""),
    })
}

/// Among what is said of a head: there is no room for the request now.
const IS_REFUSED: u32 = 1 << 21;

/// What a head says beside its text, in one number, as `http/parser` reads it.
fn facts(head: &HeadView<'_>) -> u32 {
    let (major, minor) = head.version();
    let flags =
        [head.is_upgrade(), head.should_keep_alive(), head.has_host(), head.has_expect(), head.speaks_of_body()];
    let mut facts = u32::from(head.method().number()) | u32::from(major) << 8 | u32::from(minor) << 12;
    for (place, flag) in flags.into_iter().enumerate() {
        facts |= u32::from(flag) << (16 + place);
    }
    facts
}

/// Names and values as `name:value\n`: neither can hold what separates them.
fn push_lines(text: &mut Vec<u8>, lines: Lines<'_>) {
    for (name, value) in lines {
        text.extend_from_slice(name);
        text.push(b':');
        text.extend_from_slice(&value);
        text.push(b'\n');
    }
}
