//! The library's start, once per process and with its first use: the configuration file, the legacy provider, the secure
//! heap. And the questions about FIPS. Nothing here runs before something asks for an algorithm.

use std::ffi::CString;
use std::ptr;
use std::sync::{Mutex, Once};

use crate::error::{self, Failure};
use crate::ffi;

/// What the command line says of the library's start.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    /// Another file than the default one.
    pub config_file: Option<String>,
    /// Reads the section that all programs share instead of Node's own.
    pub shared_config: bool,
    pub legacy_provider: bool,
    /// Bytes of the secure heap, and of its least allocation; zero for none.
    pub secure_heap: usize,
    pub secure_heap_min: usize,
}

static SETTINGS: Mutex<Option<Settings>> = Mutex::new(None);
static START: Once = Once::new();

/// Sets how the library will start. Of no use once it has.
pub fn configure(settings: Settings) {
    if let Ok(mut slot) = SETTINGS.lock() {
        slot.get_or_insert(settings);
    }
}

/// Starts the library unless it has started.
pub fn ensure() {
    START.call_once(|| {
        let settings = SETTINGS.lock().ok().and_then(|mut slot| slot.take()).unwrap_or_default();
        begin(&settings);
        error::clear();
    });
}

fn begin(settings: &Settings) {
    // Before anything allocates there.
    if settings.secure_heap > 0 {
        // SAFETY: called once, first of all.
        unsafe { ffi::CRYPTO_secure_malloc_init(settings.secure_heap, settings.secure_heap_min) };
    }
    let file = settings.config_file.as_deref().and_then(|name| CString::new(name).ok());
    let section = if settings.shared_config { c"openssl_conf" } else { c"nodejs_conf" };
    // SAFETY: the settings are made and freed here, the strings outlive the calls. Clean-up at exit is left out, since
    // threads of the pool may still be at work then.
    unsafe {
        let init = ffi::OPENSSL_INIT_new();
        if !init.is_null() {
            if let Some(file) = &file {
                ffi::OPENSSL_INIT_set_config_filename(init, file.as_ptr());
            }
            ffi::OPENSSL_INIT_set_config_appname(init, section.as_ptr());
            ffi::OPENSSL_INIT_set_config_file_flags(init, ffi::CONF_IGNORE_MISSING_FILE);
        }
        ffi::OPENSSL_init_crypto(ffi::INIT_LOAD_CONFIG | ffi::INIT_NO_ATEXIT, init);
        ffi::OPENSSL_INIT_free(init);
    }
    if settings.legacy_provider {
        for name in [c"legacy", c"default"] {
            // SAFETY: the default context; the provider stays loaded for the life of the process.
            unsafe { ffi::OSSL_PROVIDER_load(ptr::null_mut(), name.as_ptr()) };
        }
    }
}

/// Whether algorithms are those of a FIPS provider alone.
pub fn fips() -> bool {
    ensure();
    // SAFETY: asks the default context.
    unsafe { ffi::EVP_default_properties_is_fips_enabled(ptr::null_mut()) == 1 }
}

/// Whether there is a FIPS provider.
pub fn fips_available() -> bool {
    ensure();
    // SAFETY: asks the default context.
    unsafe { ffi::OSSL_PROVIDER_available(ptr::null_mut(), c"fips".as_ptr()) == 1 }
}

/// Asks for FIPS algorithms alone, or no longer.
///
/// # Errors
/// The library refuses.
pub fn set_fips(enable: bool) -> Result<(), Failure> {
    if fips() == enable {
        return Ok(());
    }
    // SAFETY: changes the default context's properties, under the library's own lock.
    if unsafe { ffi::EVP_default_properties_enable_fips(ptr::null_mut(), enable.into()) } != 1 {
        return Err(Failure::take("Setting FIPS mode failed"));
    }
    crate::digest::forget();
    crate::cipher::forget();
    Ok(())
}

/// How strict TLS is by default: from 0, all that the library can, to 5.
pub fn security_level() -> i32 {
    ensure();
    // SAFETY: a context made and freed here.
    unsafe {
        let ctx = ffi::SSL_CTX_new(ffi::TLS_method());
        if ctx.is_null() {
            error::clear();
            return 0;
        }
        let level = ffi::SSL_CTX_get_security_level(ctx);
        ffi::SSL_CTX_free(ctx);
        level
    }
}

/// Whether private keys belong in the secure heap.
pub(crate) fn has_secure_heap() -> bool {
    ensure();
    // SAFETY: asks for a flag.
    unsafe { ffi::CRYPTO_secure_malloc_initialized() == 1 }
}

/// Bytes in use of the secure heap.
pub fn secure_heap_used() -> usize {
    ensure();
    // SAFETY: reads a counter under the library's own lock.
    unsafe { ffi::CRYPTO_secure_used() }
}
