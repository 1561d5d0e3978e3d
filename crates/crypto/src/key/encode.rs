//! Keys as text and bytes. Private ones may be encrypted on the way.

use std::ffi::CString;
use std::ptr;

use libc::c_int;
use openssl_sys as ffi;

use super::bio::Bio;
use super::decode::Layout;
use super::failure::{Failure, Outcome};
use super::ffi as more;
use super::params::start_of;
use super::pkey::Pkey;

/// A cipher's name and the passphrase that its key is made of.
pub struct Protection<'a> {
    pub cipher: &'a str,
    pub passphrase: &'a [u8],
}

const FAILED: &str = "Failed to encode key";

/// The text around DER bytes, 64 characters to a line.
fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let body = openssl::base64::encode_block(der);
    let mut text = format!("-----BEGIN {label}-----\n").into_bytes();
    for line in body.as_bytes().chunks(64) {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.extend_from_slice(format!("-----END {label}-----\n").as_bytes());
    text
}

/// The public part, as `layout`, text or not.
pub fn public(key: &Pkey, layout: Layout, text: bool) -> Outcome<Vec<u8>> {
    if layout == Layout::Pkcs1 {
        if !key.is(c"RSA") {
            return Err(Failure::incompatible("pkcs1", "can only be used for RSA keys"));
        }
        // SAFETY: the writer allocates when it is given no memory.
        let der = der(|out| unsafe { more::i2d_PublicKey(key.as_ptr(), out) })?;
        return Ok(if text { pem("RSA PUBLIC KEY", &der) } else { der });
    }
    // SAFETY: as above.
    let der = der(|out| unsafe { ffi::i2d_PUBKEY(key.as_ptr(), out) })?;
    Ok(if text { pem("PUBLIC KEY", &der) } else { der })
}

/// The public part of an RSA key as TLS shows it: of a key for RSA-PSS under the identifier of plain RSA, with its rules.
pub fn rsa_as_plain(key: &Pkey) -> Outcome<Vec<u8>> {
    // SAFETY: the older form of the key is a copy, freed here; the writer allocates when it is given no memory.
    unsafe {
        let rsa = ffi::EVP_PKEY_get1_RSA(key.as_ptr());
        if rsa.is_null() {
            return Err(Failure::library(FAILED));
        }
        let written = der(|out| ffi::i2d_RSA_PUBKEY(rsa, out));
        ffi::RSA_free(rsa);
        written
    }
}

/// Bytes that a writer of the library allocates.
fn der(write: impl Fn(*mut *mut u8) -> c_int) -> Outcome<Vec<u8>> {
    let mut start = ptr::null_mut();
    let length = write(&mut start);
    if length <= 0 || start.is_null() {
        return Err(Failure::library(FAILED));
    }
    // SAFETY: the writer says where it has put how many bytes; they are copied and freed.
    unsafe {
        let bytes = std::slice::from_raw_parts(start, length as usize).to_vec();
        ffi::CRYPTO_free(start.cast(), c"".as_ptr(), 0);
        Ok(bytes)
    }
}

/// The library's cipher of that name.
fn cipher_of(name: &str) -> Outcome<*const ffi::EVP_CIPHER> {
    crate::start::ensure();
    let name = CString::new(name).unwrap_or_default();
    // SAFETY: the name ends with a zero.
    let cipher = unsafe { ffi::EVP_get_cipherbyname(name.as_ptr()) };
    if cipher.is_null() { Err(Failure::error("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher")) } else { Ok(cipher) }
}

/// Whether keys can be encrypted with a cipher of that name.
pub fn is_cipher(name: &str) -> bool {
    cipher_of(name).is_ok()
}

/// The whole key.
pub fn private(key: &Pkey, layout: Layout, text: bool, protection: Option<&Protection<'_>>) -> Outcome<Vec<u8>> {
    let (cipher, passphrase) = match protection {
        Some(protection) => (cipher_of(protection.cipher)?, protection.passphrase),
        None => (ptr::null(), &[][..]),
    };
    match layout {
        Layout::Pkcs1 if !key.is(c"RSA") => {
            return Err(Failure::incompatible("pkcs1", "can only be used for RSA keys"));
        }
        Layout::Sec1 if !key.is(c"EC") => {
            return Err(Failure::incompatible("sec1", "can only be used for EC keys"));
        }
        _ => {}
    }
    // A null pointer would make the library ask the terminal.
    let start = if cipher.is_null() { ptr::null() } else { start_of(passphrase) };
    let length = passphrase.len() as c_int;
    let bio = Bio::writing()?;
    let out = bio.as_ptr();
    // SAFETY: key, cipher, passphrase and stream live during the call.
    let done = unsafe {
        match (layout, text) {
            (Layout::Pkcs8, true) => ffi::PEM_write_bio_PKCS8PrivateKey(
                out,
                key.as_ptr(),
                cipher,
                start.cast_mut().cast(),
                length,
                None,
                ptr::null_mut(),
            ),
            (Layout::Pkcs8, false) => ffi::i2d_PKCS8PrivateKey_bio(
                out,
                key.as_ptr(),
                cipher,
                start.cast_mut().cast(),
                length,
                None,
                ptr::null_mut(),
            ),
            (_, true) => more::PEM_write_bio_PrivateKey_traditional(
                out,
                key.as_ptr(),
                cipher,
                start,
                length,
                None,
                ptr::null_mut(),
            ),
            (_, false) => return der(|out| ffi::i2d_PrivateKey(key.as_ptr(), out)),
        }
    };
    if done == 1 { Ok(bio.written()) } else { Err(Failure::library(FAILED)) }
}
