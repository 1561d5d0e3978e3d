//! Digests and HMACs. Most hash one small text: JavaScript keeps it and everything happens in one call here, on a state
//! that the next such call uses again. Larger or longer ones get a state of their own, with a number.

use weir_crypto::Failure;
use weir_crypto::digest::{Digest, Hasher, Unknown, wrong_length};
use weir_crypto::direct::{Direct, DirectHmac, Kind};
use weir_crypto::mac::Hmac;
use weir_engine::{ErrorClass, OpError, Scope, op, op_glue, v8};

use std::sync::Arc;

use super::failure::{coded, error};
use crate::Env;
use crate::buffer::{Encoding, text};

/// An algorithm that JavaScript knows by its number.
pub(super) struct Known {
    digest: Arc<Digest>,
    spare: Option<Hasher>,
}

/// A digest or HMAC under way. The first two are a few words each, and for a call at a time on the stack.
#[allow(clippy::large_enum_variant)]
pub(super) enum Running {
    Direct(Direct, usize),
    DirectKeyed(DirectHmac, usize),
    Plain(Hasher),
    Keyed(Hmac),
}

impl Running {
    fn update(&mut self, bytes: &[u8]) -> bool {
        match self {
            Self::Direct(direct, _) => direct.update(bytes),
            Self::DirectKeyed(hmac, _) => hmac.update(bytes),
            Self::Plain(hasher) => return hasher.update(bytes),
            Self::Keyed(hmac) => return hmac.update(bytes),
        }
        true
    }

    fn finish(&mut self, out: &mut [u8]) -> Result<(), Failure> {
        let (digest, size) = match self {
            Self::Direct(direct, size) => (direct.finish(), *size),
            Self::DirectKeyed(hmac, size) => (hmac.finish(), *size),
            Self::Plain(hasher) => return hasher.finish(out),
            Self::Keyed(hmac) => return hmac.finish(out),
        };
        if out.len() != size {
            return Err(Failure::plain("Unexpected length of a digest"));
        }
        out.copy_from_slice(&digest[..size]);
        Ok(())
    }
}

/// `digestOpen(name, length)`: [number, bytes of a digest, whether it may have any length]; undefined when there is none
/// of the name. `length` is one that is asked for, or negative.
#[op]
pub(super) fn digest_open(env: &Env, name: &str, length: f64) -> Result<Option<(f64, f64, bool)>, OpError> {
    let digest = match Digest::by_name(name) {
        Ok(digest) => digest,
        Err(Unknown::Name) => return Ok(None),
        Err(Unknown::Unsupported(failure)) => return Err(error(failure)),
    };
    let (size, extendable) = (digest.size() as f64, digest.is_extendable());
    if length >= 0.0 && length != size && !extendable {
        return Err(error(wrong_length()));
    }
    let mut digests = env.crypto.digests.borrow_mut();
    // Each algorithm once, however it is spelled, and as the rules of now have it.
    let index = digests.iter().position(|known| known.digest.name() == digest.name()).unwrap_or(digests.len());
    match digests.get_mut(index) {
        Some(known) if Arc::ptr_eq(&known.digest, &digest) => {}
        Some(known) => *known = Known { digest, spare: None },
        None => digests.push(Known { digest, spare: None }),
    }
    Ok(Some((index as f64, size, extendable)))
}

/// `digestUnknown(name)`: the error of asking for an HMAC of a digest that there is not.
#[op]
pub(super) fn digest_unknown(name: &str) -> Result<(), OpError> {
    Err(coded(ErrorClass::TypeError, "ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}")))
}

/// The plain functions of a digest, where it has them, and its length.
fn direct_of(env: &Env, id: u32) -> Option<(Kind, usize)> {
    let digests = env.crypto.digests.borrow();
    let kind = digests.get(id as usize)?.digest.direct()?;
    Some((kind, kind.size()))
}

fn digest_of(env: &Env, id: u32) -> Result<Arc<Digest>, OpError> {
    let digests = env.crypto.digests.borrow();
    digests.get(id as usize).map(|known| known.digest.clone()).ok_or_else(gone)
}

