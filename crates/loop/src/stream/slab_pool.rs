//! Where the bytes of reads go: slabs of 64 KiB, carved by what was read; for streams that fill their reads, of 256 KiB.
//!
//! A read gets the rest of the current slab; what it filled becomes a [`Chunk`], and the next read, of whatever stream,
//! goes on behind it. So a read costs no allocation, and small reads share a slab. A slab whose rest is too small for a
//! good read is left to its chunks. The last owner of a slab, on whatever thread, gives its memory back to the pool,
//! which keeps a bounded number of regions for later.

use crate::sys::Region;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Length of a slab: what one read of a busy socket brings, and small enough to be pinned by a chunk that is kept.
pub const SLAB_LENGTH: usize = 64 << 10;

/// Length of a slab for bulk. A quarter of the calls, and of the wake-ups at the other end where it is sent on; beyond it
/// little is won, and what the reads touch no longer fits the cache.
pub const BULK_LENGTH: usize = 256 << 10;

/// A rest below this share of the slab is not read into: a busy stream would then need two calls for what fits one.
const SMALLEST_SHARE: usize = 4;

/// Chunks start where any typed array may start.
const ALIGNMENT: usize = 8;

/// Regions kept for later, of each length: 12 MiB, more than a busy reader uses between two collections of its garbage.
const KEPT_BYTES: usize = 12 << 20;

/// What a read expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Messages, or nothing special.
    Messages,
    /// More than fits a slab.
    Bulk,
}

impl Expected {
    fn slab_length(self) -> usize {
        match self {
            Expected::Messages => SLAB_LENGTH,
            Expected::Bulk => BULK_LENGTH,
        }
    }
}

#[derive(Default)]
struct Shelf {
    free: Mutex<Vec<Region>>,
    /// Slabs that somebody holds. Counted per slab, so that a read pays nothing for it.
    live: AtomicUsize,
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
        shelf.live.fetch_sub(1, Ordering::Relaxed);
        let mut free = shelf.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT_BYTES / region.length() {
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

    /// The slab, and where the bytes are in it.
    pub fn parts(&self) -> (&Arc<Slab>, Range<usize>) {
        (&self.slab, self.range.clone())
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

/// How many slabs a loop has, and how long they are together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlabCounts {
    /// Those that chunks hold, or that the next read goes into.
    pub live: usize,
    /// Their bytes.
    pub live_bytes: usize,
    /// Those kept for later.
    pub kept: usize,
    /// Their bytes.
    pub kept_bytes: usize,
}

/// Slabs of one length: those that are free, and the one that is read into.
#[derive(Default)]
struct Stock {
    shelf: Arc<Shelf>,
    current: RefCell<Option<Current>>,
}

/// The slabs of one loop.
#[derive(Default)]
pub(crate) struct SlabPool {
    messages: Stock,
    bulk: Stock,
}

impl SlabPool {
    /// Has `read` fill at most `limit` bytes; what it says it filled becomes the chunk. True with it when that was all
    /// the room there was.
    pub(crate) fn read<E>(
        &self,
        expected: Expected,
        limit: usize,
        read: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(Chunk, bool), E> {
        let stock = match expected {
            Expected::Messages => &self.messages,
            Expected::Bulk => &self.bulk,
        };
        let length = expected.slab_length();
        let wanted = limit.min(length / SMALLEST_SHARE);
        let mut place = stock.current.borrow_mut();
        let current = match &mut *place {
            Some(current) if length - current.used >= wanted => current,
            other => other.insert(stock.start_slab(length)),
        };
        let from = current.used;
        let until = length.min(from.saturating_add(limit));
        let filled = current.slab.region().fill(from..until, read)?;
        let end = until.min(from + filled);
        current.used = length.min(end.next_multiple_of(ALIGNMENT));
        Ok((Chunk { slab: current.slab.clone(), range: from..end }, end == until))
    }

    /// Gives up what is kept for later.
    pub(crate) fn forget_kept(&self) {
        for stock in [&self.messages, &self.bulk] {
            let kept = std::mem::take(&mut *stock.shelf.free.lock().unwrap_or_else(PoisonError::into_inner));
            drop(kept);
        }
    }

    pub(crate) fn counts(&self) -> SlabCounts {
        let mut counts = SlabCounts::default();
        for (stock, length) in [(&self.messages, SLAB_LENGTH), (&self.bulk, BULK_LENGTH)] {
            let (live, kept) = (stock.shelf.live.load(Ordering::Relaxed), stock.kept());
            counts.live += live;
            counts.live_bytes += live * length;
            counts.kept += kept;
            counts.kept_bytes += kept * length;
        }
        counts
    }
}

impl Stock {
    fn start_slab(&self, length: usize) -> Current {
        let kept = self.shelf.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let region = kept.unwrap_or_else(|| Region::new(length));
        self.shelf.live.fetch_add(1, Ordering::Relaxed);
        Current { slab: Arc::new(Slab { region: Some(region), shelf: Arc::downgrade(&self.shelf) }), used: 0 }
    }

    fn kept(&self) -> usize {
        self.shelf.free.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pool: &SlabPool, byte: u8, count: usize) -> Chunk {
        let filled = pool.read(Expected::Messages, usize::MAX, |room| {
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
        assert_eq!((pool.counts().live, pool.counts().kept), (2, 0));
        let address = first.into_parts().0.start();
        let counts = SlabCounts { live: 1, live_bytes: SLAB_LENGTH, kept: 1, kept_bytes: SLAB_LENGTH };
        assert_eq!(pool.counts(), counts);
        drop(second);
        let third = read(&pool, 3, SLAB_LENGTH - 8);
        let fourth = read(&pool, 4, SLAB_LENGTH);
        assert_eq!(fourth.into_parts().0.start(), address);
        drop(third);
    }

    #[test]
    fn what_is_kept_can_be_given_up() {
        let pool = SlabPool::default();
        drop(read(&pool, 1, SLAB_LENGTH));
        drop(read(&pool, 2, SLAB_LENGTH));
        assert_eq!((pool.counts().live, pool.counts().kept), (1, 1));
        pool.forget_kept();
        assert_eq!((pool.counts().live, pool.counts().kept), (1, 0));
    }

    #[test]
    fn a_limit_is_kept_and_a_full_read_is_told() {
        let pool = SlabPool::default();
        let (chunk, full) = pool.read(Expected::Messages, 10, |room| Ok::<usize, ()>(room.len())).unwrap();
        assert_eq!((chunk.len(), full), (10, true));
        let (chunk, full) = pool.read(Expected::Messages, 10, |room| Ok::<usize, ()>(room.len() - 1)).unwrap();
        assert_eq!((chunk.len(), full), (9, false));
    }

    #[test]
    fn bulk_has_slabs_of_its_own() {
        let pool = SlabPool::default();
        let message = read(&pool, 1, 10);
        let (bulk, full) = pool.read(Expected::Bulk, usize::MAX, |room| Ok::<usize, ()>(room.len())).unwrap();
        assert_eq!((bulk.len(), full), (BULK_LENGTH, true));
        let after = read(&pool, 2, 10);
        assert!(Arc::ptr_eq(&message.into_parts().0, &after.into_parts().0));
        drop(bulk);
        let (next, _) = pool.read(Expected::Bulk, usize::MAX, |_| Ok::<usize, ()>(1)).unwrap();
        assert_eq!((next.len(), pool.bulk.kept(), pool.messages.kept()), (1, 1, 0));
        assert_eq!(pool.counts().live_bytes, SLAB_LENGTH + BULK_LENGTH);
    }
}
