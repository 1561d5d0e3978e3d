//! The algorithms that asymmetric keys are of, by Node's names, and the curves by either of their names.

use std::ffi::{CStr, CString};

use openssl::ec::EcGroup;
use openssl::nid::Nid;

use super::failure::{Failure, Outcome};
use super::pkey::Pkey;

/// Which plain bytes a key can be made of and given as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Raw {
    None,
    /// A point and a number on a curve.
    Curve,
    /// Public and private bytes.
    Bytes,
    /// Public bytes, and a seed that the private key grows from.
    Seed,
}

pub(crate) struct Kind {
    /// As `asymmetricKeyType` says.
    pub node: &'static str,
    /// As the library says.
    pub library: &'static CStr,
    pub raw: Raw,
}

const fn kind(node: &'static str, library: &'static CStr, raw: Raw) -> Kind {
    Kind { node, library, raw }
}

pub(crate) const KINDS: &[Kind] = &[
    kind("rsa", c"RSA", Raw::None),
    kind("rsa-pss", c"RSA-PSS", Raw::None),
    kind("dsa", c"DSA", Raw::None),
    kind("dh", c"DH", Raw::None),
    kind("ec", c"EC", Raw::Curve),
    kind("ed25519", c"ED25519", Raw::Bytes),
    kind("ed448", c"ED448", Raw::Bytes),
    kind("x25519", c"X25519", Raw::Bytes),
    kind("x448", c"X448", Raw::Bytes),
    kind("ml-dsa-44", c"ML-DSA-44", Raw::Seed),
    kind("ml-dsa-65", c"ML-DSA-65", Raw::Seed),
    kind("ml-dsa-87", c"ML-DSA-87", Raw::Seed),
    kind("ml-kem-512", c"ML-KEM-512", Raw::Seed),
    kind("ml-kem-768", c"ML-KEM-768", Raw::Seed),
    kind("ml-kem-1024", c"ML-KEM-1024", Raw::Seed),
    kind("slh-dsa-sha2-128f", c"SLH-DSA-SHA2-128f", Raw::Bytes),
    kind("slh-dsa-sha2-128s", c"SLH-DSA-SHA2-128s", Raw::Bytes),
    kind("slh-dsa-sha2-192f", c"SLH-DSA-SHA2-192f", Raw::Bytes),
    kind("slh-dsa-sha2-192s", c"SLH-DSA-SHA2-192s", Raw::Bytes),
    kind("slh-dsa-sha2-256f", c"SLH-DSA-SHA2-256f", Raw::Bytes),
    kind("slh-dsa-sha2-256s", c"SLH-DSA-SHA2-256s", Raw::Bytes),
    kind("slh-dsa-shake-128f", c"SLH-DSA-SHAKE-128f", Raw::Bytes),
    kind("slh-dsa-shake-128s", c"SLH-DSA-SHAKE-128s", Raw::Bytes),
    kind("slh-dsa-shake-192f", c"SLH-DSA-SHAKE-192f", Raw::Bytes),
    kind("slh-dsa-shake-192s", c"SLH-DSA-SHAKE-192s", Raw::Bytes),
    kind("slh-dsa-shake-256f", c"SLH-DSA-SHAKE-256f", Raw::Bytes),
    kind("slh-dsa-shake-256s", c"SLH-DSA-SHAKE-256s", Raw::Bytes),
];

impl Kind {
    pub fn named(node: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.node == node)
    }

    pub fn of(key: &Pkey) -> Option<&'static Kind> {
        let name = key.name();
        KINDS.iter().find(|kind| kind.library.to_bytes().eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// The curve of that name, NIST's or the library's.
pub(crate) fn curve(name: &str) -> Option<Nid> {
    let name = match name {
        "P-192" => "prime192v1",
        "P-224" => "secp224r1",
        "P-256" => "prime256v1",
        "P-384" => "secp384r1",
        "P-521" => "secp521r1",
        "B-163" => "sect163r2",
        "B-233" => "sect233r1",
        "B-283" => "sect283r1",
        "B-409" => "sect409r1",
        "B-571" => "sect571r1",
        "K-163" => "sect163k1",
        "K-233" => "sect233k1",
        "K-283" => "sect283k1",
        "K-409" => "sect409k1",
        "K-571" => "sect571k1",
        other => other,
    };
    let name = CString::new(name).ok()?;
    // SAFETY: the name ends with a zero.
    let nid = unsafe { openssl_sys::OBJ_sn2nid(name.as_ptr()) };
    (nid != 0).then(|| Nid::from_raw(nid))
}

/// A curve's group, and the library's name of it.
pub(crate) fn group(name: &str) -> Outcome<(EcGroup, &'static str)> {
    crate::start::ensure();
    let invalid = || {
        crate::error::clear();
        Failure::type_error("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name")
    };
    let nid = curve(name).ok_or_else(invalid)?;
    let group = EcGroup::from_curve_name(nid).map_err(|_| invalid())?;
    Ok((group, nid.short_name().unwrap_or("")))
}

/// What JSON Web Keys call a curve.
pub(crate) fn jwk_curve(library: &str) -> Option<&'static str> {
    Some(match library {
        "prime256v1" => "P-256",
        "secp256k1" => "secp256k1",
        "secp384r1" => "P-384",
        "secp521r1" => "P-521",
        _ => return None,
    })
}
