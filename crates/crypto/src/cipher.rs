//! Ciphers: an algorithm is fetched once per process and shared, a `Session` is one encryption or decryption with it and
//! keeps the rules of the authenticated modes: when a tag may be set and read, and how long messages may be.

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_int};
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{self, Failure};
use crate::gcm::{self, Gcm};
use crate::{ffi, start};

/// How a cipher chains its blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Stream,
    Ecb,
    Cbc,
    Cfb,
    Ofb,
    Ctr,
    Gcm,
    Ccm,
    Xts,
    Wrap,
    Ocb,
    Other,
}

impl Mode {
    fn of(flags: u64) -> Self {
        match flags & ffi::EVP_CIPH_MODE {
            0x0 => Self::Stream,
            0x1 => Self::Ecb,
            0x2 => Self::Cbc,
            0x3 => Self::Cfb,
            0x4 => Self::Ofb,
            0x5 => Self::Ctr,
            0x6 => Self::Gcm,
            0x7 => Self::Ccm,
            0x10001 => Self::Xts,
            0x10002 => Self::Wrap,
            0x10003 => Self::Ocb,
            _ => Self::Other,
        }
    }

    /// As `getCipherInfo` tells it.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Stream => "stream",
            Self::Ecb => "ecb",
            Self::Cbc => "cbc",
            Self::Cfb => "cfb",
            Self::Ofb => "ofb",
            Self::Ctr => "ctr",
            Self::Gcm => "gcm",
            Self::Ccm => "ccm",
            Self::Xts => "xts",
            Self::Wrap => "wrap",
            Self::Ocb => "ocb",
            Self::Other => return None,
        })
    }
}

/// A cipher algorithm.
#[derive(Debug)]
pub struct Cipher {
    /// Of the library's static table.
    known: *const ffi::EVP_CIPHER,
    /// Null where no provider has it.
    fetched: *mut ffi::EVP_CIPHER,
    pub mode: Mode,
    pub nid: i32,
    pub block_size: usize,
    pub iv_length: usize,
    pub key_length: usize,
}

// SAFETY: algorithms are immutable, and counted atomically by the library where they are fetched.
unsafe impl Send for Cipher {}
// SAFETY: as above.
unsafe impl Sync for Cipher {}

impl Drop for Cipher {
    fn drop(&mut self) {
        // SAFETY: the reference that `EVP_CIPHER_fetch` gave, or null.
        unsafe { ffi::EVP_CIPHER_free(self.fetched) };
    }
}

static KNOWN: RwLock<Option<HashMap<String, Arc<Cipher>>>> = RwLock::new(None);

/// The library's number of ChaCha20 with Poly1305.
const NID_CHACHA20_POLY1305: i32 = 1018;
/// Its numbers of AES-GCM; other ciphers have the mode, too.
const NID_AES_GCM: [i32; 3] = [895, 898, 901];

impl Cipher {
    /// The algorithm with this name.
    pub fn by_name(name: &str) -> Option<Arc<Self>> {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(cipher) = known.as_ref().and_then(|known| known.get(name)) {
            return Some(cipher.clone());
        }
        drop(known);
        let cipher = Arc::new(Self::look_up(name)?);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        // Spellings are few, unless somebody makes them up.
        if known.len() < 512 {
            known.insert(name.to_owned(), cipher.clone());
        }
        Some(cipher)
    }

    /// The algorithm with this number.
    pub fn by_nid(nid: i32) -> Option<Arc<Self>> {
        start::ensure();
        // SAFETY: gives a static string or null.
        let name = unsafe { ffi::OBJ_nid2sn(nid) };
        error::clear();
        if name.is_null() {
            return None;
        }
        // SAFETY: a static string.
        Self::by_name(unsafe { CStr::from_ptr(name) }.to_str().ok()?)
    }

