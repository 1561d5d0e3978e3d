//! The V8 platform: one per process, started once before the first isolate. Flags are set before it starts.

use std::sync::OnceLock;

use crate::tasks::LoopPlatform;

/// Proof that V8 is initialized.
#[derive(Clone)]
pub struct Platform {
    // Kept for as long as the process lives: isolates refer to it.
    _shared: v8::SharedRef<v8::Platform>,
}

static STARTED: OnceLock<Platform> = OnceLock::new();

impl Platform {
    /// Starts V8 with `threads` worker threads (0 lets V8 choose); later calls return the first one.
    pub fn start(threads: u32) -> &'static Platform {
        STARTED.get_or_init(|| {
            // V8 seeds half a dozen generators in a start, and would read 4 KiB of /dev/urandom for each.
            v8::V8::set_entropy_source(fill_with_entropy);
            // Unprotected: isolates of worker threads are made by threads that did not start V8.
            let shared = v8::new_custom_platform(threads, false, true, LoopPlatform).make_shared();
            // `v8.setFlagsFromString()` changes flags while the program runs.
            v8::V8::set_flags_from_string("--no-freeze-flags-after-init");
            // `import source`, which Node has without a flag.
            v8::V8::set_flags_from_string("--js-source-phase-imports");
            // V8's own `queueMicrotask`, which needs no way out of JavaScript: a global of each new context.
            v8::V8::set_flags_from_string("--enable-queue-microtask");
            v8::V8::initialize_platform(shared.clone());
            v8::V8::initialize();
            Platform { _shared: shared }
        })
    }
}

/// Fills all of `bytes`, or says that it could not; V8 then looks for another source.
fn fill_with_entropy(bytes: &mut [u8]) -> bool {
    let length = bytes.len();
    rustix::rand::getrandom(bytes, rustix::rand::GetRandomFlags::empty()).is_ok_and(|filled| filled == length)
}

/// Passes flags to V8, before it starts. Returns those it does not know.
pub fn set_v8_flags(flags: &[String]) -> Vec<String> {
    if flags.is_empty() {
        return Vec::new();
    }
    let mut all = vec![String::from("weir")];
    all.extend_from_slice(flags);
    let mut rest = v8::V8::set_flags_from_command_line(all);
    rest.remove(0);
    rest
}

/// V8's version, as in `process.versions.v8`.
pub fn v8_version() -> &'static str {
    v8::V8::get_version()
}

/// What code caches depend on besides the source: V8's version and flags.
pub fn cached_data_version_tag() -> u32 {
    v8::script_compiler::cached_data_version_tag()
}
