//! Ciphers: sessions by number.

use std::sync::Arc;

use weir_crypto::cipher::{Cipher, Problem};
use weir_crypto::cipher::{LONGEST_BLOCK, Session};
use weir_engine::{ErrorClass, JsObject, OpError, Scope, op, op_glue, v8};

use super::failure::{coded, refusal};
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

/// An algorithm that JavaScript knows by its number, and how the program spells it.
pub(super) struct Named {
    name: String,
    cipher: Arc<Cipher>,
}

/// Spellings that keep their number. The next one has the number of whichever came last.
const MOST_NAMED: usize = 256;

/// `cipherNamed(name)`: the number of an algorithm, which stays below `MOST_NAMED`.
#[op]
pub(super) fn cipher_named(env: &Env, name: &str) -> Result<u32, OpError> {
    let unknown = || coded(ErrorClass::Error, "ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
    // Asked for each time, since rules for algorithms may have changed.
    let found = Named { cipher: Cipher::by_name(name).ok_or_else(unknown)?, name: name.to_owned() };
    let mut all = env.crypto.named_ciphers.borrow_mut();
    let index = all.iter().position(|known| known.name == name).unwrap_or_else(|| all.len().min(MOST_NAMED));
    match all.get_mut(index) {
        Some(known) => *known = found,
        None => all.push(found),
    }
    Ok(index as u32)
}

/// How many bytes beyond its input an update may give, in the number that `cipherOpen` answers.
const MORE: f64 = 128.0;

/// `cipherOpen(algorithm, encrypt, key, iv, hasIv, tagLength)`: the session's number times 128, and the bytes beyond the
/// input that an update may give; zero where it always gives as many as it gets. The session goes when it is finished, or
/// with its owner.
#[op(fast)]
pub(super) fn cipher_open(
    env: &Env,
    algorithm: u32,
    encrypt: bool,
    key: &[u8],
    iv: &[u8],
    has_iv: bool,
    tag_length: f64,
) -> Result<f64, OpError> {
    let named = env.crypto.named_ciphers.borrow();
    let named = named.get(algorithm as usize).ok_or_else(|| gone(""))?;
    let session = Session::new(named.cipher.clone(), encrypt, key, has_iv.then_some(iv), length_of(tag_length))
        .map_err(|problem| refusal(problem, &named.name))?;
    let more = if session.is_stream() { 0 } else { session.room(0) };
    Ok(f64::from(env.crypto.ciphers.add_free(session)) * MORE + more as f64)
}

/// `cipherOwn(owner, number)`: the session goes with its owner, if it is not finished before.
#[op]
pub(super) fn cipher_own<'s>(scope: &mut Scope<'s, '_>, env: &Env, owner: v8::Local<'s, v8::Object>, id: u32) {
    env.crypto.ciphers.own(scope, owner, id);
}

/// `cipherUpdate(number, input, output)`: the count of bytes written.
#[op(fast)]
pub(super) fn cipher_update(env: &Env, id: u32, input: &[u8], output: &mut [u8]) -> Result<f64, OpError> {
    let written = env.crypto.ciphers.with(id, |session| session.update(input, output));
    let written = written.unwrap_or_else(|| Err(Session::unsupported()));
    written.map(|count| count as f64).map_err(|problem| refusal(problem, "update"))
}

/// `cipherFinish(number, output)`: ends the session. The count of last bytes, which are at most those of a block and at the
/// start of the output, and 256 times the length of the tag of an encryption, which stands behind the longest block.
#[op(fast)]
pub(super) fn cipher_finish(env: &Env, id: u32, output: &mut [u8]) -> Result<u32, OpError> {
    let mut session = env.crypto.ciphers.remove(id).ok_or_else(|| gone(""))?;
    let rest = session.finish(output).map_err(|problem| refusal(problem, ""))?;
    let tag = session.tag().unwrap_or_default();
    output[LONGEST_BLOCK..LONGEST_BLOCK + tag.len()].copy_from_slice(tag);
    Ok(rest as u32 + 256 * tag.len() as u32)
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

/// `cipherNoTag()`: the error of asking for a tag that there is not.
#[op]
pub(super) fn cipher_no_tag() -> Result<(), OpError> {
    Err(gone("getAuthTag"))
}

/// `cipherSetAad(number, data, textLength)`: a negative length is none.
#[op(fast)]
pub(super) fn cipher_set_aad(env: &Env, id: u32, data: &[u8], text_length: f64) -> Result<(), OpError> {
    let set = |session: &mut Session| session.set_aad(data, length_of(text_length));
    let done = env.crypto.ciphers.with(id, set).unwrap_or(Err(Problem::State));
    done.map_err(|problem| refusal(problem, "setAAD"))
}
