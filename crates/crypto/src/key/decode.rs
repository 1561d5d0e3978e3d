//! Keys from text and bytes: PEM, and DER of each kind. Whatever the bytes are, the answer is a key or a failure.

use std::ffi::CStr;
use std::ptr;

use libc::{c_char, c_int, c_long, c_void};
use openssl_sys as ffi;

use super::bio::Bio;
use super::failure::{Failure, Outcome};
use super::ffi as more;
use super::pkey::Pkey;

/// How the bytes of a key are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Pem,
    Pkcs1,
    Pkcs8,
    Spki,
    Sec1,
}

/// The numbers of the library's errors that mean "a passphrase was wanted".
const LIB_PEM: i32 = 9;
const BAD_PASSWORD_READ: i32 = 104;

const RSA: c_int = ffi::EVP_PKEY_RSA;
const EC: c_int = ffi::EVP_PKEY_EC;

/// Hands out the passphrase that `user` points to; none is a refusal.
///
/// # Safety
/// Called by the library, with the room it tells and the `user` that it was given.
unsafe extern "C" fn give_passphrase(room: *mut c_char, size: c_int, _writing: c_int, user: *mut c_void) -> c_int {
    // SAFETY: `user` is the option that `with_passphrase` lends for the call.
    let passphrase = unsafe { &*user.cast::<Option<&[u8]>>() };
    match passphrase {
        Some(bytes) if bytes.len() <= usize::try_from(size).unwrap_or(0) => {
            // SAFETY: there is room for as many bytes.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), room.cast(), bytes.len()) };
            bytes.len() as c_int
        }
        _ => -1,
    }
}

type Reader<'a> = dyn Fn(ffi::pem_password_cb, *mut c_void) -> *mut ffi::EVP_PKEY + 'a;

/// A private key by a reader of the library that may ask for a passphrase.
fn with_passphrase(passphrase: Option<&[u8]>, otherwise: &'static str, read: &Reader<'_>) -> Outcome<Pkey> {
    crate::error::clear();
    let mut lent = passphrase;
    // SAFETY: the reader's answer is a new key or null.
    let key = unsafe { Pkey::own(read(Some(give_passphrase), (&raw mut lent).cast())) };
    let stack = openssl::error::ErrorStack::get();
    if let Some(key) = key {
        return Ok(key);
    }
    let wanted = stack
        .errors()
        .first()
        .is_some_and(|error| error.library_code() == LIB_PEM && error.reason_code() == BAD_PASSWORD_READ);
    if wanted && passphrase.is_none() {
        return Err(Failure::type_error("ERR_MISSING_PASSPHRASE", "Passphrase required for encrypted key"));
    }
    Err(Failure::of_stack(stack, otherwise))
}

const NO_PRIVATE: &str = "Failed to read private key";
const NO_KEY: &str = "Failed to read asymmetric key";

/// A private key.
pub fn private(data: &[u8], layout: Layout, passphrase: Option<&[u8]>) -> Outcome<Pkey> {
    read_private(data, layout, passphrase, NO_PRIVATE)
}

fn read_private(data: &[u8], layout: Layout, passphrase: Option<&[u8]>, otherwise: &'static str) -> Outcome<Pkey> {
    match layout {
        Layout::Pem => {
            let bio = Bio::reading(data)?;
            with_passphrase(passphrase, otherwise, &|callback, user| {
                // SAFETY: the stream and the passphrase live during the call.
                unsafe { ffi::PEM_read_bio_PrivateKey(bio.as_ptr(), ptr::null_mut(), callback, user) }
            })
        }
        Layout::Pkcs8 if is_encrypted(data) => {
            let bio = Bio::reading(data)?;
            with_passphrase(passphrase, otherwise, &|callback, user| {
                // SAFETY: as above.
                unsafe { ffi::d2i_PKCS8PrivateKey_bio(bio.as_ptr(), ptr::null_mut(), callback, user) }
            })
        }
        Layout::Pkcs8 => {
            let bio = Bio::reading(data)?;
            with_passphrase(passphrase, otherwise, &|_, _| {
                // SAFETY: the structure read is freed here; the key made of it is new.
                unsafe {
                    let info = more::d2i_PKCS8_PRIV_KEY_INFO_bio(bio.as_ptr(), ptr::null_mut());
                    if info.is_null() {
                        return ptr::null_mut();
                    }
                    let key = ffi::EVP_PKCS82PKEY(info);
                    ffi::PKCS8_PRIV_KEY_INFO_free(info);
                    key
                }
            })
        }
        Layout::Pkcs1 => from_der(data, otherwise, |at, length| {
            // SAFETY: see `from_der`.
            unsafe { more::d2i_PrivateKey(RSA, ptr::null_mut(), at, length) }
        }),
        Layout::Sec1 => from_der(data, otherwise, |at, length| {
            // SAFETY: see `from_der`.
            unsafe { more::d2i_PrivateKey(EC, ptr::null_mut(), at, length) }
        }),
        Layout::Spki => Err(Failure::Plain(NO_PRIVATE)),
    }
}

