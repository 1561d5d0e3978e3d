//! AES-GCM by AWS-LC, which starts a message in a fraction of the time that OpenSSL's providers take. Only what is usual:
//! an initialization vector of twelve bytes. All else, and all work under FIPS' rules, is OpenSSL's (`cipher.rs`), which
//! also keeps the rules of a session.

use std::cell::RefCell;
use std::ffi::c_int;
use std::ptr::{self, NonNull};

use aws_lc_sys as lc;

use crate::compare;

/// The length of the vectors that are taken here.
pub(crate) const IV: usize = 12;

/// A context of the library with a key in it. To work out what a key needs is most of the work for a small message, and
/// programs use the same key for one message after the other: the last contexts wait on their thread for the next one.
#[derive(Debug)]
struct Keyed {
    ctx: NonNull<lc::EVP_CIPHER_CTX>,
    length: usize,
    key: [u8; LONGEST_KEY],
}

const LONGEST_KEY: usize = 32;

/// Two, for programs that pass messages on under another key.
const SPARES: usize = 2;

thread_local! {
    static WAITING: RefCell<[Option<Keyed>; SPARES]> = const { RefCell::new([const { None }; SPARES]) };
}

// SAFETY: a context belongs to no thread; `&mut` keeps two from using it at once.
unsafe impl Send for Keyed {}

impl Drop for Keyed {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own, and what it holds of the key is overwritten; so is the key itself.
        unsafe {
            lc::EVP_CIPHER_CTX_free(self.ctx.as_ptr());
            lc::OPENSSL_cleanse(self.key.as_mut_ptr().cast(), self.key.len());
        }
    }
}

impl Keyed {
    /// A context that waits with this key, or a new one, which has no key yet.
    fn take(key: &[u8]) -> Option<(Self, bool)> {
        let waiting = WAITING.try_with(|waiting| {
            let mut waiting = waiting.borrow_mut();
            let fits = |one: &Option<Self>| one.as_ref().is_some_and(|one| compare::equal(&one.key[..one.length], key));
            waiting.iter_mut().find(|one| fits(one)).and_then(Option::take)
        });
        if let Some(keyed) = waiting.ok().flatten() {
            return Some((keyed, true));
        }
        let mut copy = [0; LONGEST_KEY];
        copy.get_mut(..key.len())?.copy_from_slice(key);
        // SAFETY: a new context.
        let ctx = NonNull::new(unsafe { lc::EVP_CIPHER_CTX_new() })?;
        Some((Self { ctx, length: key.len(), key: copy }, false))
    }

    /// Lets it wait in the place of the one that has waited longest. At the thread's end it is just dropped.
    fn put_back(self) {
        let mut new = Some(self);
        let _ = WAITING.try_with(|waiting| {
            let mut waiting = waiting.borrow_mut();
            match waiting.iter_mut().find(|one| one.is_none()) {
                Some(free) => *free = new.take(),
                None => {
                    waiting.rotate_left(1);
                    waiting[SPARES - 1] = new.take();
                }
            }
        });
    }
}

/// One message under way.
#[derive(Debug)]
pub(crate) struct Gcm {
    /// None once it waits for another message.
    keyed: Option<Keyed>,
    encrypt: bool,
    has_text: bool,
    /// A context that was used before has the tag of its last message still.
    has_tag: bool,
}

impl Drop for Gcm {
    fn drop(&mut self) {
        if let Some(keyed) = self.keyed.take() {
            keyed.put_back();
        }
    }
}

impl Gcm {
    /// `None` for a key of another length, and where the library refuses.
    pub fn new(encrypt: bool, key: &[u8], iv: &[u8; IV]) -> Option<Self> {
        // SAFETY: no arguments; the algorithms are static.
        let cipher = unsafe {
            match key.len() {
                16 => lc::EVP_aes_128_gcm(),
                24 => lc::EVP_aes_192_gcm(),
                32 => lc::EVP_aes_256_gcm(),
                _ => return None,
            }
        };
        let (keyed, is_ready) = Keyed::take(key)?;
        let (cipher, key) = if is_ready { (ptr::null(), ptr::null()) } else { (cipher, key.as_ptr()) };
        // SAFETY: the context is new, or has an algorithm and its key, which is the same for both directions; key and
        // vector are as long as the algorithm reads.
        let done = unsafe {
            let (ctx, none) = (keyed.ctx.as_ptr(), ptr::null_mut());
            lc::EVP_CipherInit_ex(ctx, cipher, none, key, iv.as_ptr(), c_int::from(encrypt))
        };
        // One that failed is not kept.
        Self::check(done).then_some(Self { keyed: Some(keyed), encrypt, has_text: false, has_tag: false })
    }

    fn ctx(&self) -> *mut lc::EVP_CIPHER_CTX {
        self.keyed.as_ref().map_or(ptr::null_mut(), |keyed| keyed.ctx.as_ptr())
    }

    /// What the library notes of a failure is of no use to anybody.
    fn check(done: c_int) -> bool {
        if done != 1 {
            // SAFETY: it empties the thread's own queue.
            unsafe { lc::ERR_clear_error() };
        }
        done == 1
    }

    /// Adds data that is authenticated only; false once there was text. The library is not asked then: a context that has
    /// refused something refuses all that follows, and the message goes on.
    pub fn authenticate(&mut self, data: &[u8]) -> bool {
        if self.has_text {
            return data.is_empty();
        }
        self.turn(data, ptr::null_mut())
    }