    fn look_up(name: &str) -> Option<Self> {
        start::ensure();
        let name = CString::new(name).ok()?;
        // SAFETY: the string lives through the call; the answer is static or null. All that is read of it is constant.
        let cipher = unsafe {
            let known = ffi::EVP_get_cipherbyname(name.as_ptr());
            if known.is_null() {
                error::clear();
                return None;
            }
            let length = |value: c_int| usize::try_from(value).unwrap_or(0);
            Self {
                known,
                fetched: ffi::EVP_CIPHER_fetch(ptr::null_mut(), ffi::EVP_CIPHER_get0_name(known), ptr::null()),
                mode: Mode::of(ffi::EVP_CIPHER_get_flags(known)),
                nid: ffi::EVP_CIPHER_get_nid(known),
                block_size: length(ffi::EVP_CIPHER_get_block_size(known)),
                iv_length: length(ffi::EVP_CIPHER_get_iv_length(known)),
                key_length: length(ffi::EVP_CIPHER_get_key_length(known)),
            }
        };
        error::clear();
        Some(cipher)
    }

    /// The library's short name.
    pub fn name(&self) -> String {
        // SAFETY: a static string or null.
        let name = unsafe { ffi::OBJ_nid2sn(self.nid) };
        if name.is_null() {
            return String::new();
        }
        // SAFETY: a static string.
        unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
    }

    fn is_chacha(&self) -> bool {
        self.nid == NID_CHACHA20_POLY1305
    }

    /// Whether messages carry a tag.
    pub fn is_authenticated(&self) -> bool {
        matches!(self.mode, Mode::Gcm | Mode::Ccm | Mode::Ocb) || self.is_chacha()
    }

    /// Whether a key, and an initialization vector, may have these lengths.
    pub fn takes(&self, key: Option<usize>, iv: Option<usize>) -> bool {
        let Ok(mut context) = Context::new(self, true) else {
            error::clear();
            return false;
        };
        let key_fits = key.is_none_or(|length| context.set_key_length(length));
        let iv_fits = iv.is_none_or(|length| match self.mode {
            Mode::Ccm => (7..=13).contains(&length),
            Mode::Ocb => (1..=15).contains(&length),
            Mode::Gcm => true,
            _ => length == self.iv_length,
        });
        error::clear();
        key_fits && iv_fits
    }

    fn as_ptr(&self) -> *const ffi::EVP_CIPHER {
        if self.fetched.is_null() { self.known } else { self.fetched }
    }
}

/// The rules for algorithms have changed: they are fetched anew.
pub(crate) fn forget() {
    *KNOWN.write().unwrap_or_else(PoisonError::into_inner) = None;
}

/// The library's state of one operation.
#[derive(Debug)]
struct Context {
    ctx: *mut ffi::EVP_CIPHER_CTX,
}

// SAFETY: a context belongs to no thread; `&mut` keeps two from using it at once.
unsafe impl Send for Context {}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the context is this value's own.
        unsafe { ffi::EVP_CIPHER_CTX_free(self.ctx) };
    }
}

const SET_IV_LENGTH: c_int = 0x9;
const GET_TAG: c_int = 0x10;
const SET_TAG: c_int = 0x11;

impl Context {
    fn new(cipher: &Cipher, encrypt: bool) -> Result<Self, Failure> {
        // SAFETY: without key and vector.
        unsafe { Self::start(cipher, encrypt, ptr::null(), ptr::null()) }
    }

    /// One for key and vector of the usual lengths, which takes half as long as by steps.
    fn keyed(cipher: &Cipher, encrypt: bool, key: &[u8], iv: Option<&[u8]>) -> Result<Self, Failure> {
        debug_assert!(key.len() == cipher.key_length && iv.map_or(0, <[u8]>::len) == cipher.iv_length);
        // SAFETY: both are as long as the algorithm reads.
        unsafe { Self::start(cipher, encrypt, key.as_ptr(), iv.map_or(ptr::null(), <[u8]>::as_ptr)) }
    }

    /// # Safety
    /// Key and vector are null, or as long as the algorithm says.
    unsafe fn start(cipher: &Cipher, encrypt: bool, key: *const u8, iv: *const u8) -> Result<Self, Failure> {
        // SAFETY: a new context, an algorithm that is alive, and what the caller says.
        unsafe {
            let context = Self { ctx: ffi::EVP_CIPHER_CTX_new() };
            if context.ctx.is_null() {
                return Err(Failure::peek("Failed to initialize cipher"));
            }
            if cipher.mode == Mode::Wrap {
                ffi::EVP_CIPHER_CTX_set_flags(context.ctx, ffi::CIPHER_CTX_FLAG_WRAP_ALLOW);
            }
            if ffi::EVP_CipherInit_ex2(context.ctx, cipher.as_ptr(), key, iv, c_int::from(encrypt), ptr::null()) != 1 {
                return Err(Failure::peek("Failed to initialize cipher"));
            }
            Ok(context)
        }
    }

