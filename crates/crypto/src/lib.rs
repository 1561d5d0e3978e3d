//! OpenSSL as weir uses it: the one place that touches the library. No JavaScript.
//!
//! The library starts with the first use of any of these modules (`start::ensure`), never before: a program without
//! cryptography pays nothing. Algorithms are fetched once and kept for the process, since a fetch costs more than a
//! small digest. What is made here may be used on any thread.

pub mod agree;
pub mod cipher;
pub mod compare;
pub mod digest;
pub mod direct;
pub mod error;
pub mod ffi;
mod gcm;
pub mod kdf;
pub mod keccak;
pub mod key;
pub mod list;
pub mod mac;
pub mod message;
pub mod prime;
pub mod random;
mod scrypt;
pub mod sign;
pub mod start;
pub mod x509;

pub use error::Failure;

/// The library's version.
pub fn version() -> &'static str {
    let text = openssl::version::version();
    text.split(' ').nth(1).unwrap_or(text)
}

/// The library's version as one number, `0xMNN00PPSL`.
pub fn version_number() -> i64 {
    openssl::version::number()
}

#[cfg(test)]
mod tests {
    #[test]
    fn version_is_of_the_third_series() {
        assert!(super::version().starts_with("3."), "{}", super::version());
    }
}