    /// Works on `input`; `output` is at least as long.
    pub fn update(&mut self, input: &[u8], output: &mut [u8]) -> bool {
        assert!(output.len() >= input.len(), "room for a cipher's output");
        self.has_text |= !input.is_empty();
        self.turn(input, output.as_mut_ptr())
    }

    /// `output` is null or has room for the input.
    fn turn(&mut self, input: &[u8], output: *mut u8) -> bool {
        let Ok(length) = c_int::try_from(input.len()) else { return false };
        // To the library no input means the end.
        if length == 0 {
            return true;
        }
        let mut written = 0;
        // SAFETY: the input is readable for its length, and the output, where there is one, is as long: this mode holds
        // nothing back.
        let done = unsafe { lc::EVP_CipherUpdate(self.ctx(), output, &raw mut written, input.as_ptr(), length) };
        Self::check(done)
    }

    /// The tag that a decryption must meet.
    pub fn set_tag(&mut self, tag: &mut [u8]) -> bool {
        self.has_tag = self.control(lc::EVP_CTRL_AEAD_SET_TAG, tag);
        self.has_tag
    }

    /// The tag of a finished encryption, as much of it as there is room for.
    pub fn tag(&mut self, tag: &mut [u8]) -> bool {
        self.control(lc::EVP_CTRL_AEAD_GET_TAG, tag)
    }

    fn control(&mut self, command: c_int, bytes: &mut [u8]) -> bool {
        let Ok(length) = c_int::try_from(bytes.len()) else { return false };
        let start = bytes.as_mut_ptr().cast();
        // SAFETY: it reads or writes as many bytes as it is told of.
        Self::check(unsafe { lc::EVP_CIPHER_CTX_ctrl(self.ctx(), command, length, start) })
    }

    /// Ends the message; false when it is not authentic.
    pub fn finish(&mut self) -> bool {
        // The library would compare with what is left of the message before.
        if !self.encrypt && !self.has_tag {
            return false;
        }
        let (mut rest, mut written) = ([0; 16], 0);
        // SAFETY: a last block has room.
        Self::check(unsafe { lc::EVP_CipherFinal_ex(self.ctx(), rest.as_mut_ptr(), &raw mut written) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: [u8; IV] = [7; IV];

    fn encrypted(key: &[u8], text: &[u8]) -> (Vec<u8>, [u8; 16]) {
        let mut gcm = Gcm::new(true, key, &VECTOR).unwrap();
        let (mut out, mut tag) = (vec![0; text.len()], [0; 16]);
        assert!(gcm.update(text, &mut out) && gcm.finish() && gcm.tag(&mut tag));
        (out, tag)
    }

    /// Of the message and whether it is authentic.
    fn decrypted(key: &[u8], text: &[u8], tag: Option<[u8; 16]>) -> (Vec<u8>, bool) {
        let mut gcm = Gcm::new(false, key, &VECTOR).unwrap();
        if let Some(mut tag) = tag {
            assert!(gcm.set_tag(&mut tag));
        }
        let mut out = vec![0; text.len()];
        assert!(gcm.update(text, &mut out));
        (out, gcm.finish())
    }

    fn waiting() -> Vec<Vec<u8>> {
        WAITING.with_borrow(|all| all.iter().flatten().map(|one| one.key[..one.length].to_vec()).collect())
    }

    #[test]
    fn a_context_that_waited_gives_the_same_as_a_new_one() {
        let keys: [&[u8]; 4] = [&[1; 16], &[1; 24], &[1; 32], &[2; 32]];
        // Each in a thread of its own, which has none waiting.
        let alone =
            keys.map(|key| std::thread::spawn(move || encrypted(key, b"a text of some length")).join().unwrap());
        for _ in 0..3 {
            for (key, (text, tag)) in keys.iter().zip(&alone) {
                for _ in 0..2 {
                    assert_eq!(encrypted(key, b"a text of some length"), (text.clone(), *tag));
                    assert_eq!(decrypted(key, text, Some(*tag)), (b"a text of some length".to_vec(), true));
                }
            }
        }
        assert_eq!(waiting(), [keys[2], keys[3]]);
    }

    #[test]
    fn nothing_is_left_of_the_message_before() {
        let key = [3; 32];
        let (text, tag) = encrypted(&key, b"text");
        // The tag of the message before is there and would fit.
        assert!(!decrypted(&key, &text, None).1);
        assert!(decrypted(&key, &text, Some(tag)).1);
        assert!(!decrypted(&key, &text, None).1);
        // One that is given up in its middle, and one that is forged.
        let mut gcm = Gcm::new(true, &key, &VECTOR).unwrap();
        assert!(gcm.authenticate(b"more") && gcm.update(b"other", &mut [0; 5]));
        assert!(!gcm.authenticate(b"late"));
        drop(gcm);
        assert_eq!(encrypted(&key, b"text"), (text.clone(), tag));
        assert!(!decrypted(&key, &text, Some([0; 16])).1);
        assert_eq!(encrypted(&key, b"text"), (text, tag));
        assert_eq!(waiting().len(), 1);
    }

    #[test]
    fn two_at_once_under_one_key() {
        let key = [4; 16];
        let mut one = Gcm::new(true, &key, &VECTOR).unwrap();
        let mut other = Gcm::new(true, &key, &VECTOR).unwrap();
        let (mut first, mut second, mut tag) = ([0; 4], [0; 4], [0; 16]);
        assert!(one.update(b"text", &mut first) && other.update(b"text", &mut second));
        assert_eq!(first, second);
        assert!(one.finish() && one.tag(&mut tag));
        assert_eq!(encrypted(&key, b"text"), (first.to_vec(), tag));
    }
}
