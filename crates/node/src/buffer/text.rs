//! JavaScript strings to bytes and back, in every encoding of Buffers. Runs on the isolate's thread, within one op.
//!
//! A string's contents are looked at in place. While such a look is open nothing is allocated on V8's heap, which
//! could move the string.

use weir_engine::{OpError, Scope, v8};

use super::codec::{self, Encoding};
use super::simd::{self, Alphabet};

/// Below this V8's own decoder is faster than finding out first what is in the bytes.
const SMALL: usize = 32;

pub(crate) fn too_long() -> OpError {
    let limit = v8::String::MAX_LENGTH;
    OpError::coded("ERR_STRING_TOO_LONG", format!("Cannot create a string longer than 0x{limit:x} characters"))
}

fn one_byte<'s>(scope: &mut Scope<'s, '_>, bytes: &[u8]) -> Result<v8::Local<'s, v8::String>, OpError> {
    v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal).ok_or_else(too_long)
}

fn two_byte<'s>(scope: &mut Scope<'s, '_>, units: &[u16]) -> Result<v8::Local<'s, v8::String>, OpError> {
    v8::String::new_from_two_byte(scope, units, v8::NewStringType::Normal).ok_or_else(too_long)
}

/// UTF-8 to a string; each part that is not valid becomes U+FFFD, as the Encoding standard counts parts.
pub(crate) fn decode_utf8<'s>(scope: &mut Scope<'s, '_>, bytes: &[u8]) -> Result<v8::Local<'s, v8::String>, OpError> {
    if bytes.len() > SMALL {
        if simd::is_ascii(bytes) {
            return one_byte(scope, bytes);
        }
        let text = simd::with_utf16_of(bytes, |units| units.map(|units| two_byte(scope, units)));
        if let Some(text) = text {
            return text;
        }
    }
    v8::String::new_from_utf8(scope, bytes, v8::NewStringType::Normal).ok_or_else(too_long)
}

/// The string that `bytes` are in `encoding`.
///
/// # Errors
/// `ERR_STRING_TOO_LONG`
pub(crate) fn decode<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: &[u8],
    encoding: Encoding,
) -> Result<v8::Local<'s, v8::String>, OpError> {
    match encoding {
        Encoding::Utf8 => decode_utf8(scope, bytes),
        Encoding::Latin1 => one_byte(scope, bytes),
        Encoding::Ascii if simd::is_ascii(bytes) => one_byte(scope, bytes),
        Encoding::Ascii => one_byte(scope, &bytes.iter().map(|byte| byte & 0x7F).collect::<Vec<u8>>()),
        Encoding::Utf16le => two_byte(scope, &codec::utf16_units(bytes).collect::<Vec<u16>>()),
        Encoding::Base64 => decode_base64(scope, bytes, Alphabet::Standard),
        Encoding::Base64Url => decode_base64(scope, bytes, Alphabet::Url),
        Encoding::Hex if bytes.len() > v8::String::MAX_LENGTH / 2 => Err(too_long()),
        Encoding::Hex => one_byte(scope, &codec::hex_encode(bytes)),
    }
}

fn decode_base64<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: &[u8],
    alphabet: Alphabet,
) -> Result<v8::Local<'s, v8::String>, OpError> {
    if simd::base64_length(bytes.len(), alphabet) > v8::String::MAX_LENGTH {
        return Err(too_long());
    }
    one_byte(scope, &simd::base64_encode(bytes, alphabet))
}

/// Looks at a string as one byte a unit, each unit cut to its low byte: how Latin-1 is written, and how hexadecimal
/// and base64 are read.
pub(crate) fn with_low_bytes<R>(
    isolate: &mut v8::Isolate,
    string: v8::Local<'_, v8::String>,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> R {
    let view = v8::ValueView::new(isolate, string);
    match view.data() {
        v8::ValueViewData::OneByte(bytes) => use_bytes(bytes),
        v8::ValueViewData::TwoByte(units) => use_bytes(&units.iter().map(|&unit| unit as u8).collect::<Vec<u8>>()),
    }
}

fn alphabet_of(encoding: Encoding) -> Alphabet {
    if encoding == Encoding::Base64Url { Alphabet::Url } else { Alphabet::Standard }
}

fn base64_into(text: &[u8], encoding: Encoding, out: &mut [u8]) -> usize {
    simd::base64_decode_strict(text, alphabet_of(encoding), out).unwrap_or_else(|| codec::base64_decode(text, out))
}

