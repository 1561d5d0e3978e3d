//! Certificates, and the signed keys of old HTML forms. A certificate is immutable; everything it tells is read on demand.

mod names;

use std::ffi::{CStr, CString};
use std::ptr::{self, NonNull};

use openssl_sys as ffi;

use crate::error;
use crate::key::{Bio, Failure, Outcome, Pkey, ffi as more};

pub use names::Entry;

pub struct Certificate(NonNull<ffi::X509>);

// SAFETY: the library counts references atomically; nothing here changes a certificate.
unsafe impl Send for Certificate {}

impl Drop for Certificate {
    fn drop(&mut self) {
        // SAFETY: this holds one reference.
        unsafe { ffi::X509_free(self.0.as_ptr()) }
    }
}

impl Clone for Certificate {
    fn clone(&self) -> Self {
        // SAFETY: the certificate lives as long as `self`.
        unsafe { ffi::X509_up_ref(self.0.as_ptr()) };
        Self(self.0)
    }
}

/// What a check of a name found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    No,
    /// With the name in the certificate, where it is told.
    Yes(Option<String>),
    /// The name that was asked for is none.
    Invalid,
}

impl Certificate {
    /// From PEM or DER.
    pub fn parse(bytes: &[u8]) -> Outcome<Self> {
        error::clear();
        let bio = Bio::reading(bytes)?;
        // SAFETY: the stream lives during the calls; the certificate made is taken over.
        unsafe {
            let text = more::PEM_read_bio_X509_AUX(bio.as_ptr(), ptr::null_mut(), None, ptr::null_mut());
            if let Some(certificate) = NonNull::new(text) {
                error::clear();
                return Ok(Self(certificate));
            }
            // What the text lacks is told only if the bytes are no certificate either.
            let again = Bio::reading(bytes)?;
            let der = ffi::d2i_X509_bio(again.as_ptr(), ptr::null_mut());
            match NonNull::new(der) {
                Some(certificate) => {
                    error::clear();
                    Ok(Self(certificate))
                }
                None => Err(Failure::library("Failed to parse certificate")),
            }
        }
    }

    fn as_ptr(&self) -> *mut ffi::X509 {
        self.0.as_ptr()
    }

    /// What `write` puts into a stream.
    fn written(write: impl FnOnce(*mut ffi::BIO) -> bool) -> Option<Vec<u8>> {
        let bio = Bio::writing().ok()?;
        let good = write(bio.as_ptr());
        error::clear();
        good.then(|| bio.written())
    }

