//! Whole messages under secret keys, in one call: encryption with the tag at the text's end, and KMAC.

use std::ffi::CString;
use std::ptr;

use openssl_sys as ffi;

use crate::cipher::{Cipher, LONGEST_BLOCK, Problem, Session};
use crate::error::Failure;
use crate::key::{Params, Value, start_of};

/// How a message is encrypted.
pub struct Sealing<'a> {
    /// The library's name of the cipher.
    pub cipher: &'a str,
    pub iv: &'a [u8],
    pub associated: &'a [u8],
    /// Bytes of the tag, where the cipher has one.
    pub tag: Option<usize>,
}

impl Sealing<'_> {
    fn session(&self, encrypt: bool, key: &[u8]) -> Result<Session, Problem> {
        let cipher =
            Cipher::by_name(self.cipher).ok_or_else(|| Problem::Library(Failure::plain("Unsupported cipher")))?;
        Session::new(cipher, encrypt, key, Some(self.iv), self.tag)
    }

    /// What the session makes of the text.
    fn run(&self, session: &mut Session, text: &[u8]) -> Result<Vec<u8>, Problem> {
        if !self.associated.is_empty() {
            session.set_aad(self.associated, Some(text.len()))?;
        }
        let mut out = vec![0; session.room(text.len())];
        // Nothing to do for an empty text, which ciphers of blocks still pad in the end.
        let length = if text.is_empty() { 0 } else { session.update(text, &mut out)? };
        out.truncate(length);
        let mut last = [0; LONGEST_BLOCK];
        let count = session.finish(&mut last)?;
        out.extend_from_slice(&last[..count]);
        Ok(out)
    }

    /// # Errors
    /// Key, vector or text do not fit the cipher.
    pub fn seal(&self, key: &[u8], text: &[u8]) -> Result<Vec<u8>, Problem> {
        let mut session = self.session(true, key)?;
        let mut sealed = self.run(&mut session, text)?;
        if let (Some(length), Some(tag)) = (self.tag, session.tag()) {
            sealed.extend_from_slice(&tag[..length.min(tag.len())]);
        }
        Ok(sealed)
    }

    /// # Errors
    /// As above, or the text is not what was sealed.
    pub fn open(&self, key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Problem> {
        let mut session = self.session(false, key)?;
        let Some(tag) = self.tag else { return self.run(&mut session, sealed) };
        let short = || Problem::Library(Failure::plain("The provided data is too small."));
        let (text, tag) = sealed.split_at(sealed.len().checked_sub(tag).ok_or_else(short)?);
        session.set_tag(tag)?;
        self.run(&mut session, text)
    }
}

/// The keyed digest of `strength` 128 or 256, `bits` long.
///
/// # Errors
/// The library's own.
pub fn kmac(
    strength: u32,
    key: &[u8],
    key_bits: usize,
    text: &[u8],
    customization: &[u8],
    bits: usize,
) -> Result<Vec<u8>, Failure> {
    // The library refuses keys of less than four bytes and counts lengths in bytes; the standard does neither.
    if key.len() < 4 || !key_bits.is_multiple_of(8) || !bits.is_multiple_of(8) {
        return Ok(crate::keccak::kmac(strength as usize, key, key_bits, text, customization, bits));
    }
    let length = bits / 8;
    crate::start::ensure();
    let failed = || Failure::take("KMAC failed");
    let name = CString::new(format!("KMAC-{strength}")).map_err(|_| failed())?;
    let mut params = Params::new().with(c"size", Value::Size(length));
    if !customization.is_empty() {
        params.add(c"custom", Value::Bytes(customization));
    }
    let params = params.build().map_err(|_| failed())?;
    let mut out = vec![0; length];
    let mut written = 0;
    // SAFETY: what is made is freed here; the library writes no more than the room it is told of.
    let done = unsafe {
        let algorithm = ffi::EVP_MAC_fetch(ptr::null_mut(), name.as_ptr(), ptr::null());
        if algorithm.is_null() {
            return Err(failed());
        }
        let context = ffi::EVP_MAC_CTX_new(algorithm);
        let done = !context.is_null()
            && ffi::EVP_MAC_init(context, start_of(key), key.len(), params.as_ptr()) == 1
            && ffi::EVP_MAC_update(context, start_of(text), text.len()) == 1
            && ffi::EVP_MAC_final(context, out.as_mut_ptr(), &mut written, out.len()) == 1;
        ffi::EVP_MAC_CTX_free(context);
        ffi::EVP_MAC_free(algorithm);
        done
    };
    if !done {
        return Err(failed());
    }
    out.truncate(written);
    Ok(out)
}
