//! Signatures: of whole messages, and of digests that were fed piece by piece.

use std::ptr::{self, NonNull};
use std::sync::Arc;

use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl_sys as ffi;

use crate::digest::{Digest, Hasher};
use crate::key::fast::{FastKey, has_small_order};
use crate::key::{Context, Failure, Outcome, Params, Pkey, Turn, Value, start_of};

/// `RSA_PKCS1_PADDING` and `RSA_PKCS1_PSS_PADDING`.
const PKCS1: i32 = 1;
const PSS: i32 = 6;
/// As long as fits when signing; as long as it is when verifying.
const LONGEST_SALT: i32 = -2;

/// How a signature is made or read.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    /// Of RSA.
    pub padding: Option<i32>,
    /// Of RSA's PSS.
    pub salt: Option<i32>,
    /// Two numbers side by side instead of a DER structure; for DSA and elliptic curves.
    pub flat: bool,
    /// Keeps signatures for one purpose from counting for another.
    pub context: Option<Vec<u8>>,
}

/// The digest of that name.
///
/// # Errors
/// `ERR_CRYPTO_INVALID_DIGEST` for a name that is not known.
pub fn digest_named(name: &str) -> Outcome<Arc<Digest>> {
    Digest::by_name(name)
        .map_err(|_| Failure::type_error("ERR_CRYPTO_INVALID_DIGEST", format!("Invalid digest: {name}")))
}

/// The library's state of a signature under way.
struct State(NonNull<ffi::EVP_MD_CTX>);

// SAFETY: it is used by one thread at a time, which Rust's borrows see to.
unsafe impl Send for State {}

impl State {
    fn new() -> Outcome<Self> {
        // SAFETY: it makes a state of its own.
        let state = unsafe { ffi::EVP_MD_CTX_new() };
        NonNull::new(state).map(Self).ok_or_else(|| Failure::library("Out of memory"))
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // SAFETY: this is the owner.
        unsafe { ffi::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
}

/// A message that comes in pieces, for `createSign` and `createVerify`.
pub struct Pieces(Hasher);

impl Pieces {
    pub fn new(digest: Arc<Digest>) -> Outcome<Self> {
        Hasher::new(digest).map(Self).map_err(Failure::Library)
    }

    pub fn update(&mut self, bytes: &[u8]) -> Outcome<()> {
        if self.0.update(bytes) { Ok(()) } else { Err(Failure::library("Sign update failed")) }
    }

    /// The digest, and its name.
    fn finish(mut self) -> Outcome<(Vec<u8>, String)> {
        let mut hash = vec![0; self.0.digest().size()];
        self.0.finish(&mut hash).map_err(Failure::Library)?;
        Ok((hash, self.0.digest().name().to_owned()))
    }

    /// # Errors
    /// A key that signs whole messages alone is refused.
    pub fn sign(self, key: &Pkey, settings: &Settings) -> Outcome<Vec<u8>> {
        refuse_whole_only(key)?;
        let (hash, name) = self.finish()?;
        if let Some(signature) = key.fast().and_then(|fast| fast.sign_hash(&hash)) {
            return if settings.flat { flatten(key, signature) } else { Ok(signature) };
        }
        let params = rsa_params(key, settings).with(c"digest", Value::Text(&name));
        let signature = Context::of(key)?.turn(Turn::Sign, &params, &hash)?;
        if settings.flat { flatten(key, signature) } else { Ok(signature) }
    }

    pub fn verify(self, key: &Pkey, settings: &Settings, signature: &[u8]) -> Outcome<bool> {
        refuse_whole_only(key)?;
        let (hash, name) = self.finish()?;
        let Some(signature) = structured(key, settings, signature) else { return Ok(false) };
        if let Some(answer) = key.fast().and_then(|fast| fast.verify_hash(&hash, &signature)) {
            return Ok(answer);
        }
        let params = rsa_params(key, settings).with(c"digest", Value::Text(&name));
        Context::of(key)?.verify(&params, &hash, &signature)
    }
}

fn signs_digests(key: &Pkey) -> bool {
    matches!(key.node_type(), Some("rsa" | "rsa-pss" | "dsa" | "ec" | "dh") | None)
}

fn refuse_whole_only(key: &Pkey) -> Outcome<()> {
    if signs_digests(key) {
        return Ok(());
    }
    Err(Failure::error("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation"))
}

fn is_rsa(key: &Pkey) -> bool {
    matches!(key.node_type(), Some("rsa" | "rsa-pss"))
}

fn rsa_params<'a>(key: &Pkey, settings: &Settings) -> Params<'a> {
    let mut params = Params::new();
    if is_rsa(key) {
        let usual = if key.is(c"RSA-PSS") { PSS } else { PKCS1 };
        let padding = settings.padding.unwrap_or(usual);
        params.add(c"pad-mode", Value::Int(padding));
        if padding == PSS {
            // Keys for PSS alone may say how long it is.
            let usual = (!key.is(c"RSA-PSS")).then_some(LONGEST_SALT);
            if let Some(salt) = settings.salt.or(usual) {
                params.add(c"saltlen", Value::Int(salt));
            }
        }
    }
    params
}

/// The settings of a whole message's signature.
fn whole_params<'a>(key: &Pkey, settings: &'a Settings) -> Outcome<Params<'a>> {
    let mut params = Params::new();
    params.append(rsa_params(key, settings));
    let Some(context) = settings.context.as_deref().filter(|context| !context.is_empty()) else { return Ok(params) };
    match key.node_type() {
        Some("ed25519") => {
            params.add(c"instance", Value::Text("Ed25519ctx"));
            params.add(c"context-string", Value::Bytes(context));
        }
        Some(name) if name == "ed448" || name.starts_with("ml-dsa") || name.starts_with("slh-dsa") => {
            params.add(c"context-string", Value::Bytes(context));
        }
        _ => return Err(Failure::operation("Context parameter is unsupported")),
    }
    Ok(params)
}

