//! New keys. Slow for some types: run on the pool where a callback waits.

use openssl::bn::BigNum;
use openssl::nid::Nid;

use super::context::Context;
use super::failure::{Failure, Outcome};
use super::fast;
use super::kind::{self, Kind};
use super::params::{Params, Value};
use super::pkey::{Part, Pkey};
use crate::digest::Digest;

/// Where a Diffie-Hellman key's parameters come from.
pub enum DhSource {
    /// A group by its number: 1, 2, 5, 14 to 18.
    Group(u32),
    Prime {
        prime: Vec<u8>,
        generator: u32,
    },
    Length {
        bits: u32,
        generator: u32,
    },
}

/// What key is to be made.
pub enum Recipe {
    Rsa {
        bits: u32,
        exponent: u32,
    },
    RsaPss {
        bits: u32,
        exponent: u32,
        hash: Option<String>,
        mgf1_hash: Option<String>,
        salt: Option<i32>,
    },
    Dsa {
        bits: u32,
        divisor: Option<u32>,
    },
    Ec {
        curve: String,
        explicit: bool,
    },
    Dh(DhSource),
    /// One that has nothing to choose.
    Plain(String),
}

pub fn generate(recipe: &Recipe) -> Outcome<Pkey> {
    match recipe {
        Recipe::Rsa { bits, exponent } => rsa(c"RSA", *bits, *exponent, Params::new()),
        Recipe::RsaPss { bits, exponent, hash, mgf1_hash, salt } => {
            let mut params = Params::new();
            if let Some(hash) = hash {
                params.add(c"digest", Value::Text(hash));
                // As Node: the mask's digest is the message's unless told.
                params.add(c"mgf1-digest", Value::Text(mgf1_hash.as_deref().unwrap_or(hash)));
            } else if let Some(hash) = mgf1_hash {
                params.add(c"mgf1-digest", Value::Text(hash));
            }
            // As long as the digest unless told.
            let usual = hash.as_deref().and_then(|hash| Digest::by_name(hash).ok()).map(|digest| digest.size() as i32);
            if let Some(salt) = salt.or(usual) {
                params.add(c"saltlen", Value::Int(salt));
            }
            rsa(c"RSA-PSS", *bits, *exponent, params)
        }
        Recipe::Dsa { bits, divisor } => dsa(*bits, *divisor),
        Recipe::Ec { curve, explicit } => {
            let is_usual = !explicit && kind::curve(curve) == Some(Nid::X9_62_PRIME256V1);
            if is_usual && let Some(made) = fast::generate_p256() {
                return made;
            }
            let (_, name) = kind::group(curve)?;
            let encoding = if *explicit { "explicit" } else { "named_curve" };
            let params = Params::new().with(c"group", Value::Text(name)).with(c"encoding", Value::Text(encoding));
            Context::named(c"EC")?.generate(false, &params)
        }
        Recipe::Dh(source) => dh(source),
        Recipe::Plain(node) => {
            if let Some(made) = fast::generate(node) {
                return made;
            }
            let kind = Kind::named(node).ok_or(Failure::Plain("Key generation failed"))?;
            Context::named(kind.library)?.generate(false, &Params::new())
        }
    }
}

fn rsa<'a>(algorithm: &std::ffi::CStr, bits: u32, exponent: u32, params: Params<'a>) -> Outcome<Pkey> {
    let exponent = BigNum::from_u32(exponent)?;
    let mut all = Params::new().with(c"bits", Value::Size(bits as usize)).with(c"e", Value::Number(&exponent));
    all.append(params);
    Context::named(algorithm)?.generate(false, &all)
}

fn dsa(bits: u32, divisor: Option<u32>) -> Outcome<Pkey> {
    let mut params = Params::new().with(c"pbits", Value::Size(bits as usize));
    if let Some(divisor) = divisor {
        params.add(c"qbits", Value::Size(divisor as usize));
    }
    let common = Context::named(c"DSA")?.generate(true, &params)?;
    Context::of(&common)?.generate(false, &Params::new())
}

/// The prime of a group that standards number.
pub(crate) fn group_prime(number: u32) -> Option<Outcome<BigNum>> {
    let prime = match number {
        1 => BigNum::get_rfc2409_prime_768(),
        2 => BigNum::get_rfc2409_prime_1024(),
        5 => BigNum::get_rfc3526_prime_1536(),
        14 => BigNum::get_rfc3526_prime_2048(),
        15 => BigNum::get_rfc3526_prime_3072(),
        16 => BigNum::get_rfc3526_prime_4096(),
        17 => BigNum::get_rfc3526_prime_6144(),
        18 => BigNum::get_rfc3526_prime_8192(),
        _ => return None,
    };
    Some(prime.map_err(Failure::from))
}

fn dh(source: &DhSource) -> Outcome<Pkey> {
    let common = match source {
        DhSource::Length { bits, generator } => {
            let params = Params::new()
                .with(c"type", Value::Text("generator"))
                .with(c"pbits", Value::Size(*bits as usize))
                .with(c"safeprime-generator", Value::Int(i32::try_from(*generator).unwrap_or(i32::MAX)));
            Context::named(c"DH")?.generate(true, &params)?
        }
        DhSource::Prime { prime, generator } => parameters(&BigNum::from_slice(prime)?, *generator)?,
        DhSource::Group(number) => {
            let prime = group_prime(*number)
                .ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group"))??;
            parameters(&prime, 2)?
        }
    };
    Context::of(&common)?.generate(false, &Params::new())
}

fn parameters(prime: &BigNum, generator: u32) -> Outcome<Pkey> {
    let generator = BigNum::from_u32(generator)?;
    let params = Params::new().with(c"p", Value::Number(prime)).with(c"g", Value::Number(&generator));
    Pkey::from_params(c"DH", Part::Parameters, &params)
}
