//! Keys out of passwords and other keys: PBKDF2, scrypt, HKDF, Argon2. Each is one call that may take long; callers run it
//! where it may block.

use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::sync::Arc;

use crate::digest::Digest;
use crate::error::{self, Failure};
use crate::mac::Hmac;
use crate::{ffi, scrypt, start};

/// An answer's memory, or an error where there is not so much.
fn room(length: usize) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    out.try_reserve_exact(length).map_err(|_| Failure::plain("Out of memory"))?;
    out.resize(length, 0);
    Ok(out)
}

fn pointer(bytes: &[u8]) -> *const u8 {
    // Some calls take null for "none", where an empty input is meant.
    if bytes.is_empty() { c"".as_ptr().cast() } else { bytes.as_ptr() }
}

/// Digests of any length have no HMAC; the library says so of some functions only.
fn refuse_extendable(digest: &Digest) -> Result<(), Failure> {
    if digest.is_extendable() {
        return Err(Failure::plain("error:1C8000B7:Provider routines::xof digests not allowed"));
    }
    Ok(())
}

fn int(length: usize) -> Result<c_int, Failure> {
    c_int::try_from(length).map_err(|_| Failure::plain("data too long"))
}

/// PBKDF2 with HMAC (RFC 8018).
///
/// # Errors
/// The library's own: a digest that HMAC is not defined for.
pub fn pbkdf2(
    digest: &Arc<Digest>,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Result<Vec<u8>, Failure> {
    refuse_extendable(digest)?;
    let mut out = room(length)?;
    if length == 0 {
        return Ok(out);
    }
    if let Some(kind) = digest.direct() {
        crate::direct::pbkdf2(kind, password, salt, iterations, &mut out);
        return Ok(out);
    }
    let count = int(iterations as usize)?;
    // SAFETY: all slices are readable, and the output writable, for the lengths that are told.
    let done = unsafe {
        ffi::PKCS5_PBKDF2_HMAC(
            pointer(password).cast(),
            int(password.len())?,
            pointer(salt),
            int(salt.len())?,
            count,
            digest.as_ptr(),
            int(length)?,
            out.as_mut_ptr(),
        )
    };
    if done == 1 { Ok(out) } else { Err(Failure::of_job()) }
}

/// The costs of scrypt.
#[derive(Debug, Clone, Copy)]
pub struct ScryptCost {
    pub n: u64,
    pub r: u64,
    pub p: u64,
    pub most_memory: u64,
}

/// Whether scrypt can run with these costs.
///
/// # Errors
/// Why it cannot, with an empty message where the library has none.
pub fn check_scrypt(cost: ScryptCost) -> Result<(), Failure> {
    start::ensure();
    error::clear();
    let ScryptCost { n, r, p, most_memory } = cost;
    let none = c"".as_ptr();
    // SAFETY: without output only the costs are looked at.
    let done = unsafe { ffi::EVP_PBE_scrypt(none, 0, none.cast(), 0, n, r, p, most_memory, ptr::null_mut(), 0) };
    if done == 1 { Ok(()) } else { Err(Failure::take("")) }
}

/// scrypt (RFC 7914).
///
/// # Errors
/// The costs are out of bounds, or there is not so much memory.
pub fn scrypt(password: &[u8], salt: &[u8], cost: ScryptCost, length: usize) -> Result<Vec<u8>, Failure> {
    start::ensure();
    if length == 0 {
        return Ok(Vec::new());
    }
    check_scrypt(cost)?;
    let digest = Digest::by_name("sha256").map_err(|_| Failure::plain("no SHA-256"))?;
    let costs = usize::try_from(cost.n).ok().zip(usize::try_from(cost.r).ok()).zip(usize::try_from(cost.p).ok());
    let no_memory = || Failure::plain("Out of memory");
    let ((n, r), p) = costs.ok_or_else(no_memory)?;
    // The costs are within the memory that is allowed, so these sizes fit.
    let mut room = scrypt::Room::new(n, r).ok_or_else(no_memory)?;
    let mut blocks = pbkdf2(&digest, password, salt, 1, 128 * r * p)?;
    for block in blocks.chunks_mut(128 * r) {
        scrypt::mix(block, n, &mut room);
    }
    let out = pbkdf2(&digest, password, &blocks, 1, length);
    // A password could be guessed from these.
    blocks.fill(0);
    std::hint::black_box(&blocks);
    out
}

/// HKDF (RFC 5869), both its steps. `length` is at most 255 digests.
///
/// # Errors
/// A digest that HMAC is not defined for.
pub fn hkdf(digest: &Arc<Digest>, key: &[u8], salt: &[u8], info: &[u8], length: usize) -> Result<Vec<u8>, Failure> {
    refuse_extendable(digest)?;
    let size = digest.size();
    let mut out = room(length)?;
    let extracted = crate::mac::hmac(digest, salt, key)?;
    let mut block = vec![0; size];
    let mut hmac = Hmac::new(digest.clone(), &extracted)?;
    for (index, piece) in out.chunks_mut(size.max(1)).enumerate() {
        if index > 0 {
            hmac.restart(&extracted)?;
            hmac.update(&block);
        }
        hmac.update(info);
        hmac.update(&[index as u8 + 1]);
        hmac.finish(&mut block)?;
        piece.copy_from_slice(&block[..piece.len()]);
    }
    Ok(out)
}

/// The three kinds of Argon2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argon2Kind {
    D,
    I,
    Id,
}

