//! Digests: an algorithm is fetched once per process and shared, a `Hasher` is one computation of it.

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_uint};
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

use crate::direct::Kind;
use crate::error::{self, Failure};
use crate::{ffi, start};

/// A digest algorithm, fetched.
#[derive(Debug)]
pub struct Digest {
    md: *mut ffi::EVP_MD,
    size: usize,
    block: usize,
    extendable: bool,
    direct: Option<Kind>,
}

// SAFETY: a fetched algorithm is immutable and counted atomically by the library.
unsafe impl Send for Digest {}
// SAFETY: as above.
unsafe impl Sync for Digest {}

impl Drop for Digest {
    fn drop(&mut self) {
        // SAFETY: the reference that `EVP_MD_fetch` gave.
        unsafe { ffi::EVP_MD_free(self.md) };
    }
}

static KNOWN: RwLock<Option<HashMap<String, Arc<Digest>>>> = RwLock::new(None);

/// Why there is no such digest.
#[derive(Debug)]
pub enum Unknown {
    /// No algorithm has the name.
    Name,
    /// It is known, and no provider has it.
    Unsupported(Failure),
}

impl Digest {
    /// The algorithm with this name, in any of the spellings that the library knows.
    ///
    /// # Errors
    /// There is none, or none that may be used.
    pub fn by_name(name: &str) -> Result<Arc<Self>, Unknown> {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(digest) = known.as_ref().and_then(|known| known.get(name)) {
            return Ok(digest.clone());
        }
        drop(known);
        let digest = Arc::new(Self::fetch(name)?);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        // Spellings are few, unless somebody makes them up.
        if known.len() < 256 {
            known.insert(name.to_owned(), digest.clone());
        }
        Ok(digest)
    }

    fn fetch(name: &str) -> Result<Self, Unknown> {
        start::ensure();
        error::clear();
        // What signatures by DSA once called SHA-1.
        let name = if matches!(name, "dss1" | "DSS1") { "sha1" } else { name };
        let name = CString::new(name).map_err(|_| Unknown::Name)?;
        // The older table has the names that programs use, those of signatures that stand for their digest among them.
        // SAFETY: the string lives through the call; the answer is static or null.
        let older = unsafe { ffi::EVP_get_digestbyname(name.as_ptr()) };
        error::clear();
        if older.is_null() {
            return Err(Unknown::Name);
        }
        // SAFETY: the default context, and the name of an algorithm that is never freed.
        let md = unsafe { ffi::EVP_MD_fetch(ptr::null_mut(), ffi::EVP_MD_get0_name(older), ptr::null()) };
        if md.is_null() {
            error::clear();
            return Err(Unknown::Unsupported(refusal(older)));
        }
        // SAFETY: `md` was fetched above and is alive.
        let (size, block, flags) =
            unsafe { (ffi::EVP_MD_get_size(md), ffi::EVP_MD_get_block_size(md), ffi::EVP_MD_get_flags(md)) };
        let mut digest = Self {
            md,
            size: usize::try_from(size).unwrap_or(0),
            block: usize::try_from(block).unwrap_or(0),
            extendable: flags & ffi::MD_FLAG_XOF != 0,
            direct: None,
        };
        error::clear();
        if !start::fips() {
            digest.direct = Kind::of(digest.name());
        }
        if digest.extendable && digest.size == 0 {
            // The library has no default length for these; programs know the ones it had.
            digest.size = match digest.name().to_ascii_uppercase().as_str() {
                "SHAKE-128" | "SHAKE128" => 16,
                "SHAKE-256" | "SHAKE256" => 32,
                _ => 0,
            };
        }
        Ok(digest)
    }

    /// The library's name of it.
    pub fn name(&self) -> &str {
        // SAFETY: the algorithm is alive, and its name lives as long.
        unsafe { CStr::from_ptr(ffi::EVP_MD_get0_name(self.md)) }.to_str().unwrap_or("")
    }

    /// Bytes of a digest; for those of any length the usual one.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Bytes that are worked on at a time.
    pub fn block_size(&self) -> usize {
        self.block
    }

    /// Whether the digest may have any length.
    pub fn is_extendable(&self) -> bool {
        self.extendable
    }

    /// The plain functions for it, where they may be used.
    pub fn direct(&self) -> Option<Kind> {
        self.direct
    }

    /// The library's own value, for modules of this crate.
    pub fn as_ptr(&self) -> *const ffi::EVP_MD {
        self.md
    }
}

