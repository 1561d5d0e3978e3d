//! Transfers: bytes from one end to another without passing through the embedder. An end is a stream of the loop or a
//! regular file; the bytes go by sendfile from a file to a stream, by splice and a pipe of the loop's own otherwise. (From
//! file to file nothing waits for readiness: that is plain work for the pool, and not here.)
//!
//! # Life
//!
//! A transfer has two halves. The *source* half is over when the source has ended or failed, when the kernel refuses or
//! nothing more may be taken ([`SourceEnd::HandedBack`]), or when it is [stopped](Transfer::stop). The *sink* half is over
//! once everything that was taken has been given, or when giving failed. Both are told once, in a [`Report`], which also
//! brings how many bytes moved since the last one. A transfer whose [`Transfer`] is dropped ends silently.
//!
//! # Who waits where
//!
//! Streams are waited for by the loop, in the poll phase. Disks are waited for by the pool: bytes of a file that are not in
//! memory are read in by a job before they are sent, and a file is written by a job that empties the pipe. While a job has
//! the pipe nothing else touches it, as the kernel locks it for as long as the disk takes.
//!
//! One event moves about a MiB at most before others have their turn. A pipe is taken from the loop's shelf when bytes come
//! and goes back when they are gone, so that a connection that is idle holds no descriptors beside its own.

mod core;
mod pump;
mod shelf;

pub use self::core::{Report, SourceEnd, Transfer, TransferEvents, TransferSink, TransferSource};

pub(crate) use self::core::TransferCore;
pub(crate) use shelf::PipeShelf;
