//! The native operations of `buffer`. Runs on the isolate's thread.
//!
//! JavaScript has checked its arguments, but it checked them against lengths that it read before the call: every range
//! is bounded here once more by the memory as it is, so that a view that has shrunk or lost its memory gives less, or
//! nothing, and never what lies beside it.

mod codec;
mod memory;
mod search;
pub(crate) mod simd;
#[cfg(test)]
mod tests;
pub(crate) mod text;

use std::cmp::Ordering;

use weir_engine::{Binding, IntoJs, OpError, Scope, array_buffer, op, ops, v8};

pub(crate) use codec::Encoding;
pub(crate) use simd::is_utf8 as valid_utf8;

use search::Range;
use simd::Alphabet;

pub(crate) const BINDING: Binding = Binding {
    name: "buffer",
    ops: ops![
        byte_length_utf8,
        slice,
        write,
        from_string,
        create_unsafe_array_buffer,
        create_pool,
        compare,
        compare_ranges,
        copy,
        index_of_number,
        index_of_string,
        index_of_bytes,
        swap,
        is_utf8,
        is_ascii,
        atob,
        btoa,
        transcode,
    ],
    init: Some(add_limits),
};

/// What `atob` answers for its two errors; `buffer.js` knows the second.
const INVALID_CHARACTER: i32 = 0;
const INCOMPLETE_GROUP: i32 = 1;

fn add_limits<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) {
    for (name, limit) in [("kMaxLength", v8::TypedArray::MAX_BYTE_LENGTH), ("kStringMaxLength", v8::String::MAX_LENGTH)]
    {
        if let Some(name) = v8::String::new(scope, name) {
            let limit = v8::Number::new(scope, limit as f64);
            object.create_data_property(scope, name.into(), limit.into());
        }
    }
}

/// The part of `view` from `start` to `end`, as far as it is there.
fn part(view: &[u8], start: f64, end: f64) -> &[u8] {
    let end = (end as usize).min(view.len());
    &view[(start as usize).min(end)..end]
}

#[op]
fn byte_length_utf8(scope: &mut Scope<'_, '_>, string: v8::Local<v8::String>) -> usize {
    text::utf8_length(scope, string)
}

/// `slice(view, encoding, start, end)`: the string that these bytes are.
#[op]
fn slice<'s>(
    scope: &mut Scope<'s, '_>,
    view: &[u8],
    encoding: u32,
    start: f64,
    end: f64,
) -> Result<v8::Local<'s, v8::String>, OpError> {
    text::decode(scope, part(view, start, end), Encoding::from_id(encoding))
}

/// JavaScript has asked before.
fn not_a_string<E>(_: E) -> OpError {
    OpError::type_error("ERR_INVALID_ARG_TYPE", "native operation expected a string")
}

/// `write(view, encoding, string, offset, length)`: the number of bytes written, whole characters only.
#[op(fast)]
fn write(
    isolate: &mut v8::Isolate,
    view: &mut [u8],
    encoding: u32,
    string: v8::Local<v8::Value>,
    offset: f64,
    length: f64,
) -> Result<f64, OpError> {
    let string = v8::Local::<v8::String>::try_from(string).map_err(not_a_string)?;
    let start = (offset as usize).min(view.len());
    let end = start.saturating_add(length as usize).min(view.len());
    // For what V8 makes where it first joins a string's parts; a fast path has no scope that would end it.
    v8::scope!(let scope, isolate);
    Ok(text::encode_into(scope, string, Encoding::from_id(encoding), &mut view[start..end]) as f64)
}

/// `fromString(string, encoding)`: a new ArrayBuffer of just these bytes.
#[op]
fn from_string<'s>(
    scope: &mut Scope<'s, '_>,
    string: v8::Local<v8::String>,
    encoding: u32,
) -> v8::Local<'s, v8::ArrayBuffer> {
    let bytes = text::encode(scope, string, Encoding::from_id(encoding));
    buffer_of(scope, bytes)
}

/// An ArrayBuffer that takes the vector's memory over.
pub(crate) fn buffer_of<'s>(scope: &mut Scope<'s, '_>, bytes: Vec<u8>) -> v8::Local<'s, v8::ArrayBuffer> {
    let store = v8::ArrayBuffer::new_backing_store_from_vec(bytes).make_shared();
    v8::ArrayBuffer::with_backing_store(scope, &store)
}

/// `createUnsafeArrayBuffer(size, zero)`: memory that still holds what was there before, unless `zero`.
#[op]
fn create_unsafe_array_buffer<'s>(
    scope: &mut Scope<'s, '_>,
    size: f64,
    zero: bool,
) -> Result<v8::Local<'s, v8::ArrayBuffer>, OpError> {
    unsafe_memory(scope, size, zero)
}

fn unsafe_memory<'s>(
    scope: &mut Scope<'s, '_>,
    size: f64,
    zero: bool,
) -> Result<v8::Local<'s, v8::ArrayBuffer>, OpError> {
    // Fractions are cut; what is no number counts as zero.
    array_buffer(scope, size as usize, zero)
        .ok_or_else(|| OpError::range_error("ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory"))
}

