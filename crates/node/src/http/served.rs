//! The connections whose bytes are read here: from the slab through the parser, and one call into JavaScript for each
//! message, with its body where that came along. JavaScript (`http/connection` for servers, `http/exchange` for clients)
//! decides which connections these are, and takes one back as soon as a program looks at its bytes.
//!
//! Kept here per connection are the times that need no call: when the message that is being read began to come, and
//! until when the connection may stay idle. The latter costs one timer of the loop per connection, which is set anew only
//! when it is due.

use std::cell::Cell;
use std::io::IoSlice;
use std::ops::Range;
use std::rc::Rc;

use weir_engine::{EngineHandle, OpError, Scope, op, v8};
use weir_http1::{Event, Progress};
use weir_loop::{BULK_LENGTH, Loop, Received, SLAB_LENGTH, StreamId, TimerId, WriteData};

use super::{Entry, Hooks, IS_REFUSED, Parsers, Refusal, facts, push_lines};
use crate::Env;
use crate::net::{Events, Reader, find, id};

/// What a call into JavaScript tells of, as `http/native_reads` numbers it.
const HEAD: u32 = 1;
const BODY: u32 = 2;
const DONE: u32 = 4;
const UPGRADED: u32 = 8;
const FAILED: u32 = 16;
/// A read that completed nothing.
const MORE: u32 = 32;

/// What a read of a server's new connection brings at most. Small requests come by hundreds in a full read, and nobody else has a
/// turn before all of them are handled, however many answers wait.
const FIRST_READ: usize = 8 << 10;
/// Calls that one read should lead to; the next ones are so much smaller when it were more than twice as many.
const CALLS: usize = 32;
/// Reads are no smaller than this.
const SMALLEST_READ: usize = 512;

pub(super) struct Served {
    parsers: Rc<Parsers>,
    entry: Rc<Entry>,
    engine: EngineHandle,
    /// When the message that is being read began to come, in the loop's milliseconds: that is when its first bytes were
    /// found, or for the first message when the connection was taken. 0 when none is being read.
    began: Cell<u64>,
    /// Whether the head of that message is complete.
    has_head: Cell<bool>,
    /// Until when nothing need come, 0 for ever.
    idle_until: Cell<u64>,
    /// How long that was when it was last said.
    idle_span: Cell<u64>,
    timer: Cell<Option<TimerId>>,
    is_armed: Cell<bool>,
    /// What one read may bring, and whether the last one brought that much.
    most: Cell<usize>,
    was_full: Cell<bool>,
}

/// What one call tells.
#[derive(Default)]
struct Told {
    what: u32,
    /// The head, or trailers.
    text: Vec<u8>,
    first: usize,
    facts: u32,
    /// Of a request that was refused: nothing but an answer is to come of it.
    is_spent: bool,
    /// Of a response.
    status: u16,
    trailers: usize,
    body: Range<usize>,
    /// How far it goes.
    end: usize,
    /// What comes next may need no further byte.
    is_open: bool,
}

impl Served {
    fn hooks(&self) -> &Hooks {
        match self.parsers.hooks.get() {
            Some(hooks) => hooks,
            None => unreachable!("a connection is served after the hooks are set"),
        }
    }

