//! Ciphers: sessions by number.

use weir_crypto::cipher::{Cipher, Problem};
use weir_engine::{JsObject, OpError, Scope, op, op_glue, v8};

use super::failure::refusal;
use crate::Env;

fn gone(operation: &str) -> OpError {
    refusal(Problem::State, operation)
}

fn length_of(value: f64) -> Option<usize> {
    (value >= 0.0).then_some(value as usize)
}

/// `cipherInfo(name or nid, keyLength, ivLength)`: what is known of a cipher that takes those lengths, where they are not
/// negative; undefined when there is none.
#[op]
pub(super) fn cipher_info<'s>(
    scope: &mut Scope<'s, '_>,
    which: v8::Local<'s, v8::Value>,
    key_length: f64,
    iv_length: f64,
) -> Result<Option<JsObject<'s>>, OpError> {
    let cipher = if which.is_string() {
        Cipher::by_name(&op_glue::string(scope, which)?)
    } else {
        Cipher::by_nid(which.int32_value(scope).ok_or(OpError::Pending)?)
    };
    let Some(cipher) = cipher else { return Ok(None) };
    let (key, iv) = (length_of(key_length), length_of(iv_length));
    let Some(mode) = cipher.mode.name().filter(|_| (key.is_none() && iv.is_none()) || cipher.takes(key, iv)) else {
        return Ok(None);
    };
    let mut info = JsObject::new().set(scope, "mode", mode)?;
    info = info.set(scope, "name", cipher.name().to_ascii_lowercase())?.set(scope, "nid", cipher.nid)?;
    // Stream ciphers have blocks of one byte, which nobody wants to hear of.
    if mode != "stream" {
        info = info.set(scope, "blockSize", cipher.block_size)?;
    }
    let iv_length = iv.unwrap_or(cipher.iv_length);
    if iv_length != 0 {
        info = info.set(scope, "ivLength", iv_length)?;
    }
    Ok(Some(info.set(scope, "keyLength", key.unwrap_or(cipher.key_length))?))
}

/// `cipherOpen(owner, name, encrypt, key, iv, tagLength)`: [number, bytes beyond the input that an update may give; zero
/// where it always gives as many as it gets].
#[op]
pub(super) fn cipher_open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    name: &str,
    encrypt: bool,
    key: &[u8],
    iv: v8::Local<'s, v8::Value>,
    tag_length: f64,
) -> Result<(f64, f64), OpError> {
    let unknown = || OpError::coded("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
    let cipher = Cipher::by_name(name).ok_or_else(unknown)?;
    let iv = if iv.is_null_or_undefined() { None } else { Some(op_glue::bytes(iv)?) };
    let iv = iv.as_ref().map(op_glue::View::as_slice);
    let session = weir_crypto::cipher::Session::new(cipher, encrypt, key, iv, length_of(tag_length))
        .map_err(|problem| refusal(problem, name))?;
    let more = if session.is_stream() { 0 } else { session.room(0) };
    Ok((f64::from(env.crypto.ciphers.add(scope, owner, session)), more as f64))
}

/// `cipherUpdate(number, input, output)`: the count of bytes written.
#[op(fast)]
pub(super) fn cipher_update(env: &Env, id: u32, input: &[u8], output: &mut [u8]) -> Result<f64, OpError> {
    let written = env.crypto.ciphers.with(id, |session| session.update(input, output)).ok_or_else(|| gone("update"))?;
    written.map(|count| count as f64).map_err(|problem| refusal(problem, "update"))
}

/// `cipherFinish(number, output)`: the count of last bytes, which are at most those of a block; there is room for more.
#[op(fast)]
pub(super) fn cipher_finish(env: &Env, id: u32, output: &mut [u8]) -> Result<u32, OpError> {
    let rest = env.crypto.ciphers.with(id, |session| session.finish(output)).ok_or_else(|| gone(""))?;
    rest.map(|count| count as u32).map_err(|problem| refusal(problem, ""))
}

/// `cipherSetPadding(number, pad)`
#[op]
pub(super) fn cipher_set_padding(env: &Env, id: u32, pad: bool) -> Result<(), OpError> {
    let done = env.crypto.ciphers.with(id, |session| session.set_padding(pad)).unwrap_or(Err(Problem::State));
    done.map_err(|problem| refusal(problem, "setAutoPadding"))
}

/// `cipherSetTag(number, tag)`: true for a short tag that was not announced.
#[op(fast)]
pub(super) fn cipher_set_tag(env: &Env, id: u32, tag: &[u8]) -> Result<bool, OpError> {
    let done = env.crypto.ciphers.with(id, |session| session.set_tag(tag)).unwrap_or(Err(Problem::State));
    done.map_err(|problem| refusal(problem, "setAuthTag"))
}

/// `cipherTag(number, output)`: the length of the tag of a finished encryption, which is at most 16.
#[op(fast)]
pub(super) fn cipher_tag(env: &Env, id: u32, output: &mut [u8]) -> Result<u32, OpError> {
    let copy = |tag: &[u8]| {
        output[..tag.len()].copy_from_slice(tag);
        tag.len() as u32
    };
    env.crypto.ciphers.with(id, |session| session.tag().map(copy)).flatten().ok_or_else(|| gone("getAuthTag"))
}

/// `cipherSetAad(number, data, textLength)`: a negative length is none.
#[op]
pub(super) fn cipher_set_aad(env: &Env, id: u32, data: &[u8], text_length: f64) -> Result<(), OpError> {
    let set = |session: &mut weir_crypto::cipher::Session| session.set_aad(data, length_of(text_length));
    let done = env.crypto.ciphers.with(id, set).unwrap_or(Err(Problem::State));
    done.map_err(|problem| refusal(problem, "setAAD"))
}