/// Calls with the bytes of a string in `encoding`: those of the string itself where it holds them in that form, so that
/// a text of one byte a character is not copied.
pub(crate) fn with_encoded<R>(
    scope: &mut Scope<'_, '_>,
    string: v8::Local<'_, v8::String>,
    encoding: Encoding,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> R {
    if matches!(encoding, Encoding::Utf8 | Encoding::Latin1 | Encoding::Ascii) && string.is_onebyte() {
        let view = v8::ValueView::new(scope, string);
        if let v8::ValueViewData::OneByte(bytes) = view.data() {
            return match encoding {
                Encoding::Utf8 if !simd::is_ascii(bytes) => use_bytes(&simd::latin1_to_utf8(bytes)),
                _ => use_bytes(bytes),
            };
        }
    }
    use_bytes(&encode(scope, string, encoding))
}

/// The bytes of a string in `encoding`.
pub(crate) fn encode(scope: &mut Scope<'_, '_>, string: v8::Local<'_, v8::String>, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => encode_utf8(scope, string),
        Encoding::Latin1 | Encoding::Ascii => with_low_bytes(scope, string, <[u8]>::to_vec),
        Encoding::Utf16le => {
            let mut out = vec![0; string.length() * 2];
            encode_into(scope, string, encoding, &mut out);
            out
        }
        Encoding::Base64 | Encoding::Base64Url => with_low_bytes(scope, string, |text| {
            // Four characters give three bytes; the reader never writes more than the text has characters.
            let mut out = vec![0; text.len().div_ceil(4) * 3];
            let written = base64_into(text, encoding, &mut out);
            out.truncate(written);
            out
        }),
        Encoding::Hex => with_low_bytes(scope, string, |text| {
            let mut out = vec![0; text.len() / 2];
            let written = codec::hex_decode(text, &mut out);
            out.truncate(written);
            out
        }),
    }
}

fn encode_utf8(scope: &mut Scope<'_, '_>, string: v8::Local<'_, v8::String>) -> Vec<u8> {
    let view = v8::ValueView::new(scope, string);
    match view.data() {
        v8::ValueViewData::OneByte(bytes) if simd::is_ascii(bytes) => bytes.to_vec(),
        v8::ValueViewData::OneByte(bytes) => simd::latin1_to_utf8(bytes),
        v8::ValueViewData::TwoByte(units) => simd::utf16_to_utf8(units),
    }
}

/// The length of a string in UTF-8.
pub(crate) fn utf8_length(scope: &mut Scope<'_, '_>, string: v8::Local<'_, v8::String>) -> usize {
    let known = {
        let view = v8::ValueView::new(scope, string);
        match view.data() {
            v8::ValueViewData::OneByte(bytes) => Some(simd::utf8_length_from_latin1(bytes)),
            v8::ValueViewData::TwoByte(units) => simd::utf8_length_from_utf16(units),
        }
    };
    known.unwrap_or_else(|| string.utf8_length(scope))
}

/// V8's own writer goes one character at a time; it is left what does not surely fit, and lone surrogates.
fn write_utf8(isolate: &mut v8::Isolate, string: v8::Local<'_, v8::String>, out: &mut [u8]) -> usize {
    let written = {
        let view = v8::ValueView::new(isolate, string);
        match view.data() {
            v8::ValueViewData::OneByte(bytes) if bytes.len() <= out.len() && simd::is_ascii(bytes) => {
                out[..bytes.len()].copy_from_slice(bytes);
                Some(bytes.len())
            }
            v8::ValueViewData::OneByte(bytes) => simd::latin1_into_utf8(bytes, out),
            v8::ValueViewData::TwoByte(units) => simd::utf16_into_utf8(units, out),
        }
    };
    written.unwrap_or_else(|| string.write_utf8_v2(isolate, out, v8::WriteFlags::kReplaceInvalidUtf8, None))
}

/// Writes a string's bytes to `out`, as many whole characters as fit. Returns the number of bytes written.
pub(crate) fn encode_into(
    isolate: &mut v8::Isolate,
    string: v8::Local<'_, v8::String>,
    encoding: Encoding,
    out: &mut [u8],
) -> usize {
    match encoding {
        Encoding::Utf8 => write_utf8(isolate, string, out),
        Encoding::Latin1 | Encoding::Ascii => {
            let count = out.len().min(string.length());
            string.write_one_byte_v2(isolate, 0, &mut out[..count], v8::WriteFlags::default());
            count
        }
        Encoding::Utf16le => {
            let view = v8::ValueView::new(isolate, string);
            match view.data() {
                v8::ValueViewData::OneByte(bytes) => codec::write_utf16(bytes.iter().map(|&b| u16::from(b)), out),
                v8::ValueViewData::TwoByte(units) => codec::write_utf16(units.iter().copied(), out),
            }
        }
        Encoding::Base64 | Encoding::Base64Url => {
            with_low_bytes(isolate, string, |text| base64_into(text, encoding, out))
        }
        Encoding::Hex => with_low_bytes(isolate, string, |text| codec::hex_decode(text, out)),
    }
}