    /// Reads on until there is something to call for. Of a message that is here as a whole that is the whole message; what
    /// does not fit in one call is left in `pending`.
    fn gather(
        &self,
        lp: &Loop,
        bytes: &[u8],
        at: &mut usize,
        pending: &mut Option<Result<Progress, Refusal>>,
        mut text: Vec<u8>,
    ) -> Told {
        let mut told = Told::default();
        loop {
            let step = pending.take().unwrap_or_else(|| self.entry.advance(&bytes[*at..]));
            let progress = match step {
                Ok(progress) => progress,
                Err(refusal) if told.what == 0 => {
                    (told.what, told.end) = (FAILED, *at + refusal.at());
                    break;
                }
                failed => {
                    *pending = Some(failed);
                    break;
                }
            };
            let parser = self.entry.parser.borrow();
            match progress.event {
                Event::More => {
                    *at = bytes.len();
                    if told.what == 0 {
                        told.what = MORE;
                    }
                    break;
                }
                Event::Head => {
                    let head = parser.head(&bytes[*at..]);
                    let is_response = self.entry.is_response;
                    text.extend_from_slice(if is_response { head.reason() } else { head.url() });
                    told.first = text.len();
                    push_lines(&mut text, head.headers());
                    (told.what, told.facts, told.status) = (HEAD, facts(&head), head.status());
                    if !self.entry.has_room(lp, &head) {
                        told.facts |= IS_REFUSED;
                        told.is_spent = head.should_keep_alive() && !head.speaks_of_body();
                    }
                    self.has_head.set(true);
                    self.idle_until.set(0);
                    let is_bare = is_response && (told.status < 200 || told.status == 304);
                    told.is_open = head.is_upgrade() || is_bare || self.entry.asks_at_head.get();
                    *at += progress.used;
                    if told.is_open {
                        // JavaScript says what follows.
                        break;
                    }
                }
                Event::Body(range) if told.what & BODY == 0 => {
                    told.what |= BODY;
                    told.body = *at + range.start..*at + range.end;
                    *at += progress.used;
                }
                Event::Body(_) => {
                    *pending = Some(Ok(progress));
                    break;
                }
                Event::Done | Event::Upgraded => {
                    told.what |= if progress.event == Event::Done { DONE } else { UPGRADED };
                    let before = text.len();
                    push_lines(&mut text, parser.trailers(&bytes[*at..]));
                    told.trailers = text.len() - before;
                    *at += progress.used;
                    self.has_head.set(false);
                    self.began.set(0);
                    break;
                }
            }
        }
        told.end = told.end.max(*at);
        told.text = text;
        told
    }

    fn read(&self, events: &Events, lp: &Loop, id: StreamId, chunk: weir_loop::Chunk) {
        // Nobody counts while requests are under way, so then nothing waits for an answer.
        let mut rests = self.idle_until.replace(0) != 0;
        let (slab, range) = chunk.parts();
        let bytes = chunk.bytes();
        let are_left = self.was_full.replace(bytes.len() >= self.most.get().min(SLAB_LENGTH));
        if let Some(watch) = self.entry.watch.get() {
            watch.begin_read(are_left);
        }
        events.enter(id, |scope| {
            let function = v8::Local::new(scope, &self.hooks().on_message);
            let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
            let index: v8::Local<v8::Value> = v8::Integer::new_from_unsigned(scope, id.index()).into();
            let mut at = 0;
            let (mut pending, mut resumes) = (None, false);
            let mut calls = 0;
            while at < bytes.len() || pending.is_some() || resumes {
                if self.began.get() == 0 {
                    self.began.set(lp.now());
                }
                let told = self.gather(lp, bytes, &mut at, &mut pending, self.parsers.take_scratch());
                calls += 1;
                if rests && self.turns_away(scope, lp, id, &told) {
                    self.parsers.give_scratch(told.text);
                    continue;
                }
                rests = false;
                let has_place = told.what & (BODY | UPGRADED | FAILED) != 0;
                let buffer = has_place.then(|| events.buffer_of(scope, slab.clone()));
                let arguments = arguments(scope, index, &told, buffer, &range);
                let what = told.what;
                if what & FAILED != 0 && are_left {
                    lp.stream_discard(id, SLAB_LENGTH);
                }
                resumes = told.is_open;
                self.parsers.give_scratch(told.text);
                // What comes behind the trailers are places in the buffer, and the status of a response.
                let count = if has_place || self.entry.is_response { arguments.len() } else { 6 };
                function.call(scope, receiver, &arguments[..count])?;
                if what & (UPGRADED | FAILED) != 0 || self.entry.is_closed.get() {
                    return Some(());
                }
            }
            self.size_reads(lp, id, bytes.len(), calls);
            Some(())
        });
    }

