//! Operations of certificates, and of the signed keys of old HTML forms.

use weir_crypto::key::Key;
use weir_crypto::x509::{self, Certificate, Entry, Found};
use weir_engine::{Binding, Bytes, IntoJs, JsList, OpError, Scope, op, ops, v8};

use super::natives::{Held, KeyOf, Made, Native, NewKey, op_error};

pub(crate) const BINDING: Binding = Binding {
    name: "crypto_x509",
    ops: ops![
        parse,
        text,
        validity,
        fingerprint,
        extended_key_usage,
        signature_algorithm,
        entries,
        raw,
        public_key,
        is_ca,
        check,
        is_issued_by,
        matches,
        is_signed_by,
        spkac_verify,
        spkac_key,
        spkac_challenge
    ],
    init: None,
};

fn certificate(held: &Held) -> Result<&Certificate, OpError> {
    match &*held.0 {
        Native::Certificate(certificate) => Ok(certificate),
        _ => Err(OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" must be of type X509Certificate")),
    }
}

/// `parse(bytes)`.
#[op]
fn parse(bytes: &[u8]) -> Result<Made, OpError> {
    Certificate::parse(bytes).map(|made| Made(Native::Certificate(made))).map_err(op_error)
}

fn lossy(bytes: Option<Vec<u8>>) -> Option<String> {
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// `text(certificate, which)`: 0 subject, 1 issuer, 2 other names, 3 where more is told, 4 and 5 the first and last valid
/// moment, 6 the serial number, 7 PEM.
#[op]
fn text(held: Held, which: u32) -> Result<Option<String>, OpError> {
    let certificate = certificate(&held)?;
    Ok(match which {
        0 => certificate.subject(),
        1 => certificate.issuer(),
        2 => lossy(certificate.alternative_names()),
        3 => lossy(certificate.info_access()),
        4 => certificate.valid_from(),
        5 => certificate.valid_to(),
        6 => certificate.serial_number(),
        _ => certificate.pem(),
    })
}

/// `validity(certificate)`: first and last valid second since 1970.
#[op]
fn validity(held: Held) -> Result<(f64, f64), OpError> {
    let (from, to) = certificate(&held)?.validity();
    Ok((from.unwrap_or(f64::NAN), to.unwrap_or(f64::NAN)))
}

/// `fingerprint(certificate, digest)`.
#[op]
fn fingerprint(held: Held, digest: &str) -> Result<Option<String>, OpError> {
    Ok(certificate(&held)?.fingerprint(digest))
}

/// `extendedKeyUsage(certificate)`.
#[op]
fn extended_key_usage(held: Held) -> Result<Option<JsList<String>>, OpError> {
    Ok(certificate(&held)?.extended_key_usage().map(JsList))
}

/// `signatureAlgorithm(certificate)`: name and number.
#[op]
fn signature_algorithm(held: Held) -> Result<(Option<String>, Option<String>), OpError> {
    Ok(certificate(&held)?.signature_algorithm())
}

/// `entries(certificate, issuer)`: `[kind, text, kind, text, ...]` of a name.
#[op]
fn entries(held: Held, issuer: bool) -> Result<JsList<String>, OpError> {
    let certificate = certificate(&held)?;
    let entries = if issuer { certificate.issuer_entries() } else { certificate.subject_entries() };
    let texts = |entry: Entry| [entry.key, String::from_utf8_lossy(&entry.value).into_owned()];
    Ok(JsList(entries.into_iter().flat_map(texts).collect()))
}

/// `raw(certificate)`.
#[op]
fn raw(held: Held) -> Result<Option<Bytes>, OpError> {
    Ok(certificate(&held)?.raw().map(Bytes))
}

/// `publicKey(certificate)`.
#[op]
fn public_key(held: Held) -> Result<NewKey, OpError> {
    certificate(&held)?.public_key().map(|key| NewKey(Key::Public(key))).map_err(op_error)
}

/// `isCa(certificate)`.
#[op]
fn is_ca(held: Held) -> Result<bool, OpError> {
    Ok(certificate(&held)?.is_ca())
}

/// `check(certificate, which, name, flags)`: 0 a host, 1 an e-mail address, 2 an IP address. The name that matched, true
/// where that is not told, undefined for none, and false for a name that is none.
#[op]
fn check<'s>(
    scope: &mut Scope<'s, '_>,
    held: Held,
    which: u32,
    name: &str,
    flags: u32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let certificate = certificate(&held)?;
    let found = match which {
        0 => certificate.check_host(name, flags),
        1 => certificate.check_email(name, flags),
        _ => certificate.check_ip(name, flags),
    };
    match found {
        Found::No => ().into_js(scope),
        Found::Yes(Some(name)) => name.into_js(scope),
        Found::Yes(None) => true.into_js(scope),
        Found::Invalid => false.into_js(scope),
    }
}

/// `isIssuedBy(certificate, issuer)`.
#[op]
fn is_issued_by(held: Held, issuer: Held) -> Result<bool, OpError> {
    Ok(certificate(&held)?.is_issued_by(certificate(&issuer)?))
}

/// `matches(certificate, privateKey)`.
#[op]
fn matches(held: Held, key: KeyOf) -> Result<bool, OpError> {
    Ok(certificate(&held)?.matches(&key.pair()?))
}

/// `isSignedBy(certificate, publicKey)`.
#[op]
fn is_signed_by(held: Held, key: KeyOf) -> Result<bool, OpError> {
    Ok(certificate(&held)?.is_signed_by(&key.pair()?))
}

/// `spkacVerify(text)`.
#[op]
fn spkac_verify(text: &[u8]) -> bool {
    x509::spkac_is_valid(text)
}

/// `spkacKey(text)`.
#[op]
fn spkac_key(text: &[u8]) -> Option<Bytes> {
    x509::spkac_public_key(text).map(Bytes)
}

/// `spkacChallenge(text)`.
#[op]
fn spkac_challenge(text: &[u8]) -> Option<Bytes> {
    x509::spkac_challenge(text).map(Bytes)
}
