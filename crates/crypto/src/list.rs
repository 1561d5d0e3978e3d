//! The names of what the library can do: ciphers, digests, curves. Sorted as it sorts them.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use crate::error;
use crate::{ffi, start};

fn text(start: *const c_char) -> Option<String> {
    // SAFETY: null, or a string of the library's that outlives the call.
    (!start.is_null()).then(|| unsafe { CStr::from_ptr(start) }.to_string_lossy().into_owned())
}

// SAFETY: called by the library alone, with names that it owns and the list that is passed below.
unsafe extern "C" fn add_digest(_md: *const ffi::EVP_MD, from: *const c_char, _to: *const c_char, names: *mut c_void) {
    if from.is_null() {
        return;
    }
    // SAFETY: the library passes names that it knows. Only what a provider has counts.
    let is_there = unsafe {
        let known = ffi::EVP_get_digestbyname(from);
        let name = if known.is_null() { ptr::null() } else { ffi::EVP_MD_get0_name(known) };
        let md = if name.is_null() { ptr::null_mut() } else { ffi::EVP_MD_fetch(ptr::null_mut(), name, ptr::null()) };
        ffi::EVP_MD_free(md);
        !md.is_null()
    };
    if is_there {
        // SAFETY: the list that `digests` passed, which nothing else uses meanwhile.
        unsafe { &mut *names.cast::<Vec<String>>() }.extend(text(from));
    }
}

// SAFETY: called by the library alone, with names that it owns and the list that is passed below.
unsafe extern "C" fn add_cipher(
    _cipher: *const ffi::EVP_CIPHER,
    from: *const c_char,
    _to: *const c_char,
    names: *mut c_void,
) {
    if from.is_null() {
        return;
    }
    // SAFETY: as for digests.
    let is_there = unsafe {
        let known = ffi::EVP_get_cipherbyname(from);
        let name = if known.is_null() { ptr::null() } else { ffi::EVP_CIPHER_get0_name(known) };
        let cipher =
            if name.is_null() { ptr::null_mut() } else { ffi::EVP_CIPHER_fetch(ptr::null_mut(), name, ptr::null()) };
        ffi::EVP_CIPHER_free(cipher);
        !cipher.is_null()
    };
    if is_there {
        // SAFETY: the list that `ciphers` passed, which nothing else uses meanwhile.
        unsafe { &mut *names.cast::<Vec<String>>() }.extend(text(from));
    }
}

/// The names of digests.
pub fn digests() -> Vec<String> {
    start::ensure();
    let mut names: Vec<String> = Vec::new();
    // SAFETY: the visitor is called with the list during the call alone.
    unsafe { ffi::EVP_MD_do_all_sorted(add_digest, (&raw mut names).cast()) };
    error::clear();
    names
}

/// The names of ciphers.
pub fn ciphers() -> Vec<String> {
    start::ensure();
    let mut names: Vec<String> = Vec::new();
    // SAFETY: as above.
    unsafe { ffi::EVP_CIPHER_do_all_sorted(add_cipher, (&raw mut names).cast()) };
    error::clear();
    names
}

/// The names of elliptic curves.
pub fn curves() -> Vec<String> {
    start::ensure();
    // SAFETY: without room this gives the count.
    let count = unsafe { ffi::EC_get_builtin_curves(ptr::null_mut(), 0) };
    let mut curves = vec![ffi::EC_builtin_curve { nid: 0, comment: ptr::null() }; count];
    // SAFETY: the list has room for `count` entries.
    unsafe { ffi::EC_get_builtin_curves(curves.as_mut_ptr(), count) };
    // SAFETY: gives static strings or null.
    curves.iter().filter_map(|curve| text(unsafe { ffi::OBJ_nid2sn(curve.nid) })).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_hold_what_programs_ask_for() {
        assert!(super::digests().iter().any(|name| name == "sha256"));
        assert!(super::ciphers().iter().any(|name| name == "aes-256-gcm"));
        assert!(super::curves().iter().any(|name| name == "prime256v1"));
        assert!(!super::ciphers().iter().any(|name| name == "bf-cbc"));
    }
}