    /// Has the next read bring what leads to a few calls: one of `length` bytes led to so many.
    fn size_reads(&self, lp: &Loop, id: StreamId, length: usize, calls: usize) {
        let before = self.most.get();
        let most = if calls > 2 * CALLS {
            (length / calls * CALLS).max(SMALLEST_READ)
        } else if calls <= CALLS && length >= before {
            if before >= BULK_LENGTH { usize::MAX } else { 2 * before }
        } else {
            before
        };
        if most != before {
            self.most.set(most);
            lp.stream_limit_reads(id, most);
        }
    }

    /// Answers a request that was refused, if it is here as a whole and nothing is under way; JavaScript hears of it only
    /// where a part of the answer waits for room, since writes end in the order in which they were queued.
    fn turns_away(&self, scope: &mut Scope<'_, '_>, lp: &Loop, id: StreamId, told: &Told) -> bool {
        if told.facts & IS_REFUSED == 0 || !told.is_spent || told.what != HEAD | DONE {
            return false;
        }
        let Some(answer) = self.entry.watch.get().and_then(|watch| watch.answer()) else { return false };
        let written = match lp.stream_try_write(id, &[IoSlice::new(&answer)]) {
            // With no room at all it is JavaScript's to wait.
            Ok(0) | Err(_) => return false,
            Ok(written) => written,
        };
        self.idle_until.set(lp.now() + self.idle_span.get());
        let rest = answer.get(written..).unwrap_or_default();
        // A stream that was closed meanwhile takes nothing, and nothing is to be told.
        if !rest.is_empty() && lp.stream_queue_write(id, [Box::new(rest.to_vec()) as WriteData], None).is_ok() {
            let function = v8::Local::new(scope, &self.hooks().on_queued);
            let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
            let index = v8::Integer::new_from_unsigned(scope, id.index()).into();
            // It registers a callback of its own and cannot fail.
            let _none = function.call(scope, receiver, &[index]);
        }
        true
    }

    fn arm(self: &Rc<Self>, lp: &Loop, id: StreamId, milliseconds: u64) {
        let timer = self.timer.get().unwrap_or_else(|| {
            let served = Rc::downgrade(self);
            let timer = lp.new_timer(move |lp, timer| {
                if let Some(served) = served.upgrade() {
                    served.timer_due(lp, id, timer);
                }
            });
            lp.unref_handle(timer);
            self.timer.set(Some(timer));
            timer
        });
        self.is_armed.set(lp.timer_start(timer, milliseconds, 0).is_ok());
    }

    fn timer_due(self: &Rc<Self>, lp: &Loop, id: StreamId, _timer: TimerId) {
        self.is_armed.set(false);
        let (now, until) = (lp.now(), self.idle_until.get());
        if until > now {
            self.arm(lp, id, until - now);
        } else if until != 0 {
            self.idle_until.set(0);
            self.engine.enter(None, |scope| {
                let function = v8::Local::new(scope, &self.hooks().on_idle);
                let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
                let index = v8::Integer::new_from_unsigned(scope, id.index()).into();
                function.call(scope, receiver, &[index]).map(|_| ())
            });
        }
    }
}

/// `(index, what, text, first, facts, trailers, buffer, start, end, from, to, status)`, see `http/native_reads`.
fn arguments<'s>(
    scope: &mut Scope<'s, '_>,
    index: v8::Local<'s, v8::Value>,
    told: &Told,
    buffer: Option<v8::Local<'s, v8::ArrayBuffer>>,
    range: &Range<usize>,
) -> [v8::Local<'s, v8::Value>; 12] {
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let text = match told.text.is_empty() {
        true => undefined,
        false => {
            v8::String::new_from_one_byte(scope, &told.text, v8::NewStringType::Normal).map_or(undefined, Into::into)
        }
    };
    let number = |number: usize| v8::Integer::new_from_unsigned(scope, number as u32).into();
    [
        index,
        number(told.what as usize),
        text,
        number(told.first),
        number(told.facts as usize),
        number(told.trailers),
        buffer.map_or(undefined, Into::into),
        number(range.start + told.body.start),
        number(range.start + told.body.end),
        number(range.start + told.end),
        number(range.end),
        number(told.status.into()),
    ]
}

