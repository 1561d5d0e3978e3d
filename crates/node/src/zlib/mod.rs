//! `node:zlib`, natively: streams of zlib, brotli and zstd by number, and whole inputs in one call. JavaScript checks
//! arguments and makes the memory that streams write to. Work that may take long runs on the pool's lane for computation;
//! what a job works on travels with it, so nothing is locked, and a stream that is closed meanwhile ends when its job does.

mod brotli;
mod deflate;
mod failure;
mod format;
mod heap;
mod inflate;
mod lend;
mod messages;
mod ops;
mod session;
mod span;
mod streams;
#[cfg(test)]
mod tests;
mod whole;
mod zstd;

use weir_engine::{Binding, ops};

pub(crate) use messages::{Messages, Refusal};
pub(crate) use streams::Streams;

pub(crate) const BINDING: Binding = Binding {
    name: "zlib",
    ops: ops![ops::open, ops::write, ops::params, ops::reset, ops::close, ops::whole, ops::crc32, ops::crc32_text],
    init: None,
};
