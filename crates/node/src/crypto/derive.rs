//! Keys out of passwords and other keys, at once or on the pool. Passwords and salts are copied for a job, so that what a
//! program does with its memory meanwhile changes nothing.

use weir_crypto::Failure;
use weir_crypto::digest::{Digest, Unknown};
use weir_crypto::kdf::{self, Argon2, Argon2Kind, ScryptCost};
use weir_engine::{ErrorClass, How, OpError, Scope, op, v8};
use weir_loop::Lane;

use std::sync::Arc;

use super::failure::{coded, error};
use super::util::Memory;
use crate::Env;
use crate::internal::work;

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

fn digest_named(name: &str) -> Result<Arc<Digest>, OpError> {
    Digest::by_name(name).map_err(|unknown| match unknown {
        Unknown::Name => coded(ErrorClass::TypeError, "ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}")),
        // As the job would fail, were there one.
        Unknown::Unsupported(failure) => error(Failure::plain(failure.message)),
    })
}

/// No algorithm gives a key without bytes.
fn refuse_empty(length: f64) -> Result<usize, Failure> {
    if length < 1.0 { Err(Failure::plain("Deriving bits failed")) } else { Ok(length as usize) }
}

/// `pbkdf2(password, salt, iterations, length, digest, how)`: an ArrayBuffer.
#[op]
pub(super) fn pbkdf2<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: f64,
    digest: &str,
    how: How,
) -> Answer<'s> {
    let digest = digest_named(digest)?;
    let (password, salt) = (password.to_vec(), salt.to_vec());
    let derive = move || kdf::pbkdf2(&digest, &password, &salt, iterations, refuse_empty(length)?);
    let job = move || derive().map(Memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("PBKDF2REQUEST"), how, job)
}

/// `checkScrypt(n, r, p, maxmem)`: throws when scrypt cannot run with these.
#[op]
pub(super) fn check_scrypt(n: f64, r: f64, p: f64, most: f64) -> Result<(), OpError> {
    kdf::check_scrypt(cost(n, r, p, most)).map_err(|failure| {
        let reason = if failure.message.is_empty() { String::new() } else { format!(": {}", failure.message) };
        coded(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", format!("Invalid scrypt params{reason}"))
    })
}

fn cost(n: f64, r: f64, p: f64, most: f64) -> ScryptCost {
    ScryptCost { n: n as u64, r: r as u64, p: p as u64, most_memory: most as u64 }
}

/// `scrypt(password, salt, n, r, p, maxmem, length, how)`: an ArrayBuffer.
#[op]
pub(super) fn scrypt<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    password: &[u8],
    salt: &[u8],
    n: f64,
    r: f64,
    p: f64,
    most: f64,
    length: f64,
    how: How,
) -> Answer<'s> {
    let (password, salt, cost) = (password.to_vec(), salt.to_vec(), cost(n, r, p, most));
    let job = move || kdf::scrypt(&password, &salt, cost, length as usize).map(Memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("SCRYPTREQUEST"), how, job)
}

/// `hkdf(digest, key, salt, info, length, how)`: an ArrayBuffer.
#[op]
pub(super) fn hkdf<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    digest: &str,
    key: &[u8],
    salt: &[u8],
    info: &[u8],
    length: f64,
    how: How,
) -> Answer<'s> {
    let digest = digest_named(digest)?;
    if length > (digest.size() * 255) as f64 && !digest.is_extendable() {
        return Err(coded(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"));
    }
    let (key, salt, info) = (key.to_vec(), salt.to_vec(), info.to_vec());
    let derive = move || kdf::hkdf(&digest, &key, &salt, &info, refuse_empty(length)?);
    let job = move || derive().map(Memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("HKDFREQUEST"), how, job)
}

/// `argon2(kind, message, nonce, secret, associated, lanes, length, memory, passes, how)`: an ArrayBuffer.
#[op]
pub(super) fn argon2<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    kind: u32,
    message: &[u8],
    nonce: &[u8],
    secret: &[u8],
    associated: &[u8],
    lanes: u32,
    length: f64,
    memory: u32,
    passes: u32,
    how: How,
) -> Answer<'s> {
    let mut input = Argon2 {
        kind: match kind {
            0 => Argon2Kind::D,
            1 => Argon2Kind::I,
            _ => Argon2Kind::Id,
        },
        message: message.to_vec(),
        nonce: nonce.to_vec(),
        secret: secret.to_vec(),
        associated: associated.to_vec(),
        passes,
        memory,
        lanes,
        length: length as usize,
    };
    let job = move || kdf::argon2(&mut input).map(Memory).map_err(error);
    work::run(scope, env, Lane::Cpu.labelled("ARGON2REQUEST"), how, job)
}
