//! Memory that the library reads as a stream, or writes to.

use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use openssl_sys as ffi;

use super::failure::{Failure, Outcome};

/// The library's stream over bytes that live at least as long.
pub(crate) struct Bio<'a>(NonNull<ffi::BIO>, PhantomData<&'a [u8]>);

impl Drop for Bio<'_> {
    fn drop(&mut self) {
        // SAFETY: this is the owner.
        unsafe { ffi::BIO_free_all(self.0.as_ptr()) }
    }
}

impl<'a> Bio<'a> {
    pub fn reading(bytes: &'a [u8]) -> Outcome<Self> {
        crate::start::ensure();
        let length = i32::try_from(bytes.len()).map_err(|_| Failure::Plain("Key is too large"))?;
        // SAFETY: the library only reads the bytes, which outlive the stream.
        let bio = unsafe { ffi::BIO_new_mem_buf(super::params::start_of(bytes).cast(), length) };
        NonNull::new(bio).map(|bio| Self(bio, PhantomData)).ok_or_else(|| Failure::library("Out of memory"))
    }

    pub fn writing() -> Outcome<Bio<'static>> {
        crate::start::ensure();
        // SAFETY: it makes a stream with memory of its own.
        let bio = unsafe { ffi::BIO_new(ffi::BIO_s_mem()) };
        NonNull::new(bio).map(|bio| Bio(bio, PhantomData)).ok_or_else(|| Failure::library("Out of memory"))
    }

    pub fn as_ptr(&self) -> *mut ffi::BIO {
        self.0.as_ptr()
    }

    /// What was written.
    pub fn written(&self) -> Vec<u8> {
        let mut start = ptr::null_mut();
        // SAFETY: the stream tells where its bytes are; they are copied before anything else happens to it.
        unsafe {
            let length = ffi::BIO_get_mem_data(self.0.as_ptr(), &mut start);
            let length = usize::try_from(length).unwrap_or(0);
            if start.is_null() || length == 0 {
                return Vec::new();
            }
            std::slice::from_raw_parts(start.cast::<u8>(), length).to_vec()
        }
    }
}
