//! The WebSocket client, natively: the readers of connections, by number, and the writing of frames. A step of a reader tells
//! by numbers what it met; its result is the text or the bytes. Runs on the isolate's thread, a step within one op.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use weir_engine::{Binding, Bytes, IntoJs, OpError, Scope, op, ops, v8};
use weir_websocket::{Event, Failure, Kind, Opcode, Payload, Reader, Settings, head_length, mask_payload, write_head};

use crate::Env;
use crate::buffer::{Encoding, simd, text};
use crate::zlib::{Messages, Refusal};

pub(crate) const BINDING: Binding =
    Binding { name: "websocket", ops: ops![open, close, advance, write_text, write_bytes], init: None };

/// The side of a connection that reads.
struct Connection {
    reader: Reader,
    messages: Option<Messages>,
}

/// The connections of one environment. Its JavaScript owner closes each when the connection ends.
#[derive(Default)]
pub(crate) struct Connections {
    entries: RefCell<Vec<Option<Box<Connection>>>>,
    free: RefCell<Vec<u32>>,
    masks: Masks,
}

/// Random bytes for masks, taken from the system many at a time.
struct Masks {
    bytes: RefCell<[u8; Masks::SIZE]>,
    used: Cell<usize>,
}

impl Default for Masks {
    fn default() -> Self {
        Self { bytes: RefCell::new([0; Self::SIZE]), used: Cell::new(Self::SIZE) }
    }
}

impl Masks {
    const SIZE: usize = 1024;

    fn next(&self) -> Result<[u8; 4], OpError> {
        let mut bytes = self.bytes.borrow_mut();
        if self.used.get() == Self::SIZE {
            // As many as this come whole.
            rustix::rand::getrandom(&mut bytes[..], rustix::rand::GetRandomFlags::empty())
                .map_err(|error| OpError::system(error.raw_os_error(), "getrandom"))?;
            self.used.set(0);
        }
        let at = self.used.get();
        self.used.set(at + 4);
        Ok([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    }
}

const IS_COMPRESSED: u32 = 1;
const KEEPS_CONTEXT: u32 = 2;

/// `open(flags, maxMessage)`: the number of a new reader.
#[op]
fn open(env: &Env, flags: u32, max_message: f64) -> u32 {
    let max_message = max_message as usize;
    let compressed = flags & IS_COMPRESSED != 0;
    let messages = compressed.then(|| Messages::new(flags & KEEPS_CONTEXT != 0, max_message));
    let connection = Some(Box::new(Connection { reader: Reader::new(Settings { compressed, max_message }), messages }));
    let mut entries = env.websocket.entries.borrow_mut();
    if let Some(id) = env.websocket.free.borrow_mut().pop() {
        entries[id as usize] = connection;
        return id;
    }
    entries.push(connection);
    entries.len() as u32 - 1
}

/// `close(id)`: the number may be given again.
#[op]
fn close(env: &Env, id: u32) {
    let closed = env.websocket.entries.borrow_mut().get_mut(id as usize).and_then(Option::take);
    if closed.is_some() {
        env.websocket.free.borrow_mut().push(id);
    }
}

/// What a step met, as JavaScript numbers it (`websocket/connection`).
const MORE: i32 = 0;
const TEXT: i32 = 1;
const BINARY: i32 = 2;
const PING: i32 = 3;
const PONG: i32 = 4;
const CLOSED: i32 = 5;
const FAILED: i32 = 6;

/// What becomes the op's result.
enum Told<'a> {
    Nothing,
    /// Valid UTF-8.
    Text(Cow<'a, [u8]>),
    Bytes(Cow<'a, [u8]>),
}

/// `advance(id, bytes, from, numbers)`: reads on from a place of `bytes`. `numbers` (an Int32Array of 3) gets what was met, how
/// far that goes, and a code: a close's, 0 where there is none, or what to fail with. The result is the text, the bytes, or
/// the reason.
#[op]
fn advance<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    bytes: &[u8],
    from: u32,
    numbers: &mut [u8],
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let input = bytes.get(from as usize..).unwrap_or_default();
    let mut told = [0; 3];
    let mut entries = env.websocket.entries.borrow_mut();
    let connection = entries
        .get_mut(id as usize)
        .and_then(Option::as_mut)
        .ok_or_else(|| OpError::coded("ERR_INVALID_STATE", "Invalid state: connection closed"))?;
    let result = match step(connection, input, &mut told) {
        Ok(Told::Nothing) => Ok(v8::undefined(scope).into()),
        Ok(Told::Text(bytes)) => text::decode_utf8(scope, &bytes).map(Into::into),
        Ok(Told::Bytes(bytes)) => Bytes(bytes.into_owned()).into_js(scope),
        Err((code, reason)) => {
            (told[0], told[2]) = (FAILED, code.into());
            reason.as_ref().into_js(scope)
        }
    };
    told[1] += from as i32;
    for (place, number) in numbers.chunks_exact_mut(4).zip(told) {
        place.copy_from_slice(&number.to_ne_bytes());
    }
    result
}

fn step<'a>(
    connection: &'a mut Connection,
    input: &'a [u8],
    told: &mut [i32; 3],
) -> Result<Told<'a>, (u16, Cow<'static, str>)> {
    let Connection { reader, messages } = connection;
    let progress = reader.advance(input).map_err(|Failure { code, reason }| (code, reason.into()))?;
    told[1] = progress.used as i32;
    match progress.event {
        Event::More => {
            told[0] = MORE;
            Ok(Told::Nothing)
        }
        Event::Ping | Event::Pong => {
            told[0] = if progress.event == Event::Ping { PING } else { PONG };
            Ok(Told::Bytes(reader.control().into()))
        }
        Event::Close(code) => {
            (told[0], told[2]) = (CLOSED, code.unwrap_or(0).into());
            Ok(Told::Text(reader.control().into()))
        }
        Event::Message(message) => {
            let mut payload: Cow<'a, [u8]> = match message.payload {
                Payload::Input(range) => input[range].into(),
                Payload::Gathered => reader.take_gathered().into(),
            };
            if let (true, Some(messages)) = (message.compressed, messages) {
                payload = messages.inflate(payload.into_owned()).map_err(refusal)?.into();
            }
            if message.kind == Kind::Binary {
                told[0] = BINARY;
                return Ok(Told::Bytes(payload));
            }
            told[0] = TEXT;
            if !simd::is_utf8(&payload) {
                return Err((1007, "Received invalid UTF-8 in text frame.".into()));
            }
            Ok(Told::Text(payload))
        }
    }
}

