//! The bytes of a pair that was made here (`fast.rs`). The library's key is made of them when it is first asked for: to
//! make it takes as long as the pair itself, and many keys are only shown, compared by type or thrown away.

use std::ffi::CStr;
use std::sync::atomic::{AtomicBool, Ordering};

use openssl::bn::BigNum;

use super::failure::{Failure, Outcome};
use super::params::{Params, Value};
use super::pkey::{LibraryKey, Part, wipe};

/// What the pair is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Ed25519,
    X25519,
    P256,
}

pub(crate) struct Fresh {
    pub algorithm: Algorithm,
    /// A point of P-256 is one byte for its form and two numbers, the others are 32 bytes.
    public: [u8; 65],
    pub private: [u8; 32],
}

impl Drop for Fresh {
    fn drop(&mut self) {
        wipe(&mut self.private);
    }
}

/// Whether the library has made a key of each algorithm. One that it could not make has to fail where the program asks for
/// it, and not later; whether it can is settled by its configuration.
static TAKES: [AtomicBool; 3] = [const { AtomicBool::new(false) }; 3];

impl Fresh {
    /// `public` has the length that the algorithm says.
    pub fn new(algorithm: Algorithm, public: &[u8], private: &[u8; 32]) -> Self {
        let mut fresh = Self { algorithm, public: [0; 65], private: *private };
        fresh.public[..public.len()].copy_from_slice(public);
        fresh
    }

    pub fn public(&self) -> &[u8] {
        &self.public[..if self.algorithm == Algorithm::P256 { 65 } else { 32 }]
    }

    /// The library's name.
    pub fn name(&self) -> &'static CStr {
        match self.algorithm {
            Algorithm::Ed25519 => c"ED25519",
            Algorithm::X25519 => c"X25519",
            Algorithm::P256 => c"EC",
        }
    }

    /// The library's key now, if there is no telling yet whether it can be made later.
    pub fn first(&self) -> Outcome<Option<LibraryKey>> {
        let takes = &TAKES[self.algorithm as usize];
        if takes.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let key = self.library()?;
        takes.store(true, Ordering::Relaxed);
        Ok(Some(key))
    }

    /// # Errors
    /// The library does not have the algorithm, or no memory.
    pub fn library(&self) -> Outcome<LibraryKey> {
        // Rules that were set since do not count for a key that is there.
        let properties = Some(c"-fips");
        if self.algorithm != Algorithm::P256 {
            let params =
                Params::new().with(c"pub", Value::Bytes(self.public())).with(c"priv", Value::Bytes(&self.private));
            return LibraryKey::from_params(self.name(), properties, Part::Pair, &params);
        }
        let mut private = BigNum::from_slice(&self.private).map_err(Failure::from)?;
        private.set_const_time();
        let params = Params::new()
            .with(c"group", Value::Text("prime256v1"))
            .with(c"encoding", Value::Text("named_curve"))
            .with(c"pub", Value::Bytes(self.public()))
            .with(c"priv", Value::Number(&private));
        let made = LibraryKey::from_params(self.name(), properties, Part::Pair, &params);
        drop(params);
        private.clear();
        made
    }
}
