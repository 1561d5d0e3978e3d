//! The common digests by the library's plain functions. Their state is a few words on the stack: no allocation, no look-up,
//! which for a small text is most of the work. HMAC and PBKDF2 by the same means keep the state after the key's block and
//! copy it. Not for FIPS, whose rules only the fetched algorithms keep.

use crate::ffi;

/// The digests that are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// The longest digest and the longest block of them.
pub const LONGEST: usize = 64;
pub const BLOCK: usize = 128;

impl Kind {
    /// By the library's name.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "SHA1" => Self::Sha1,
            "SHA2-224" => Self::Sha224,
            "SHA2-256" => Self::Sha256,
            "SHA2-384" => Self::Sha384,
            "SHA2-512" => Self::Sha512,
            _ => return None,
        })
    }

    pub fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn block(self) -> usize {
        if matches!(self, Self::Sha384 | Self::Sha512) { 128 } else { 64 }
    }
}

/// One digest under way.
#[derive(Clone, Copy)]
pub struct Direct {
    kind: Kind,
    state: State,
}

/// Room for any of the library's states, which are plain words.
#[derive(Clone, Copy)]
struct State([u64; WORDS]);

const WORDS: usize = size_of::<ffi::SHA512_CTX>() / 8;
const _: () = assert!(size_of::<ffi::SHA512_CTX>() == WORDS * 8);
const _: () = assert!(size_of::<ffi::SHA256_CTX>() <= WORDS * 8 && size_of::<ffi::SHA_CTX>() <= WORDS * 8);

impl State {
    fn as_mut<T>(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }
}

impl Direct {
    pub fn new(kind: Kind) -> Self {
        let mut direct = Self { kind, state: State([0; WORDS]) };
        // SAFETY: each function fills the state that its kind uses, which is as large as it says.
        unsafe {
            match kind {
                Kind::Sha1 => ffi::SHA1_Init(direct.state.as_mut()),
                Kind::Sha224 => ffi::SHA224_Init(direct.state.as_mut()),
                Kind::Sha256 => ffi::SHA256_Init(direct.state.as_mut()),
                Kind::Sha384 => ffi::SHA384_Init(direct.state.as_mut()),
                Kind::Sha512 => ffi::SHA512_Init(direct.state.as_mut()),
            };
        }
        direct
    }

    pub fn update(&mut self, bytes: &[u8]) {
        let (start, length) = (bytes.as_ptr().cast(), bytes.len());
        // SAFETY: `new` filled the state of this kind; the bytes are readable for their length.
        unsafe {
            match self.kind {
                Kind::Sha1 => ffi::SHA1_Update(self.state.as_mut(), start, length),
                Kind::Sha224 => ffi::SHA224_Update(self.state.as_mut(), start, length),
                Kind::Sha256 => ffi::SHA256_Update(self.state.as_mut(), start, length),
                Kind::Sha384 => ffi::SHA384_Update(self.state.as_mut(), start, length),
                Kind::Sha512 => ffi::SHA512_Update(self.state.as_mut(), start, length),
            };
        }
    }

    /// The digest, in the first bytes.
    pub fn finish(mut self) -> [u8; LONGEST] {
        let mut out = [0; LONGEST];
        let to = out.as_mut_ptr();
        // SAFETY: as for `update`; no digest is longer than the room.
        unsafe {
            match self.kind {
                Kind::Sha1 => ffi::SHA1_Final(to, self.state.as_mut()),
                Kind::Sha224 => ffi::SHA224_Final(to, self.state.as_mut()),
                Kind::Sha256 => ffi::SHA256_Final(to, self.state.as_mut()),
                Kind::Sha384 => ffi::SHA384_Final(to, self.state.as_mut()),
                Kind::Sha512 => ffi::SHA512_Final(to, self.state.as_mut()),
            };
        }
        out
    }
}

impl Direct {
    /// For a state after whole blocks: the digest after one more, which holds the message's end with its padding. It is
    /// written over the block's start; the state stays.
    fn finish_with(&self, block: &mut [u8; BLOCK]) {
        let mut state = self.state;
        let start = block.as_ptr();
        // SAFETY: `new` filled the state of this kind, and no block is longer than this one.
        unsafe {
            match self.kind {
                Kind::Sha1 => ffi::SHA1_Transform(state.as_mut(), start),
                Kind::Sha224 | Kind::Sha256 => ffi::SHA256_Transform(state.as_mut(), start),
                Kind::Sha384 | Kind::Sha512 => ffi::SHA512_Transform(state.as_mut(), start),
            }
        }
        // All states begin with the words of the digest, in this machine's order of bytes.
        for (word, out) in state.0.iter().zip(block[..self.kind.size()].chunks_mut(8)) {
            let bytes = if self.kind.block() == 128 {
                word.to_be_bytes()
            } else {
                let mut halves = word.to_ne_bytes();
                for half in halves.as_chunks_mut::<4>().0 {
                    *half = u32::from_ne_bytes(*half).to_be_bytes();
                }
                halves
            };
            out.copy_from_slice(&bytes[..out.len()]);
        }
    }
}

/// The two digests of an HMAC, each after the block of its key.
#[derive(Clone, Copy)]
pub struct DirectHmac {
    inner: Direct,
    outer: Direct,
}