    fn written_text(write: impl FnOnce(*mut ffi::BIO) -> bool) -> Option<String> {
        Self::written(write).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    pub fn subject(&self) -> Option<String> {
        // SAFETY: the name belongs to the certificate.
        let name = unsafe { ffi::X509_get_subject_name(self.as_ptr()) };
        // SAFETY: as above.
        Self::written_text(|bio| unsafe { names::print_lines(bio, name) })
    }

    pub fn issuer(&self) -> Option<String> {
        // SAFETY: the name belongs to the certificate.
        let name = unsafe { ffi::X509_get_issuer_name(self.as_ptr()) };
        // SAFETY: as above.
        Self::written_text(|bio| unsafe { names::print_lines(bio, name) })
    }

    /// The parts of the subject in order.
    pub fn subject_entries(&self) -> Vec<Entry> {
        // SAFETY: the name belongs to the certificate.
        unsafe { names::entries(ffi::X509_get_subject_name(self.as_ptr())) }
    }

    pub fn issuer_entries(&self) -> Vec<Entry> {
        // SAFETY: the name belongs to the certificate.
        unsafe { names::entries(ffi::X509_get_issuer_name(self.as_ptr())) }
    }

    /// The names beside the subject, in Node's one line.
    pub fn alternative_names(&self) -> Option<Vec<u8>> {
        // SAFETY: the certificate lives.
        unsafe { names::alternative(self.as_ptr()) }
    }

    /// Where more is told, a line each.
    pub fn info_access(&self) -> Option<Vec<u8>> {
        // SAFETY: the certificate lives.
        unsafe { names::info_access(self.as_ptr()) }
    }

    pub fn valid_from(&self) -> Option<String> {
        // SAFETY: the time belongs to the certificate.
        unsafe { Self::printed_time(more::X509_get0_notBefore(self.as_ptr())) }
    }

    pub fn valid_to(&self) -> Option<String> {
        // SAFETY: the time belongs to the certificate.
        unsafe { Self::printed_time(more::X509_get0_notAfter(self.as_ptr())) }
    }

    /// What is no time is printed as such, which is what programs are told.
    ///
    /// # Safety
    /// The time is alive.
    unsafe fn printed_time(time: *const ffi::ASN1_TIME) -> Option<String> {
        Self::written_text(|bio| {
            // SAFETY: the caller's word.
            unsafe { ffi::ASN1_TIME_print(bio, time) };
            true
        })
    }

    /// Seconds since 1970 of the first and the last valid moment.
    pub fn validity(&self) -> (Option<f64>, Option<f64>) {
        // SAFETY: the times belong to the certificate.
        unsafe { (seconds(more::X509_get0_notBefore(self.as_ptr())), seconds(more::X509_get0_notAfter(self.as_ptr()))) }
    }

    /// The certificate's digest, as pairs of digits between colons.
    pub fn fingerprint(&self, digest: &str) -> Option<String> {
        let name = CString::new(digest).ok()?;
        let mut room = [0u8; 64];
        let mut length = 0;
        // SAFETY: no digest is longer than the room.
        let done = unsafe {
            let digest = ffi::EVP_get_digestbyname(name.as_ptr());
            !digest.is_null() && ffi::X509_digest(self.as_ptr(), digest, room.as_mut_ptr().cast(), &mut length) == 1
        };
        error::clear();
        let pairs: Vec<String> = room.get(..length as usize)?.iter().map(|byte| format!("{byte:02X}")).collect();
        done.then(|| pairs.join(":"))
    }

    /// What the key may be used for beyond the usual, by object identifiers.
    pub fn extended_key_usage(&self) -> Option<Vec<String>> {
        // SAFETY: the list is made for us and freed here; its members belong to it.
        unsafe {
            let list = ffi::X509_get_ext_d2i(self.as_ptr(), ffi::NID_ext_key_usage, ptr::null_mut(), ptr::null_mut());
            error::clear();
            if list.is_null() {
                return None;
            }
            let stack = list.cast::<ffi::OPENSSL_STACK>();
            let mut found = Vec::new();
            for index in 0..ffi::OPENSSL_sk_num(stack) {
                found.extend(object_number(ffi::OPENSSL_sk_value(stack, index).cast()));
            }
            more::free_objects(stack);
            Some(found)
        }
    }

    pub fn serial_number(&self) -> Option<String> {
        // SAFETY: the number belongs to the certificate; the copy is taken over.
        unsafe {
            let number = ffi::ASN1_INTEGER_to_BN(ffi::X509_get_serialNumber(self.as_ptr()), ptr::null_mut());
            let number = NonNull::new(number)?;
            let number: openssl::bn::BigNum = foreign_types::ForeignType::from_ptr(number.as_ptr());
            number.to_hex_str().ok().map(|text| text.to_string())
        }
    }

    /// The signature's algorithm by name and by number.
    pub fn signature_algorithm(&self) -> (Option<String>, Option<String>) {
        // SAFETY: the algorithm belongs to the certificate.
        unsafe {
            // The one beside the signature; what is signed may name another.
            let (mut signature, mut algorithm, mut object) = (ptr::null(), ptr::null(), ptr::null());
            ffi::X509_get0_signature(&mut signature, &mut algorithm, self.as_ptr());
            ffi::X509_ALGOR_get0(&mut object, ptr::null_mut(), ptr::null_mut(), algorithm);
            let nid = ffi::OBJ_obj2nid(object);
            let name = (nid != 0).then(|| text_of(ffi::OBJ_nid2ln(nid))).flatten();
            error::clear();
            (name, object_number(object))
        }
    }

    pub fn raw(&self) -> Option<Vec<u8>> {
        // SAFETY: the certificate lives.
        Self::written(|bio| unsafe { ffi::i2d_X509_bio(bio, self.as_ptr()) == 1 })
    }

    pub fn pem(&self) -> Option<String> {
        // SAFETY: the certificate lives.
        Self::written_text(|bio| unsafe { ffi::PEM_write_bio_X509(bio, self.as_ptr()) == 1 })
    }

    /// # Errors
    /// The key inside is none.
    pub fn public_key(&self) -> Outcome<Pkey> {
        error::clear();
        // SAFETY: the key has a reference of its own.
        let key = unsafe { Pkey::own(ffi::X509_get_pubkey(self.as_ptr())) };
        match key {
            Some(key) => {
                error::clear();
                Ok(key)
            }
            None => Err(Failure::library("Failed to get public key")),
        }
    }

    /// Whether it may sign others.
    pub fn is_ca(&self) -> bool {
        // SAFETY: the certificate lives.
        let answer = unsafe { more::X509_check_ca(self.as_ptr()) };
        error::clear();
        answer == 1
    }

    fn found(answer: i32, name: Option<String>) -> Found {
        error::clear();
        match answer {
            1 => Found::Yes(name),
            0 => Found::No,
            _ => Found::Invalid,
        }
    }

    pub fn check_host(&self, name: &str, flags: u32) -> Found {
        let mut peer = ptr::null_mut();
        // SAFETY: the name is read to its length; the library's answer is copied and freed.
        unsafe {
            let answer = more::X509_check_host(self.as_ptr(), name.as_ptr().cast(), name.len(), flags, &mut peer);
            let matched = text_of(peer);
            if !peer.is_null() {
                ffi::CRYPTO_free(peer.cast(), c"".as_ptr(), 0);
            }
            Self::found(answer, matched)
        }
    }

    pub fn check_email(&self, name: &str, flags: u32) -> Found {
        // SAFETY: the name is read to its length.
        let answer = unsafe { more::X509_check_email(self.as_ptr(), name.as_ptr().cast(), name.len(), flags) };
        Self::found(answer, None)
    }

    pub fn check_ip(&self, address: &str, flags: u32) -> Found {
        let Ok(address) = CString::new(address) else { return Found::Invalid };
        // SAFETY: the address ends with a zero.
        let answer = unsafe { more::X509_check_ip_asc(self.as_ptr(), address.as_ptr(), flags) };
        Self::found(answer, None)
    }

    /// Whether `issuer` has issued this, by names and extensions.
    pub fn is_issued_by(&self, issuer: &Certificate) -> bool {
        // SAFETY: both live.
        let answer = unsafe { more::X509_check_issued(issuer.as_ptr(), self.as_ptr()) };
        error::clear();
        answer == 0
    }

    /// Whether the private key is this certificate's.
    pub fn matches(&self, private: &Pkey) -> bool {
        // SAFETY: both live.
        let answer = unsafe { more::X509_check_private_key(self.as_ptr(), private.as_ptr()) };
        error::clear();
        answer == 1
    }

    /// Whether the key's owner has signed it.
    pub fn is_signed_by(&self, key: &Pkey) -> bool {
        // SAFETY: both live.
        let answer = unsafe { more::X509_verify(self.as_ptr(), key.as_ptr()) };
        error::clear();
        answer == 1
    }
}

/// The time in seconds since 1970.
///
/// # Safety
/// The time lives during the call.
unsafe fn seconds(time: *const ffi::ASN1_TIME) -> Option<f64> {
    // SAFETY: all-zero is a value of this structure, which the library fills.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: the caller's time is alive.
    if unsafe { more::ASN1_TIME_to_tm(time, &mut parts) } != 1 {
        error::clear();
        return None;
    }
    let days = days_since_1970(i64::from(parts.tm_year) + 1900, i64::from(parts.tm_mon) + 1, i64::from(parts.tm_mday));
    let clock = i64::from(parts.tm_hour) * 3600 + i64::from(parts.tm_min) * 60 + i64::from(parts.tm_sec);
    Some((days * 86_400 + clock) as f64)
}

/// Days of the Gregorian calendar: whole years of March to February, counted from an era's begin.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A C string of the library's, copied.
///
/// # Safety
/// It is null or ends with a zero.
unsafe fn text_of(start: *const libc::c_char) -> Option<String> {
    // SAFETY: the caller's pointer is null or a string that ends with a zero.
    (!start.is_null()).then(|| unsafe { CStr::from_ptr(start) }.to_string_lossy().into_owned())
}

/// An object identifier's digits.
///
/// # Safety
/// The object lives during the call.
unsafe fn object_number(object: *const ffi::ASN1_OBJECT) -> Option<String> {
    // SAFETY: the caller's object lives.
    unsafe { object_text(object, true) }
}

/// An object identifier's name if it has one, or its digits.
///
/// # Safety
/// The object lives during the call.
unsafe fn object_text(object: *const ffi::ASN1_OBJECT, digits: bool) -> Option<String> {
    let mut room = [0u8; 256];
    // SAFETY: the library writes no more than the room, and ends with a zero.
    let length = unsafe { ffi::OBJ_obj2txt(room.as_mut_ptr().cast(), room.len() as i32, object, digits.into()) };
    if length <= 0 {
        return None;
    }
    CStr::from_bytes_until_nul(&room).ok().map(|text| text.to_string_lossy().into_owned())
}

/// A signed public key and challenge, as `<keygen>` made them.
struct SignedKey(NonNull<more::NETSCAPE_SPKI>);

impl Drop for SignedKey {
    fn drop(&mut self) {
        // SAFETY: this is the owner.
        unsafe { more::NETSCAPE_SPKI_free(self.0.as_ptr()) }
    }
}

impl SignedKey {
    fn parse(text: &[u8]) -> Option<Self> {
        // What follows the text is no part of it.
        let end = text.iter().rposition(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).map_or(0, |at| at + 1);
        let text = &text[..end];
        let length = i32::try_from(text.len()).ok()?;
        if length == 0 {
            // The library would look for the end by itself.
            return None;
        }
        // SAFETY: the text is read to its length.
        let made = unsafe { more::NETSCAPE_SPKI_b64_decode(text.as_ptr().cast(), length) };
        error::clear();
        NonNull::new(made).map(Self)
    }

