//! A key of the library: shared, immutable, usable from any thread. What it holds is read by name.

use std::ffi::CStr;
use std::ptr::{self, NonNull};
use std::sync::{Arc, OnceLock};

use foreign_types::ForeignType;
use libc::c_int;
use openssl::bn::BigNum;
use openssl_sys as ffi;

use super::failure::{Failure, Outcome};
use super::fast::FastKey;
use super::ffi as more;
use super::fresh::{Algorithm, Fresh};
use super::params::Params;

/// Which part of a key is meant, as the library counts them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Parameters = 0x84,
    Public = 0x86,
    Pair = 0x87,
}

#[derive(Clone)]
pub struct Pkey(Arc<Shared>);

struct Shared {
    /// Of a fresh pair it is made when it is first asked for.
    key: OnceLock<LibraryKey>,
    fresh: Option<Fresh>,
    /// Made when it is first asked for; `None` inside for a key that has none.
    fast: OnceLock<Option<FastKey>>,
}

/// One reference to a key of the library.
pub(crate) struct LibraryKey(NonNull<ffi::EVP_PKEY>);

// SAFETY: the library locks what it fills in late; nothing here changes a key once it is made.
unsafe impl Send for LibraryKey {}
// SAFETY: as above.
unsafe impl Sync for LibraryKey {}

impl Drop for LibraryKey {
    fn drop(&mut self) {
        // SAFETY: this holds one reference.
        unsafe { ffi::EVP_PKEY_free(self.0.as_ptr()) }
    }
}

impl LibraryKey {
    /// A key of the algorithm from its values. `properties` say which implementation, where that is not the usual one.
    pub fn from_params(algorithm: &CStr, properties: Option<&CStr>, part: Part, params: &Params<'_>) -> Outcome<Self> {
        let params = params.build()?;
        let mut key = ptr::null_mut();
        let properties = properties.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: the context lives for these calls alone; the key made is taken over.
        unsafe {
            let context = ffi::EVP_PKEY_CTX_new_from_name(ptr::null_mut(), algorithm.as_ptr(), properties);
            if context.is_null() {
                return Err(Failure::library("Unsupported algorithm"));
            }
            let done = ffi::EVP_PKEY_fromdata_init(context) == 1
                && ffi::EVP_PKEY_fromdata(context, &mut key, part as c_int, params.as_ptr()) == 1;
            ffi::EVP_PKEY_CTX_free(context);
            let key = NonNull::new(key).map(Self);
            if done { key.ok_or_else(|| Failure::library("Invalid key")) } else { Err(Failure::library("Invalid key")) }
        }
    }
}

/// Overwrites bytes that nobody may find later.
pub(super) fn wipe(bytes: &mut [u8]) {
    // SAFETY: it writes to the slice alone.
    unsafe { more::OPENSSL_cleanse(bytes.as_mut_ptr().cast(), bytes.len()) }
}

impl Pkey {
    /// Takes over one reference; nothing for a null pointer.
    ///
    /// # Safety
    /// A pointer that is not null is a key with a reference to give away.
    pub(crate) unsafe fn own(key: *mut ffi::EVP_PKEY) -> Option<Self> {
        NonNull::new(key).map(|key| Self::of_library(LibraryKey(key)))
    }

    fn of_library(key: LibraryKey) -> Self {
        Self(Arc::new(Shared { key: key.into(), fresh: None, fast: OnceLock::new() }))
    }

    /// # Errors
    /// The library has no such keys.
    pub(crate) fn of_fresh(fresh: Fresh) -> Outcome<Self> {
        // The library keeps private keys there.
        if crate::start::has_secure_heap() {
            return fresh.library().map(Self::of_library);
        }
        let key = fresh.first()?.map_or_else(OnceLock::new, OnceLock::from);
        Ok(Self(Arc::new(Shared { key, fresh: Some(fresh), fast: OnceLock::new() })))
    }

    pub(crate) fn as_ptr(&self) -> *mut ffi::EVP_PKEY {
        let make = || match self.0.fresh.as_ref().map(Fresh::library) {
            Some(Ok(key)) => key,
            // The library has made such keys: there is no memory for this one.
            _ => std::alloc::handle_alloc_error(std::alloc::Layout::new::<Shared>()),
        };
        self.0.key.get_or_init(make).0.as_ptr()
    }

    /// The bytes of a fresh pair whose keys are plain bytes.
    fn plain(&self) -> Option<&Fresh> {
        self.0.fresh.as_ref().filter(|fresh| fresh.algorithm != Algorithm::P256)
    }

    /// The key's second form, where it has one and FIPS' rules allow to use it.
    pub(crate) fn fast(&self) -> Option<&FastKey> {
        if crate::start::fips() {
            return None;
        }
        let make = || match &self.0.fresh {
            Some(fresh) => FastKey::of_fresh(fresh),
            None => FastKey::of(self),
        };
        self.0.fast.get_or_init(make).as_ref()
    }

    /// The library's name of the algorithm, "RSA" or "ML-KEM-512".
    pub fn name(&self) -> &str {
        if let Some(fresh) = &self.0.fresh {
            return fresh.name().to_str().unwrap_or("");
        }
        // SAFETY: the name belongs to the algorithm's implementation, which the key keeps.
        let name = unsafe {
            let name = more::EVP_PKEY_get0_type_name(self.as_ptr());
            if name.is_null() { c"" } else { CStr::from_ptr(name) }
        };
        name.to_str().unwrap_or("")
    }

    pub fn is(&self, name: &CStr) -> bool {
        // SAFETY: the name ends with a zero.
        unsafe { ffi::EVP_PKEY_is_a(self.as_ptr(), name.as_ptr()) == 1 }
    }