    fn control(&mut self, command: c_int, length: usize, data: *mut u8) -> bool {
        let Ok(length) = c_int::try_from(length) else { return false };
        // SAFETY: `data` is null or good for `length` bytes, which callers here see to.
        unsafe { ffi::EVP_CIPHER_CTX_ctrl(self.ctx, command, length, data.cast()) == 1 }
    }

    fn set_iv_length(&mut self, length: usize) -> bool {
        self.control(SET_IV_LENGTH, length, ptr::null_mut())
    }

    fn set_key_length(&mut self, length: usize) -> bool {
        let Ok(length) = c_int::try_from(length) else { return false };
        // SAFETY: the context is alive.
        unsafe { ffi::EVP_CIPHER_CTX_set_key_length(self.ctx, length) == 1 }
    }

    fn set_key(&mut self, key: &[u8], iv: Option<&[u8]>, encrypt: bool) -> bool {
        let iv = iv.map_or(ptr::null(), <[u8]>::as_ptr);
        // SAFETY: key and vector are as long as the context was told before.
        unsafe {
            ffi::EVP_CipherInit_ex2(self.ctx, ptr::null(), key.as_ptr(), iv, c_int::from(encrypt), ptr::null()) == 1
        }
    }

    /// Bytes written, or that would be where `output` is null.
    ///
    /// # Safety
    /// `output` is null, or has room for the input and a block more.
    unsafe fn update(&mut self, input: *const u8, length: c_int, output: *mut u8) -> Option<usize> {
        let mut written: c_int = 0;
        // SAFETY: as the caller says.
        let done = unsafe { ffi::EVP_CipherUpdate(self.ctx, output, &raw mut written, input, length) };
        (done == 1).then(|| usize::try_from(written).unwrap_or(0))
    }
}

/// Why a step of a session was refused.
#[derive(Debug)]
pub enum Problem {
    Library(Failure),
    InvalidIv,
    InvalidKeyLength,
    InvalidTagLength(usize),
    /// The mode needs to know the tag's length before.
    TagLengthRequired,
    MessageLength,
    /// CCM needs to know the text's length before data that is only authenticated.
    MissingTextLength,
    /// Not in this state of the session.
    State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Unknown,
    Known,
    Given,
}

/// Who does the work of a session.
#[derive(Debug)]
enum Engine {
    Library(Context),
    Gcm(Gcm),
}

impl Engine {
    fn set_tag(&mut self, tag: &mut [u8]) -> bool {
        match self {
            Self::Library(context) => context.control(SET_TAG, tag.len(), tag.as_mut_ptr()),
            Self::Gcm(gcm) => gcm.set_tag(tag),
        }
    }

    fn tag(&mut self, tag: &mut [u8]) -> bool {
        match self {
            Self::Library(context) => context.control(GET_TAG, tag.len(), tag.as_mut_ptr()),
            Self::Gcm(gcm) => gcm.tag(tag),
        }
    }

    /// Bytes written to `output`, which has room for the input and, where the cipher has blocks, for one more.
    fn update(&mut self, input: &[u8], output: &mut [u8]) -> Option<usize> {
        match self {
            Self::Library(context) => {
                let start = if input.is_empty() { [0u8].as_ptr() } else { input.as_ptr() };
                // SAFETY: the caller has checked the room.
                unsafe { context.update(start, input.len() as c_int, output.as_mut_ptr()) }
            }
            Self::Gcm(gcm) => gcm.update(input, output).then_some(input.len()),
        }
    }

    /// Data that is authenticated only.
    fn authenticate(&mut self, data: &[u8]) -> bool {
        match self {
            // SAFETY: without output nothing is written.
            Self::Library(context) => c_int::try_from(data.len())
                .is_ok_and(|length| unsafe { context.update(data.as_ptr(), length, ptr::null_mut()) }.is_some()),
            Self::Gcm(gcm) => gcm.authenticate(data),
        }
    }

