//! Functions of the library that `openssl-sys` does not declare, for keys, signatures and certificates. Types and
//! signatures as in the library's headers of the vendored version.
#![allow(non_camel_case_types)]

use libc::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void};
use openssl_sys::{
    ASN1_OBJECT, ASN1_TIME, BIO, EVP_CIPHER, EVP_PKEY, EVP_PKEY_CTX, OPENSSL_STACK, OSSL_LIB_CTX, OSSL_PARAM, X509,
    X509_NAME, pem_password_cb,
};

/// What a signed key is made of: only the first part matters here.
#[repr(C)]
pub struct NETSCAPE_SPKI {
    pub inner: *mut NETSCAPE_SPKAC,
    _algorithm: [*mut c_void; 2],
    _signature: *mut c_void,
}

#[repr(C)]
pub struct NETSCAPE_SPKAC {
    _key: *mut c_void,
    pub challenge: *mut c_void,
}

#[repr(C)]
pub struct GENERAL_NAME {
    pub kind: c_int,
    pub value: *mut c_void,
}

#[repr(C)]
pub struct ASN1_TYPE {
    pub kind: c_int,
    pub value: *mut c_void,
}

#[repr(C)]
pub struct OTHER_NAME {
    pub type_id: *mut ASN1_OBJECT,
    pub value: *mut ASN1_TYPE,
}

#[repr(C)]
pub struct ACCESS_DESCRIPTION {
    pub method: *mut ASN1_OBJECT,
    pub location: *mut GENERAL_NAME,
}

// SAFETY: as any function of the library: called with what its header asks for.
type Free = unsafe extern "C" fn(*mut c_void);

/// # Safety
/// The stack is of general names, and the caller's own.
pub unsafe fn free_general_names(stack: *mut OPENSSL_STACK) {
    // SAFETY: the caller's promise; a pointer is a pointer to C.
    unsafe {
        let free = std::mem::transmute::<unsafe extern "C" fn(*mut GENERAL_NAME), Free>(GENERAL_NAME_free);
        openssl_sys::OPENSSL_sk_pop_free(stack, Some(free));
    }
}

/// # Safety
/// The stack is of access descriptions, and the caller's own.
pub unsafe fn free_access_descriptions(stack: *mut OPENSSL_STACK) {
    // SAFETY: as above.
    unsafe {
        let free = std::mem::transmute::<unsafe extern "C" fn(*mut ACCESS_DESCRIPTION), Free>(ACCESS_DESCRIPTION_free);
        openssl_sys::OPENSSL_sk_pop_free(stack, Some(free));
    }
}

/// # Safety
/// The stack is of object identifiers, and the caller's own.
pub unsafe fn free_objects(stack: *mut OPENSSL_STACK) {
    // SAFETY: as above.
    unsafe {
        let free = std::mem::transmute::<unsafe extern "C" fn(*mut ASN1_OBJECT), Free>(openssl_sys::ASN1_OBJECT_free);
        openssl_sys::OPENSSL_sk_pop_free(stack, Some(free));
    }
}

// SAFETY: the declarations are those of the library's headers, version 3.6.
unsafe extern "C" {
    pub fn GENERAL_NAME_free(name: *mut GENERAL_NAME);
    pub fn ACCESS_DESCRIPTION_free(access: *mut ACCESS_DESCRIPTION);
    pub fn PEM_read_bio_X509_AUX(
        bio: *mut BIO,
        out: *mut *mut X509,
        callback: pem_password_cb,
        user: *mut c_void,
    ) -> *mut X509;
    pub fn OPENSSL_cleanse(start: *mut c_void, length: usize);
    pub fn EVP_PKEY_get0_type_name(key: *const EVP_PKEY) -> *const c_char;
    pub fn EVP_PKEY_CTX_new_from_pkey(
        libctx: *mut OSSL_LIB_CTX,
        key: *mut EVP_PKEY,
        properties: *const c_char,
    ) -> *mut EVP_PKEY_CTX;
    pub fn EVP_PKEY_derive_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_sign_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_verify_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_encrypt_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_decrypt_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;
    pub fn EVP_PKEY_verify_recover_init_ex(ctx: *mut EVP_PKEY_CTX, params: *const OSSL_PARAM) -> c_int;

    pub fn d2i_PublicKey(
        kind: c_int,
        out: *mut *mut EVP_PKEY,
        data: *mut *const c_uchar,
        length: c_long,
    ) -> *mut EVP_PKEY;
    pub fn d2i_PrivateKey(
        kind: c_int,
        out: *mut *mut EVP_PKEY,
        data: *mut *const c_uchar,
        length: c_long,
    ) -> *mut EVP_PKEY;
    pub fn d2i_PKCS8_PRIV_KEY_INFO_bio(
        bio: *mut BIO,
        out: *mut *mut openssl_sys::PKCS8_PRIV_KEY_INFO,
    ) -> *mut openssl_sys::PKCS8_PRIV_KEY_INFO;
    pub fn i2d_PublicKey(key: *const EVP_PKEY, out: *mut *mut c_uchar) -> c_int;
    pub fn PEM_bytes_read_bio(
        data: *mut *mut c_uchar,
        length: *mut c_long,
        matched: *mut *mut c_char,
        name: *const c_char,
        bio: *mut BIO,
        callback: pem_password_cb,
        user: *mut c_void,
    ) -> c_int;
    pub fn PEM_write_bio_PrivateKey_traditional(
        bio: *mut BIO,
        key: *const EVP_PKEY,
        cipher: *const EVP_CIPHER,
        passphrase: *const c_uchar,
        length: c_int,
        callback: pem_password_cb,
        user: *mut c_void,
    ) -> c_int;

    pub fn NETSCAPE_SPKI_b64_decode(text: *const c_char, length: c_int) -> *mut NETSCAPE_SPKI;
    pub fn NETSCAPE_SPKI_free(spki: *mut NETSCAPE_SPKI);
    pub fn NETSCAPE_SPKI_get_pubkey(spki: *mut NETSCAPE_SPKI) -> *mut EVP_PKEY;
    pub fn NETSCAPE_SPKI_verify(spki: *mut NETSCAPE_SPKI, key: *mut EVP_PKEY) -> c_int;

    pub fn X509_check_private_key(cert: *const X509, key: *const EVP_PKEY) -> c_int;
    pub fn X509_check_ca(cert: *mut X509) -> c_int;
    pub fn X509_check_issued(issuer: *mut X509, subject: *mut X509) -> c_int;
    pub fn X509_check_host(
        cert: *mut X509,
        name: *const c_char,
        length: usize,
        flags: c_uint,
        peer: *mut *mut c_char,
    ) -> c_int;
    pub fn X509_check_email(cert: *mut X509, name: *const c_char, length: usize, flags: c_uint) -> c_int;
    pub fn X509_check_ip_asc(cert: *mut X509, address: *const c_char, flags: c_uint) -> c_int;
    pub fn X509_verify(cert: *mut X509, key: *mut EVP_PKEY) -> c_int;
    pub fn X509_NAME_print_ex(bio: *mut BIO, name: *const X509_NAME, indent: c_int, flags: c_ulong) -> c_int;
    pub fn ASN1_TIME_to_tm(time: *const ASN1_TIME, tm: *mut libc::tm) -> c_int;
    pub fn X509_get0_notBefore(cert: *const X509) -> *const ASN1_TIME;
    pub fn X509_get0_notAfter(cert: *const X509) -> *const ASN1_TIME;

}
