//! Where the bytes of reads go: slabs of 64 KiB, carved by what was read.
//!
//! A read gets the rest of the current slab; what it filled becomes a [`Chunk`], and the next read, of whatever stream,
//! goes on behind it. So a read costs no allocation, and small reads share a slab. A slab whose rest is too small for a
//! good read is left to its chunks. The last owner of a slab, on whatever thread, gives its memory back to the pool,
//! which keeps a bounded number of regions for later.

use crate::sys::Region;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Length of a slab: what one read of a busy socket brings, and small enough to be pinned by a chunk that is kept.
pub const SLAB_LENGTH: usize = 64 << 10;

/// A rest below this is not read into: a busy stream would then need two calls for what fits one.
const SMALLEST_REST: usize = 16 << 10;

/// Chunks start where any typed array may start.
const ALIGNMENT: usize = 8;

/// Regions kept for later: 4 MiB.
const KEPT: usize = 64;

#[derive(Default)]
struct Shelf {
    free: Mutex<Vec<Region>>,
}

/// One block of memory that chunks of several streams share.
pub struct Slab {
    /// Taken out by `drop` alone.
    region: Option<Region>,
    shelf: Weak<Shelf>,
}

impl Slab {
    fn region(&self) -> &Region {
        match &self.region {
            Some(region) => region,
            None => unreachable!("a slab has its region until it is dropped"),
        }
    }

    /// Where the memory starts. Valid while the slab is.
    pub fn start(&self) -> *mut u8 {
        self.region().start()
    }

    /// How long the memory is.
    pub fn length(&self) -> usize {
        self.region().length()
    }
}

impl Drop for Slab {
    fn drop(&mut self) {
        let (Some(region), Some(shelf)) = (self.region.take(), self.shelf.upgrade()) else { return };
        let mut free = shelf.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(region);
        }
    }
}

impl std::fmt::Debug for Slab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slab").field("start", &self.start()).finish_non_exhaustive()
    }
}

/// What one read brought: a range of a slab that belongs to whoever holds the chunk.
#[derive(Debug)]
pub struct Chunk {
    slab: Arc<Slab>,
    range: Range<usize>,
}

impl Chunk {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.slab.region().bytes(self.range.clone())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether there are none, as after a message that carried only descriptors.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// Gives the range up to somebody who knows the slab by its address: the slab and where the bytes are in it.
    pub fn into_parts(self) -> (Arc<Slab>, Range<usize>) {
        (self.slab, self.range)
    }
}

struct Current {
    slab: Arc<Slab>,
    used: usize,
}

/// The slabs of one loop.
#[derive(Default)]
pub(crate) struct SlabPool {
    shelf: Arc<Shelf>,
    current: RefCell<Option<Current>>,
}

impl SlabPool {
    /// Has `read` fill at most `limit` bytes; what it says it filled becomes the chunk.
    pub(crate) fn read<E>(
        &self,
        limit: usize,
        read: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(Chunk, bool), E> {
        let mut place = self.current.borrow_mut();
        let wanted = limit.min(SMALLEST_REST);
        let current = match &mut *place {
            Some(current) if SLAB_LENGTH - current.used >= wanted => current,
            other => other.insert(self.start_slab()),
        };
        let from = current.used;
        let until = SLAB_LENGTH.min(from.saturating_add(limit));
        let filled = current.slab.region().fill(from..until, read)?;
        let end = until.min(from + filled);
        current.used = SLAB_LENGTH.min(end.next_multiple_of(ALIGNMENT));
        Ok((Chunk { slab: current.slab.clone(), range: from..end }, end == until))
    }

    fn start_slab(&self) -> Current {
        let kept = self.shelf.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let region = kept.unwrap_or_else(|| Region::new(SLAB_LENGTH));
        Current { slab: Arc::new(Slab { region: Some(region), shelf: Arc::downgrade(&self.shelf) }), used: 0 }
    }

    #[cfg(test)]
    fn kept(&self) -> usize {
        self.shelf.free.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pool: &SlabPool, byte: u8, count: usize) -> Chunk {
        let filled = pool.read(usize::MAX, |room| {
            room[..count].fill(byte);
            Ok::<usize, ()>(count)
        });
        filled.map(|(chunk, _)| chunk).unwrap()
    }

    #[test]
    fn small_reads_share_a_slab_and_keep_their_bytes() {
        let pool = SlabPool::default();
        let first = read(&pool, 1, 100);
        let second = read(&pool, 2, 100);
        assert_eq!(first.bytes(), [1; 100]);
        assert_eq!(second.bytes(), [2; 100]);
        let ((one, _), (two, range)) = (first.into_parts(), second.into_parts());
        assert!(Arc::ptr_eq(&one, &two));
        assert_eq!(range, 104..204);
    }

    #[test]
    fn a_slab_goes_back_with_its_last_chunk() {
        let pool = SlabPool::default();
        let first = read(&pool, 1, SLAB_LENGTH);
        let second = read(&pool, 2, 1);
        assert_eq!(pool.kept(), 0);
        let address = first.into_parts().0.start();
        assert_eq!(pool.kept(), 1);
        drop(second);
        let third = read(&pool, 3, SLAB_LENGTH - 8);
        let fourth = read(&pool, 4, SLAB_LENGTH);
        assert_eq!(fourth.into_parts().0.start(), address);
        drop(third);
    }

    #[test]
    fn a_limit_is_kept_and_a_full_read_is_told() {
        let pool = SlabPool::default();
        let (chunk, full) = pool.read(10, |room| Ok::<usize, ()>(room.len())).unwrap();
        assert_eq!((chunk.len(), full), (10, true));
        let (chunk, full) = pool.read(10, |room| Ok::<usize, ()>(room.len() - 1)).unwrap();
        assert_eq!((chunk.len(), full), (9, false));
    }
}