/// The same, but nobody can detach it: the Buffers that share it would all lose their memory.
#[op]
fn create_pool<'s>(
    scope: &mut Scope<'s, '_>,
    size: f64,
    zero: bool,
) -> Result<v8::Local<'s, v8::ArrayBuffer>, OpError> {
    let pool = unsafe_memory(scope, size, zero)?;
    let key = v8::Symbol::new(scope, None);
    pool.set_detach_key(key.into());
    crate::structured_clone::mark_untransferable(scope, pool.into(), crate::structured_clone::Shared::Pool);
    Ok(pool)
}

fn sign(order: Ordering) -> i32 {
    order as i32
}

#[op(fast)]
fn compare(a: &[u8], b: &[u8]) -> i32 {
    sign(a.cmp(b))
}

/// `compareRanges(a, aStart, aEnd, b, bStart, bEnd)`
#[op(fast)]
fn compare_ranges(a: &[u8], a_start: f64, a_end: f64, b: &[u8], b_start: f64, b_end: f64) -> i32 {
    sign(part(a, a_start, a_end).cmp(part(b, b_start, b_end)))
}

/// `copy(source, target, targetStart, sourceStart, count)`: the number of bytes copied.
#[op(fast)]
fn copy(
    source: v8::Local<v8::Value>,
    target: v8::Local<v8::Value>,
    target_start: f64,
    source_start: f64,
    count: f64,
) -> Result<f64, OpError> {
    memory::copy(source, target, target_start, source_start, count)
}

/// An index as JavaScript's searches answer: -1 for none.
fn index(found: Option<usize>) -> f64 {
    found.map_or(-1.0, |at| at as f64)
}

/// `indexOfNumber(view, byte, start, limit, forward)`
#[op(fast)]
fn index_of_number(view: &[u8], byte: u32, start: f64, limit: f64, forward: bool) -> f64 {
    index(Range::new(view, start, limit, forward).find_byte(byte as u8))
}

/// `indexOfString(view, string, encoding, start, limit, forward)`
#[op]
fn index_of_string(
    scope: &mut Scope<'_, '_>,
    view: &[u8],
    string: v8::Local<v8::String>,
    encoding: u32,
    start: f64,
    limit: f64,
    forward: bool,
) -> f64 {
    let encoding = Encoding::from_id(encoding);
    let needle = text::encode(scope, string, encoding);
    let range = Range::new(view, start, limit, forward);
    index(if encoding == Encoding::Utf16le { range.find_wide(&needle) } else { range.find(&needle) })
}

/// `indexOfBytes(view, needle, wide, start, limit, forward)`
#[op(fast)]
fn index_of_bytes(view: &[u8], needle: &[u8], wide: bool, start: f64, limit: f64, forward: bool) -> f64 {
    let range = Range::new(view, start, limit, forward);
    index(if wide { range.find_wide(needle) } else { range.find(needle) })
}

/// `swap(view, width)`: reverses each group of `width` bytes.
#[op(fast)]
fn swap(view: &mut [u8], width: u32) {
    match width {
        2 => view.as_chunks_mut::<2>().0.iter_mut().for_each(|group| group.reverse()),
        4 => view.as_chunks_mut::<4>().0.iter_mut().for_each(|group| group.reverse()),
        _ => view.as_chunks_mut::<8>().0.iter_mut().for_each(|group| group.reverse()),
    }
}

#[op(fast)]
fn is_utf8(view: &[u8]) -> bool {
    simd::is_utf8(view)
}

#[op(fast)]
fn is_ascii(view: &[u8]) -> bool {
    simd::is_ascii(view)
}

/// The decoded string, or a number that says why there is none.
#[op]
fn atob<'s>(scope: &mut Scope<'s, '_>, string: v8::Local<v8::String>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let decoded = if string.contains_only_onebyte() {
        text::with_low_bytes(scope, string, codec::atob)
    } else {
        Err(codec::AtobError::InvalidCharacter)
    };
    match decoded {
        Ok(bytes) => text::decode(scope, &bytes, Encoding::Latin1).map(Into::into),
        Err(codec::AtobError::InvalidCharacter) => INVALID_CHARACTER.into_js(scope),
        Err(codec::AtobError::IncompleteGroup) => INCOMPLETE_GROUP.into_js(scope),
    }
}

/// The string's characters as bytes in base64, or `undefined` where one is no byte.
#[op]
fn btoa<'s>(
    scope: &mut Scope<'s, '_>,
    string: v8::Local<v8::String>,
) -> Result<Option<v8::Local<'s, v8::String>>, OpError> {
    if !string.contains_only_onebyte() {
        return Ok(None);
    }
    let encoded = text::with_low_bytes(scope, string, |bytes| simd::base64_encode(bytes, Alphabet::Standard));
    text::decode(scope, &encoded, Encoding::Latin1).map(Some)
}

/// `transcode(view, from, to)`: a new ArrayBuffer, or `undefined` for text that the other encoding cannot take.
#[op]
fn transcode<'s>(scope: &mut Scope<'s, '_>, view: &[u8], from: u32, to: u32) -> Option<v8::Local<'s, v8::ArrayBuffer>> {
    let bytes = codec::transcode(view, Encoding::from_id(from), Encoding::from_id(to))?;
    Some(buffer_of(scope, bytes))
}
