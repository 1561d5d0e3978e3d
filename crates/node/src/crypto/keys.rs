//! Operations on keys: from text and bytes, back to them, what they are, new ones. JavaScript has checked the options.

use weir_crypto::key::{self, DhSource, Key, Layout, Protection, Recipe, raw};
use weir_engine::{
    Binding, Bytes, ErrorClass, FromJs, How, IntoJs, JsList, JsObject, Latin1, OpError, Scope, op, ops, v8,
};
use weir_loop::Lane;

use super::failure::coded;
use super::natives::{KeyOf, NewKey, Owned, op_error};
use crate::Env;
use crate::internal::work;

pub(crate) const BINDING: Binding = Binding {
    name: "crypto_keys",
    ops: ops![
        secret_key,
        private_key,
        public_key,
        public_of,
        raw_key,
        rsa_key,
        curve_key,
        kind,
        details,
        secret_size,
        secret_bytes,
        equals,
        export_public,
        export_private,
        rsa_numbers,
        rsa_as_plain,
        coordinates,
        raw_public,
        raw_private,
        raw_seed,
        generate,
        generate_secret,
        sound,
        curve_bits
    ],
    init: None,
};

type Answer<'s> = Result<v8::Local<'s, v8::Value>, OpError>;

fn layout_of(number: u32) -> Layout {
    match number {
        1 => Layout::Pkcs1,
        2 => Layout::Pkcs8,
        3 => Layout::Spki,
        4 => Layout::Sec1,
        _ => Layout::Pem,
    }
}

/// `secretKey(bytes)`.
#[op]
fn secret_key(bytes: &[u8]) -> NewKey {
    NewKey(Key::secret(bytes))
}

/// `privateKey(bytes, layout, passphrase)`.
#[op]
fn private_key(bytes: &[u8], layout: u32, passphrase: Option<Owned>) -> Result<NewKey, OpError> {
    let passphrase = passphrase.as_ref().map(|bytes| &bytes.0[..]);
    key::decode_private(bytes, layout_of(layout), passphrase).map(|key| NewKey(Key::Private(key))).map_err(op_error)
}

/// `publicKey(bytes, layout, passphrase)`: of a private key, too.
#[op]
fn public_key(bytes: &[u8], layout: u32, passphrase: Option<Owned>) -> Result<NewKey, OpError> {
    let passphrase = passphrase.as_ref().map(|bytes| &bytes.0[..]);
    key::decode_public_or_private(bytes, layout_of(layout), passphrase)
        .map(|key| NewKey(Key::Public(key)))
        .map_err(op_error)
}

/// `publicOf(key)`: a private key's public one.
#[op]
fn public_of(key: KeyOf) -> Result<NewKey, OpError> {
    Ok(NewKey(Key::Public(key.pair()?)))
}

fn as_public_or_private(key: key::Pkey, public: bool) -> NewKey {
    NewKey(if public { Key::Public(key) } else { Key::Private(key) })
}

/// `rawKey(type, format, curve, bytes, public)`: format 0 is public bytes, 1 private ones, 2 a seed.
#[op]
fn raw_key(node_type: &str, format: u32, curve: &str, bytes: &[u8], public: bool) -> Result<NewKey, OpError> {
    let format = match format {
        0 => raw::Format::Public,
        1 => raw::Format::Private,
        _ => raw::Format::Seed,
    };
    let key = raw::import(node_type, format, curve, bytes).map_err(op_error)?;
    Ok(as_public_or_private(key, public))
}

/// `rsaKey(numbers, public)`: two numbers or eight, in the order of JSON Web Keys.
#[op]
fn rsa_key(numbers: Vec<Owned>, public: bool) -> Result<NewKey, OpError> {
    let numbers: Vec<&[u8]> = numbers.iter().map(|bytes| &bytes.0[..]).collect();
    Ok(as_public_or_private(raw::from_rsa_numbers(&numbers).map_err(op_error)?, public))
}

/// `curveKey(curve, x, y, d, public)`.
#[op]
fn curve_key(curve: &str, x: &[u8], y: &[u8], d: Option<Owned>, public: bool) -> Result<NewKey, OpError> {
    let d = d.as_ref().map(|bytes| &bytes.0[..]);
    Ok(as_public_or_private(raw::from_coordinates(curve, x, y, d).map_err(op_error)?, public))
}

