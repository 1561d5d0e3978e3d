//! WASI preview 1: the system calls that a WebAssembly program makes, over descriptors and folders that its host gave it.
//! Safe Rust over the kernel's calls; no JavaScript, and no V8.
//!
//! A [`System`] is what one program sees. [`System::call`] makes a call by its place in [`CALLS`], on the program's
//! memory, and answers with an [`Errno`]. Nothing a program passes makes it panic or reaches past its memory, and no
//! path leads out of the folders that it was given (`path`): neither `..`, nor an absolute name, nor a link, nor a
//! folder that is moved meanwhile.

mod calls;
mod errno;
mod files;
mod memory;
mod names;
mod path;
mod poll;
mod rights;
mod sockets;
mod surroundings;
mod system;
mod table;
#[cfg(test)]
mod tests;

pub use calls::{CALLS, Call, MOST_ARGUMENTS};
pub use errno::Errno;
pub use memory::Memory;
pub use system::{Settings, System};
