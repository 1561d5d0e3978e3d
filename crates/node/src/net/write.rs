//! Writes: tried at once, from the memory where the program has the bytes. What does not fit is queued: the views
//! themselves are held, and of strings the rest of their bytes is copied.
//!
//! Answers: 0 when everything is with the system, 1 when `onWritten` will follow, or a negative errno.

use std::io::IoSlice;
use std::os::fd::BorrowedFd;

use weir_engine::{HeldBytes, OpError, Scope, op, v8};
use weir_loop::{Loop, LoopError, StreamId, WriteData};

use super::{failure, find, id, status};
use crate::Env;
use crate::buffer::{Encoding, text};

const DONE: i32 = 0;
const QUEUED: i32 = 1;

/// `writeBytes(stream, view, bulk)`: how many bytes the system took, or a negative errno. The rest goes to `queueBytes`.
/// With `bulk` nobody waits to hear of the write, and it may leave together with others.
#[op(fast)]
fn write_bytes(env: &Env, stream: f64, bytes: &[u8], bulk: bool) -> f64 {
    let id = id(stream);
    let result = match bulk {
        true => env.lp.stream_try_write_bulk(id, bytes),
        false => env.lp.stream_try_write(id, &[IoSlice::new(bytes)]),
    };
    match result {
        Ok(written) => written as f64,
        Err(error) => f64::from(failure(error)),
    }
}

/// `queueBytes(stream, view, from)`: queues the view from a byte on.
#[op]
fn queue_bytes<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    stream: f64,
    view: v8::Local<'s, v8::ArrayBufferView>,
    from: f64,
) -> i32 {
    let Some(rest) = HeldBytes::new(scope, view, from as usize) else { return -libc::EINVAL };
    status(env.lp.stream_queue_write(id(stream), [Box::new(rest) as WriteData], None))
}

/// `writeString(stream, string, encoding)`: `encoding` is an id of `buffer/encodings`.
#[op]
fn write_string<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    stream: f64,
    string: v8::Local<'s, v8::String>,
    encoding: u32,
) -> i32 {
    let id = id(stream);
    let result =
        text::with_encoded(scope, string, Encoding::from_id(encoding), |bytes| write_or_copy(&env.lp, id, bytes));
    result.unwrap_or_else(failure)
}

fn write_or_copy(lp: &Loop, id: StreamId, bytes: &[u8]) -> Result<i32, LoopError> {
    let written = lp.stream_try_write(id, &[IoSlice::new(bytes)])?;
    if written == bytes.len() {
        return Ok(DONE);
    }
    lp.stream_queue_write(id, [Box::new(bytes[written..].to_vec()) as WriteData], None)?;
    Ok(QUEUED)
}

/// One chunk of several: a view that stays where it is, or the bytes of a string.
enum Part {
    View(HeldBytes),
    Text(Vec<u8>),
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        match self {
            Part::View(view) => view.as_ref(),
            Part::Text(bytes) => bytes,
        }
    }
}

/// The rest of a chunk that was written in part.
struct Rest {
    part: Part,
    from: usize,
}

impl AsRef<[u8]> for Rest {
    fn as_ref(&self) -> &[u8] {
        let bytes = self.part.as_ref();
        &bytes[self.from.min(bytes.len())..]
    }
}

/// `writeChunks(stream, chunks, ids)`: several chunks as one write. `ids` holds the encoding of each chunk that is a
/// string; strings that follow each other become one part.
#[op]
fn write_chunks<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    stream: f64,
    chunks: v8::Local<'s, v8::Array>,
    ids: v8::Local<'s, v8::Array>,
) -> Result<i32, OpError> {
    let id = match find(&env.lp, stream) {
        Ok(id) => id,
        Err(error) => return Ok(failure(error)),
    };
    let parts = gather(scope, chunks, ids)?;
    Ok(write_parts(&env.lp, id, parts).unwrap_or_else(failure))
}

fn gather<'s>(
    scope: &mut Scope<'s, '_>,
    chunks: v8::Local<'s, v8::Array>,
    ids: v8::Local<'s, v8::Array>,
) -> Result<Vec<Part>, OpError> {
    let mut parts: Vec<Part> = Vec::with_capacity(chunks.length() as usize);
    for index in 0..chunks.length() {
        let chunk = chunks.get_index(scope, index).ok_or(OpError::Pending)?;
        if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(chunk) {
            parts.extend(HeldBytes::new(scope, view, 0).map(Part::View));
            continue;
        }
        let Ok(string) = v8::Local::<v8::String>::try_from(chunk) else { continue };
        let encoding =
            ids.get_index(scope, index).and_then(|value| value.uint32_value(scope)).ok_or(OpError::Pending)?;
        text::with_encoded(scope, string, Encoding::from_id(encoding), |bytes| match parts.last_mut() {
            Some(Part::Text(before)) => before.extend_from_slice(bytes),
            _ => parts.push(Part::Text(bytes.to_vec())),
        });
    }
    Ok(parts)
}

fn write_parts(lp: &Loop, id: StreamId, parts: Vec<Part>) -> Result<i32, LoopError> {
    let slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part.as_ref())).collect();
    let total: usize = slices.iter().map(|slice| slice.len()).sum();
    let mut written = lp.stream_try_write(id, &slices)?;
    if written == total {
        return Ok(DONE);
    }
    drop(slices);
    let mut rests: Vec<WriteData> = Vec::with_capacity(parts.len());
    for part in parts {
        let length = part.as_ref().len();
        if written >= length {
            written -= length;
            continue;
        }
        rests.push(Box::new(Rest { part, from: written }));
        written = 0;
    }
    lp.stream_queue_write(id, rests, None)?;
    Ok(QUEUED)
}

/// `writeWithDescriptor(stream, view, fd)`: the other end of a unix socket gets a copy of the descriptor with the bytes.
#[op]
fn write_with_descriptor(env: &Env, stream: f64, bytes: &[u8], fd: i32) -> i32 {
    send(&env.lp, id(stream), bytes, fd).unwrap_or_else(failure)
}

fn send(lp: &Loop, id: StreamId, bytes: &[u8], fd: i32) -> Result<i32, LoopError> {
    if fd < 0 {
        return Err(LoopError::Os { errno: libc::EBADF, syscall: "write" });
    }
    // SAFETY: not -1. It is used for system calls alone, which answer EBADF for a number that is not open.
    let passed = unsafe { BorrowedFd::borrow_raw(fd) };
    let written = lp.stream_try_send(id, bytes, passed)?;
    if written == bytes.len() {
        return Ok(DONE);
    }
    let kept = match written {
        // A copy, since the program may close its own before the queue gets to it.
        0 => Some(
            rustix::io::fcntl_dupfd_cloexec(passed, 0)
                .map_err(|error| LoopError::Os { errno: error.raw_os_error(), syscall: "dup" })?,
        ),
        _ => None,
    };
    lp.stream_queue_write(id, [Box::new(bytes[written..].to_vec()) as WriteData], kept)?;
    Ok(QUEUED)
}