/// What Argon2 works on.
#[derive(Debug)]
pub struct Argon2 {
    pub kind: Argon2Kind,
    pub message: Vec<u8>,
    pub nonce: Vec<u8>,
    pub secret: Vec<u8>,
    pub associated: Vec<u8>,
    pub passes: u32,
    /// In KiB.
    pub memory: u32,
    pub lanes: u32,
    pub length: usize,
}

/// Argon2 (RFC 9106).
///
/// # Errors
/// The library's own.
pub fn argon2(input: &mut Argon2) -> Result<Vec<u8>, Failure> {
    start::ensure();
    let mut out = room(input.length)?;
    let name: &CStr = match input.kind {
        Argon2Kind::D => c"ARGON2D",
        Argon2Kind::I => c"ARGON2I",
        Argon2Kind::Id => c"ARGON2ID",
    };
    let mut threads = 1;
    // SAFETY: the parameters point into `input` and to locals, which live through the derivation; what is fetched and
    // made here is freed here.
    let done = unsafe {
        let octets = |key: &CStr, bytes: &mut Vec<u8>| {
            let start: *mut c_void = pointer(bytes).cast_mut().cast();
            ffi::OSSL_PARAM_construct_octet_string(key.as_ptr(), start, bytes.len())
        };
        let mut params = vec![
            octets(c"pass", &mut input.message),
            octets(c"salt", &mut input.nonce),
            ffi::OSSL_PARAM_construct_uint(c"iter".as_ptr(), &raw mut input.passes),
            ffi::OSSL_PARAM_construct_uint(c"memcost".as_ptr(), &raw mut input.memory),
            ffi::OSSL_PARAM_construct_uint(c"lanes".as_ptr(), &raw mut input.lanes),
            ffi::OSSL_PARAM_construct_uint(c"threads".as_ptr(), &raw mut threads),
        ];
        if !input.secret.is_empty() {
            params.push(octets(c"secret", &mut input.secret));
        }
        if !input.associated.is_empty() {
            params.push(octets(c"ad", &mut input.associated));
        }
        params.push(ffi::OSSL_PARAM_construct_end());
        let kdf = ffi::EVP_KDF_fetch(ptr::null_mut(), name.as_ptr(), ptr::null());
        let ctx = if kdf.is_null() { ptr::null_mut() } else { ffi::EVP_KDF_CTX_new(kdf) };
        let done = !ctx.is_null() && ffi::EVP_KDF_derive(ctx, out.as_mut_ptr(), out.len(), params.as_ptr()) == 1;
        ffi::EVP_KDF_CTX_free(ctx);
        ffi::EVP_KDF_free(kdf);
        done
    };
    if done { Ok(out) } else { Err(Failure::of_job()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn scrypt_of_rfc_7914() {
        let cost = ScryptCost { n: 1024, r: 8, p: 16, most_memory: 32 << 20 };
        let key = scrypt(b"password", b"NaCl", cost, 64).unwrap();
        assert!(hex(&key).starts_with("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"));
        assert!(check_scrypt(ScryptCost { n: 3, ..cost }).is_err());
        assert!(check_scrypt(ScryptCost { most_memory: 1024, ..cost }).is_err());
    }

    #[test]
    fn hkdf_of_rfc_5869() {
        let digest = Digest::by_name("sha256").unwrap();
        let salt: Vec<u8> = (0..13).collect();
        let info: Vec<u8> = (0xF0..0xFA).collect();
        let key = hkdf(&digest, &[0x0B; 22], &salt, &info, 42).unwrap();
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        assert_eq!(hex(&key), expected);
    }

    #[test]
    fn argon2id_of_rfc_9106() {
        let mut input = Argon2 {
            kind: Argon2Kind::Id,
            message: vec![1; 32],
            nonce: vec![2; 16],
            secret: vec![3; 8],
            associated: vec![4; 12],
            passes: 3,
            memory: 32,
            lanes: 4,
            length: 32,
        };
        let tag = argon2(&mut input).unwrap();
        assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    #[test]
    fn pbkdf2_with_a_digest_that_has_no_plain_functions() {
        let digest = Digest::by_name("sha512-256").unwrap();
        assert_eq!(pbkdf2(&digest, b"", b"", 2, 100).unwrap().len(), 100);
        let shake = Digest::by_name("shake128").unwrap();
        assert!(pbkdf2(&shake, b"", b"", 2, 100).is_err());
    }
}
