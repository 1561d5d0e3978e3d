//! Ed25519, X25519 and P-256 by AWS-LC, whose functions for these curves take between a fifth and four fifths of
//! the time that OpenSSL's take. OpenSSL keeps the keys, reads and writes them; here is a second form of a key, made when
//! it first signs or verifies. What this refuses or does not know, and all work under FIPS' rules, is OpenSSL's.

use std::ptr::{self, NonNull};

use aws_lc_sys as lc;

use super::Secret;
use super::failure::Outcome;
use super::fresh::{Algorithm, Fresh};
use super::params::start_of;
use super::pkey::{Pkey, wipe};
use crate::digest::Digest;
use crate::direct::Direct;

/// The second form of a key.
pub(crate) enum FastKey {
    Ed25519 {
        public: [u8; 32],
        /// The seed and the public key.
        private: Option<Secret>,
    },
    P256 {
        key: CurveKey,
        is_private: bool,
    },
}

/// The library's key on a curve; nothing changes it once it is made.
pub(crate) struct CurveKey(NonNull<lc::EC_KEY>);

// SAFETY: the library's functions that only read a key may run on several threads at once.
unsafe impl Send for CurveKey {}
// SAFETY: as above.
unsafe impl Sync for CurveKey {}

impl Drop for CurveKey {
    fn drop(&mut self) {
        // SAFETY: this is the owner.
        unsafe { lc::EC_KEY_free(self.0.as_ptr()) }
    }
}

impl CurveKey {
    fn p256(point: &[u8], number: Option<&[u8]>) -> Option<Self> {
        // SAFETY: what is made here is freed here, or belongs to the key; the slices live during the calls, which check
        // that the point is on the curve and that the number is in its range.
        unsafe {
            let key = Self(NonNull::new(lc::EC_KEY_new_by_curve_name(lc::NID_X9_62_prime256v1))?);
            let raw = key.0.as_ptr();
            let group = lc::EC_KEY_get0_group(raw);
            let public = lc::EC_POINT_new(group);
            let mut good = !public.is_null()
                && lc::EC_POINT_oct2point(group, public, start_of(point), point.len(), ptr::null_mut()) == 1
                && lc::EC_KEY_set_public_key(raw, public) == 1;
            lc::EC_POINT_free(public);
            if let Some(number) = number {
                let private = lc::BN_bin2bn(start_of(number), number.len(), ptr::null_mut());
                good = good && !private.is_null() && lc::EC_KEY_set_private_key(raw, private) == 1;
                lc::BN_clear_free(private);
            }
            lc::ERR_clear_error();
            good.then_some(key)
        }
    }
}

/// Whether an encoded Ed25519 point is one of the few of small order, however it is written. Signatures with such a point
/// or by such a key say nothing of the text, and are refused.
pub(crate) fn has_small_order(point: &[u8]) -> bool {
    const NEITHER: [[u8; 32]; 2] = [
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF,
            0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20,
            0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ];
    let Ok(mut y) = <[u8; 32]>::try_from(point) else { return false };
    y[31] &= 0x7F;
    // 0, 1 and -1, and the first two with the prime added.
    let is_low = y[0] <= 1 && y[1..].iter().all(|&byte| byte == 0);
    let is_high = (0xEC..=0xEE).contains(&y[0]) && y[31] == 0x7F && y[1..31].iter().all(|&byte| byte == 0xFF);
    is_low || is_high || NEITHER.contains(&y)
}

/// Whether an Ed25519 key is written in the one way that RFC 8032 allows: OpenSSL also takes others, which this does not.
fn is_canonical(public: &[u8; 32]) -> bool {
    let mut y = *public;
    let sign = y[31] >> 7;
    y[31] &= 0x7F;
    let is_full = y[1..31].iter().all(|&byte| byte == 0xFF) && y[31] == 0x7F;
    // The prime is 2^255 - 19. Where y is 1 or -1, x is 0, which has no sign.
    let is_one = y[0] == 1 && y[1..].iter().all(|&byte| byte == 0);
    let is_minus_one = is_full && y[0] == 0xEC;
    !(is_full && y[0] >= 0xED) && !(sign == 1 && (is_one || is_minus_one))
}

