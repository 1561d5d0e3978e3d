//! Keys from numbers and plain bytes, and back: what JSON Web Keys and the raw formats hold.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcPoint, PointConversionForm};

use super::failure::{Failure, Outcome};
use super::kind::{self, Kind, Raw};
use super::params::{Params, Value};
use super::pkey::{Part, Pkey};

fn invalid_data() -> Failure {
    crate::error::clear();
    Failure::type_error("ERR_INVALID_ARG_VALUE", "Invalid key data")
}

/// A format of plain bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Public,
    Private,
    Seed,
}

fn unsupported() -> Failure {
    Failure::error("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", "The selected key encoding is incompatible with the key type")
}

/// A key of Node's type `node` from plain bytes; `curve` counts for elliptic curves alone.
pub fn import(node: &str, format: Format, curve: &str, bytes: &[u8]) -> Outcome<Pkey> {
    let Some(kind) = Kind::named(node) else {
        return Err(Failure::type_error("ERR_INVALID_ARG_VALUE", format!("Invalid asymmetricKeyType: {node}")));
    };
    let key = match (kind.raw, format) {
        (Raw::Curve, Format::Public) => return point(curve, bytes),
        (Raw::Curve, Format::Private) => return scalar(curve, bytes),
        (Raw::Bytes | Raw::Seed, Format::Public) => Pkey::from_raw_public(kind.library, bytes),
        (Raw::Bytes, Format::Private) => Pkey::from_raw_private(kind.library, bytes),
        (Raw::Seed, Format::Seed) => return seed(kind, bytes),
        _ => return Err(unsupported()),
    };
    key.ok_or_else(invalid_data)
}

fn seed(kind: &Kind, bytes: &[u8]) -> Outcome<Pkey> {
    let params = Params::new().with(c"seed", Value::Bytes(bytes));
    Pkey::from_params(kind.library, Part::Pair, &params).map_err(|_| invalid_data())
}

fn point(curve: &str, bytes: &[u8]) -> Outcome<Pkey> {
    let (group, name) = kind::group(curve)?;
    let mut context = BigNumContext::new()?;
    let point = EcPoint::from_bytes(&group, bytes, &mut context).map_err(|_| invalid_data())?;
    if point.is_infinity(&group) {
        return Err(invalid_data());
    }
    let params = Params::new().with(c"group", Value::Text(name)).with(c"pub", Value::Bytes(bytes));
    Pkey::from_params(c"EC", Part::Public, &params).map_err(|_| invalid_data())
}

fn scalar(curve: &str, bytes: &[u8]) -> Outcome<Pkey> {
    let (group, name) = kind::group(curve)?;
    if bytes.len() != order_bytes(&group) {
        return Err(invalid_data());
    }
    let number = BigNum::from_slice(bytes)?;
    pair_of_scalar(&group, name, &number)
}

fn order_bytes(group: &EcGroup) -> usize {
    (group.order_bits() as usize).div_ceil(8)
}

/// A private key whose public point is computed.
fn pair_of_scalar(group: &EcGroup, name: &str, number: &BigNum) -> Outcome<Pkey> {
    let mut context = BigNumContext::new()?;
    let mut order = BigNum::new()?;
    group.order(&mut order, &mut context)?;
    if number.num_bits() == 0 || *number >= order {
        return Err(invalid_data());
    }
    let mut point = EcPoint::new(group)?;
    point.mul_generator2(group, number, &mut context)?;
    let public = point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context)?;
    curve_pair(name, &public, Some(number))
}

/// A key on a curve from its point, and its number if there is one.
fn curve_pair(name: &str, public: &[u8], number: Option<&BigNum>) -> Outcome<Pkey> {
    let mut params = Params::new().with(c"group", Value::Text(name)).with(c"pub", Value::Bytes(public));
    if let Some(number) = number {
        params.add(c"priv", Value::Number(number));
    }
    Pkey::from_params(c"EC", if number.is_some() { Part::Pair } else { Part::Public }, &params)
}

/// A key on a curve from its coordinates.
pub fn from_coordinates(curve: &str, x: &[u8], y: &[u8], d: Option<&[u8]>) -> Outcome<Pkey> {
    let invalid = |_| Failure::invalid_jwk("Invalid JWK EC key");
    let (group, name) = kind::group(curve)?;
    let size = (group.degree() as usize).div_ceil(8);
    let mut public = vec![4];
    for coordinate in [x, y] {
        let number = BigNum::from_slice(coordinate)?;
        public.extend(number.to_vec_padded(size as i32).map_err(|stack| invalid(stack.into()))?);
    }
    let mut context = BigNumContext::new()?;
    EcPoint::from_bytes(&group, &public, &mut context).map_err(|stack| invalid(stack.into()))?;
    let number = d.map(BigNum::from_slice).transpose()?;
    curve_pair(name, &public, number.as_ref()).map_err(invalid)
}

