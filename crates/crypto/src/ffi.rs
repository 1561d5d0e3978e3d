//! OpenSSL's functions: those that `openssl-sys` binds, and the declarations of those that it leaves out. Nothing else.

pub use openssl_sys::*;

use std::ffi::{c_char, c_ulong, c_void};

#[repr(C)]
pub struct OPENSSL_INIT_SETTINGS {
    _opaque: [u8; 0],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct EC_builtin_curve {
    pub nid: c_int,
    pub comment: *const c_char,
}

pub type DigestVisitor = unsafe extern "C" fn(*const EVP_MD, *const c_char, *const c_char, *mut c_void);
pub type CipherVisitor = unsafe extern "C" fn(*const EVP_CIPHER, *const c_char, *const c_char, *mut c_void);

pub const INIT_LOAD_CONFIG: u64 = 0x40;
pub const INIT_NO_ATEXIT: u64 = 0x0008_0000;
pub const CONF_IGNORE_MISSING_FILE: c_ulong = 0x10;

pub const MD_FLAG_XOF: c_ulong = 0x0002;
pub const CIPHER_CTX_FLAG_WRAP_ALLOW: c_int = 1;

// SAFETY: the declarations are those of the library's headers, version 3.6.
unsafe extern "C" {
    pub fn OPENSSL_init_crypto(options: u64, settings: *const OPENSSL_INIT_SETTINGS) -> c_int;
    pub fn OPENSSL_INIT_new() -> *mut OPENSSL_INIT_SETTINGS;
    pub fn OPENSSL_INIT_free(settings: *mut OPENSSL_INIT_SETTINGS);
    pub fn OPENSSL_INIT_set_config_filename(settings: *mut OPENSSL_INIT_SETTINGS, name: *const c_char) -> c_int;
    pub fn OPENSSL_INIT_set_config_appname(settings: *mut OPENSSL_INIT_SETTINGS, name: *const c_char) -> c_int;
    pub fn OPENSSL_INIT_set_config_file_flags(settings: *mut OPENSSL_INIT_SETTINGS, flags: c_ulong);

    pub fn SHA1_Transform(state: *mut SHA_CTX, block: *const u8);
    pub fn SHA256_Transform(state: *mut SHA256_CTX, block: *const u8);
    pub fn SHA512_Transform(state: *mut SHA512_CTX, block: *const u8);

    pub fn ERR_peek_error() -> c_ulong;
    pub fn ERR_error_string_n(error: c_ulong, buffer: *mut c_char, length: usize);

    pub fn EVP_MD_get0_name(md: *const EVP_MD) -> *const c_char;
    pub fn EVP_MD_get_flags(md: *const EVP_MD) -> c_ulong;
    pub fn EVP_MD_do_all_sorted(visit: DigestVisitor, argument: *mut c_void);
    pub fn EVP_CIPHER_get0_name(cipher: *const EVP_CIPHER) -> *const c_char;
    pub fn EVP_CIPHER_do_all_sorted(visit: CipherVisitor, argument: *mut c_void);
    pub fn EVP_CipherInit_ex2(
        ctx: *mut EVP_CIPHER_CTX,
        cipher: *const EVP_CIPHER,
        key: *const u8,
        iv: *const u8,
        enc: c_int,
        params: *const OSSL_PARAM,
    ) -> c_int;
    pub fn EVP_CipherFinal_ex(ctx: *mut EVP_CIPHER_CTX, out: *mut u8, length: *mut c_int) -> c_int;

    pub fn EC_get_builtin_curves(curves: *mut EC_builtin_curve, count: usize) -> usize;

    pub fn BN_generate_prime_ex2(
        ret: *mut BIGNUM,
        bits: c_int,
        safe: c_int,
        add: *const BIGNUM,
        rem: *const BIGNUM,
        cb: *mut c_void,
        ctx: *mut BN_CTX,
    ) -> c_int;

    pub fn CRYPTO_secure_malloc_init(size: usize, min: usize) -> c_int;
    pub fn CRYPTO_secure_malloc_initialized() -> c_int;
    pub fn CRYPTO_secure_used() -> usize;

    pub fn OSSL_PROVIDER_available(ctx: *mut OSSL_LIB_CTX, name: *const c_char) -> c_int;
}
