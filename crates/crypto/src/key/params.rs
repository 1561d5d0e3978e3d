//! Named values for the library's operations: written down in Rust, turned into the library's array for one call.

use std::ffi::CStr;
use std::ptr::NonNull;

use foreign_types::ForeignTypeRef;
use openssl::bn::BigNumRef;
use openssl_sys as ffi;

use super::failure::{Failure, Outcome};

pub(crate) enum Value<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Number(&'a BigNumRef),
    Int(i32),
    Uint(u32),
    Size(usize),
}

/// Names with values, in the order given.
#[derive(Default)]
pub(crate) struct Params<'a>(Vec<(&'static CStr, Value<'a>)>);

impl<'a> Params<'a> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, name: &'static CStr, value: Value<'a>) -> Self {
        self.0.push((name, value));
        self
    }

    pub fn add(&mut self, name: &'static CStr, value: Value<'a>) {
        self.0.push((name, value));
    }

    pub fn append(&mut self, mut other: Params<'a>) {
        self.0.append(&mut other.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The library's array with copies of all values.
    pub fn build(&self) -> Outcome<Built> {
        crate::start::ensure();
        // SAFETY: the builder is used here alone and freed below; what is pushed lives in `self` until the array, which
        // copies it, is made.
        unsafe {
            let builder = ffi::OSSL_PARAM_BLD_new();
            if builder.is_null() {
                return Err(Failure::library("Out of memory"));
            }
            let mut good = true;
            for (name, value) in &self.0 {
                let name = name.as_ptr();
                good &= 1
                    == match value {
                        Value::Text(text) => {
                            ffi::OSSL_PARAM_BLD_push_utf8_string(builder, name, text.as_ptr().cast(), text.len())
                        }
                        Value::Bytes(bytes) => {
                            ffi::OSSL_PARAM_BLD_push_octet_string(builder, name, start_of(bytes).cast(), bytes.len())
                        }
                        Value::Number(number) => ffi::OSSL_PARAM_BLD_push_BN(builder, name, number.as_ptr()),
                        Value::Int(number) => ffi::OSSL_PARAM_BLD_push_int(builder, name, *number),
                        Value::Uint(number) => ffi::OSSL_PARAM_BLD_push_uint(builder, name, *number),
                        Value::Size(number) => ffi::OSSL_PARAM_BLD_push_size_t(builder, name, *number),
                    };
            }
            let array = if good { ffi::OSSL_PARAM_BLD_to_param(builder) } else { std::ptr::null_mut() };
            ffi::OSSL_PARAM_BLD_free(builder);
            NonNull::new(array).map(Built).ok_or_else(|| Failure::library("Invalid parameters"))
        }
    }
}

/// Where bytes start: for no bytes some address that is not null, which the library would take for "not given".
pub(crate) fn start_of(bytes: &[u8]) -> *const u8 {
    if bytes.is_empty() { c"".as_ptr().cast() } else { bytes.as_ptr() }
}

/// The library's array, freed with this.
pub(crate) struct Built(NonNull<ffi::OSSL_PARAM>);

impl Built {
    pub fn as_ptr(&self) -> *mut ffi::OSSL_PARAM {
        self.0.as_ptr()
    }
}

impl Drop for Built {
    fn drop(&mut self) {
        // SAFETY: it is the owner of an array that the builder made.
        unsafe { ffi::OSSL_PARAM_free(self.0.as_ptr()) }
    }
}