impl FastKey {
    pub fn of(key: &Pkey) -> Option<Self> {
        if key.is(c"ED25519") {
            let public: [u8; 32] = key.raw_public()?.try_into().ok()?;
            let mut private = None;
            if let Some(mut seed) = key.raw_private() {
                let (made, whole) = ed25519_of(seed.as_slice().try_into().ok()?);
                wipe(&mut seed);
                // The bytes of one key and the public part of another make no pair.
                if made != public {
                    return None;
                }
                private = Some(whole);
            }
            let is_usual = is_canonical(&public) && !has_small_order(&public);
            return is_usual.then_some(Self::Ed25519 { public, private });
        }
        if !key.is(c"EC") || super::raw::curve_of(key).as_deref() != Some("prime256v1") {
            return None;
        }
        let mut number = match key.number(c"priv") {
            Some(number) => Some(number.to_vec_padded(32).ok()?),
            None => None,
        };
        let made = CurveKey::p256(&key.bytes(c"pub")?, number.as_deref());
        number.iter_mut().for_each(|bytes| wipe(bytes));
        Some(Self::P256 { key: made?, is_private: number.is_some() })
    }

    /// That of a pair that was made here.
    pub fn of_fresh(fresh: &Fresh) -> Option<Self> {
        match fresh.algorithm {
            Algorithm::Ed25519 => {
                let (public, private) = ed25519_of(&fresh.private);
                Some(Self::Ed25519 { public, private: Some(private) })
            }
            Algorithm::P256 => {
                Some(Self::P256 { key: CurveKey::p256(fresh.public(), Some(&fresh.private))?, is_private: true })
            }
            Algorithm::X25519 => None,
        }
    }

    /// How many bytes each of a signature's two numbers has, where there are two.
    pub fn number_size(&self) -> Option<usize> {
        matches!(self, Self::P256 { .. }).then_some(32)
    }

    /// The signature of a whole message.
    pub fn sign(&self, digest: Option<&Digest>, data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Ed25519 { private: Some(private), .. } if digest.is_none() => {
                let mut signature = vec![0; 64];
                // SAFETY: the signature has 64 bytes and the key, too; the data is readable for its length.
                let done = unsafe {
                    lc::ED25519_sign(signature.as_mut_ptr(), start_of(data), data.len(), private.bytes().as_ptr())
                };
                (done == 1).then_some(signature)
            }
            Self::P256 { is_private: true, .. } => {
                let (hash, length) = hash_of(digest?, data)?;
                self.sign_hash(&hash[..length])
            }
            _ => None,
        }
    }

    /// Whether a signature is that of a whole message.
    pub fn verify(&self, digest: Option<&Digest>, data: &[u8], signature: &[u8]) -> Option<bool> {
        match self {
            Self::Ed25519 { public, .. } if digest.is_none() => {
                if signature.len() != 64 || has_small_order(&signature[..32]) {
                    return Some(false);
                }
                // SAFETY: the signature has 64 bytes, the key 32; the data is readable for its length.
                let answer = unsafe {
                    let answer = lc::ED25519_verify(start_of(data), data.len(), signature.as_ptr(), public.as_ptr());
                    lc::ERR_clear_error();
                    answer
                };
                Some(answer == 1)
            }
            Self::P256 { .. } => {
                let (hash, length) = hash_of(digest?, data)?;
                self.verify_hash(&hash[..length], signature)
            }
            Self::Ed25519 { .. } => None,
        }
    }

    /// The signature of a digest.
    pub fn sign_hash(&self, hash: &[u8]) -> Option<Vec<u8>> {
        let Self::P256 { key, is_private: true } = self else { return None };
        // SAFETY: the library says how long a signature may be, and how long it is.
        unsafe {
            let mut signature = vec![0; lc::ECDSA_size(key.0.as_ptr())];
            let mut length = 0;
            let (from, to) = (start_of(hash), signature.as_mut_ptr());
            let done = lc::ECDSA_sign(0, from, hash.len(), to, &raw mut length, key.0.as_ptr());
            lc::ERR_clear_error();
            signature.truncate(length as usize);
            (done == 1).then_some(signature)
        }
    }

    /// Whether a signature is that of a digest.
    pub fn verify_hash(&self, hash: &[u8], signature: &[u8]) -> Option<bool> {
        let Self::P256 { key, .. } = self else { return None };
        // SAFETY: the slices live during the call.
        let answer = unsafe {
            let (from, signature_start) = (start_of(hash), start_of(signature));
            let answer = lc::ECDSA_verify(0, from, hash.len(), signature_start, signature.len(), key.0.as_ptr());
            lc::ERR_clear_error();
            answer
        };
        Some(answer == 1)
    }
}

