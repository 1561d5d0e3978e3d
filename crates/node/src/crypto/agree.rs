//! Operations of key agreement: between keys, by the classes DiffieHellman and ECDH, and by encapsulation.

use std::cell::{RefCell, RefMut};

use weir_crypto::agree::{self, Curve, Modular, PointForm};
use weir_engine::{Binding, Bytes, How, OpError, Scope, op, ops, v8};
use weir_loop::Lane;

use super::natives::{Held, KeyOf, Made, Native, Owned, op_error};
use crate::Env;
use crate::internal::work;

pub(crate) const BINDING: Binding = Binding {
    name: "crypto_agree",
    ops: ops![
        shared,
        encapsulate,
        decapsulate,
        dh_new,
        dh_group,
        dh_generate,
        dh_check,
        dh_keys,
        dh_secret,
        dh_part,
        dh_set,
        curve_new,
        curve_keys,
        curve_secret,
        curve_public,
        curve_private,
        curve_set,
        convert_point
    ],
    init: None,
};

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

/// `shared(privateKey, publicKey, how)`.
#[op]
fn shared<'s>(scope: &mut Scope<'s, '_>, env: &Env, private: KeyOf, public: KeyOf, how: How) -> Answer<'s> {
    let (private, public) = (private.pair()?, public.pair()?);
    work::run(scope, env, Lane::Cpu.labelled("DERIVEBITSREQUEST"), how, move || {
        agree::shared(&private, &public).map(Bytes).map_err(op_error)
    })
}

/// `encapsulate(publicKey, how)`: `[secret, carrier]`.
#[op]
fn encapsulate<'s>(scope: &mut Scope<'s, '_>, env: &Env, key: KeyOf, how: How) -> Answer<'s> {
    let key = key.pair()?;
    work::run(scope, env, Lane::Cpu.labelled("KEMREQUEST"), how, move || {
        agree::encapsulate(&key).map(|(secret, carrier)| (Bytes(secret), Bytes(carrier))).map_err(op_error)
    })
}

/// `decapsulate(privateKey, carrier, how)`.
#[op]
fn decapsulate<'s>(scope: &mut Scope<'s, '_>, env: &Env, key: KeyOf, carrier: Owned, how: How) -> Answer<'s> {
    let key = key.pair()?;
    work::run(scope, env, Lane::Cpu.labelled("KEMREQUEST"), how, move || {
        agree::decapsulate(&key, &carrier.0).map(Bytes).map_err(op_error)
    })
}

fn modular_made(modular: Modular) -> Made {
    Made(Native::Modular(RefCell::new(modular)))
}

fn modular(held: &Held) -> Result<RefMut<'_, Modular>, OpError> {
    match &*held.0 {
        Native::Modular(modular) => Ok(modular.borrow_mut()),
        _ => Err(OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" must be of type DiffieHellman")),
    }
}

/// `dhNew(prime, generator)`.
#[op]
fn dh_new(prime: &[u8], generator: &[u8]) -> Result<Made, OpError> {
    Modular::new(prime, generator).map(modular_made).map_err(op_error)
}

/// `dhGroup(number)`.
#[op]
fn dh_group(number: u32) -> Result<Made, OpError> {
    Modular::group(number).map(modular_made).map_err(op_error)
}

/// `dhGenerate(bits, generator)`: with a new prime.
#[op]
fn dh_generate(bits: i32, generator: i32) -> Result<Made, OpError> {
    Modular::generate(bits as u32, generator as u32).map(modular_made).map_err(op_error)
}

/// `dhCheck(dh)`: what is wrong with the parameters, in bits.
#[op]
fn dh_check(held: Held) -> Result<i32, OpError> {
    modular(&held)?.check().map_err(op_error)
}

/// `dhKeys(dh)`: makes the pair; the public key.
#[op]
fn dh_keys(held: Held) -> Result<Bytes, OpError> {
    modular(&held)?.generate_keys().map(Bytes).map_err(op_error)
}

/// `dhSecret(dh, otherPublicKey)`.
#[op]
fn dh_secret(held: Held, other: &[u8]) -> Result<Bytes, OpError> {
    modular(&held)?.secret(other).map(Bytes).map_err(op_error)
}

/// `dhPart(dh, which)`: 0 the prime, 1 the generator, 2 the public key, 3 the private one.
#[op]
fn dh_part(held: Held, which: u32) -> Result<Bytes, OpError> {
    let modular = modular(&held)?;
    match which {
        0 => Ok(modular.prime()),
        1 => Ok(modular.generator()),
        2 => modular.public_key(),
        _ => modular.private_key(),
    }
    .map(Bytes)
    .map_err(op_error)
}

/// `dhSet(dh, private, bytes)`.
#[op]
fn dh_set(held: Held, private: bool, bytes: &[u8]) -> Result<(), OpError> {
    let mut modular = modular(&held)?;
    if private { modular.set_private_key(bytes) } else { modular.set_public_key(bytes) }.map_err(op_error)
}

fn curve(held: &Held) -> Result<RefMut<'_, Curve>, OpError> {
    match &*held.0 {
        Native::Curve(curve) => Ok(curve.borrow_mut()),
        _ => Err(OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" must be of type ECDH")),
    }
}

fn form_of(number: u32) -> PointForm {
    match number {
        2 => PointForm::Compressed,
        6 => PointForm::Hybrid,
        _ => PointForm::Uncompressed,
    }
}

/// `curveNew(name)`.
#[op]
fn curve_new(name: &str) -> Result<Made, OpError> {
    Curve::new(name).map(|curve| Made(Native::Curve(RefCell::new(curve)))).map_err(op_error)
}

/// `curveKeys(ecdh)`: makes a pair.
#[op]
fn curve_keys(held: Held) -> Result<(), OpError> {
    curve(&held)?.generate_keys().map_err(op_error)
}

/// `curveSecret(ecdh, otherPublicKey)`.
#[op]
fn curve_secret(held: Held, other: &[u8]) -> Result<Bytes, OpError> {
    curve(&held)?.secret(other).map(Bytes).map_err(op_error)
}

/// `curvePublic(ecdh, form)`.
#[op]
fn curve_public(held: Held, form: u32) -> Result<Bytes, OpError> {
    curve(&held)?.public_key(form_of(form)).map(Bytes).map_err(op_error)
}

/// `curvePrivate(ecdh)`.
#[op]
fn curve_private(held: Held) -> Result<Bytes, OpError> {
    curve(&held)?.private_key().map(Bytes).map_err(op_error)
}

/// `curveSet(ecdh, private, bytes)`.
#[op]
fn curve_set(held: Held, private: bool, bytes: &[u8]) -> Result<(), OpError> {
    let mut curve = curve(&held)?;
    if private { curve.set_private_key(bytes) } else { curve.set_public_key(bytes) }.map_err(op_error)
}

/// `convertPoint(curve, bytes, form)`.
#[op]
fn convert_point(name: &str, bytes: &[u8], form: u32) -> Result<Bytes, OpError> {
    Curve::convert(name, bytes, form_of(form)).map(Bytes).map_err(op_error)
}