    /// Bytes written to `output`, which has room for the longest block.
    fn finish(&mut self, output: &mut [u8]) -> Option<usize> {
        match self {
            Self::Library(context) => {
                let mut written: c_int = 0;
                // SAFETY: no block is longer than the room.
                let done = unsafe { ffi::EVP_CipherFinal_ex(context.ctx, output.as_mut_ptr(), &raw mut written) };
                (done == 1).then(|| usize::try_from(written).unwrap_or(0))
            }
            Self::Gcm(gcm) => gcm.finish().then_some(0),
        }
    }
}

/// One encryption or decryption under way.
#[derive(Debug)]
pub struct Session {
    /// None once it is finished.
    engine: Option<Engine>,
    cipher: Arc<Cipher>,
    encrypt: bool,
    tag: [u8; 16],
    tag_length: Option<usize>,
    tag_state: Tag,
    longest: usize,
    /// CCM found the text forged; `finish` says so.
    is_forged: bool,
    /// There was text, if only of no bytes.
    has_text: bool,
}

const MOST: usize = i32::MAX as usize;

/// The library's `EVP_MAX_BLOCK_LENGTH`.
pub const LONGEST_BLOCK: usize = 32;

impl Session {
    /// # Errors
    /// Key, vector or tag length do not fit the cipher.
    pub fn new(
        cipher: Arc<Cipher>,
        encrypt: bool,
        key: &[u8],
        iv: Option<&[u8]>,
        tag_length: Option<usize>,
    ) -> Result<Self, Problem> {
        let authenticated = cipher.is_authenticated();
        match iv {
            None if cipher.iv_length != 0 => return Err(Problem::InvalidIv),
            Some(iv) if !authenticated && iv.len() != cipher.iv_length => return Err(Problem::InvalidIv),
            Some(iv) if cipher.is_chacha() && iv.len() > 12 => return Err(Problem::InvalidIv),
            _ => {}
        }
        let gcm = cipher.mode == Mode::Gcm;
        let is_usual = key.len() == cipher.key_length
            && iv.map_or(0, <[u8]>::len) == cipher.iv_length
            && (gcm || !authenticated)
            && cipher.mode != Mode::Wrap;
        if is_usual {
            if let Some(length) = tag_length.filter(|length| gcm && !is_gcm_tag(*length)) {
                return Err(Problem::InvalidTagLength(length));
            }
            let tag_length = tag_length.filter(|_| gcm);
            let engine = match Self::fast(&cipher, encrypt, key, iv) {
                Some(gcm) => Engine::Gcm(gcm),
                None => {
                    error::clear();
                    Engine::Library(Context::keyed(&cipher, encrypt, key, iv).map_err(Problem::Library)?)
                }
            };
            return Ok(Self { engine: Some(engine), tag_length, ..Self::of(cipher, encrypt) });
        }
        error::clear();
        let mut context = Context::new(&cipher, encrypt).map_err(Problem::Library)?;
        let mut session = Self::of(cipher, encrypt);
        if authenticated {
            session.prepare_tag(&mut context, iv.map_or(0, <[u8]>::len), tag_length)?;
        }
        if !context.set_key_length(key.len()) {
            error::clear();
            return Err(Problem::InvalidKeyLength);
        }
        if !context.set_key(key, iv, encrypt) {
            return Err(Problem::Library(Failure::peek("Failed to initialize cipher")));
        }
        session.engine = Some(Engine::Library(context));
        Ok(session)
    }

    /// The other library's way, where it has one and FIPS' rules allow it.
    fn fast(cipher: &Cipher, encrypt: bool, key: &[u8], iv: Option<&[u8]>) -> Option<Gcm> {
        let iv: &[u8; gcm::IV] = iv?.try_into().ok()?;
        if !NID_AES_GCM.contains(&cipher.nid) || start::fips() {
            return None;
        }
        Gcm::new(encrypt, key, iv)
    }

    /// One that nobody works for yet.
    fn of(cipher: Arc<Cipher>, encrypt: bool) -> Self {
        Self {
            engine: None,
            cipher,
            encrypt,
            tag: [0; 16],
            tag_length: None,
            tag_state: Tag::Unknown,
            longest: MOST,
            is_forged: false,
            has_text: false,
        }
    }

