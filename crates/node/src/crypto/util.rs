//! What belongs to no topic: lists of names, comparison, FIPS, the secure heap; and how ops take and give memory.

use weir_crypto::start::{self, Settings};
use weir_crypto::{Failure, compare, list, random};
use weir_engine::{ErrorClass, OpError, op, v8};

use super::failure::{coded, error};
use crate::internal::view_memory::ViewMemory;

/// Bytes that become an ArrayBuffer.
pub(crate) struct Memory(pub Vec<u8>);

/// The bytes of a view as they are now.
pub(super) fn copy_of(view: v8::Local<'_, v8::ArrayBufferView>) -> Vec<u8> {
    let mut bytes = vec![0; view.byte_length()];
    let copied = view.copy_contents(&mut bytes);
    bytes.truncate(copied);
    bytes
}

/// Fills a view's memory with random bytes, on any thread.
pub(super) fn fill(memory: &ViewMemory) -> Result<(), Failure> {
    // SAFETY: the memory is held and writable for `len()` bytes; no reference to it is made.
    unsafe { random::fill_memory(memory.start(), memory.len()) }
}

/// `configure(configFile, shared, legacy, heap, heapMin)`: how the library will start; of use before anything else.
#[op]
pub(super) fn configure(config_file: Option<String>, shared: bool, legacy: bool, heap: f64, heap_min: f64) {
    start::configure(Settings {
        config_file,
        shared_config: shared,
        legacy_provider: legacy,
        secure_heap: heap as usize,
        secure_heap_min: heap_min as usize,
    });
}

/// The library's version as one number: `OPENSSL_VERSION_NUMBER`.
#[op]
pub(super) fn version_number() -> f64 {
    weir_crypto::version_number() as f64
}

#[op]
pub(super) fn digest_names() -> Vec<String> {
    list::digests()
}

#[op]
pub(super) fn cipher_names() -> Vec<String> {
    list::ciphers()
}

#[op]
pub(super) fn curve_names() -> Vec<String> {
    list::curves()
}

/// `timingSafeEqual(a, b)`: of views with one length.
#[op(fast)]
pub(super) fn timing_safe_equal(one: &[u8], other: &[u8]) -> bool {
    compare::equal(one, other)
}

/// `incomparable(name)`: the error for an argument that has no bytes, or without a name for lengths that differ.
#[op]
pub(super) fn incomparable(name: Option<String>) -> Result<(), OpError> {
    Err(match name {
        Some(name) => {
            let kinds = "must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.";
            coded(ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", format!("The \"{name}\" argument {kinds}"))
        }
        None => {
            let text = "Input buffers must have the same byte length";
            coded(ErrorClass::RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", text)
        }
    })
}

#[op]
pub(super) fn fips() -> bool {
    start::fips()
}

#[op]
pub(super) fn fips_available() -> bool {
    start::fips_available()
}

#[op]
pub(super) fn set_fips(enable: bool) -> Result<(), OpError> {
    start::set_fips(enable).map_err(error)
}

/// `randomReady()`: whether there are random bytes.
#[op]
pub(super) fn random_ready() -> bool {
    random::is_ready()
}

/// `securityLevel()`: the default one of TLS.
#[op]
pub(super) fn security_level() -> i32 {
    start::security_level()
}

/// `secureHeapUsed()`: bytes.
#[op]
pub(super) fn secure_heap_used() -> f64 {
    start::secure_heap_used() as f64
}
