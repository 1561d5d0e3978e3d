//! Operations of Web Crypto that have no other home: digests, MACs and ciphers over whole messages, as jobs unless they
//! are small.

use weir_crypto::digest::{Digest, Hasher};
use weir_crypto::message::{self, Sealing};
use weir_crypto::{Failure, compare, keccak, mac};
use weir_engine::{Binding, Bytes, How, OpError, Scope, op, op_glue, ops, v8};
use weir_loop::Lane;

use super::failure::{error, refusal};
use super::natives::{KeyOf, Owned};
use super::util::Memory;
use crate::Env;
use crate::internal::work;

pub(crate) const BINDING: Binding =
    Binding { name: "crypto_web", ops: ops![digest, sponge, hmac, kmac, cipher, same_bytes, copy], init: None };

/// Up to how many bytes a digest or a cipher is done with before a job would have reached its thread.
const SMALL: usize = 4096;

/// A job for the pool, or work to be done at once where `length` bytes of input are few.
fn answer<'s, W>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    label: &'static str,
    length: usize,
    how: How,
    work: W,
) -> Answer<'s>
where
    W: FnOnce() -> Result<Memory, OpError> + Send + 'static,
{
    let kind = Lane::Cpu.labelled(label);
    if length <= SMALL { work::run_here(scope, env, kind, how, work) } else { work::run(scope, env, kind, how, work) }
}

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

fn unknown() -> OpError {
    error(Failure::plain("Digest method not supported"))
}

/// `digest(name, data, how)`.
#[op]
fn digest<'s>(scope: &mut Scope<'s, '_>, env: &Env, name: &str, data: Owned, how: How) -> Answer<'s> {
    let digest = Digest::by_name(name).map_err(|_| unknown())?;
    answer(scope, env, "HASHREQUEST", data.0.len(), how, move || {
        let mut out = vec![0; digest.size()];
        let mut hasher = Hasher::new(digest).map_err(error)?;
        hasher.update(&data.0);
        hasher.finish(&mut out).map_err(error)?;
        Ok(Memory(out))
    })
}

/// `sponge(kind, strength, data, function, customization, domain, length, how)`: kind 0 is cSHAKE, 1 TurboSHAKE,
/// 2 KangarooTwelve.
#[op]
fn sponge<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    kind: u32,
    strength: u32,
    data: Owned,
    function: Owned,
    customization: Owned,
    domain: u32,
    length: u32,
    how: How,
) -> Answer<'s> {
    let (strength, length) = (strength as usize, length as usize);
    work::run(scope, env, Lane::Cpu.labelled("HASHREQUEST"), how, move || {
        Ok(Memory(match kind {
            0 => keccak::cshake(strength, &data.0, &function.0, &customization.0, length),
            1 => keccak::turbo_shake(strength, &data.0, domain as u8, length),
            _ => keccak::kangaroo_twelve(strength, &data.0, &customization.0, length),
        }))
    })
}

/// `hmac(digest, key, data, how)`.
#[op]
fn hmac<'s>(scope: &mut Scope<'s, '_>, env: &Env, name: &str, key: KeyOf, data: Owned, how: How) -> Answer<'s> {
    let digest = Digest::by_name(name).map_err(|_| unknown())?;
    answer(scope, env, "SIGNREQUEST", data.0.len(), how, move || {
        mac::hmac(&digest, key.secret()?, &data.0).map(Memory).map_err(error)
    })
}

/// `kmac(strength, key, keyBits, data, customization, bits, how)`.
#[op]
fn kmac<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    strength: u32,
    key: KeyOf,
    key_bits: u32,
    data: Owned,
    customization: Owned,
    bits: u32,
    how: How,
) -> Answer<'s> {
    work::run(scope, env, Lane::Cpu.labelled("SIGNREQUEST"), how, move || {
        message::kmac(strength, key.secret()?, key_bits as usize, &data.0, &customization.0, bits as usize)
            .map(Memory)
            .map_err(error)
    })
}

/// `cipher(name, encrypt, key, iv, associated, tag, data, how)`: `tag` is its length in bytes, or undefined.
#[op]
fn cipher<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    name: String,
    encrypt: bool,
    key: KeyOf,
    iv: v8::Local<'s, v8::Value>,
    associated: v8::Local<'s, v8::Value>,
    tag: Option<u32>,
    data: v8::Local<'s, v8::Value>,
    how: How,
) -> Answer<'s> {
    let (iv, associated, data) = (op_glue::bytes(iv)?, op_glue::bytes(associated)?, op_glue::bytes(data)?);
    let (iv, associated, data) = (iv.as_slice(), associated.as_slice(), data.as_slice());
    let tag = tag.map(|bytes| bytes as usize);
    let kind = Lane::Cpu.labelled("CIPHERREQUEST");
    if data.len() + associated.len() <= SMALL {
        // Where they lie: no JavaScript runs meanwhile.
        let done = ciphered(&Sealing { cipher: &name, iv, associated, tag }, encrypt, &key, data);
        return work::run_here(scope, env, kind, how, move || done);
    }
    let (iv, associated, data) = (iv.to_vec(), associated.to_vec(), data.to_vec());
    work::run(scope, env, kind, how, move || {
        ciphered(&Sealing { cipher: &name, iv: &iv, associated: &associated, tag }, encrypt, &key, &data)
    })
}

fn ciphered(sealing: &Sealing<'_>, encrypt: bool, key: &KeyOf, data: &[u8]) -> Result<Memory, OpError> {
    let key = key.secret()?;
    let done = if encrypt { sealing.seal(key, data) } else { sealing.open(key, data) };
    done.map(Memory).map_err(|problem| refusal(problem, ""))
}

/// `copy(bytes)`: as they are now; of memory that is gone there are none.
#[op]
fn copy(bytes: &[u8]) -> Bytes {
    Bytes(bytes.to_vec())
}

/// `sameBytes(one, other)`: in a time that does not tell where they differ.
#[op]
fn same_bytes(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && compare::equal(one, other)
}