    fn prepare_tag(&mut self, context: &mut Context, iv_length: usize, wanted: Option<usize>) -> Result<(), Problem> {
        if !context.set_iv_length(iv_length) {
            error::clear();
            return Err(Problem::InvalidIv);
        }
        if self.cipher.mode == Mode::Gcm {
            if let Some(length) = wanted.filter(|length| !is_gcm_tag(*length)) {
                return Err(Problem::InvalidTagLength(length));
            }
            self.tag_length = wanted;
            return Ok(());
        }
        let length = match wanted {
            Some(length) => length,
            None if self.cipher.is_chacha() => 16,
            None => return Err(Problem::TagLengthRequired),
        };
        if !context.control(SET_TAG, length, ptr::null_mut()) {
            error::clear();
            return Err(Problem::InvalidTagLength(length));
        }
        self.tag_length = Some(length);
        if self.cipher.mode == Mode::Ccm {
            self.longest = match iv_length {
                12 => 0xFF_FFFF,
                13 => 0xFFFF,
                _ => MOST,
            };
        }
        Ok(())
    }

    /// Whether it is an authenticated mode.
    pub fn is_authenticated(&self) -> bool {
        self.cipher.is_authenticated()
    }

    /// The tag of a finished encryption.
    pub fn tag(&self) -> Option<&[u8]> {
        match self.tag_length {
            Some(length) if self.engine.is_none() && self.encrypt => Some(&self.tag[..length]),
            _ => None,
        }
    }

    /// Sets the tag that a decryption must meet. True when it is a short one of GCM that nobody has announced.
    ///
    /// # Errors
    /// Not in this state, or of a wrong length.
    pub fn set_tag(&mut self, tag: &[u8]) -> Result<bool, Problem> {
        let usable = self.engine.is_some() && self.is_authenticated() && !self.encrypt;
        if !usable || self.tag_state != Tag::Unknown {
            return Err(Problem::State);
        }
        let agreed = self.tag_length.is_none_or(|length| length == tag.len());
        let gcm = self.cipher.mode == Mode::Gcm;
        if !agreed || (gcm && !is_gcm_tag(tag.len())) || tag.len() > self.tag.len() {
            return Err(Problem::InvalidTagLength(tag.len()));
        }
        let is_short = gcm && self.tag_length.is_none() && tag.len() != 16;
        self.tag_length = Some(tag.len());
        self.tag[..tag.len()].copy_from_slice(tag);
        self.tag_state = Tag::Known;
        Ok(is_short)
    }

    /// Gives the library the tag when it is there.
    fn give_tag(&mut self) -> bool {
        if self.tag_state != Tag::Known {
            return true;
        }
        let tag = &mut self.tag[..self.tag_length.unwrap_or(0)];
        let given = self.engine.as_mut().is_some_and(|engine| engine.set_tag(tag));
        if given {
            self.tag_state = Tag::Given;
        }
        given
    }

    /// Adds data that is authenticated and not encrypted; `text_length` is that of the whole text, for CCM.
    ///
    /// # Errors
    /// Not in this state, or lengths that do not fit.
    pub fn set_aad(&mut self, data: &[u8], text_length: Option<usize>) -> Result<(), Problem> {
        // The library would take data behind the text of this one.
        let is_late = self.has_text && self.cipher.nid == NID_CHACHA20_POLY1305;
        if self.engine.is_none() || !self.is_authenticated() || is_late {
            return Err(Problem::State);
        }
        if self.cipher.mode == Mode::Ccm {
            let text_length = text_length.ok_or(Problem::MissingTextLength)?;
            if text_length > self.longest {
                return Err(Problem::MessageLength);
            }
            if !self.encrypt && !self.give_tag() {
                return Err(Problem::State);
            }
            let Some(Engine::Library(context)) = &mut self.engine else { return Err(Problem::State) };
            // SAFETY: without pointers this only tells the length.
            let told = unsafe { context.update(ptr::null(), text_length as c_int, ptr::null_mut()) };
            told.ok_or_else(|| refused(Problem::State))?;
        }
        let Some(engine) = &mut self.engine else { return Err(Problem::State) };
        if engine.authenticate(data) { Ok(()) } else { Err(refused(Problem::State)) }
    }