/// `read` gets where the bytes start and how many they are, and reads no further.
fn from_der(
    data: &[u8],
    otherwise: &'static str,
    read: impl Fn(*mut *const u8, c_long) -> *mut ffi::EVP_PKEY,
) -> Outcome<Pkey> {
    crate::start::ensure();
    crate::error::clear();
    let mut at = super::params::start_of(data);
    let length = c_long::try_from(data.len()).map_err(|_| Failure::Plain(otherwise))?;
    // SAFETY: the reader's answer is a new key or null.
    let key = unsafe { Pkey::own(read(&mut at, length)) };
    let stack = openssl::error::ErrorStack::get();
    key.ok_or_else(|| Failure::of_stack(stack, otherwise))
}

/// The bytes of the first block of that name in a PEM text.
fn pem_block(data: &[u8], name: &CStr) -> Option<Vec<u8>> {
    let bio = Bio::reading(data).ok()?;
    let mut block = ptr::null_mut();
    let mut length: c_long = 0;
    let mut no_passphrase: Option<&[u8]> = None;
    // SAFETY: the block is memory of the library's, copied and freed here.
    let bytes = unsafe {
        let found = more::PEM_bytes_read_bio(
            &mut block,
            &mut length,
            ptr::null_mut(),
            name.as_ptr(),
            bio.as_ptr(),
            Some(give_passphrase),
            (&raw mut no_passphrase).cast(),
        );
        if found == 1 && !block.is_null() {
            let bytes = std::slice::from_raw_parts(block, usize::try_from(length).unwrap_or(0)).to_vec();
            ffi::CRYPTO_free(block.cast(), c"".as_ptr(), 0);
            Some(bytes)
        } else {
            None
        }
    };
    crate::error::clear();
    bytes
}

/// A public key; `None` where a PEM text has no public key at all.
fn public(data: &[u8], layout: Layout) -> Option<Outcome<Pkey>> {
    match layout {
        Layout::Pem => {
            if let Some(block) = pem_block(data, c"PUBLIC KEY") {
                return Some(spki(&block));
            }
            if let Some(block) = pem_block(data, c"RSA PUBLIC KEY") {
                return Some(rsa_public(&block));
            }
            pem_block(data, c"CERTIFICATE").map(|block| certificate_key(&block))
        }
        Layout::Pkcs1 => Some(rsa_public(data)),
        Layout::Spki => Some(spki(data)),
        Layout::Pkcs8 | Layout::Sec1 => None,
    }
}

fn spki(data: &[u8]) -> Outcome<Pkey> {
    from_der(data, NO_KEY, |at, length| {
        // SAFETY: see `from_der`.
        unsafe { ffi::d2i_PUBKEY(ptr::null_mut(), at, length) }
    })
}

fn rsa_public(data: &[u8]) -> Outcome<Pkey> {
    from_der(data, NO_KEY, |at, length| {
        // SAFETY: see `from_der`.
        unsafe { more::d2i_PublicKey(RSA, ptr::null_mut(), at, length) }
    })
}

fn certificate_key(data: &[u8]) -> Outcome<Pkey> {
    from_der(data, NO_KEY, |at, length| {
        // SAFETY: the certificate is freed here; its key has a reference of its own.
        unsafe {
            let certificate = ffi::d2i_X509(ptr::null_mut(), at, length);
            if certificate.is_null() {
                return ptr::null_mut();
            }
            let key = ffi::X509_get_pubkey(certificate);
            ffi::X509_free(certificate);
            key
        }
    })
}

/// A public key, or a private one whose public part is meant.
pub fn public_or_private(data: &[u8], layout: Layout, passphrase: Option<&[u8]>) -> Outcome<Pkey> {
    let is_public = match layout {
        Layout::Pem => return public(data, layout).unwrap_or_else(|| read_private(data, layout, passphrase, NO_KEY)),
        Layout::Pkcs1 => !is_rsa_private(data),
        Layout::Spki => true,
        Layout::Pkcs8 | Layout::Sec1 => false,
    };
    match public(data, layout) {
        // Node tells what the library says, but not as the error itself.
        Some(outcome) if is_public => outcome.map_err(|failure| failure.behind(NO_KEY)),
        _ => read_private(data, layout, passphrase, NO_KEY),
    }
}

/// What is inside a DER sequence, as far as the bytes go.
fn sequence(data: &[u8]) -> Option<&[u8]> {
    if *data.first()? != 0x30 {
        return None;
    }
    let first = *data.get(1)?;
    if first & 0x80 == 0 {
        return data.get(2..);
    }
    data.get(2 + usize::from(first & 0x7f)..)
}

/// A private key of PKCS#1 begins with its version, 0 or 1; a public one with the modulus.
fn is_rsa_private(data: &[u8]) -> bool {
    matches!(sequence(data), Some([2, 1, 0 | 1, ..]))
}

/// What is not encrypted begins with a version.
fn is_encrypted(data: &[u8]) -> bool {
    matches!(sequence(data), Some([first, ..]) if *first != 2)
}