fn gone() -> OpError {
    coded(ErrorClass::Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state for operation digest")
}

/// A state at its beginning.
fn begin(env: &Env, id: u32) -> Result<Hasher, OpError> {
    let mut digests = env.crypto.digests.borrow_mut();
    let known = digests.get_mut(id as usize).ok_or_else(gone)?;
    match known.spare.take() {
        Some(mut hasher) => hasher.restart().map(|()| hasher).map_err(error),
        None => Hasher::new(known.digest.clone()).map_err(error),
    }
}

fn keep(env: &Env, id: u32, hasher: Hasher) {
    if let Some(known) = env.crypto.digests.borrow_mut().get_mut(id as usize) {
        known.spare = Some(hasher);
    }
}

/// Adds a text as UTF-8, or the bytes of a view.
fn feed(scope: &mut Scope<'_, '_>, piece: v8::Local<'_, v8::Value>, running: &mut Running) -> Result<bool, OpError> {
    if let Ok(string) = v8::Local::<v8::String>::try_from(piece) {
        return Ok(text::with_encoded(scope, string, Encoding::Utf8, |bytes| running.update(bytes)));
    }
    if piece.is_undefined() {
        return Ok(true);
    }
    Ok(running.update(op_glue::bytes(piece)?.as_slice()))
}

/// The end of it: written to `out` where that is a view, else a string in the encoding whose number `out` is.
fn answer<'s>(
    scope: &mut Scope<'s, '_>,
    running: &mut Running,
    length: f64,
    out: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    if out.is_array_buffer_view() {
        running.finish(op_glue::bytes(out)?.as_mut_slice()).map_err(error)?;
        return Ok(v8::undefined(scope).into());
    }
    let encoding = Encoding::from_id(out.uint32_value(scope).ok_or(OpError::Pending)?);
    let length = length as usize;
    let mut short = [0; 64];
    if length <= short.len() {
        running.finish(&mut short[..length]).map_err(error)?;
        return text::decode(scope, &short[..length], encoding).map(Into::into);
    }
    let mut bytes = Vec::new();
    let no_memory = || OpError::range_error("ERR_BUFFER_TOO_LARGE", "Cannot create a Buffer of this length");
    bytes.try_reserve_exact(length).map_err(|_| no_memory())?;
    bytes.resize(length, 0);
    running.finish(&mut bytes).map_err(error)?;
    text::decode(scope, &bytes, encoding).map(Into::into)
}

/// `hashBytes(number, bytes, out)`: the digest of a view, written to another.
#[op(fast)]
pub(super) fn hash_bytes(env: &Env, id: u32, bytes: &[u8], out: &mut [u8]) -> Result<(), OpError> {
    if let Some((kind, size)) = direct_of(env, id).filter(|(_, size)| *size == out.len()) {
        let mut direct = Direct::new(kind);
        direct.update(bytes);
        out.copy_from_slice(&direct.finish()[..size]);
        return Ok(());
    }
    let mut hasher = begin(env, id)?;
    if !hasher.update(bytes) {
        return Err(gone());
    }
    hasher.finish(out).map_err(error)?;
    keep(env, id, hasher);
    Ok(())
}

/// `hashWhole(number, key, pieces, length, out)`: a digest, or an HMAC where there is a key, in one call; see `feed` and
/// `answer`.
#[op]
pub(super) fn hash_whole<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    key: v8::Local<'s, v8::Value>,
    pieces: v8::Local<'s, v8::Value>,
    length: f64,
    out: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut running = start(env, id, key)?;
    if !feed(scope, pieces, &mut running)? {
        return Err(gone());
    }
    let result = answer(scope, &mut running, length, out)?;
    if let Running::Plain(hasher) = running {
        keep(env, id, hasher);
    }
    Ok(result)
}

/// `hashPart(number, key, view, from, to, length, encoding)`: as `hashWhole`, of a part of a view.
#[op]
pub(super) fn hash_part<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    key: v8::Local<'s, v8::Value>,
    view: v8::Local<'s, v8::Value>,
    from: u32,
    to: u32,
    length: f64,
    encoding: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut running = start(env, id, key)?;
    let taken = match op_glue::bytes(view)?.as_slice().get(from as usize..to as usize) {
        Some(part) => running.update(part),
        None => false,
    };
    if !taken {
        return Err(gone());
    }
    let result = answer(scope, &mut running, length, encoding)?;
    if let Running::Plain(hasher) = running {
        keep(env, id, hasher);
    }
    Ok(result)
}