    /// The room that `update` needs for an input of `length` bytes.
    pub fn room(&self, length: usize) -> usize {
        // Wrapping with padding adds up to two blocks.
        length + 2 * self.cipher.block_size.max(8)
    }

    /// Whether the output of `update` is always as long as its input.
    pub fn is_stream(&self) -> bool {
        self.cipher.block_size <= 1 && self.cipher.mode != Mode::Wrap
    }

    /// Why nothing more can be added.
    pub fn unsupported() -> Problem {
        Problem::Library(Failure::plain("Trying to add data in unsupported state"))
    }

    /// Works on `input`; the count of bytes written to `output`, which has the `room`, or as many bytes as the input where
    /// `is_stream`.
    ///
    /// # Errors
    /// Not in this state, a message too long, or what the library says.
    pub fn update(&mut self, input: &[u8], output: &mut [u8]) -> Result<usize, Problem> {
        let block = self.cipher.block_size;
        if self.engine.is_none() || input.len() + block > MOST {
            return Err(Self::unsupported());
        }
        if self.cipher.mode == Mode::Ccm && input.len() > self.longest {
            return Err(Problem::MessageLength);
        }
        if !self.encrypt && self.is_authenticated() {
            self.give_tag();
        }
        let enough = if self.is_stream() { input.len() } else { self.room(input.len()) };
        assert!(output.len() >= enough, "room for a cipher's output");
        self.has_text = true;
        let Some(engine) = &mut self.engine else { return Err(Problem::State) };
        match engine.update(input, output) {
            Some(written) => Ok(written),
            None if !self.encrypt && self.cipher.mode == Mode::Ccm => {
                error::clear();
                self.is_forged = true;
                Ok(0)
            }
            // What the library adds differs from version to version; programs know this text.
            None => Err(refused(Self::unsupported())),
        }
    }

    /// Whether the last block is filled up.
    ///
    /// # Errors
    /// The session is finished.
    pub fn set_padding(&mut self, pad: bool) -> Result<(), Problem> {
        match &self.engine {
            None => return Err(Problem::State),
            // SAFETY: the context is alive.
            Some(Engine::Library(context)) => unsafe { ffi::EVP_CIPHER_CTX_set_padding(context.ctx, pad.into()) },
            // Nothing is filled up there.
            Some(Engine::Gcm(_)) => 1,
        };
        Ok(())
    }

    /// Ends the session; the count of the last bytes, which are written to `output`. That has room for a block.
    ///
    /// # Errors
    /// It has ended before, or the text is not whole or not authentic.
    pub fn finish(&mut self, output: &mut [u8]) -> Result<usize, Problem> {
        assert!(output.len() >= LONGEST_BLOCK, "room for a cipher's last block");
        if self.engine.is_none() {
            return Err(Problem::State);
        }
        let authenticated = self.is_authenticated();
        if !self.encrypt && authenticated {
            self.give_tag();
        }
        let result = self.last(output);
        self.engine = None;
        if self.cipher.mode == Mode::Ccm {
            // Whatever the library says of it.
            error::clear();
        }
        let text = if authenticated { "Unsupported state or unable to authenticate data" } else { "Unsupported state" };
        result.ok_or_else(|| Problem::Library(Failure::peek(text)))
    }

    fn last(&mut self, output: &mut [u8]) -> Option<usize> {
        if !self.encrypt && self.cipher.mode == Mode::Ccm {
            return (!self.is_forged).then_some(0);
        }
        let (authenticated, encrypt) = (self.is_authenticated(), self.encrypt);
        let engine = self.engine.as_mut()?;
        // CCM has no tag before it has seen a text.
        if self.cipher.mode == Mode::Ccm && !self.has_text {
            engine.update(&[], output)?;
        }
        let written = engine.finish(output)?;
        if authenticated && encrypt {
            let length = *self.tag_length.get_or_insert(16);
            if !engine.tag(&mut self.tag[..length]) {
                return None;
            }
        }
        Some(written)
    }
}

/// The state error, with nothing left in the queue.
fn refused(problem: Problem) -> Problem {
    error::clear();
    problem
}

fn is_gcm_tag(length: usize) -> bool {
    length == 4 || length == 8 || (12..=16).contains(&length)
}
