//! Operations of signatures and of RSA with blocks. JavaScript has checked the options.

use std::cell::RefCell;
use std::sync::Arc;

use weir_crypto::digest::Digest;
use weir_crypto::sign::{self, Block, BlockTurn, Pieces, Settings};
use weir_engine::{Binding, Bytes, ErrorClass, How, OpError, Scope, op, ops, v8};
use weir_loop::Lane;

use super::failure::coded;
use super::natives::{Held, KeyOf, Made, Native, Owned, op_error};
use crate::Env;
use crate::internal::work;

pub(crate) const BINDING: Binding = Binding {
    name: "crypto_sign",
    ops: ops![
        pieces,
        update,
        finish_sign,
        finish_verify,
        sign_once,
        verify_once,
        rsa_block,
        check_oaep,
        is_digest,
        is_cipher
    ],
    init: None,
};

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

fn settings(padding: Option<i32>, salt: Option<i32>, flat: bool, context: Option<Owned>) -> Settings {
    Settings { padding, salt, flat, context: context.map(|bytes| bytes.0) }
}

/// `pieces(digest)`: a message that is fed.
#[op]
fn pieces(digest: &str) -> Result<Made, OpError> {
    let made = sign::digest_named(digest).and_then(Pieces::new).map_err(op_error)?;
    Ok(Made(Native::Pieces(RefCell::new(Some(made)))))
}

fn not_initialised() -> OpError {
    coded(ErrorClass::Error, "ERR_CRYPTO_INVALID_STATE", "Not initialised")
}

/// `update(pieces, bytes)`.
#[op]
fn update(held: Held, bytes: &[u8]) -> Result<(), OpError> {
    let Native::Pieces(pieces) = &*held.0 else { return Err(not_initialised()) };
    pieces.borrow_mut().as_mut().ok_or_else(not_initialised)?.update(bytes).map_err(op_error)
}

fn take(held: &Held) -> Result<Pieces, OpError> {
    let Native::Pieces(pieces) = &*held.0 else { return Err(not_initialised()) };
    pieces.borrow_mut().take().ok_or_else(not_initialised)
}

/// `finishSign(pieces, key, padding, salt, flat)`.
#[op]
fn finish_sign(held: Held, key: KeyOf, padding: Option<i32>, salt: Option<i32>, flat: bool) -> Result<Bytes, OpError> {
    let settings = settings(padding, salt, flat, None);
    take(&held)?.sign(&key.pair()?, &settings).map(Bytes).map_err(op_error)
}

/// `finishVerify(pieces, key, signature, padding, salt, flat)`.
#[op]
fn finish_verify(
    held: Held,
    key: KeyOf,
    signature: &[u8],
    padding: Option<i32>,
    salt: Option<i32>,
    flat: bool,
) -> Result<bool, OpError> {
    let settings = settings(padding, salt, flat, None);
    take(&held)?.verify(&key.pair()?, &settings, signature).map_err(op_error)
}

fn digest_of(name: Option<String>) -> Result<Option<Arc<Digest>>, OpError> {
    name.map(|name| sign::digest_named(&name)).transpose().map_err(op_error)
}

/// `signOnce(key, data, digest, padding, salt, flat, context, how)`.
#[op]
fn sign_once<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    key: KeyOf,
    data: &[u8],
    digest: Option<String>,
    padding: Option<i32>,
    salt: Option<i32>,
    flat: bool,
    context: Option<Owned>,
    how: How,
) -> Answer<'s> {
    use weir_engine::IntoJs;
    let (key, digest) = (key.pair()?, digest_of(digest)?);
    let settings = settings(padding, salt, flat, context);
    if matches!(how, How::Sync) {
        return sign::sign(&key, digest.as_deref(), &settings, data).map(Bytes).map_err(op_error)?.into_js(scope);
    }
    let data = data.to_vec();
    work::run(scope, env, Lane::Cpu.labelled("SIGNREQUEST"), how, move || {
        sign::sign(&key, digest.as_deref(), &settings, &data).map(Bytes).map_err(op_error)
    })
}

/// `verifyOnce(key, data, signature, digest, padding, salt, flat, context, how)`.
#[op]
fn verify_once<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    key: KeyOf,
    data: &[u8],
    signature: &[u8],
    digest: Option<String>,
    padding: Option<i32>,
    salt: Option<i32>,
    flat: bool,
    context: Option<Owned>,
    how: How,
) -> Answer<'s> {
    use weir_engine::IntoJs;
    let (key, digest) = (key.pair()?, digest_of(digest)?);
    let settings = settings(padding, salt, flat, context);
    if matches!(how, How::Sync) {
        return sign::verify(&key, digest.as_deref(), &settings, data, signature).map_err(op_error)?.into_js(scope);
    }
    let (data, signature) = (data.to_vec(), signature.to_vec());
    work::run(scope, env, Lane::Cpu.labelled("SIGNREQUEST"), how, move || {
        sign::verify(&key, digest.as_deref(), &settings, &data, &signature).map_err(op_error)
    })
}

/// `checkOaep(digest)`: throws for one that is not known.
#[op]
fn check_oaep(name: &str) -> Result<(), OpError> {
    sign::oaep_digest(name).map(drop).map_err(op_error)
}

/// `isDigest(name)`.
#[op]
fn is_digest(name: &str) -> bool {
    Digest::by_name(name).is_ok()
}

/// `isCipher(name)`.
#[op]
fn is_cipher(name: &str) -> bool {
    weir_crypto::key::is_cipher(name)
}

/// `rsaBlock(key, turn, padding, hash, label, data, how)`: turn 0 encrypts with a public key, 1 decrypts with a private
/// one, 2 encrypts with a private key, 3 decrypts with a public one.
#[op]
fn rsa_block<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    key: KeyOf,
    turn: u32,
    padding: i32,
    hash: Option<String>,
    label: Option<Owned>,
    data: Owned,
    how: How,
) -> Answer<'s> {
    let key = key.pair()?;
    let turn = match turn {
        0 => BlockTurn::PublicEncrypt,
        1 => BlockTurn::PrivateDecrypt,
        2 => BlockTurn::PrivateEncrypt,
        _ => BlockTurn::PublicDecrypt,
    };
    work::run(scope, env, Lane::Cpu.labelled("CIPHERREQUEST"), how, move || {
        let label = label.as_ref().map(|bytes| &bytes.0[..]);
        let block = Block { turn, padding, hash: hash.as_deref(), label };
        sign::rsa_block(&key, &block, &data.0).map(Bytes).map_err(op_error)
    })
}