/// `kind(key)`: the type of an asymmetric key.
#[op]
fn kind(key: KeyOf) -> Result<Option<&'static str>, OpError> {
    Ok(key.pair()?.node_type())
}

/// `details(key)`.
#[op]
fn details<'s>(scope: &mut Scope<'s, '_>, key: KeyOf) -> Answer<'s> {
    let details = key.pair()?.details();
    let mut object = JsObject::new();
    if let Some(bits) = details.modulus_length {
        object = object.set(scope, "modulusLength", bits)?;
    }
    if let Some(exponent) = details.public_exponent {
        let words: Vec<u64> =
            exponent.rchunks(8).map(|chunk| chunk.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte))).collect();
        let number = v8::BigInt::new_from_words(scope, false, &words).ok_or(OpError::Pending)?;
        object = object.set(scope, "publicExponent", number)?;
    }
    if let Some(hash) = details.hash {
        object = object.set(scope, "hashAlgorithm", hash)?;
    }
    if let Some(hash) = details.mgf1_hash {
        object = object.set(scope, "mgf1HashAlgorithm", hash)?;
    }
    if let Some(length) = details.salt_length {
        object = object.set(scope, "saltLength", length)?;
    }
    if let Some(bits) = details.divisor_length {
        object = object.set(scope, "divisorLength", bits)?;
    }
    if let Some(curve) = details.curve {
        object = object.set(scope, "namedCurve", curve)?;
    }
    object.into_js(scope)
}

/// `secretSize(key)`.
#[op]
fn secret_size(key: KeyOf) -> Result<f64, OpError> {
    Ok(key.secret()?.len() as f64)
}

/// `secretBytes(key)`.
#[op]
fn secret_bytes(key: KeyOf) -> Result<Bytes, OpError> {
    Ok(Bytes(key.secret()?.to_vec()))
}

/// `equals(one, two)`.
#[op]
fn equals(one: KeyOf, two: KeyOf) -> Result<bool, OpError> {
    one.0
        .equals(&two.0)
        .ok_or_else(|| coded(ErrorClass::Error, "ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation"))
}

/// Text as a string, DER as bytes.
fn encoded<'s>(scope: &mut Scope<'s, '_>, text: bool, bytes: Vec<u8>) -> Answer<'s> {
    if text { Latin1(bytes).into_js(scope) } else { Bytes(bytes).into_js(scope) }
}

/// `exportPublic(key, layout, text)`.
#[op]
fn export_public<'s>(scope: &mut Scope<'s, '_>, key: KeyOf, layout: u32, text: bool) -> Answer<'s> {
    let bytes = key::encode_public(&key.pair()?, layout_of(layout), text).map_err(op_error)?;
    encoded(scope, text, bytes)
}

/// `exportPrivate(key, layout, text, cipher, passphrase)`.
#[op]
fn export_private<'s>(
    scope: &mut Scope<'s, '_>,
    key: KeyOf,
    layout: u32,
    text: bool,
    cipher: Option<String>,
    passphrase: Option<Owned>,
) -> Answer<'s> {
    let passphrase = passphrase.map(|bytes| bytes.0).unwrap_or_default();
    let protection = cipher.as_deref().map(|cipher| Protection { cipher, passphrase: &passphrase });
    let bytes = key::encode_private(&key.pair()?, layout_of(layout), text, protection.as_ref()).map_err(op_error)?;
    encoded(scope, text, bytes)
}

fn list(parts: Vec<Vec<u8>>) -> JsList<Bytes> {
    JsList(parts.into_iter().map(Bytes).collect())
}

/// `rsaNumbers(key, private)`.
#[op]
fn rsa_numbers(key: KeyOf, private: bool) -> Result<JsList<Bytes>, OpError> {
    raw::rsa_numbers(&key.pair()?, private).map(list).map_err(op_error)
}

/// `rsaAsPlain(key)`: the public key as TLS shows it.
#[op]
fn rsa_as_plain(key: KeyOf) -> Result<Bytes, OpError> {
    key::rsa_as_plain(&key.pair()?).map(Bytes).map_err(op_error)
}

/// `coordinates(key, private)`: the curve's name in JSON Web Keys, and `x`, `y` and, of a private key, `d`.
#[op]
fn coordinates(key: KeyOf, private: bool) -> Result<(&'static str, JsList<Bytes>), OpError> {
    let (curve, parts) = raw::coordinates(&key.pair()?, private).map_err(op_error)?;
    Ok((curve, list(parts)))
}

