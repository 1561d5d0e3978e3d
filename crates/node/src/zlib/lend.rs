//! One call of zlib, either way: the cursor's memory lent to the library's stream, and what it used taken off the cursor.

use libz_rs_sys as z;

use super::span::Cursor;

/// Has `call` work on `stream` with the cursor's input and room; its answer.
pub(super) fn lend(
    stream: &mut z::z_stream,
    cursor: &mut Cursor<'_>,
    call: impl FnOnce(&mut z::z_stream) -> i32,
) -> i32 {
    stream.next_in = cursor.input.cast_mut();
    stream.next_out = cursor.output;
    // What is beyond 32 bits waits for the next step.
    stream.avail_in = u32::try_from(cursor.available_in).unwrap_or(u32::MAX);
    stream.avail_out = u32::try_from(cursor.available_out).unwrap_or(u32::MAX);
    let (given_in, given_out) = (stream.avail_in, stream.avail_out);
    let result = call(stream);
    let consumed = (given_in - stream.avail_in) as usize;
    let produced = (given_out - stream.avail_out) as usize;
    cursor.input = cursor.input.wrapping_add(consumed);
    cursor.available_in -= consumed;
    cursor.output = cursor.output.wrapping_add(produced);
    cursor.available_out -= produced;
    result
}
