//! OpenSSL's error queue as a value. The queue is the thread's own: what fails takes its errors off it at once, so that
//! none is left for an unrelated call to find.

use std::ffi::{CStr, c_ulong};

use crate::ffi;

/// Why an operation of the library failed, in the words that Node gives its errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub message: String,
    /// The other errors of the queue, the latest first: `opensslErrorStack`.
    pub stack: Vec<String>,
    /// What the library says of the first error.
    pub details: Option<Details>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub library: Option<String>,
    pub reason: Option<String>,
    /// `ERR_OSSL_` and the reason's name.
    pub code: Option<String>,
}

/// Forgets errors of calls whose failure was expected.
pub fn clear() {
    // SAFETY: works on the thread's own queue.
    unsafe { ffi::ERR_clear_error() };
}

impl Failure {
    /// The oldest error of the queue, which is emptied; `otherwise` if there is none.
    pub fn take(otherwise: &str) -> Self {
        // SAFETY: works on the thread's own queue.
        let first = unsafe { ffi::ERR_get_error() };
        Self::of(first, otherwise)
    }

    /// As `take`, with the oldest error told in the stack as well: so Node reports ciphers and digests.
    pub fn peek(otherwise: &str) -> Self {
        // SAFETY: works on the thread's own queue.
        let first = unsafe { ffi::ERR_peek_error() };
        Self::of(first, otherwise)
    }

    /// As `take`, without details: so Node reports what a job for the pool met.
    pub fn of_job() -> Self {
        Self { details: None, ..Self::take("Ok") }
    }

    /// An error of our own words.
    pub fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), stack: Vec::new(), details: None }
    }

    fn of(first: c_ulong, otherwise: &str) -> Self {
        let mut stack = Vec::new();
        loop {
            // SAFETY: works on the thread's own queue.
            let error = unsafe { ffi::ERR_get_error() };
            if error == 0 {
                break;
            }
            stack.push(line(error));
        }
        stack.reverse();
        if first == 0 {
            return Self { message: otherwise.to_owned(), stack, details: None };
        }
        Self { message: line(first), stack, details: Some(details(first)) }
    }
}

/// `error:1C80006B:Provider routines::wrong final block length`
fn line(error: c_ulong) -> String {
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer is as long as told; the library ends what it writes with a zero.
    unsafe { ffi::ERR_error_string_n(error, buffer.as_mut_ptr().cast(), buffer.len()) };
    CStr::from_bytes_until_nul(&buffer).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}

fn details(error: c_ulong) -> Details {
    // SAFETY: both give static strings or null.
    let (library, reason) = unsafe { (ffi::ERR_lib_error_string(error), ffi::ERR_reason_error_string(error)) };
    let text = |start: *const std::ffi::c_char| {
        // SAFETY: a static string of the library's when it is not null.
        (!start.is_null()).then(|| unsafe { CStr::from_ptr(start) }.to_string_lossy().into_owned())
    };
    let reason = text(reason);
    let code = reason.as_deref().map(|reason| code(error, reason));
    Details { library: text(library), reason, code }
}

/// Marks errors that are the operating system's: their library number is in no table.
const SYSTEM: c_ulong = 0x8000_0000;

fn code(error: c_ulong, reason: &str) -> String {
    let library = if error & SYSTEM != 0 { 2 } else { (error >> 23) & 0xFF };
    let name = LIBRARIES.iter().find(|(number, _)| *number == library).map_or("", |(_, name)| name);
    let reason: String = reason.chars().map(|c| if c == ' ' { '_' } else { c.to_ascii_uppercase() }).collect();
    match name {
        "" => format!("ERR_OSSL_{reason}"),
        // Not `ERR_OSSL_SSL_`.
        "SSL" => format!("ERR_SSL_{reason}"),
        name => format!("ERR_OSSL_{name}_{reason}"),
    }
}

/// The libraries that a code names, by OpenSSL's numbers.
const LIBRARIES: &[(c_ulong, &str)] = &[
    (2, "SYS"),
    (3, "BN"),
    (4, "RSA"),
    (5, "DH"),
    (6, "EVP"),
    (7, "BUF"),
    (8, "OBJ"),
    (9, "PEM"),
    (10, "DSA"),
    (11, "X509"),
    (13, "ASN1"),
    (14, "CONF"),
    (15, "CRYPTO"),
    (16, "EC"),
    (20, "SSL"),
    (32, "BIO"),
    (33, "PKCS7"),
    (34, "X509V3"),
    (35, "PKCS12"),
    (36, "RAND"),
    (37, "DSO"),
    (38, "ENGINE"),
    (39, "OCSP"),
    (40, "UI"),
    (41, "COMP"),
    (42, "ECDSA"),
    (43, "ECDH"),
    (44, "OSSL_STORE"),
    (45, "FIPS"),
    (46, "CMS"),
    (47, "TS"),
    (48, "HMAC"),
    (50, "CT"),
    (51, "ASYNC"),
    (52, "KDF"),
    (53, "SM2"),
    (128, "USER"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_library_reason_and_code() {
        crate::start::ensure();
        let details = details(0x0308_010C);
        assert_eq!(line(0x0308_010C), "error:0308010C:digital envelope routines::unsupported");
        assert_eq!(details.library.as_deref(), Some("digital envelope routines"));
        assert_eq!(details.code.as_deref(), Some("ERR_OSSL_EVP_UNSUPPORTED"));
    }

    #[test]
    fn providers_have_no_name_in_codes() {
        crate::start::ensure();
        assert_eq!(details(0x1C80_006B).code.as_deref(), Some("ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH"));
    }

    #[test]
    fn an_empty_queue_gives_the_words_of_the_caller() {
        clear();
        assert_eq!(Failure::take("nothing"), Failure::plain("nothing"));
    }
}
