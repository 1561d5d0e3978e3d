//! One operation with a key: settings, then bytes in and bytes out. Lives on one thread for one operation.

use std::ffi::CStr;
use std::ptr::{self, NonNull};

use libc::{c_int, size_t};
use openssl_sys as ffi;

use super::failure::{Failure, Outcome};
use super::ffi as more;
use super::params::{Params, start_of};
use super::pkey::Pkey;

pub(crate) struct Context(NonNull<ffi::EVP_PKEY_CTX>);

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: this is the owner.
        unsafe { ffi::EVP_PKEY_CTX_free(self.0.as_ptr()) }
    }
}

/// What is done with bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Encrypt,
    Decrypt,
    /// A signature without a digest: "private encryption".
    Sign,
    /// The inverse of that.
    Recover,
}

impl Context {
    /// For work with a key.
    pub fn of(key: &Pkey) -> Outcome<Self> {
        // SAFETY: the context takes a reference of its own.
        let context = unsafe { more::EVP_PKEY_CTX_new_from_pkey(ptr::null_mut(), key.as_ptr(), ptr::null()) };
        NonNull::new(context).map(Self).ok_or_else(|| Failure::library("Operation failed"))
    }

    /// For making a key.
    pub fn named(algorithm: &CStr) -> Outcome<Self> {
        crate::start::ensure();
        // SAFETY: the name ends with a zero.
        let context = unsafe { ffi::EVP_PKEY_CTX_new_from_name(ptr::null_mut(), algorithm.as_ptr(), ptr::null()) };
        NonNull::new(context).map(Self).ok_or_else(|| Failure::library("Unsupported algorithm"))
    }

    fn check(done: c_int, otherwise: &'static str) -> Outcome<()> {
        if done > 0 { Ok(()) } else { Err(Failure::library(otherwise)) }
    }

    pub fn set(&mut self, params: &Params<'_>) -> Outcome<()> {
        if params.is_empty() {
            return Ok(());
        }
        let built = params.build()?;
        // SAFETY: both live during the call.
        Self::check(unsafe { ffi::EVP_PKEY_CTX_set_params(self.0.as_ptr(), built.as_ptr()) }, "Invalid parameters")
    }

    /// Makes a key, or with `parameters` only what keys have in common.
    pub fn generate(mut self, parameters: bool, params: &Params<'_>) -> Outcome<Pkey> {
        let mut key = ptr::null_mut();
        // SAFETY: the key made is taken over.
        unsafe {
            let started = if parameters {
                ffi::EVP_PKEY_paramgen_init(self.0.as_ptr())
            } else {
                ffi::EVP_PKEY_keygen_init(self.0.as_ptr())
            };
            Self::check(started, "Key generation failed")?;
            self.set(params)?;
            let made = ffi::EVP_PKEY_generate(self.0.as_ptr(), &mut key);
            let key = Pkey::own(key);
            Self::check(made, "Key generation failed")?;
            key.ok_or_else(|| Failure::library("Key generation failed"))
        }
    }

    /// Bytes through the key.
    pub fn turn(self, turn: Turn, params: &Params<'_>, input: &[u8]) -> Outcome<Vec<u8>> {
        let built = params.build()?;
        let context = self.0.as_ptr();
        // SAFETY: the array lives during the calls; `work` writes no more than the length it is told of.
        unsafe {
            let started = match turn {
                Turn::Encrypt => more::EVP_PKEY_encrypt_init_ex(context, built.as_ptr()),
                Turn::Decrypt => more::EVP_PKEY_decrypt_init_ex(context, built.as_ptr()),
                Turn::Sign => more::EVP_PKEY_sign_init_ex(context, built.as_ptr()),
                Turn::Recover => more::EVP_PKEY_verify_recover_init_ex(context, built.as_ptr()),
            };
            Self::check(started, "Operation failed")?;
            Self::fill(|room, length| {
                let input_start = start_of(input);
                match turn {
                    Turn::Encrypt => ffi::EVP_PKEY_encrypt(context, room, length, input_start, input.len()),
                    Turn::Decrypt => ffi::EVP_PKEY_decrypt(context, room, length, input_start, input.len()),
                    Turn::Sign => ffi::EVP_PKEY_sign(context, room, length, input_start, input.len()),
                    Turn::Recover => ffi::EVP_PKEY_verify_recover(context, room, length, input_start, input.len()),
                }
            })
        }
    }

