//! The native side of TextEncoder and TextDecoder: every encoding of the Encoding standard, by `encoding_rs`; UTF-8 in
//! one piece goes the faster way that Buffers go. Runs on the isolate's thread.
//!
//! A decoder in the middle of a stream lives in [`Decoders`] under a number. It goes with the last piece, with an error,
//! or by `closeDecoder`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use encoding_rs::{CoderResult, Decoder, DecoderResult};
use weir_engine::{Binding, Bytes, OpError, Scope, Utf16, op, ops, v8};

use crate::Env;
use crate::buffer::{self, Encoding, text};

pub(crate) const BINDING: Binding = Binding {
    name: "encoding",
    ops: ops![encode_utf8, lookup, name_of, decode_utf8, decode, open_decoder, decode_next, close_decoder],
    init: None,
};

/// What `lookup` answers for a label of no encoding, and for one of the encoding that refuses all input.
const NO_ENCODING: i32 = -1;
const REPLACEMENT: i32 = -2;

/// JavaScript names an encoding by its index here. UTF-8 stays first: `encoding.js` knows it as 0.
const ENCODINGS: [&encoding_rs::Encoding; 39] = [
    encoding_rs::UTF_8,
    encoding_rs::UTF_16LE,
    encoding_rs::UTF_16BE,
    encoding_rs::WINDOWS_1252,
    encoding_rs::BIG5,
    encoding_rs::EUC_JP,
    encoding_rs::EUC_KR,
    encoding_rs::GB18030,
    encoding_rs::GBK,
    encoding_rs::IBM866,
    encoding_rs::ISO_2022_JP,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_8_I,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_13,
    encoding_rs::ISO_8859_14,
    encoding_rs::ISO_8859_15,
    encoding_rs::ISO_8859_16,
    encoding_rs::KOI8_R,
    encoding_rs::KOI8_U,
    encoding_rs::MACINTOSH,
    encoding_rs::SHIFT_JIS,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::X_MAC_CYRILLIC,
    encoding_rs::X_USER_DEFINED,
];

/// The decoders of one environment that are in the middle of a stream.
#[derive(Default)]
pub(crate) struct Decoders {
    open: RefCell<HashMap<u32, Open>>,
    last: Cell<u32>,
}

struct Open {
    decoder: Decoder,
    fatal: bool,
}

impl Open {
    fn new(index: u32, fatal: bool, ignore_bom: bool) -> Self {
        let encoding = ENCODINGS[index as usize];
        let decoder = if ignore_bom {
            encoding.new_decoder_without_bom_handling()
        } else {
            encoding.new_decoder_with_bom_removal()
        };
        Self { decoder, fatal }
    }

    /// The text of a piece; `None` when the decoder is fatal and the bytes are not valid.
    fn decode(&mut self, mut bytes: &[u8], last: bool) -> Result<Option<Vec<u16>>, OpError> {
        let mut out = Vec::new();
        loop {
            let room = self.decoder.max_utf16_buffer_length(bytes.len()).ok_or_else(text::too_long)?;
            let start = out.len();
            out.resize(start + room, 0);
            let (done, read, written) = if self.fatal {
                let (result, read, written) =
                    self.decoder.decode_to_utf16_without_replacement(bytes, &mut out[start..], last);
                if matches!(result, DecoderResult::Malformed(..)) {
                    return Ok(None);
                }
                (result == DecoderResult::InputEmpty, read, written)
            } else {
                let (result, read, written, _) = self.decoder.decode_to_utf16(bytes, &mut out[start..], last);
                (result == CoderResult::InputEmpty, read, written)
            };
            out.truncate(start + written);
            if done {
                return Ok(Some(out));
            }
            bytes = &bytes[read..];
        }
    }
}

#[op]
fn encode_utf8(scope: &mut Scope<'_, '_>, string: v8::Local<v8::String>) -> Bytes {
    Bytes(text::encode(scope, string, Encoding::Utf8))
}

/// The index of the encoding that a label stands for, or one of the two negative answers.
#[op]
fn lookup(label: &str) -> i32 {
    match encoding_rs::Encoding::for_label(label.as_bytes()) {
        None => NO_ENCODING,
        Some(found) => ENCODINGS.iter().position(|&e| e == found).map_or(REPLACEMENT, |index| index as i32),
    }
}

#[op]
fn name_of(index: u32) -> String {
    ENCODINGS[index as usize].name().to_ascii_lowercase()
}

/// `decodeUtf8(view, fatal, ignoreBOM)`: the text, or `undefined` when it must be valid and is not.
#[op]
fn decode_utf8<'s>(
    scope: &mut Scope<'s, '_>,
    view: &[u8],
    fatal: bool,
    ignore_bom: bool,
) -> Result<Option<v8::Local<'s, v8::String>>, OpError> {
    if fatal && !buffer::valid_utf8(view) {
        return Ok(None);
    }
    let bytes = if ignore_bom { view } else { view.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(view) };
    text::decode_utf8(scope, bytes).map(Some)
}

/// `decode(index, view, fatal, ignoreBOM)`: the same for any encoding.
#[op]
fn decode(index: u32, view: &[u8], fatal: bool, ignore_bom: bool) -> Result<Option<Utf16>, OpError> {
    Ok(Open::new(index, fatal, ignore_bom).decode(view, true)?.map(Utf16))
}

/// Starts a stream; returns its number, which is never 0.
#[op]
fn open_decoder(env: &Env, index: u32, fatal: bool, ignore_bom: bool) -> u32 {
    let decoders = &env.decoders;
    let mut open = decoders.open.borrow_mut();
    let mut id = decoders.last.get();
    loop {
        id = id.wrapping_add(1).max(1);
        if !open.contains_key(&id) {
            break;
        }
    }
    decoders.last.set(id);
    open.insert(id, Open::new(index, fatal, ignore_bom));
    id
}

/// `decodeNext(id, view, last)`: the text of the next piece, or `undefined` when it is not valid. The stream is closed
/// after the last piece and after an error.
#[op]
fn decode_next(env: &Env, id: u32, view: &[u8], last: bool) -> Result<Option<Utf16>, OpError> {
    let mut open = env.decoders.open.borrow_mut();
    let Some(stream) = open.get_mut(&id) else { unreachable!("JavaScript decodes with streams that are open only") };
    let text = stream.decode(view, last);
    if last || !matches!(text, Ok(Some(_))) {
        open.remove(&id);
    }
    Ok(text?.map(Utf16))
}

#[op]
fn close_decoder(env: &Env, id: u32) {
    env.decoders.open.borrow_mut().remove(&id);
}