/// What the library says when an algorithm without a provider is used.
fn refusal(md: *const ffi::EVP_MD) -> Failure {
    // SAFETY: a context made and freed here, and a static algorithm.
    unsafe {
        let ctx = ffi::EVP_MD_CTX_new();
        ffi::EVP_DigestInit_ex(ctx, md, ptr::null_mut());
        ffi::EVP_MD_CTX_free(ctx);
    }
    Failure::peek("Digest method not supported")
}

/// The rules for algorithms have changed: they are fetched anew.
pub(crate) fn forget() {
    *KNOWN.write().unwrap_or_else(PoisonError::into_inner) = None;
}

/// One digest under way.
#[derive(Debug)]
pub struct Hasher {
    ctx: *mut ffi::EVP_MD_CTX,
    digest: Arc<Digest>,
}

// SAFETY: a context belongs to no thread; `&mut` keeps two from using it at once.
unsafe impl Send for Hasher {}

impl Drop for Hasher {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own.
        unsafe { ffi::EVP_MD_CTX_free(self.ctx) };
    }
}

impl Hasher {
    /// # Errors
    /// The library's own.
    pub fn new(digest: Arc<Digest>) -> Result<Self, Failure> {
        // SAFETY: no arguments.
        let ctx = unsafe { ffi::EVP_MD_CTX_new() };
        let mut hasher = Self { ctx, digest };
        hasher.restart()?;
        Ok(hasher)
    }

    /// As if new.
    ///
    /// # Errors
    /// The library's own.
    pub fn restart(&mut self) -> Result<(), Failure> {
        // SAFETY: context and algorithm are alive; a null context is refused.
        if self.ctx.is_null() || unsafe { ffi::EVP_DigestInit_ex(self.ctx, self.digest.md, ptr::null_mut()) } != 1 {
            return Err(Failure::peek("Digest method not supported"));
        }
        Ok(())
    }

    pub fn digest(&self) -> &Arc<Digest> {
        &self.digest
    }

    /// Adds bytes; false when the library refuses them.
    pub fn update(&mut self, bytes: &[u8]) -> bool {
        // SAFETY: the slice is readable for its length.
        unsafe { ffi::EVP_DigestUpdate(self.ctx, bytes.as_ptr().cast(), bytes.len()) == 1 }
    }

    /// Writes the digest to all of `out`, whose length is the algorithm's unless that is extendable. The hasher is of no
    /// use then until `restart`.
    ///
    /// # Errors
    /// The library's own.
    pub fn finish(&mut self, out: &mut [u8]) -> Result<(), Failure> {
        if out.is_empty() {
            return Ok(());
        }
        let done = if self.digest.extendable {
            // SAFETY: `out` is writable for its length.
            unsafe { ffi::EVP_DigestFinalXOF(self.ctx, out.as_mut_ptr(), out.len()) }
        } else {
            let mut room = [0u8; 64];
            let mut written: c_uint = 0;
            // SAFETY: no digest is longer than the room.
            let done = unsafe { ffi::EVP_DigestFinal_ex(self.ctx, room.as_mut_ptr(), &raw mut written) };
            if done == 1 && written as usize != out.len() {
                return Err(Failure::plain("Unexpected length of a digest"));
            }
            out.copy_from_slice(&room[..out.len()]);
            done
        };
        if done == 1 { Ok(()) } else { Err(Failure::take("Unsupported state")) }
    }

    /// Another one at the same place.
    ///
    /// # Errors
    /// The library's own.
    pub fn copy(&self) -> Result<Self, Failure> {
        // SAFETY: no arguments; a null context is refused by the copy.
        let copy = Self { ctx: unsafe { ffi::EVP_MD_CTX_new() }, digest: self.digest.clone() };
        // SAFETY: both contexts are alive or null, which the library checks.
        if copy.ctx.is_null() || unsafe { ffi::EVP_MD_CTX_copy_ex(copy.ctx, self.ctx) } != 1 {
            return Err(Failure::take("Digest copy error"));
        }
        Ok(copy)
    }
}

/// The error for a length that an algorithm cannot give.
pub fn wrong_length() -> Failure {
    error::clear();
    // SAFETY: adds to the thread's own queue; library 6 is EVP, reason 178 its word for this.
    unsafe {
        ffi::ERR_new();
        ffi::ERR_set_error(6, 178, ptr::null());
    }
    Failure::take("not XOF or invalid length")
}