    /// Whether `signature` is that of the digest `input`.
    pub fn verify(self, params: &Params<'_>, input: &[u8], signature: &[u8]) -> Outcome<bool> {
        let built = params.build()?;
        // SAFETY: the array and the slices live during the calls.
        let answer = unsafe {
            Self::check(more::EVP_PKEY_verify_init_ex(self.0.as_ptr(), built.as_ptr()), "Operation failed")?;
            ffi::EVP_PKEY_verify(self.0.as_ptr(), start_of(signature), signature.len(), start_of(input), input.len())
        };
        crate::error::clear();
        Ok(answer == 1)
    }

    /// The secret shared with another's public key.
    pub fn derive(self, peer: &Pkey, params: &Params<'_>) -> Outcome<Vec<u8>> {
        let built = params.build()?;
        let context = self.0.as_ptr();
        // SAFETY: as in `turn`.
        unsafe {
            Self::check(more::EVP_PKEY_derive_init_ex(context, built.as_ptr()), "diffieHellman failed")?;
            Self::check(ffi::EVP_PKEY_derive_set_peer(context, peer.as_ptr()), "diffieHellman failed")?;
            Self::fill(|room, length| ffi::EVP_PKEY_derive(context, room, length))
        }
    }

    /// A new secret and what carries it to the owner of the private key; `None` when the key cannot do so.
    pub fn encapsulate(self, params: &Params<'_>) -> Outcome<Option<(Vec<u8>, Vec<u8>)>> {
        let built = params.build()?;
        let context = self.0.as_ptr();
        let (mut carried, mut secret) = (0, 0);
        // SAFETY: without room it tells the lengths; then it writes no more than those.
        unsafe {
            if ffi::EVP_PKEY_encapsulate_init(context, built.as_ptr()) != 1 {
                return Ok(None);
            }
            let asked = ffi::EVP_PKEY_encapsulate(context, ptr::null_mut(), &mut carried, ptr::null_mut(), &mut secret);
            Self::check(asked, "Failed to perform encapsulation")?;
            let (mut carrier, mut key) = (vec![0u8; carried], vec![0u8; secret]);
            let done =
                ffi::EVP_PKEY_encapsulate(context, carrier.as_mut_ptr(), &mut carried, key.as_mut_ptr(), &mut secret);
            Self::check(done, "Failed to perform encapsulation")?;
            carrier.truncate(carried);
            key.truncate(secret);
            Ok(Some((key, carrier)))
        }
    }

    /// The secret that was carried; `None` when the key cannot do so.
    pub fn decapsulate(self, params: &Params<'_>, carrier: &[u8]) -> Outcome<Option<Vec<u8>>> {
        let built = params.build()?;
        let context = self.0.as_ptr();
        // SAFETY: as in `turn`.
        unsafe {
            if ffi::EVP_PKEY_decapsulate_init(context, built.as_ptr()) != 1 {
                return Ok(None);
            }
            Self::fill(|room, length| {
                ffi::EVP_PKEY_decapsulate(context, room, length, start_of(carrier), carrier.len())
            })
            .map(Some)
        }
    }

    /// Whether the library finds the key sound: its parameters and public part, or all of it.
    pub fn sound(self, private: bool) -> bool {
        // SAFETY: it only reads the key.
        let answer = unsafe {
            if private { ffi::EVP_PKEY_check(self.0.as_ptr()) } else { ffi::EVP_PKEY_public_check(self.0.as_ptr()) }
        };
        crate::error::clear();
        answer == 1
    }

    /// Asks for the length, makes room and has it filled.
    fn fill(work: impl Fn(*mut u8, *mut size_t) -> c_int) -> Outcome<Vec<u8>> {
        let mut length: size_t = 0;
        Self::check(work(ptr::null_mut(), &mut length), "Operation failed")?;
        let mut room = vec![0u8; length];
        Self::check(work(room.as_mut_ptr(), &mut length), "Operation failed")?;
        room.truncate(length);
        Ok(room)
    }
}