/// `rawPublic(key, compressed)`.
#[op]
fn raw_public(key: KeyOf, compressed: bool) -> Result<Bytes, OpError> {
    raw::export_public(&key.pair()?, compressed).map(Bytes).map_err(op_error)
}

/// `rawPrivate(key)`.
#[op]
fn raw_private(key: KeyOf) -> Result<Bytes, OpError> {
    raw::export_private(&key.pair()?).map(Bytes).map_err(op_error)
}

/// `rawSeed(key)`.
#[op]
fn raw_seed(key: KeyOf) -> Result<Bytes, OpError> {
    raw::export_seed(&key.pair()?).map(Bytes).map_err(op_error)
}

/// `curveBits(key)`: of a curve's order.
#[op]
fn curve_bits(key: KeyOf) -> Result<i32, OpError> {
    Ok(key.pair()?.bits())
}

/// `sound(key, private)`: whether the numbers of a key belong together.
#[op]
fn sound(key: KeyOf, private: bool) -> Result<bool, OpError> {
    Ok(key.pair()?.is_sound(private))
}

/// A property that may be left out.
fn option<'s, T: FromJs<'s>>(
    scope: &mut Scope<'s, '_>,
    options: v8::Local<'s, v8::Object>,
    name: &'static str,
) -> Result<Option<T>, OpError> {
    let key = v8::String::new(scope, name).ok_or(OpError::Pending)?;
    let value = options.get(scope, key.into()).ok_or(OpError::Pending)?;
    Option::<T>::from_js(scope, value)
}

fn recipe<'s>(scope: &mut Scope<'s, '_>, kind: &str, options: v8::Local<'s, v8::Object>) -> Result<Recipe, OpError> {
    let bits: u32 = option(scope, options, "modulusLength")?.unwrap_or_default();
    let exponent: u32 = option(scope, options, "publicExponent")?.unwrap_or(0x10001);
    Ok(match kind {
        "rsa" => Recipe::Rsa { bits, exponent },
        "rsa-pss" => Recipe::RsaPss {
            bits,
            exponent,
            hash: option(scope, options, "hashAlgorithm")?,
            mgf1_hash: option(scope, options, "mgf1HashAlgorithm")?,
            salt: option(scope, options, "saltLength")?,
        },
        "dsa" => Recipe::Dsa { bits, divisor: option(scope, options, "divisorLength")? },
        "ec" => Recipe::Ec {
            curve: option(scope, options, "namedCurve")?.unwrap_or_default(),
            explicit: option::<bool>(scope, options, "explicit")?.unwrap_or_default(),
        },
        "dh" => {
            let generator: u32 = option(scope, options, "generator")?.unwrap_or(2);
            if let Some(number) = option::<u32>(scope, options, "group")? {
                Recipe::Dh(DhSource::Group(number))
            } else if let Some(prime) = option::<Owned>(scope, options, "prime")? {
                Recipe::Dh(DhSource::Prime { prime: prime.0, generator })
            } else {
                let bits = option(scope, options, "primeLength")?.unwrap_or_default();
                Recipe::Dh(DhSource::Length { bits, generator })
            }
        }
        other => Recipe::Plain(other.to_owned()),
    })
}

/// A new pair: two objects over one key.
struct Pair(key::Pkey);

impl<'s> IntoJs<'s> for Pair {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Answer<'s> {
        (NewKey(Key::Public(self.0.clone())), NewKey(Key::Private(self.0))).into_js(scope)
    }
}

/// `generateSecret(bytes, how)`.
#[op]
fn generate_secret<'s>(scope: &mut Scope<'s, '_>, env: &Env, length: u32, how: How) -> Answer<'s> {
    work::run(scope, env, Lane::Cpu.labelled("KEYGENREQUEST"), how, move || {
        Key::random(length as usize).map(NewKey).map_err(op_error)
    })
}

/// `generate(type, options, how)`: `[public, private]`.
#[op]
fn generate<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    kind: &str,
    options: v8::Local<'s, v8::Object>,
    how: How,
) -> Answer<'s> {
    let recipe = recipe(scope, kind, options)?;
    work::run(scope, env, Lane::Cpu.labelled("KEYPAIRGENREQUEST"), how, move || {
        key::generate(&recipe).map(Pair).map_err(op_error)
    })
}
