//! The `node:*` modules: one folder per module with its Rust ops and its JavaScript side by side, and `internal` for
//! what they share. [`Env`] is what the ops of one isolate work on.

mod buffer;
mod child_process;
mod crypto;
mod dgram;
mod dns;
mod encoding;
mod env;
mod fs;
mod http;
mod inspector;
mod internal;
mod module;
mod net;
mod observe;
mod os;
mod perf_hooks;
mod process;
mod repl;
mod sqlite;
mod stream;
mod structured_clone;
#[cfg(test)]
mod testing;
mod timers;
mod tls;
mod url;
mod util;
mod v8;
mod vm;
mod wasi;
mod websocket;
mod webstorage;
mod worker_threads;
mod zlib;

pub use env::{Env, EnvOptions, StartTimes};
pub use internal::exit::exit_process;
pub use module::{CodeCacheFolder, HooksEnd, HooksStarter};
pub use process::memory_limit::for_this_process as memory_for_this_process;
pub use util::dotenv::parse as parse_dotenv;
pub use weir_crypto::version as openssl_version;
pub use weir_sqlite::version as sqlite_version;

/// Where the built-in JavaScript stands in the source tree this was built from.
pub const SOURCE_ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The built-in JavaScript, sorted by id.
pub fn builtins() -> &'static [weir_engine::Builtin] {
    BUILTINS
}

include!(concat!(env!("OUT_DIR"), "/builtins.rs"));

/// The native operations of every module.
pub const BINDINGS: &[weir_engine::Binding] = &[
    buffer::BINDING,
    dgram::BINDING,
    dns::BINDING,
    child_process::BINDING,
    encoding::BINDING,
    fs::BINDING,
    http::BINDING,
    inspector::BINDING,
    internal::errors::BINDING,
    internal::guarded::BINDING,
    internal::lifecycle::BINDING,
    module::BINDING,
    net::BINDING,
    net::block_list::BINDING,
    observe::BINDING,
    os::BINDING,
    perf_hooks::BINDING,
    crypto::BINDING,
    crypto::agree::BINDING,
    crypto::keys::BINDING,
    crypto::sign::BINDING,
    crypto::web::BINDING,
    crypto::x509::BINDING,
    process::BINDING,
    process::stdio::BINDING,
    repl::BINDING,
    sqlite::BINDING,
    stream::BINDING,
    structured_clone::BINDING,
    timers::BINDING,
    tls::BINDING,
    url::BINDING,
    url::pattern::BINDING,
    util::BINDING,
    util::kinds::BINDING,
    util::uv::BINDING,
    v8::BINDING,
    vm::BINDING,
    wasi::BINDING,
    websocket::BINDING,
    webstorage::BINDING,
    worker_threads::BINDING,
    zlib::BINDING,
];
