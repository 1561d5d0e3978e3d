//! Keyed digests: HMAC over any digest that has blocks.

use std::ffi::{c_int, c_uint};
use std::ptr;
use std::sync::Arc;

use crate::digest::Digest;
use crate::direct::DirectHmac;
use crate::error::Failure;
use crate::ffi;

/// One HMAC under way.
#[derive(Debug)]
pub struct Hmac {
    ctx: *mut ffi::HMAC_CTX,
    digest: Arc<Digest>,
}

// SAFETY: a context belongs to no thread; `&mut` keeps two from using it at once.
unsafe impl Send for Hmac {}

impl Drop for Hmac {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own.
        unsafe { ffi::HMAC_CTX_free(self.ctx) };
    }
}

impl Hmac {
    /// # Errors
    /// The library's own: a digest that HMAC is not defined for.
    pub fn new(digest: Arc<Digest>, key: &[u8]) -> Result<Self, Failure> {
        // SAFETY: no arguments.
        let ctx = unsafe { ffi::HMAC_CTX_new() };
        let mut hmac = Self { ctx, digest };
        hmac.restart(key)?;
        Ok(hmac)
    }

    /// As if new, with another key.
    ///
    /// # Errors
    /// As for `new`.
    pub fn restart(&mut self, key: &[u8]) -> Result<(), Failure> {
        // A null key would mean the one before.
        let start = if key.is_empty() { [0u8].as_ptr() } else { key.as_ptr() };
        let length = c_int::try_from(key.len()).map_err(|_| Failure::plain("key is too big"))?;
        // SAFETY: the key is readable for its length, context and algorithm are alive; a null context is refused.
        let done = !self.ctx.is_null()
            && unsafe { ffi::HMAC_Init_ex(self.ctx, start.cast(), length, self.digest.as_ptr(), ptr::null_mut()) } == 1;
        if done { Ok(()) } else { Err(Failure::take("error:00000000:lib(0)::reason(0)")) }
    }

    pub fn digest(&self) -> &Arc<Digest> {
        &self.digest
    }

    /// Adds bytes; false when the library refuses them.
    pub fn update(&mut self, bytes: &[u8]) -> bool {
        // SAFETY: the slice is readable for its length.
        unsafe { ffi::HMAC_Update(self.ctx, bytes.as_ptr(), bytes.len()) == 1 }
    }

    /// Writes the code to all of `out`, which is as long as the digest.
    ///
    /// # Errors
    /// The library's own.
    pub fn finish(&mut self, out: &mut [u8]) -> Result<(), Failure> {
        let mut room = [0u8; 64];
        let mut written: c_uint = 0;
        // SAFETY: no digest is longer than the room.
        if unsafe { ffi::HMAC_Final(self.ctx, room.as_mut_ptr(), &raw mut written) } != 1 {
            return Err(Failure::take("Unsupported state"));
        }
        if written as usize != out.len() {
            return Err(Failure::plain("Unexpected length of a digest"));
        }
        out.copy_from_slice(&room[..out.len()]);
        Ok(())
    }
}

/// The whole of it for a text that is there already.
///
/// # Errors
/// As for `Hmac::new`.
pub fn hmac(digest: &Arc<Digest>, key: &[u8], text: &[u8]) -> Result<Vec<u8>, Failure> {
    if let Some(kind) = digest.direct() {
        let mut hmac = DirectHmac::new(kind, key);
        hmac.update(text);
        return Ok(hmac.finish()[..digest.size()].to_vec());
    }
    let mut hmac = Hmac::new(digest.clone(), key)?;
    hmac.update(text);
    let mut out = vec![0; digest.size()];
    hmac.finish(&mut out)?;
    Ok(out)
}