impl DirectHmac {
    pub fn new(kind: Kind, key: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        let block = &mut block[..kind.block()];
        if key.len() > block.len() {
            let mut short = Direct::new(kind);
            short.update(key);
            block[..kind.size()].copy_from_slice(&short.finish()[..kind.size()]);
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let mut keyed = |mask: u8, last: u8| {
            block.iter_mut().for_each(|byte| *byte ^= mask ^ last);
            let mut direct = Direct::new(kind);
            direct.update(block);
            direct
        };
        let hmac = Self { inner: keyed(0x36, 0), outer: keyed(0x5C, 0x36) };
        block.fill(0);
        hmac
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    /// The code, in the first bytes.
    pub fn finish(mut self) -> [u8; LONGEST] {
        let size = self.inner.kind.size();
        self.outer.update(&self.inner.finish()[..size]);
        self.outer.finish()
    }
}

/// The key that was used last, if it was short: its two blocks are done with, which is two fifths of the work for a short
/// text. Programs use the same key for one message after the other.
#[derive(Default)]
pub struct LastKey(Option<Keyed>);

struct Keyed {
    kind: Kind,
    length: usize,
    key: [u8; LONGEST],
    hmac: DirectHmac,
}

impl LastKey {
    /// An HMAC with this key.
    pub fn begin(&mut self, kind: Kind, key: &[u8]) -> DirectHmac {
        if let Some(last) = &self.0
            && (last.kind, last.length) == (kind, key.len())
            && crate::compare::equal(&last.key[..last.length], key)
        {
            return last.hmac;
        }
        let hmac = DirectHmac::new(kind, key);
        if key.len() <= LONGEST {
            let last = self.0.get_or_insert(Keyed { kind, length: 0, key: [0; LONGEST], hmac });
            (last.kind, last.length, last.hmac) = (kind, key.len(), hmac);
            last.key.fill(0);
            last.key[..key.len()].copy_from_slice(key);
        }
        hmac
    }
}

/// PBKDF2 with HMAC: a round is two runs over a block, and nothing else.
pub fn pbkdf2(kind: Kind, password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) {
    let size = kind.size();
    let keyed = DirectHmac::new(kind, password);
    for (index, piece) in out.chunks_mut(size).enumerate() {
        let mut first = keyed;
        first.update(salt);
        first.update(&(index as u32 + 1).to_be_bytes());
        let mut sum = first.finish();
        // The message of every further digest is one digest long, so that its padding stays as it is.
        let mut block = [0; BLOCK];
        let width = kind.block();
        block[..size].copy_from_slice(&sum[..size]);
        block[size] = 0x80;
        block[width - 8..width].copy_from_slice(&((width + size) as u64 * 8).to_be_bytes());
        for _ in 1..iterations {
            keyed.inner.finish_with(&mut block);
            keyed.outer.finish_with(&mut block);
            for (sum, byte) in sum.iter_mut().zip(&block[..size]) {
                *sum ^= byte;
            }
        }
        piece.copy_from_slice(&sum[..piece.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn digests_of_fips_180() {
        let mut direct = Direct::new(Kind::Sha256);
        direct.update(b"abc");
        assert_eq!(hex(&direct.finish()[..32]), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let mut direct = Direct::new(Kind::Sha1);
        direct.update(b"abc");
        assert_eq!(hex(&direct.finish()[..20]), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }

    #[test]
    fn the_same_as_the_fetched_algorithms() {
        let text: Vec<u8> = (0..1000).map(|n| n as u8).collect();
        for name in ["sha1", "sha224", "sha256", "sha384", "sha512"] {
            let digest = crate::digest::Digest::by_name(name).unwrap();
            let kind = Kind::of(digest.name()).unwrap();
            for length in [0, 1, 63, 64, 65, 127, 128, 129, 1000] {
                let key = &text[..length];
                let mut direct = DirectHmac::new(kind, key);
                direct.update(&text);
                let mut fetched = crate::mac::Hmac::new(digest.clone(), key).unwrap();
                fetched.update(&text);
                let mut out = vec![0; digest.size()];
                fetched.finish(&mut out).unwrap();
                assert_eq!(direct.finish()[..digest.size()], out, "{name} with a key of {length}");
                let mut hasher = crate::digest::Hasher::new(digest.clone()).unwrap();
                hasher.update(key);
                hasher.finish(&mut out).unwrap();
                let mut direct = Direct::new(kind);
                direct.update(key);
                assert_eq!(direct.finish()[..digest.size()], out, "{name} of {length}");
            }
        }
    }

    #[test]
    fn a_key_used_again_gives_the_same() {
        let mut last = LastKey::default();
        let keys: [&[u8]; 5] = [b"", b"one", b"two", &[0; 64], &[1; 65]];
        for key in keys.iter().chain(&keys).flat_map(|key| [key, key]) {
            for kind in [Kind::Sha1, Kind::Sha512] {
                let (mut one, mut other) = (last.begin(kind, key), DirectHmac::new(kind, key));
                one.update(b"text");
                other.update(b"text");
                assert_eq!(one.finish(), other.finish());
            }
        }
    }

    #[test]
    fn pbkdf2_of_rfc_6070() {
        let mut out = [0; 25];
        let salt = b"saltSALTsaltSALTsaltSALTsaltSALTsalt";
        pbkdf2(Kind::Sha1, b"passwordPASSWORDpassword", salt, 4096, &mut out);
        assert_eq!(hex(&out), "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
    }
}
