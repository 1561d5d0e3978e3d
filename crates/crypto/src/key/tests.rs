//! Keys whose bytes were changed or cut: the answer is a key that can be used, or a failure, and never a crash. Each call
//! takes its errors out of the library's queue, so that no later one finds them.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;

struct Written {
    layout: Layout,
    bytes: Vec<u8>,
    is_private: bool,
}

/// A key of each kind, in every layout that it has.
fn written() -> &'static [Written] {
    static WRITTEN: OnceLock<Vec<Written>> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let recipes = [
            Recipe::Rsa { bits: 1024, exponent: 65537 },
            Recipe::Ec { curve: "prime256v1".to_owned(), explicit: false },
            Recipe::Ec { curve: "secp384r1".to_owned(), explicit: true },
            Recipe::Plain("ed25519".to_owned()),
            Recipe::Plain("x25519".to_owned()),
        ];
        let mut all = Vec::new();
        for recipe in &recipes {
            let key = generate(recipe).expect("a new key");
            for (layout, text) in [Layout::Pkcs1, Layout::Pkcs8, Layout::Spki, Layout::Sec1]
                .into_iter()
                .flat_map(|layout| [(layout, false), (layout, true)])
            {
                let read = if text { Layout::Pem } else { layout };
                let protection = Protection { cipher: "aes-128-cbc", passphrase: b"secret" };
                for protection in [None, Some(&protection)] {
                    let bytes = match layout {
                        Layout::Spki => continue,
                        _ => encode_private(&key, layout, text, protection),
                    };
                    all.extend(bytes.ok().map(|bytes| Written { layout: read, bytes, is_private: true }));
                }
                if matches!(layout, Layout::Pkcs1 | Layout::Spki) {
                    let bytes = encode_public(&key, layout, text);
                    all.extend(bytes.ok().map(|bytes| Written { layout: read, bytes, is_private: false }));
                }
            }
        }
        all
    })
}

fn is_clean() -> bool {
    openssl::error::ErrorStack::get().errors().is_empty()
}

/// What a program may do with any key that it was given.
fn use_it(key: &Pkey) {
    let _ = (key.name().len(), key.bits(), key.size(), key.same(key));
    for layout in [Layout::Pkcs1, Layout::Pkcs8, Layout::Sec1] {
        let _ = encode_private(key, layout, true, None);
    }
    let _ = encode_public(key, Layout::Spki, false);
}

#[test]
fn unchanged_keys_are_read() {
    for written in written() {
        let key = if written.is_private {
            decode_private(&written.bytes, written.layout, Some(b"secret"))
        } else {
            decode_public_or_private(&written.bytes, written.layout, None)
        };
        assert!(key.is_ok(), "{:?} {}", written.layout, written.is_private);
        assert!(is_clean());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn changed_keys_are_keys_or_failures(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        doubled in any::<bool>(),
    ) {
        let all = written();
        let written = &all[which.index(all.len())];
        let mut bytes = written.bytes.clone();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] ^= byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        if doubled {
            bytes.extend_from_within(..);
        }
        for layout in [written.layout, Layout::Pem, Layout::Pkcs1, Layout::Pkcs8, Layout::Spki, Layout::Sec1] {
            for passphrase in [None, Some(&b"secret"[..])] {
                let private = decode_private(&bytes, layout, passphrase);
                prop_assert!(is_clean(), "private {layout:?}");
                if let Ok(key) = private {
                    use_it(&key);
                }
                let either = decode_public_or_private(&bytes, layout, passphrase);
                prop_assert!(is_clean(), "public or private {layout:?}");
                if let Ok(key) = either {
                    use_it(&key);
                }
                crate::error::clear();
            }
        }
    }
}

#[test]
fn both_forms_of_a_key_agree() {
    use crate::digest::Digest;
    use crate::sign::{self, Settings};

    let digest = Digest::by_name("sha256").unwrap();
    for (recipe, digest) in [
        (Recipe::Plain("ed25519".to_owned()), None),
        (Recipe::Ec { curve: "P-256".to_owned(), explicit: false }, Some(&*digest)),
    ] {
        let key = generate(&recipe).unwrap();
        let other = generate(&recipe).unwrap();
        assert!(key.fast().is_some());
        for flat in [false, true] {
            let settings = Settings { flat, ..Settings::default() };
            let signature = sign::sign(&key, digest, &settings, b"text").unwrap();
            assert!(sign::verify(&key, digest, &settings, b"text", &signature).unwrap());
            assert!(!sign::verify(&key, digest, &settings, b"texts", &signature).unwrap());
            assert!(!sign::verify(&other, digest, &settings, b"text", &signature).unwrap());
            assert!(!sign::verify(&key, digest, &settings, b"text", &signature[1..]).unwrap());
            let slow = sign::slowly(&key, digest, &settings, b"text").unwrap();
            assert!(sign::verify(&key, digest, &settings, b"text", &slow).unwrap());
            assert!(sign::verify_slowly(&key, digest, &settings, b"text", &signature).unwrap());
            if digest.is_none() {
                assert_eq!(slow, signature);
            }
        }
    }
}

#[test]
fn new_pairs_belong_together() {
    for node in ["ed25519", "x25519"] {
        let key = generate(&Recipe::Plain(node.to_owned())).unwrap();
        let algorithm = if node == "ed25519" { c"ED25519" } else { c"X25519" };
        let again = Pkey::from_raw_private(algorithm, &key.raw_private().unwrap()).unwrap();
        assert_eq!(again.raw_public(), key.raw_public());
    }
}
