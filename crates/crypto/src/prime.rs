//! Prime numbers: made at random, and tested. Numbers are bytes, the first of them the highest.

use std::cmp::Ordering;
use std::ffi::c_int;
use std::ptr;

use crate::error::Failure;
use crate::{ffi, start};

/// A number that is wiped when it goes.
#[derive(Debug)]
pub struct Number {
    bn: *mut ffi::BIGNUM,
}

// SAFETY: a number belongs to no thread, and is not changed once made.
unsafe impl Send for Number {}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: the number is this value's own.
        unsafe { ffi::BN_clear_free(self.bn) };
    }
}

impl Number {
    /// The number that the bytes are.
    ///
    /// # Errors
    /// It is too long for the library.
    pub fn new(bytes: &[u8]) -> Result<Self, Failure> {
        let length = c_int::try_from(bytes.len()).map_err(|_| Failure::plain("bignum too long"))?;
        // SAFETY: the bytes are readable for their length.
        let bn = unsafe { ffi::BN_bin2bn(bytes.as_ptr(), length, ptr::null_mut()) };
        if bn.is_null() { Err(Failure::take("bignum too long")) } else { Ok(Self { bn }) }
    }

    /// How many bits it has.
    pub fn bits(&self) -> usize {
        // SAFETY: the number is alive.
        usize::try_from(unsafe { ffi::BN_num_bits(self.bn) }).unwrap_or(0)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        // SAFETY: both numbers are alive.
        Some(unsafe { ffi::BN_cmp(self.bn, other.bn) }.cmp(&0))
    }
}

struct Scratch(*mut ffi::BN_CTX);

impl Scratch {
    fn new() -> Self {
        // SAFETY: no arguments; null makes the library allocate by itself.
        Self(unsafe { ffi::BN_CTX_secure_new() })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own.
        unsafe { ffi::BN_CTX_free(self.0) };
    }
}

/// What a prime is to be.
#[derive(Debug)]
pub struct Wish {
    pub bits: u32,
    pub safe: bool,
    pub add: Option<Number>,
    pub rem: Option<Number>,
}

/// A random prime.
///
/// # Errors
/// The library's own.
pub fn generate(wish: &Wish) -> Result<Vec<u8>, Failure> {
    start::ensure();
    let bits = c_int::try_from(wish.bits).map_err(|_| Failure::plain("bignum too long"))?;
    let of = |number: &Option<Number>| number.as_ref().map_or(ptr::null(), |number| number.bn.cast_const());
    let scratch = Scratch::new();
    // SAFETY: no arguments.
    let prime = Number { bn: unsafe { ffi::BN_secure_new() } };
    // SAFETY: all numbers are alive or null.
    let done = unsafe {
        !prime.bn.is_null()
            && ffi::BN_generate_prime_ex2(
                prime.bn,
                bits,
                wish.safe.into(),
                of(&wish.add),
                of(&wish.rem),
                ptr::null_mut(),
                scratch.0,
            ) == 1
    };
    if !done {
        return Err(Failure::of_job());
    }
    let mut bytes = vec![0; wish.bits.div_ceil(8) as usize];
    // SAFETY: the vector has the room that is told.
    if unsafe { ffi::BN_bn2binpad(prime.bn, bytes.as_mut_ptr(), bytes.len() as c_int) } < 0 {
        return Err(Failure::of_job());
    }
    Ok(bytes)
}

/// Whether a number is probably prime, after `checks` rounds, or as many as its length needs for zero.
///
/// # Errors
/// The library's own.
pub fn check(candidate: &Number, checks: i32) -> Result<bool, Failure> {
    start::ensure();
    let scratch = Scratch::new();
    // SAFETY: the number is alive.
    match unsafe { ffi::BN_is_prime_ex(candidate.bn, checks, scratch.0, ptr::null_mut()) } {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Failure::of_job()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_primes_are_prime_and_as_long_as_wished() {
        for bits in [2, 3, 8, 33, 256] {
            let prime = generate(&Wish { bits, safe: false, add: None, rem: None }).unwrap();
            let number = Number::new(&prime).unwrap();
            assert_eq!(number.bits(), bits as usize);
            assert!(check(&number, 0).unwrap());
        }
    }

    #[test]
    fn remainders_are_kept_to() {
        let (add, rem) = (Number::new(&[12]).unwrap(), Number::new(&[11]).unwrap());
        let prime = generate(&Wish { bits: 32, safe: false, add: Some(add), rem: Some(rem) }).unwrap();
        let value = prime.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
        assert_eq!(value % 12, 11);
    }

    #[test]
    fn composites_are_found() {
        assert!(!check(&Number::new(&[0, 15]).unwrap(), 0).unwrap());
        assert!(!check(&Number::new(&[]).unwrap(), 10).unwrap());
    }
}
