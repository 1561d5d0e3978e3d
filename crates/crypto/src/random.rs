//! Random bytes of the library's generator, and a store of them for small needs.

use crate::error::Failure;
use crate::{ffi, start};

/// The most bytes that the library gives at a time.
const MOST: usize = 1 << 30;

/// Fills memory with random bytes.
///
/// # Safety
/// `to` is writable for `length` bytes. Others may write there at the same time: what they read is then theirs to bear.
///
/// # Errors
/// The generator has no entropy.
pub unsafe fn fill_memory(to: *mut u8, length: usize) -> Result<(), Failure> {
    start::ensure();
    let mut done = 0;
    while done < length {
        let count = (length - done).min(MOST);
        // SAFETY: the caller's memory, from `done` on for `count` bytes, which fits an int.
        if unsafe { ffi::RAND_bytes(to.add(done), count as i32) } != 1 {
            return Err(Failure::of_job());
        }
        done += count;
    }
    Ok(())
}

/// Whether the generator works at all.
pub fn is_ready() -> bool {
    start::ensure();
    // SAFETY: no arguments.
    let ready = unsafe { ffi::RAND_status() } == 1;
    crate::error::clear();
    ready
}

/// Fills a slice with random bytes.
///
/// # Errors
/// As for `fill_memory`.
pub fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    // SAFETY: a slice is writable for its length.
    unsafe { fill_memory(bytes.as_mut_ptr(), bytes.len()) }
}

/// Bytes of the store, and the longest piece that comes from it.
const STORE: usize = 4096;
pub const PIECE: usize = 256;

/// Random bytes made in advance: one call of the generator costs as much as a hundred bytes of it. Bytes that were given
/// out are wiped from the store.
pub struct Store {
    bytes: Box<[u8; STORE]>,
    next: usize,
}

impl Default for Store {
    fn default() -> Self {
        Self { bytes: Box::new([0; STORE]), next: STORE }
    }
}

impl Store {
    /// Fills a slice, from the store when it is small.
    ///
    /// # Errors
    /// As for `fill_memory`.
    pub fn fill(&mut self, out: &mut [u8]) -> Result<(), Failure> {
        if out.len() > PIECE {
            return fill(out);
        }
        if self.next + out.len() > STORE {
            fill(&mut self.bytes[..])?;
            self.next = 0;
        }
        let piece = &mut self.bytes[self.next..self.next + out.len()];
        out.copy_from_slice(piece);
        piece.fill(0);
        self.next += out.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_given_twice() {
        let mut store = Store::default();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..2000 {
            let mut piece = [0; 16];
            store.fill(&mut piece).unwrap();
            assert!(seen.insert(piece));
        }
    }

    #[test]
    fn large_pieces_are_filled_to_their_end() {
        let mut bytes = vec![0; 100_000];
        Store::default().fill(&mut bytes).unwrap();
        assert!(bytes[99_000..].iter().any(|&byte| byte != 0));
    }
}