fn refusal(refusal: Refusal) -> (u16, Cow<'static, str>) {
    match refusal {
        Refusal::TooLarge => (1009, "Payload size exceeds maximum allowed size".into()),
        Refusal::Broken(words) => (1007, words.into()),
    }
}

/// Puts the head and the mask to a frame whose payload is already in its place.
fn finish_frame(env: &Env, out: &mut [u8], head: u32, opcode: Opcode) -> Result<(), OpError> {
    let head = head as usize;
    match out.split_at_mut_checked(head) {
        Some((start, payload)) if head_length(payload.len()) == head => {
            let mask = env.websocket.masks.next()?;
            write_head(start, opcode, payload.len(), mask);
            mask_payload(payload, mask);
            Ok(())
        }
        _ => Err(OpError::coded("ERR_INVALID_STATE", "Invalid state: no head of this length")),
    }
}

/// `writeText(frame, text, head)`: a whole message, as it goes to the server, into memory of its size; `head` is how much of it
/// is the frame's.
#[op]
fn write_text<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    out: &mut [u8],
    string: v8::Local<'s, v8::String>,
    head: u32,
) -> Result<(), OpError> {
    if let Some(payload) = out.get_mut(head as usize..) {
        text::encode_into(scope, string, Encoding::Utf8, payload);
    }
    finish_frame(env, out, head, Opcode::Text)
}

/// `writeBytes(frame, bytes, head, kind)`: a whole frame, likewise; the kind is a number of what a step meets.
#[op]
fn write_bytes(env: &Env, out: &mut [u8], bytes: &[u8], head: u32, kind: u32) -> Result<(), OpError> {
    let opcode = match kind as i32 {
        PING => Opcode::Ping,
        PONG => Opcode::Pong,
        CLOSED => Opcode::Close,
        _ => Opcode::Binary,
    };
    if let Some(payload) = out.get_mut(head as usize..)
        && payload.len() == bytes.len()
    {
        payload.copy_from_slice(bytes);
    }
    finish_frame(env, out, head, opcode)
}
