//! The simdutf functions that Buffers use, behind safe signatures. Pure. The only `unsafe` is the calls themselves, each
//! with the room that simdutf asks for made just above it.

use std::cell::Cell;

use weir_engine::v8::simdutf::{self, Base64Options, LastChunkHandling};

pub(crate) use simdutf::{validate_ascii as is_ascii, validate_utf8 as is_utf8};

/// Which base64 alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded.
    Standard,
    /// `-` and `_`, not padded.
    Url,
}

impl Alphabet {
    fn options(self) -> Base64Options {
        match self {
            Self::Standard => Base64Options::Default,
            Self::Url => Base64Options::Url,
        }
    }
}

/// The number of characters that `length` bytes take in base64.
pub(crate) fn base64_length(length: usize, alphabet: Alphabet) -> usize {
    simdutf::base64_length_from_binary(length, alphabet.options())
}

pub(crate) fn base64_encode(bytes: &[u8], alphabet: Alphabet) -> Vec<u8> {
    let mut out = vec![0; base64_length(bytes.len(), alphabet)];
    // SAFETY: `out` has the length that simdutf gives for this input and these options.
    let written = unsafe { simdutf::binary_to_base64(bytes, &mut out, alphabet.options()) };
    out.truncate(written);
    out
}

/// Decodes text that holds nothing but the alphabet, white space and right padding, if `out` has room for the most that
/// it can give. `None` when it holds anything else or the room is short: the lenient reader takes it from there.
pub(crate) fn base64_decode_strict(text: &[u8], alphabet: Alphabet, out: &mut [u8]) -> Option<usize> {
    if out.len() < simdutf::maximal_binary_length_from_base64(text) {
        return None;
    }
    // SAFETY: the room was compared just above.
    let result = unsafe { simdutf::base64_to_binary(text, out, alphabet.options(), LastChunkHandling::Loose) };
    result.is_ok().then_some(result.count)
}

/// How many entries the memory has that texts are converted by way of.
const KEPT: usize = 16 * 1024;

thread_local! {
    // Kept, since to make it costs as much as to convert into it: fresh memory is written over with zeros.
    static KEPT_BYTES: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static KEPT_UNITS: Cell<Vec<u16>> = const { Cell::new(Vec::new()) };
}

/// Calls with at least `room` entries to write to.
fn with_room<T: Copy + Default, R>(
    kept: &'static std::thread::LocalKey<Cell<Vec<T>>>,
    room: usize,
    fill: impl FnOnce(&mut [T]) -> R,
) -> R {
    if room > KEPT {
        return fill(&mut vec![T::default(); room]);
    }
    // Whoever comes in between finds none and makes its own.
    let mut memory = kept.take();
    memory.resize(KEPT, T::default());
    let result = fill(&mut memory);
    kept.set(memory);
    result
}

/// Calls with the UTF-16 units that UTF-8 stands for; with `None` where it is not valid.
pub(crate) fn with_utf16_of<R>(bytes: &[u8], take: impl FnOnce(Option<&[u16]>) -> R) -> R {
    with_room(&KEPT_UNITS, bytes.len(), |out| {
        let count = utf8_to_utf16(bytes, out);
        take(count.map(|count| &out[..count]))
    })
}

/// The UTF-16 units that valid UTF-8 stands for, in `out`, which has one for each byte. `None` when it is not valid.
fn utf8_to_utf16(bytes: &[u8], out: &mut [u16]) -> Option<usize> {
    assert!(out.len() >= bytes.len(), "a unit for each byte");
    // SAFETY: no input gives more units than it has bytes, for which there is room.
    let written = unsafe { simdutf::convert_utf8_to_utf16le(bytes, out) };
    (written > 0 || bytes.is_empty()).then_some(written)
}

pub(crate) fn latin1_to_utf8(bytes: &[u8]) -> Vec<u8> {
    let short = |out: &mut [u8]| latin1_into_utf8(bytes, out).map(|written| out[..written].to_vec());
    if bytes.len() * 2 <= KEPT
        && let Some(bytes) = with_room(&KEPT_BYTES, KEPT, short)
    {
        return bytes;
    }
    let mut out = vec![0; simdutf::utf8_length_from_latin1(bytes)];
    // SAFETY: `out` has the length that the input converts to.
    let written = unsafe { simdutf::convert_latin1_to_utf8(bytes, &mut out) };
    out.truncate(written);
    out
}

/// UTF-8 of UTF-16; lone surrogates become U+FFFD.
pub(crate) fn utf16_to_utf8(units: &[u16]) -> Vec<u8> {
    let short = |out: &mut [u8]| utf16_into_utf8(units, out).map(|written| out[..written].to_vec());
    if units.len() * 3 <= KEPT
        && let Some(bytes) = with_room(&KEPT_BYTES, KEPT, short)
    {
        return bytes;
    }
    if !simdutf::validate_utf16le(units) {
        return String::from_utf16_lossy(units).into_bytes();
    }
    let mut out = vec![0; simdutf::utf8_length_from_utf16le(units)];
    // SAFETY: the input is valid and `out` has the length that it converts to.
    let written = unsafe { simdutf::convert_valid_utf16le_to_utf8(units, &mut out) };
    out.truncate(written);
    out
}

/// Writes Latin-1 as UTF-8 where it surely fits into `out`.
pub(crate) fn latin1_into_utf8(bytes: &[u8], out: &mut [u8]) -> Option<usize> {
    if out.len() < bytes.len() * 2 {
        return None;
    }
    // SAFETY: no byte takes more than two, for which there is room.
    Some(unsafe { simdutf::convert_latin1_to_utf8(bytes, out) })
}

/// Writes UTF-16 as UTF-8 where it has no lone surrogate and surely fits into `out`.
pub(crate) fn utf16_into_utf8(units: &[u16], out: &mut [u8]) -> Option<usize> {
    if out.len() < units.len() * 3 {
        return None;
    }
    // SAFETY: no unit takes more than three bytes, for which there is room.
    let written = unsafe { simdutf::convert_utf16le_to_utf8(units, out) };
    (written > 0 || units.is_empty()).then_some(written)
}

pub(crate) use simdutf::utf8_length_from_latin1;

/// The length in UTF-8 of UTF-16 without lone surrogates; `None` where there is one.
pub(crate) fn utf8_length_from_utf16(units: &[u16]) -> Option<usize> {
    simdutf::validate_utf16le(units).then(|| simdutf::utf8_length_from_utf16le(units))
}