/// Has `start` begin a signature with the digest and settings.
fn begin(
    key: &Pkey,
    digest: Option<&Digest>,
    settings: &Settings,
    start: unsafe extern "C" fn(
        *mut ffi::EVP_MD_CTX,
        *mut *mut ffi::EVP_PKEY_CTX,
        *const ffi::EVP_MD,
        *mut ffi::ENGINE,
        *mut ffi::EVP_PKEY,
    ) -> libc::c_int,
) -> Outcome<State> {
    let params = whole_params(key, settings)?;
    let state = State::new()?;
    let mut context = ptr::null_mut();
    let digest = digest.map_or(ptr::null(), Digest::as_ptr);
    // SAFETY: state and key live during the calls; the context belongs to the state.
    unsafe {
        if start(state.0.as_ptr(), &mut context, digest, ptr::null_mut(), key.as_ptr()) != 1 {
            return Err(Failure::library("Operation failed"));
        }
        if !params.is_empty() {
            let built = params.build()?;
            if ffi::EVP_PKEY_CTX_set_params(context, built.as_ptr()) != 1 {
                return Err(Failure::library("Operation failed"));
            }
        }
    }
    Ok(state)
}

/// The key's second form, for what it can do.
fn fast<'a>(key: &'a Pkey, settings: &Settings) -> Option<&'a FastKey> {
    if settings.context.as_ref().is_some_and(|context| !context.is_empty()) { None } else { key.fast() }
}

/// The signature of a whole message.
pub fn sign(key: &Pkey, digest: Option<&Digest>, settings: &Settings, data: &[u8]) -> Outcome<Vec<u8>> {
    if let Some(signature) = fast(key, settings).and_then(|fast| fast.sign(digest, data)) {
        return if settings.flat { flatten(key, signature) } else { Ok(signature) };
    }
    slowly(key, digest, settings, data)
}

/// The same by OpenSSL.
pub(crate) fn slowly(key: &Pkey, digest: Option<&Digest>, settings: &Settings, data: &[u8]) -> Outcome<Vec<u8>> {
    let state = begin(key, digest, settings, ffi::EVP_DigestSignInit)?;
    let mut length = 0;
    // SAFETY: without room it tells the length; then it writes no more than that.
    let signature = unsafe {
        let work =
            |room, length: &mut usize| ffi::EVP_DigestSign(state.0.as_ptr(), room, length, start_of(data), data.len());
        if work(ptr::null_mut(), &mut length) != 1 {
            return Err(Failure::library("Operation failed"));
        }
        let mut room = vec![0u8; length];
        if work(room.as_mut_ptr(), &mut length) != 1 {
            return Err(Failure::library("Operation failed"));
        }
        room.truncate(length);
        room
    };
    if settings.flat { flatten(key, signature) } else { Ok(signature) }
}

/// Whether a signature is that of a whole message.
pub fn verify(
    key: &Pkey,
    digest: Option<&Digest>,
    settings: &Settings,
    data: &[u8],
    signature: &[u8],
) -> Outcome<bool> {
    if let Some(fast) = fast(key, settings)
        && let Some(signature) = structured(key, settings, signature)
        && let Some(answer) = fast.verify(digest, data, &signature)
    {
        return Ok(answer);
    }
    verify_slowly(key, digest, settings, data, signature)
}

