//! Comparison in a time that depends on the length alone.

use crate::ffi;

/// Whether the bytes are the same. Both must have the same length, or they are not.
pub fn equal(one: &[u8], other: &[u8]) -> bool {
    // SAFETY: both are readable for the length that is compared.
    one.len() == other.len()
        && unsafe { ffi::CRYPTO_memcmp(one.as_ptr().cast(), other.as_ptr().cast(), one.len()) } == 0
}
