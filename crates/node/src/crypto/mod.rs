//! `node:crypto`, natively: one file of operations per topic, over `weir_crypto`. JavaScript checks arguments. What lives
//! longer than a call (a hash, a cipher) has a number and goes with the JavaScript object that owns it; what may take long
//! is a job on the pool's lane for computation, with copies of small inputs and the program's own memory for large ones.

pub(crate) mod agree;
mod cipher;
mod derive;
mod failure;
mod hash;
pub(crate) mod keys;
mod natives;
mod random;
pub(crate) mod sign;
mod table;
mod util;
pub(crate) mod web;
pub(crate) mod x509;

use std::cell::RefCell;

use weir_engine::{Binding, ops};

/// The part of an environment that ops of cryptography work on.
#[derive(Default)]
pub(crate) struct State {
    digests: RefCell<Vec<hash::Known>>,
    last_key: RefCell<weir_crypto::direct::LastKey>,
    hashes: table::Table<hash::Running>,
    named_ciphers: RefCell<Vec<cipher::Named>>,
    ciphers: table::Table<weir_crypto::cipher::Session>,
    random: RefCell<weir_crypto::random::Store>,
    natives: natives::Natives,
}

pub const BINDING: Binding = Binding {
    name: "crypto",
    ops: ops![
        hash::digest_open,
        hash::digest_unknown,
        hash::hash_bytes,
        hash::hash_whole,
        hash::hash_part,
        hash::hmac_part,
        hash::hash_open,
        hash::hash_update,
        hash::hash_update_view,
        hash::hash_copy,
        hash::hash_digest,
        cipher::cipher_info,
        cipher::cipher_named,
        cipher::cipher_open,
        cipher::cipher_own,
        cipher::cipher_update,
        cipher::cipher_finish,
        cipher::cipher_set_padding,
        cipher::cipher_set_tag,
        cipher::cipher_no_tag,
        cipher::cipher_set_aad,
        random::random_fill,
        random::random_below,
        random::random_uuid,
        random::random_uuids,
        random::random_fill_later,
        random::generate_prime,
        random::check_prime,
        derive::pbkdf2,
        derive::check_scrypt,
        derive::scrypt,
        derive::hkdf,
        derive::argon2,
        util::configure,
        util::version_number,
        util::digest_names,
        util::cipher_names,
        util::curve_names,
        util::timing_safe_equal,
        util::incomparable,
        util::fips,
        util::fips_available,
        util::set_fips,
        util::secure_heap_used,
        util::random_ready,
        util::security_level,
    ],
    init: None,
};