const RSA_NAMES: [&std::ffi::CStr; 8] =
    [c"n", c"e", c"d", c"rsa-factor1", c"rsa-factor2", c"rsa-exponent1", c"rsa-exponent2", c"rsa-coefficient1"];

/// An RSA key from `n` and `e`, or from all eight of its numbers in the order of JSON Web Keys.
pub fn from_rsa_numbers(numbers: &[&[u8]]) -> Outcome<Pkey> {
    let parsed: Result<Vec<BigNum>, _> = numbers.iter().map(|bytes| BigNum::from_slice(bytes)).collect();
    let parsed = parsed?;
    let mut params = Params::new();
    for (name, number) in RSA_NAMES.iter().zip(&parsed) {
        params.add(name, Value::Number(number));
    }
    let part = if numbers.len() > 2 { Part::Pair } else { Part::Public };
    Pkey::from_params(c"RSA", part, &params).map_err(|_| Failure::invalid_jwk("Invalid JWK RSA key"))
}

/// The numbers of an RSA key: two, or eight.
pub fn rsa_numbers(key: &Pkey, private: bool) -> Outcome<Vec<Vec<u8>>> {
    let names = if private { &RSA_NAMES[..] } else { &RSA_NAMES[..2] };
    let numbers = names.iter().map(|name| key.number(name).map(|number| number.to_vec()));
    numbers.collect::<Option<_>>().ok_or_else(|| Failure::operation("Failed to export JWK"))
}

/// What JSON Web Keys call the curve, and `x`, `y` and, of a private key, `d`.
pub fn coordinates(key: &Pkey, private: bool) -> Outcome<(&'static str, Vec<Vec<u8>>)> {
    let library = curve_of(key).unwrap_or_default();
    let Some(name) = kind::jwk_curve(&library) else {
        return Err(Failure::error(
            "ERR_CRYPTO_JWK_UNSUPPORTED_CURVE",
            format!("Unsupported JWK EC curve: {library}."),
        ));
    };
    let (group, _) = kind::group(&library)?;
    let size = (group.degree() as usize).div_ceil(8);
    let failed = || Failure::operation("Failed to export JWK");
    let point = uncompressed(key, &group).ok_or_else(failed)?;
    let mut parts = vec![point[1..=size].to_vec(), point[1 + size..].to_vec()];
    if private {
        let number = key.number(c"priv").ok_or_else(failed)?;
        parts.push(number.to_vec_padded(order_bytes(&group) as i32)?);
    }
    Ok((name, parts))
}

/// The library's name of a key's curve.
pub fn curve_of(key: &Pkey) -> Option<String> {
    key.text(c"group")
}

/// The public point, whatever form the key would give it in.
fn uncompressed(key: &Pkey, group: &EcGroup) -> Option<Vec<u8>> {
    let bytes = key.bytes(c"pub")?;
    let mut context = BigNumContext::new().ok()?;
    let point = EcPoint::from_bytes(group, &bytes, &mut context).ok()?;
    point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).ok()
}

/// The public key's plain bytes; of a point, the short form if `compressed`.
pub fn export_public(key: &Pkey, compressed: bool) -> Outcome<Vec<u8>> {
    let failed = || Failure::operation("Failed to get raw public key");
    match Kind::of(key).map(|kind| kind.raw) {
        Some(Raw::Curve) => {
            let (group, _) = kind::group(&curve_of(key).unwrap_or_default())?;
            let mut bytes = uncompressed(key, &group).ok_or_else(failed)?;
            if compressed {
                let odd = bytes.last().is_some_and(|last| last & 1 == 1);
                bytes.truncate(1 + (bytes.len() - 1) / 2);
                bytes[0] = if odd { 3 } else { 2 };
            }
            Ok(bytes)
        }
        Some(Raw::Bytes | Raw::Seed) => key.raw_public().ok_or_else(failed),
        _ => Err(unsupported()),
    }
}

/// The private key's plain bytes.
pub fn export_private(key: &Pkey) -> Outcome<Vec<u8>> {
    let failed = || Failure::operation("Failed to get raw private key");
    match Kind::of(key).map(|kind| kind.raw) {
        Some(Raw::Curve) => {
            let (group, _) = kind::group(&curve_of(key).unwrap_or_default())?;
            let number = key.number(c"priv").ok_or_else(failed)?;
            Ok(number.to_vec_padded(order_bytes(&group) as i32)?)
        }
        Some(Raw::Bytes) => key.raw_private().ok_or_else(failed),
        _ => Err(unsupported()),
    }
}

/// The seed that the private key grew from.
pub fn export_seed(key: &Pkey) -> Outcome<Vec<u8>> {
    match Kind::of(key).map(|kind| kind.raw) {
        Some(Raw::Seed) => key.bytes(c"seed").ok_or_else(|| Failure::operation("key does not have an available seed")),
        _ => Err(unsupported()),
    }
}