fn hash_of(digest: &Digest, data: &[u8]) -> Option<([u8; crate::direct::LONGEST], usize)> {
    let mut direct = Direct::new(digest.direct()?);
    direct.update(data);
    Some((direct.finish(), digest.size()))
}

/// The public key that grows from a seed, and both together.
fn ed25519_of(seed: &[u8; 32]) -> ([u8; 32], Secret) {
    let (mut public, mut whole) = ([0; 32], [0; 64]);
    // SAFETY: the room is as long as the functions write.
    unsafe { lc::ED25519_keypair_from_seed(public.as_mut_ptr(), whole.as_mut_ptr(), seed.as_ptr()) };
    let secret = Secret::new(whole);
    wipe(&mut whole);
    (public, secret)
}

/// The order of P-256's group.
const P256_ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA,
    0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// The point of P-256 that belongs to a number.
fn p256_point(number: &[u8; 32]) -> Option<[u8; 65]> {
    let mut encoded = [0; 65];
    // SAFETY: what is made here is freed here; the group is static; the room is as long as told.
    unsafe {
        let group = lc::EC_group_p256();
        let point = lc::EC_POINT_new(group);
        let scalar = lc::BN_bin2bn(number.as_ptr(), number.len(), ptr::null_mut());
        let form = lc::point_conversion_form_t::POINT_CONVERSION_UNCOMPRESSED;
        let (room, none) = (encoded.as_mut_ptr(), ptr::null_mut());
        let good = !point.is_null()
            && !scalar.is_null()
            && lc::EC_POINT_mul(group, point, scalar, ptr::null(), ptr::null(), none) == 1
            && lc::EC_POINT_point2oct(group, point, form, room, encoded.len(), none) == encoded.len();
        lc::BN_clear_free(scalar);
        lc::EC_POINT_free(point);
        lc::ERR_clear_error();
        good.then_some(encoded)
    }
}

/// A new key on P-256; `None` under FIPS' rules.
pub(crate) fn generate_p256() -> Option<Outcome<Pkey>> {
    if crate::start::fips() {
        return None;
    }
    let mut number = [0; 32];
    // Nearly every number is below the order, and none is zero.
    while number == [0; 32] || number >= P256_ORDER {
        if let Err(failure) = crate::random::fill(&mut number) {
            return Some(Err(super::Failure::Library(failure)));
        }
    }
    let made = p256_point(&number).map(|point| Pkey::of_fresh(Fresh::new(Algorithm::P256, &point, &number)));
    wipe(&mut number);
    made
}