impl Reader for Served {
    fn on_read(&self, events: &Events, lp: &Loop, id: StreamId, received: Received) -> Option<Received> {
        match received {
            Received::Bytes(chunk) if !self.entry.is_closed.get() => self.read(events, lp, id, chunk),
            other => return Some(other),
        }
        None
    }

    fn released(&self, lp: &Loop) {
        if let Some(timer) = self.timer.take() {
            lp.close(timer, |_| {});
        }
        self.is_armed.set(false);
    }
}

/// `setup(onMessage, onIdle, onQueued)`: whom connections call. Once per environment.
#[op]
fn setup<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    on_message: v8::Local<'s, v8::Function>,
    on_idle: v8::Local<'s, v8::Function>,
    on_queued: v8::Local<'s, v8::Function>,
) {
    let hooks = Hooks {
        on_message: v8::Global::new(scope, on_message),
        on_idle: v8::Global::new(scope, on_idle),
        on_queued: v8::Global::new(scope, on_queued),
    };
    if env.http.hooks.set(hooks).is_err() {
        unreachable!("connections are set up once per environment");
    }
}

/// `serve(stream, parser)`: what the stream reads goes through the parser from now on. Its index, or -1 when it is closed.
#[op]
fn serve(env: &Env, stream: f64, parser: u32) -> Result<i32, OpError> {
    let Ok(id) = find(&env.lp, stream) else { return Ok(-1) };
    let entry = env.http.find(parser)?;
    let most = if entry.is_response { usize::MAX } else { FIRST_READ };
    let served = Rc::new(Served {
        parsers: env.http.clone(),
        entry,
        engine: env.engine.clone(),
        began: Cell::new(env.lp.now()),
        has_head: Cell::default(),
        idle_until: Cell::default(),
        idle_span: Cell::default(),
        timer: Cell::default(),
        is_armed: Cell::default(),
        most: Cell::new(most),
        was_full: Cell::default(),
    });
    env.lp.stream_limit_reads(id, most);
    let index = id.index() as usize;
    env.streams.set_reader(&env.lp, id, Some(served.clone()));
    let mut all = env.http.served.borrow_mut();
    if all.len() <= index {
        all.resize_with(index + 1, || None);
    }
    all[index] = Some(served);
    Ok(index as i32)
}

/// `release(stream)`: its handle reads again.
#[op]
fn release(env: &Env, stream: f64) {
    let id = id(stream);
    env.lp.stream_limit_reads(id, usize::MAX);
    env.streams.set_reader(&env.lp, id, None);
    let served = env.http.served.borrow_mut().get_mut(id.index() as usize).and_then(Option::take);
    drop(served);
}

/// `setIdle(stream, milliseconds)`: `onIdle` is called when nothing comes in so long a time; 0 for never.
#[op(fast)]
fn set_idle(env: &Env, stream: f64, milliseconds: u32) {
    let id = id(stream);
    let served = env.http.served.borrow().get(id.index() as usize).cloned().flatten();
    let Some(served) = served else { return };
    let until = if milliseconds == 0 { 0 } else { env.lp.now() + u64::from(milliseconds) };
    served.idle_until.set(until);
    served.idle_span.set(u64::from(milliseconds));
    if until != 0 && !served.is_armed.get() {
        served.arm(&env.lp, id, u64::from(milliseconds));
    }
}

/// `progress(stream)`: for how many milliseconds the message that is being read has been coming, -1 for none; and whether
/// its head is complete.
#[op]
fn progress(env: &Env, stream: f64) -> (f64, bool) {
    let served = env.http.served.borrow().get(id(stream).index() as usize).cloned().flatten();
    let Some(served) = served else { return (-1.0, false) };
    let passed = match served.began.get() {
        0 => -1.0,
        began => env.lp.now().saturating_sub(began) as f64,
    };
    (passed, served.has_head.get())
}
