//! A response's head and body as one write of the system.

use std::io::IoSlice;

use weir_engine::{HeldBytes, Scope, op, v8};
use weir_loop::{Loop, LoopError, StreamId, WriteData};

use crate::Env;
use crate::buffer::{Encoding, text};
use crate::net::{failure, id};

const DONE: i32 = 0;
const QUEUED: i32 = 1;

/// Bodies up to this size are copied behind the head: less work for the system than a second piece.
const COPIED: usize = 8 << 10;

/// The bytes of a view from one of them on.
struct Rest(HeldBytes, usize);

impl AsRef<[u8]> for Rest {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().get(self.1..).unwrap_or_default()
    }
}

/// `respond(stream, head, body)`: writes a head, which is Latin-1, and a body that is a text, which is written in UTF-8, a
/// view, or undefined. Answers as `net/write` does: 0 when the system has everything, 1 when `onWritten` will follow, or a
/// negative errno.
#[op]
fn respond<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    stream: f64,
    head: v8::Local<'s, v8::String>,
    body: v8::Local<'s, v8::Value>,
) -> i32 {
    let (lp, id) = (&env.lp, id(stream));
    let mut bytes = env.http.take_scratch();
    text::with_encoded(scope, head, Encoding::Latin1, |head| bytes.extend_from_slice(head));
    let result = if let Ok(body) = v8::Local::<v8::String>::try_from(body) {
        text::with_encoded(scope, body, Encoding::Utf8, |body| {
            if body.len() <= COPIED {
                bytes.extend_from_slice(body);
                return write_copied(lp, id, &bytes, &[]);
            }
            write_copied(lp, id, &bytes, body)
        })
    } else if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(body) {
        match HeldBytes::new(scope, view, 0) {
            Some(held) => write_held(lp, id, &mut bytes, held),
            None => Err(LoopError::Os { errno: libc::EINVAL, syscall: "write" }),
        }
    } else {
        write_copied(lp, id, &bytes, &[])
    };
    env.http.give_scratch(bytes);
    result.unwrap_or_else(failure)
}

/// Writes both; what does not fit is copied.
fn write_copied(lp: &Loop, id: StreamId, head: &[u8], body: &[u8]) -> Result<i32, LoopError> {
    let both = [IoSlice::new(head), IoSlice::new(body)];
    let written = lp.stream_try_write(id, if body.is_empty() { &both[..1] } else { &both })?;
    if written == head.len() + body.len() {
        return Ok(DONE);
    }
    let rest = [&head[written.min(head.len())..], &body[written.saturating_sub(head.len())..]].concat();
    lp.stream_queue_write(id, [Box::new(rest) as WriteData], None)?;
    Ok(QUEUED)
}

/// Writes both; of the body what does not fit stays where it is.
fn write_held(lp: &Loop, id: StreamId, head: &mut Vec<u8>, body: HeldBytes) -> Result<i32, LoopError> {
    let length = body.as_ref().len();
    if length <= COPIED {
        head.extend_from_slice(body.as_ref());
        return write_copied(lp, id, head, &[]);
    }
    let written = lp.stream_try_write(id, &[IoSlice::new(head), IoSlice::new(body.as_ref())])?;
    if written == head.len() + length {
        return Ok(DONE);
    }
    let skipped = written.saturating_sub(head.len());
    let mut parts: Vec<WriteData> = Vec::with_capacity(2);
    if written < head.len() {
        parts.push(Box::new(head[written..].to_vec()));
    }
    parts.push(Box::new(Rest(body, skipped)));
    lp.stream_queue_write(id, parts, None)?;
    Ok(QUEUED)
}