/// The same by OpenSSL.
pub(crate) fn verify_slowly(
    key: &Pkey,
    digest: Option<&Digest>,
    settings: &Settings,
    data: &[u8],
    signature: &[u8],
) -> Outcome<bool> {
    let state = begin(key, digest, settings, ffi::EVP_DigestVerifyInit)?;
    if key.is(c"ED25519") {
        let points = [signature.get(..32).map(<[u8]>::to_vec), key.raw_public()];
        if points.into_iter().flatten().any(|point| has_small_order(&point)) {
            return Ok(false);
        }
    }
    let Some(signature) = structured(key, settings, signature) else { return Ok(false) };
    // SAFETY: the slices live during the call.
    let answer = unsafe {
        ffi::EVP_DigestVerify(state.0.as_ptr(), start_of(&signature), signature.len(), start_of(data), data.len())
    };
    crate::error::clear();
    Ok(answer == 1)
}

/// How many bytes each of a signature's two numbers has; `None` for keys whose signatures are no numbers.
fn number_size(key: &Pkey) -> Option<usize> {
    if let Some(size) = key.fast().and_then(FastKey::number_size) {
        return Some(size);
    }
    let bits = match key.node_type() {
        Some("ec") => {
            let name = crate::key::raw::curve_of(key)?;
            crate::key::group(&name).ok()?.0.order_bits()
        }
        Some("dsa") => u32::try_from(key.number(c"q")?.num_bits()).ok()?,
        _ => return None,
    };
    Some((bits as usize).div_ceil(8))
}

/// The two numbers side by side.
fn flatten(key: &Pkey, signature: Vec<u8>) -> Outcome<Vec<u8>> {
    let Some(size) = number_size(key) else { return Ok(signature) };
    let malformed = || Failure::operation("Malformed signature");
    let numbers = EcdsaSig::from_der(&signature).map_err(|_| malformed())?;
    let mut flat = numbers.r().to_vec_padded(size as i32).map_err(|_| malformed())?;
    flat.extend(numbers.s().to_vec_padded(size as i32).map_err(|_| malformed())?);
    Ok(flat)
}

/// A signature as the library reads it; `None` for one that cannot be right.
fn structured(key: &Pkey, settings: &Settings, signature: &[u8]) -> Option<Vec<u8>> {
    let size = if settings.flat { number_size(key) } else { None };
    let Some(size) = size else { return Some(signature.to_vec()) };
    if signature.len() != 2 * size {
        return None;
    }
    let (r, s) = signature.split_at(size);
    let numbers = EcdsaSig::from_private_components(BigNum::from_slice(r).ok()?, BigNum::from_slice(s).ok()?).ok()?;
    numbers.to_der().ok()
}

/// RSA with bytes: the turn, its padding, and of OAEP the digest and label.
pub struct Block<'a> {
    pub turn: BlockTurn,
    pub padding: i32,
    pub hash: Option<&'a str>,
    pub label: Option<&'a [u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BlockTurn {
    PublicEncrypt,
    PrivateDecrypt,
    PrivateEncrypt,
    PublicDecrypt,
}

const OAEP: i32 = 4;

/// The digest of OAEP.
///
/// # Errors
/// The library's word for a name that is not known.
pub fn oaep_digest(name: &str) -> Outcome<Arc<Digest>> {
    Digest::by_name(name).map_err(|_| Failure::error("ERR_OSSL_EVP_INVALID_DIGEST", "Invalid digest used"))
}

/// A block of bytes through an RSA key.
pub fn rsa_block(key: &Pkey, block: &Block<'_>, data: &[u8]) -> Outcome<Vec<u8>> {
    let digest = block.hash.map(oaep_digest).transpose()?;
    let mut params = Params::new().with(c"pad-mode", Value::Int(block.padding));
    if block.padding == OAEP {
        if let Some(hash) = digest.as_deref().map(Digest::name) {
            params.add(c"digest", Value::Text(hash));
            params.add(c"mgf1-digest", Value::Text(hash));
        }
        if let Some(label) = block.label {
            params.add(c"oaep-label", Value::Bytes(label));
        }
    }
    let turn = match block.turn {
        BlockTurn::PublicEncrypt => Turn::Encrypt,
        BlockTurn::PrivateDecrypt => Turn::Decrypt,
        BlockTurn::PrivateEncrypt => Turn::Sign,
        BlockTurn::PublicDecrypt => Turn::Recover,
    };
    Context::of(key)?.turn(turn, &params, data)
}
