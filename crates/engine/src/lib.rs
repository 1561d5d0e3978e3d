//! The engine: the only owner of V8 in weir.
//!
//! It starts the platform, makes isolates (from a start-up snapshot or from nothing), loads the built-in JavaScript,
//! gives native operations to it, compiles scripts and modules, and holds the one door through which every callback
//! enters JavaScript. It knows no `node:*` module: what those need natively is declared by the crates above as
//! [`Binding`]s of [`op`]s.
//!
//! # Writing an op
//!
//! ```ignore
//! use weir_engine::{op, ops, Binding, OpError, v8, Scope};
//!
//! /// Adds two numbers; optimised code calls it without boxing.
//! #[op(fast)]
//! fn add(a: f64, b: f64) -> f64 { a + b }
//!
//! /// `&Env` is the host state (see `Engine::set_host`); a Rust error becomes a thrown JS error.
//! #[op]
//! fn cwd(env: &Env) -> Result<String, OpError> { ... }
//!
//! /// Raw values where traits do not reach: take the scope and handles.
//! #[op]
//! fn keys<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) -> v8::Local<'s, v8::Value> { ... }
//!
//! pub const BINDING: Binding = Binding { name: "math", ops: ops![add, cwd, keys], init: None };
//! ```
//!
//! An op that may work on the pool takes [`How`] as its last parameter: synchronous, callback or promise.
//!
//! Invariant: no `&mut` to an isolate, and no borrow of the engine's state, is held across a call into JavaScript.

// The code that `#[op]` generates names this crate from outside and from inside alike.
extern crate self as weir_engine;

mod builtin_code;
mod builtins;
mod code_cache;
mod compile;
mod convert;
mod door;
mod engine;
mod errno;
mod error;
mod exceptions;
mod gc;
mod inspector;
mod last_words;
mod lazy;
mod memory;
mod modules;
mod near_limit;
mod op;
#[doc(hidden)]
pub mod op_glue;
mod own_ops;
mod platform;
mod pressure;
mod rest;
mod scripts;
mod settle;
mod shape;
mod snapshot;
mod state;
mod tasks;

pub use builtin_code::BuiltinCode;
pub use builtins::{Builtin, Visibility};
pub use code_cache::{
    CacheSettings, CacheThreshold, find_stripped, relative_path, remember_stripped, trace_code_cache,
};
pub use compile::{Origin, in_context_of, keeping_arrow};
pub use convert::{Bytes, FromJs, IntoJs, JsList, JsObject, Latin1, Rest, This, Utf16};
pub use engine::{Engine, EngineConfig};
pub use errno::{ERRNOS, errno_name};
pub use error::{Detail, Detailed, ErrorClass, OpError};
pub use exceptions::describe as describe_exception;
pub use gc::{Collection, GcWatch, HeapFigures};
pub use inspector::InspectorSession;
pub use last_words::before_out_of_memory;
pub use memory::{HeldBytes, array_buffer, large_buffer, slab_buffer, vec_buffer};
pub use near_limit::on_near_heap_limit;
pub use op::{Binding, OpDecl};
pub use platform::{Platform, cached_data_version_tag, set_v8_flags, v8_version};
pub use scripts::{forbid_wasm, new_script_handle, script_of, script_template, set_import_symbol};
pub use settle::{How, JsCallback, Pending};
pub use shape::Shape;
pub use snapshot::build as build_snapshot;
pub use state::EngineHandle;
pub use weir_engine_macros::op;

/// V8's own types, for the code of ops that works on raw values. Everything else stays behind this crate's traits.
pub use v8;

/// The current handle scope, with a context entered.
pub type Scope<'s, 'i> = v8::PinScope<'s, 'i>;

/// Lists ops for a [`Binding`]: `ops![a, b]` is a `&'static [OpDecl]`.
#[macro_export]
macro_rules! ops {
    ($($(#[$meta:meta])* $op:expr),* $(,)?) => { &[$($op()),*] };
}