/// A new key of a type that is here; `None` for others, and under FIPS' rules.
pub(crate) fn generate(node: &str) -> Option<Outcome<Pkey>> {
    let algorithm = match node {
        "ed25519" => Algorithm::Ed25519,
        "x25519" => Algorithm::X25519,
        _ => return None,
    };
    if crate::start::fips() {
        return None;
    }
    let mut private = [0; 32];
    if let Err(failure) = crate::random::fill(&mut private) {
        return Some(Err(super::Failure::Library(failure)));
    }
    let mut public = [0; 32];
    if algorithm == Algorithm::Ed25519 {
        public = ed25519_of(&private).0;
    } else {
        // SAFETY: both have 32 bytes.
        unsafe { lc::X25519_public_from_private(public.as_mut_ptr(), private.as_ptr()) };
    }
    let made = Pkey::of_fresh(Fresh::new(algorithm, &public, &private));
    wipe(&mut private);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_p256_key_is_a_pair() {
        let key = generate_p256().unwrap().unwrap();
        assert!(crate::key::context::Context::of(&key).unwrap().sound(true));
        // The generator itself.
        let mut one = [0; 32];
        one[31] = 1;
        assert_eq!(p256_point(&one).unwrap()[..4], [4, 0x6B, 0x17, 0xD1]);
        assert!(p256_point(&P256_ORDER).is_none());
    }

    #[test]
    fn the_library_has_the_same_key() {
        for node in ["ed25519", "x25519"] {
            // The first one of the process may be the library's at once.
            let _ = generate(node).unwrap().unwrap();
            let key = generate(node).unwrap().unwrap();
            let (public, private) = (key.raw_public().unwrap(), key.raw_private().unwrap());
            assert_eq!(key.bytes(c"pub"), Some(public.clone()), "{node}");
            assert_eq!(key.bytes(c"priv"), Some(private.clone()), "{node}");
            assert!(crate::key::context::Context::of(&key).unwrap().sound(true), "{node}");
            let kind = crate::key::kind::Kind::named(node).unwrap();
            let same = [Pkey::from_raw_private(kind.library, &private), Pkey::from_raw_public(kind.library, &public)];
            for other in same {
                assert_eq!(other.unwrap().same(&key), Some(true), "{node}");
            }
            assert_eq!(key.node_type(), Some(node));
        }
        let _ = generate_p256().unwrap().unwrap();
        let key = generate_p256().unwrap().unwrap();
        assert_eq!((key.node_type(), key.raw_public()), (Some("ec"), None));
        // Signed by one library and verified by the other.
        let digest = Digest::by_name("sha256").unwrap();
        let signature = key.fast().unwrap().sign(Some(&digest), b"a text").unwrap();
        let read = FastKey::of(&key).unwrap();
        assert_eq!(read.verify(Some(&digest), b"a text", &signature), Some(true));
        assert!(crate::key::context::Context::of(&key).unwrap().sound(true));
    }

    #[test]
    fn points_of_small_order_are_known() {
        let mut points = vec![[0; 32], [0; 32], [0xFF; 32], [0xFF; 32], [0xFF; 32]];
        points[1][0] = 1;
        for (point, first) in points[2..].iter_mut().zip([0xEC, 0xED, 0xEE]) {
            (point[0], point[31]) = (first, 0x7F);
        }
        for mut point in points {
            assert!(has_small_order(&point));
            point[31] |= 0x80;
            assert!(has_small_order(&point));
        }
        assert!(!has_small_order(&[2; 32]));
        let key = crate::key::generate(&crate::key::Recipe::Plain("ed25519".to_owned())).unwrap();
        assert!(!has_small_order(&key.raw_public().unwrap()));
    }

    #[test]
    fn other_writings_of_a_point_are_known() {
        let mut most = [0xFF; 32];
        most[31] = 0x7F;
        for (first, last, good) in [(0xEC, 0x7F, true), (0xED, 0x7F, false), (0xFF, 0x7F, false), (0xEC, 0xFF, false)] {
            (most[0], most[31]) = (first, last);
            assert_eq!(is_canonical(&most), good, "{first:x} {last:x}");
        }
        let mut one = [0; 32];
        one[0] = 1;
        assert!(is_canonical(&one));
        one[31] = 0x80;
        assert!(!is_canonical(&one));
    }
}