/// `hmacPart(number, view, keyFrom, keyTo, from, to, encoding)`: an HMAC whose key and text are parts of a view, as a string.
#[op]
pub(super) fn hmac_part<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    view: v8::Local<'s, v8::Value>,
    key_from: u32,
    key_to: u32,
    from: u32,
    to: u32,
    encoding: u32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let view = op_glue::bytes(view)?;
    let part = |from: u32, to: u32| view.as_slice().get(from as usize..to as usize).ok_or_else(gone);
    let (key, text) = (part(key_from, key_to)?, part(from, to)?);
    let mut room = [0; 64];
    let digest = match direct_of(env, id) {
        Some((kind, size)) => {
            let mut hmac = env.crypto.last_key.borrow_mut().begin(kind, key);
            hmac.update(text);
            room = hmac.finish();
            &room[..size]
        }
        None => {
            let digest = digest_of(env, id)?;
            let out = room.get_mut(..digest.size()).ok_or_else(gone)?;
            let mut hmac = Hmac::new(digest, key).map_err(error)?;
            if !hmac.update(text) {
                return Err(gone());
            }
            hmac.finish(out).map_err(error)?;
            &*out
        }
    };
    text::decode(scope, digest, Encoding::from_id(encoding)).map(Into::into)
}

fn start(env: &Env, id: u32, key: v8::Local<'_, v8::Value>) -> Result<Running, OpError> {
    let direct = direct_of(env, id);
    if key.is_undefined() {
        if let Some((kind, size)) = direct {
            return Ok(Running::Direct(Direct::new(kind), size));
        }
        return begin(env, id).map(Running::Plain);
    }
    let key = op_glue::bytes(key)?;
    if let Some((kind, size)) = direct {
        let hmac = env.crypto.last_key.borrow_mut().begin(kind, key.as_slice());
        return Ok(Running::DirectKeyed(hmac, size));
    }
    Hmac::new(digest_of(env, id)?, key.as_slice()).map(Running::Keyed).map_err(error)
}

/// `hashOpen(owner, number, key, pieces)`: a state with these pieces in it, by its number.
#[op]
pub(super) fn hash_open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    id: u32,
    key: v8::Local<'s, v8::Value>,
    pieces: v8::Local<'s, v8::Value>,
) -> Result<u32, OpError> {
    let mut running = start(env, id, key)?;
    if !feed(scope, pieces, &mut running)? {
        return Err(gone());
    }
    Ok(env.crypto.hashes.add(scope, owner, running))
}

/// `hashUpdate(state, text)`: whether the library took it.
#[op]
pub(super) fn hash_update<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    state: u32,
    piece: v8::Local<'s, v8::String>,
) -> bool {
    text::with_encoded(scope, piece, Encoding::Utf8, |bytes| {
        env.crypto.hashes.with(state, |running| running.update(bytes)).unwrap_or(false)
    })
}

/// `hashUpdateView(state, view)`: whether the library took its bytes.
#[op(fast)]
pub(super) fn hash_update_view(env: &Env, state: u32, bytes: &[u8]) -> bool {
    env.crypto.hashes.with(state, |running| running.update(bytes)).unwrap_or(false)
}

/// `hashCopy(owner, state)`: another state at the same place.
#[op]
pub(super) fn hash_copy<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    state: u32,
) -> Result<u32, OpError> {
    let copy = env.crypto.hashes.with(state, |running| match running {
        Running::Direct(direct, size) => Ok(Running::Direct(*direct, *size)),
        Running::Plain(hasher) => hasher.copy().map(Running::Plain).map_err(error),
        Running::DirectKeyed(..) | Running::Keyed(_) => Err(gone()),
    });
    Ok(env.crypto.hashes.add(scope, owner, copy.ok_or_else(gone)??))
}

/// `hashDigest(state, length, out)`: ends the state; see `answer`.
#[op]
pub(super) fn hash_digest<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    state: u32,
    length: f64,
    out: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut running = env.crypto.hashes.remove(state).ok_or_else(gone)?;
    answer(scope, &mut running, length, out)
}
