//! AES-GCM by AWS-LC, which starts a message in a fraction of the time that OpenSSL's providers take. Only what is usual:
//! an initialization vector of twelve bytes. All else, and all work under FIPS' rules, is OpenSSL's (`cipher.rs`), which
//! also keeps the rules of a session.

use std::ffi::c_int;
use std::ptr::{self, NonNull};

use aws_lc_sys as lc;

/// The length of the vectors that are taken here.
pub(crate) const IV: usize = 12;

/// One message under way.
#[derive(Debug)]
pub(crate) struct Gcm {
    ctx: NonNull<lc::EVP_CIPHER_CTX>,
    has_text: bool,
}

// SAFETY: a context belongs to no thread; `&mut` keeps two from using it at once.
unsafe impl Send for Gcm {}

impl Drop for Gcm {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own; its keys are overwritten.
        unsafe { lc::EVP_CIPHER_CTX_free(self.ctx.as_ptr()) };
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
        // SAFETY: a new context; key and vector are as long as the algorithm reads.
        unsafe {
            let gcm = Self { ctx: NonNull::new(lc::EVP_CIPHER_CTX_new())?, has_text: false };
            let (key, iv, none) = (key.as_ptr(), iv.as_ptr(), ptr::null_mut());
            let done = lc::EVP_CipherInit_ex(gcm.ctx.as_ptr(), cipher, none, key, iv, c_int::from(encrypt));
            gcm.told(done)
        }
    }

    fn told(self, done: c_int) -> Option<Self> {
        Self::check(done).then_some(self)
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
        let done = unsafe { lc::EVP_CipherUpdate(self.ctx.as_ptr(), output, &raw mut written, input.as_ptr(), length) };
        Self::check(done)
    }

    /// The tag that a decryption must meet.
    pub fn set_tag(&mut self, tag: &mut [u8]) -> bool {
        self.control(lc::EVP_CTRL_AEAD_SET_TAG, tag)
    }

    /// The tag of a finished encryption, as much of it as there is room for.
    pub fn tag(&mut self, tag: &mut [u8]) -> bool {
        self.control(lc::EVP_CTRL_AEAD_GET_TAG, tag)
    }

    fn control(&mut self, command: c_int, bytes: &mut [u8]) -> bool {
        let Ok(length) = c_int::try_from(bytes.len()) else { return false };
        let start = bytes.as_mut_ptr().cast();
        // SAFETY: it reads or writes as many bytes as it is told of.
        Self::check(unsafe { lc::EVP_CIPHER_CTX_ctrl(self.ctx.as_ptr(), command, length, start) })
    }

    /// Ends the message; false when it is not authentic.
    pub fn finish(&mut self) -> bool {
        let (mut rest, mut written) = ([0; 16], 0);
        // SAFETY: a last block has room.
        Self::check(unsafe { lc::EVP_CipherFinal_ex(self.ctx.as_ptr(), rest.as_mut_ptr(), &raw mut written) })
    }
}