    pub fn bits(&self) -> i32 {
        // SAFETY: it only reads the key.
        unsafe { ffi::EVP_PKEY_get_bits(self.as_ptr()) }
    }

    /// The most bytes that an operation with it gives.
    pub fn size(&self) -> usize {
        // SAFETY: it only reads the key.
        usize::try_from(unsafe { ffi::EVP_PKEY_get_size(self.as_ptr()) }).unwrap_or(0)
    }

    /// Whether both hold the same key; `None` where the library cannot tell.
    pub fn same(&self, other: &Pkey) -> Option<bool> {
        // SAFETY: it only reads the keys.
        let answer = unsafe { ffi::EVP_PKEY_eq(self.as_ptr(), other.as_ptr()) };
        crate::error::clear();
        match answer {
            1 => Some(true),
            -2 => None,
            _ => Some(false),
        }
    }

    pub(crate) fn number(&self, name: &CStr) -> Option<BigNum> {
        let mut number = ptr::null_mut();
        // SAFETY: the library makes the number, which is taken over.
        unsafe {
            if ffi::EVP_PKEY_get_bn_param(self.as_ptr(), name.as_ptr(), &mut number) == 1 && !number.is_null() {
                return Some(BigNum::from_ptr(number));
            }
        }
        crate::error::clear();
        None
    }

    pub(crate) fn int(&self, name: &CStr) -> Option<i32> {
        let mut number: c_int = 0;
        // SAFETY: it writes one number.
        let done = unsafe { ffi::EVP_PKEY_get_int_param(self.as_ptr(), name.as_ptr(), &mut number) };
        crate::error::clear();
        (done == 1).then_some(number)
    }

    pub(crate) fn text(&self, name: &CStr) -> Option<String> {
        let mut room = [0u8; 128];
        let mut length = 0;
        // SAFETY: it writes at most as many bytes as it is told of.
        let done = unsafe {
            ffi::EVP_PKEY_get_utf8_string_param(
                self.as_ptr(),
                name.as_ptr(),
                room.as_mut_ptr().cast(),
                room.len(),
                &mut length,
            )
        };
        crate::error::clear();
        let text = room.get(..length)?;
        (done == 1).then(|| String::from_utf8_lossy(text).into_owned())
    }

    pub(crate) fn bytes(&self, name: &CStr) -> Option<Vec<u8>> {
        let mut length = 0;
        let get = |room: *mut u8, size: usize, length: &mut usize| {
            // SAFETY: without room it tells the length; then it writes at most as many bytes as there is room for.
            1 == unsafe { ffi::EVP_PKEY_get_octet_string_param(self.as_ptr(), name.as_ptr(), room, size, length) }
        };
        let mut bytes = None;
        if get(ptr::null_mut(), 0, &mut length) {
            let mut room = vec![0u8; length];
            if get(room.as_mut_ptr(), room.len(), &mut length) {
                room.truncate(length);
                bytes = Some(room);
            }
        }
        crate::error::clear();
        bytes
    }

    /// A key of the algorithm from its values.
    pub(crate) fn from_params(algorithm: &CStr, part: Part, params: &Params<'_>) -> Outcome<Self> {
        LibraryKey::from_params(algorithm, None, part, params).map(Self::of_library)
    }

    /// A public key from its bytes, for the algorithms whose keys are plain bytes.
    pub(crate) fn from_raw_public(algorithm: &CStr, bytes: &[u8]) -> Option<Self> {
        crate::start::ensure();
        // SAFETY: the bytes are read during the call; the key made is taken over.
        let key = unsafe {
            Self::own(ffi::EVP_PKEY_new_raw_public_key_ex(
                ptr::null_mut(),
                algorithm.as_ptr(),
                ptr::null(),
                bytes.as_ptr(),
                bytes.len(),
            ))
        };
        crate::error::clear();
        key
    }

    /// A private key from its bytes, with its public part.
    pub(crate) fn from_raw_private(algorithm: &CStr, bytes: &[u8]) -> Option<Self> {
        crate::start::ensure();
        // SAFETY: as above.
        let key = unsafe {
            Self::own(ffi::EVP_PKEY_new_raw_private_key_ex(
                ptr::null_mut(),
                algorithm.as_ptr(),
                ptr::null(),
                bytes.as_ptr(),
                bytes.len(),
            ))
        };
        crate::error::clear();
        key
    }

    /// The public key's plain bytes.
    pub(crate) fn raw_public(&self) -> Option<Vec<u8>> {
        if let Some(fresh) = self.plain() {
            return Some(fresh.public().to_vec());
        }
        // SAFETY: see `raw`.
        self.raw(|key, room, length| unsafe { ffi::EVP_PKEY_get_raw_public_key(key, room, length) })
    }

    /// The private key's plain bytes.
    pub(crate) fn raw_private(&self) -> Option<Vec<u8>> {
        if let Some(fresh) = self.plain() {
            return Some(fresh.private.to_vec());
        }
        // SAFETY: see `raw`.
        self.raw(|key, room, length| unsafe { ffi::EVP_PKEY_get_raw_private_key(key, room, length) })
    }

    /// `get` tells the length when it has no room, and writes no more than the length it is told of.
    fn raw(&self, get: impl Fn(*const ffi::EVP_PKEY, *mut u8, *mut usize) -> c_int) -> Option<Vec<u8>> {
        let mut length = 0;
        let mut bytes = None;
        if get(self.as_ptr(), ptr::null_mut(), &mut length) == 1 {
            let mut room = vec![0u8; length];
            if get(self.as_ptr(), room.as_mut_ptr(), &mut length) == 1 {
                room.truncate(length);
                bytes = Some(room);
            }
        }
        crate::error::clear();
        bytes
    }
}