    fn key(&self) -> Option<Pkey> {
        // SAFETY: the key has a reference of its own.
        let key = unsafe { Pkey::own(more::NETSCAPE_SPKI_get_pubkey(self.0.as_ptr())) };
        error::clear();
        key
    }
}

/// Whether the challenge is signed by the key beside it.
pub fn spkac_is_valid(text: &[u8]) -> bool {
    let Some(signed) = SignedKey::parse(text) else { return false };
    let Some(key) = signed.key() else { return false };
    // SAFETY: both live.
    let answer = unsafe { more::NETSCAPE_SPKI_verify(signed.0.as_ptr(), key.as_ptr()) };
    error::clear();
    answer > 0
}

/// The public key in PEM.
pub fn spkac_public_key(text: &[u8]) -> Option<Vec<u8>> {
    let key = SignedKey::parse(text)?.key()?;
    crate::key::encode_public(&key, crate::key::Layout::Spki, true).ok()
}

/// The challenge.
pub fn spkac_challenge(text: &[u8]) -> Option<Vec<u8>> {
    let signed = SignedKey::parse(text)?;
    // SAFETY: the structure is laid out as declared; its strings belong to it.
    unsafe {
        let inner = (*signed.0.as_ptr()).inner;
        let challenge = (*inner).challenge.cast::<ffi::ASN1_STRING>();
        names::utf8(challenge)
    }
}
