//! Keys: secret bytes, and the library's public and private keys. Each is immutable and counted, so that jobs on any
//! thread share it with the program's object.

mod bio;
mod context;
mod decode;
mod encode;
mod failure;
pub(crate) mod fast;
pub(crate) mod ffi;
mod fresh;
mod generate;
mod kind;
mod params;
mod pkey;
pub mod raw;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub(crate) use bio::Bio;
pub(crate) use context::{Context, Turn};
pub use decode::{Layout, private as decode_private, public_or_private as decode_public_or_private};
pub use encode::{Protection, is_cipher, private as encode_private, public as encode_public, rsa_as_plain};
pub use failure::{Class, Failure, Outcome};
pub(crate) use generate::group_prime;
pub use generate::{DhSource, Recipe, generate};
pub(crate) use kind::group;
pub(crate) use params::{Params, Value, start_of};
pub use pkey::Pkey;

/// Bytes that are wiped when the last holder lets go.
pub struct Secret(Box<[u8]>);

impl Secret {
    pub fn new(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        pkey::wipe(&mut self.0);
    }
}

/// What a program's key object holds.
#[derive(Clone)]
pub enum Key {
    Secret(Arc<Secret>),
    Public(Pkey),
    Private(Pkey),
}

/// What `asymmetricKeyDetails` tells.
#[derive(Default)]
pub struct Details {
    pub modulus_length: Option<i32>,
    /// Big-endian.
    pub public_exponent: Option<Vec<u8>>,
    pub hash: Option<String>,
    pub mgf1_hash: Option<String>,
    pub salt_length: Option<i32>,
    pub divisor_length: Option<i32>,
    pub curve: Option<String>,
}

impl Key {
    pub fn secret(bytes: &[u8]) -> Self {
        Self::Secret(Arc::new(Secret::new(bytes)))
    }

    /// A secret of so many random bytes.
    pub fn random(length: usize) -> Outcome<Self> {
        crate::start::ensure();
        let mut bytes = vec![0; length];
        openssl::rand::rand_bytes(&mut bytes).map_err(|stack| Failure::of_stack(stack, "Key generation failed"))?;
        Ok(Self::Secret(Arc::new(Secret::new(bytes))))
    }

    /// The library's key, if it is one of a pair.
    pub fn pkey(&self) -> Option<&Pkey> {
        match self {
            Self::Secret(_) => None,
            Self::Public(key) | Self::Private(key) => Some(key),
        }
    }

    pub fn secret_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Secret(secret) => Some(secret.bytes()),
            _ => None,
        }
    }

    /// Whether both are the same key; `None` where the library cannot tell.
    pub fn equals(&self, other: &Key) -> Option<bool> {
        match (self, other) {
            (Self::Secret(one), Self::Secret(two)) => {
                Some(one.0.len() == two.0.len() && openssl::memcmp::eq(one.bytes(), two.bytes()))
            }
            (Self::Public(one), Self::Public(two)) => one.same(two),
            (Self::Private(one), Self::Private(two)) => one.same(two),
            _ => Some(false),
        }
    }
}

impl Pkey {
    /// Node's name of its type, if it is one that Node knows.
    pub fn node_type(&self) -> Option<&'static str> {
        kind::Kind::of(self).map(|kind| kind.node)
    }

    /// Whether the library finds that its numbers belong together.
    pub fn is_sound(&self, private: bool) -> bool {
        Context::of(self).is_ok_and(|context| context.sound(private))
    }

    pub fn details(&self) -> Details {
        let mut details = Details::default();
        match self.node_type() {
            Some("rsa") => self.rsa_details(&mut details),
            Some("rsa-pss") => {
                self.rsa_details(&mut details);
                // Parameters that restrict the key always tell the salt's length, and leave out what is SHA-1.
                if let Some(salt) = self.int(c"saltlen") {
                    details.salt_length = Some(salt);
                    details.hash = Some(hash_name(self.text(c"digest")));
                    details.mgf1_hash = Some(hash_name(self.text(c"mgf1-digest")));
                }
            }
            Some("dsa") => {
                details.modulus_length = Some(self.bits());
                details.divisor_length = self.number(c"q").map(|q| q.num_bits());
            }
            Some("ec") => details.curve = raw::curve_of(self),
            _ => {}
        }
        details
    }

    fn rsa_details(&self, details: &mut Details) {
        details.modulus_length = Some(self.bits());
        details.public_exponent = self.number(c"e").map(|e| e.to_vec());
    }
}

/// A digest by the name that Node gives it.
fn hash_name(library: Option<String>) -> String {
    let name = library.map_or_else(|| "sha1".to_owned(), |name| name.to_ascii_lowercase());
    match name.as_str() {
        "sha2-224" => "sha224".into(),
        "sha2-256" => "sha256".into(),
        "sha2-384" => "sha384".into(),
        "sha2-512" => "sha512".into(),
        "sha2-512/224" => "sha512-224".into(),
        "sha2-512/256" => "sha512-256".into(),
        _ => name,
    }
}
