//! Memory for what is read as a whole and large, as the contents of a file: taken and filled by a thread of the pool, then a
//! program's, and given back by whatever thread finds that nobody uses it any more. Most of what a large read from memory
//! costs is the system's work for pages that were never touched; so the last few regions are kept for the next read, and
//! new ones have huge pages.
//!
//! What is kept is bounded; what was not used again for a while is given up, and all of it when the program rests.

use crate::sys::Region;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Less than this is the allocator's business, which has its own ways to use memory again.
pub const LARGE: usize = 1 << 20;

/// The bytes that are kept for later, at most: two reads of 64 MiB, since the garbage collector finds one buffer while the
/// next is being filled.
const KEPT_BYTES: usize = 128 << 20;

/// A region is used again for what fills at least this share of it.
const SMALLEST_SHARE: usize = 2;

#[derive(Default)]
struct Kept {
    /// In the order in which they came.
    regions: Vec<Region>,
    /// How many were always there since somebody last looked: more than were needed.
    spare: usize,
}

type Shelf = Mutex<Kept>;

/// Where memory is taken from. Cloning gives another reference to the same store.
#[derive(Clone, Default)]
pub struct LargeMemory {
    shelf: Arc<Shelf>,
}

/// One block of memory.
pub struct Large {
    /// Taken out by `drop` alone.
    region: Option<Region>,
    length: usize,
    shelf: Weak<Shelf>,
}

impl LargeMemory {
    /// `length` bytes, in which anything may stand; `None` when there is not so much memory.
    pub fn take(&self, length: usize) -> Option<Large> {
        let kept = lock(&self.shelf).take_fitting(length);
        let region = kept.or_else(|| Region::large(length))?;
        Some(Large { region: Some(region), length, shelf: Arc::downgrade(&self.shelf) })
    }

    /// Gives up what nobody needed since the last call.
    pub(crate) fn forget_spare(&self) {
        let mut kept = lock(&self.shelf);
        let spare = kept.spare;
        let regions: Vec<Region> = kept.regions.drain(..spare).collect();
        kept.spare = kept.regions.len();
        drop(kept);
        drop(regions);
    }

    /// Gives up what is kept for later.
    pub(crate) fn forget_kept(&self) {
        let kept = std::mem::take(&mut *lock(&self.shelf));
        drop(kept);
    }
}

fn lock(shelf: &Shelf) -> MutexGuard<'_, Kept> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    /// The smallest region that is long enough and not much longer.
    fn take_fitting(&mut self, length: usize) -> Option<Region> {
        let fits = |region: &Region| region.length() >= length && region.length() / SMALLEST_SHARE <= length;
        let candidates = self.regions.iter().enumerate().filter(|(_, region)| fits(region));
        let (index, _) = candidates.min_by_key(|(_, region)| region.length())?;
        let region = self.regions.remove(index);
        self.spare = self.spare.min(self.regions.len());
        Some(region)
    }

    /// The region comes back when there is no room for it.
    fn put(&mut self, region: Region) -> Option<Region> {
        let bytes: usize = self.regions.iter().map(Region::length).sum();
        if bytes + region.length() > KEPT_BYTES {
            return Some(region);
        }
        self.regions.push(region);
        None
    }
}

impl Large {
    /// Where the memory starts. Valid while this is.
    pub fn start(&self) -> *mut u8 {
        self.region().start()
    }

    /// How many bytes it is.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Lends the bytes from `from` on for writing.
    pub fn fill<R>(&mut self, from: usize, with: impl FnOnce(&mut [u8]) -> R) -> R {
        self.region().fill(from..self.length, with)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.region().bytes(0..self.length)
    }

    /// Leaves out what is behind the first `length` bytes.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    fn region(&self) -> &Region {
        match &self.region {
            Some(region) => region,
            None => unreachable!("memory has its region until it is dropped"),
        }
    }
}

impl std::fmt::Debug for Large {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Large").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Drop for Large {
    fn drop(&mut self) {
        let (Some(region), Some(shelf)) = (self.region.take(), self.shelf.upgrade()) else { return };
        let refused = lock(&shelf).put(region);
        drop(refused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_where_it_fits() {
        let memory = LargeMemory::default();
        let mut first = memory.take(8 << 20).unwrap();
        first.fill(0, |bytes| bytes.fill(7));
        let start = first.start();
        assert_eq!(start.align_offset(2 << 20), 0);
        drop(first);
        let small = memory.take(1 << 20).unwrap();
        assert_ne!(small.start(), start);
        let mut second = memory.take(6 << 20).unwrap();
        assert_eq!((second.start(), second.length(), second.bytes().len()), (start, 6 << 20, 6 << 20));
        second.truncate(10);
        assert_eq!(second.bytes(), [7; 10]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_can_be_given_up() {
        let memory = LargeMemory::default();
        let kept = || lock(&memory.shelf).regions.len();
        let taken: Vec<Large> = (0..5).map(|_| memory.take(32 << 20).unwrap()).collect();
        drop(taken);
        assert_eq!(kept(), 4);
        memory.forget_kept();
        assert_eq!(kept(), 0);
        assert!(memory.take(usize::MAX - 10).is_none());
    }

    #[test]
    fn what_is_not_used_again_is_given_up() {
        let memory = LargeMemory::default();
        let kept = || lock(&memory.shelf).regions.len();
        let taken: Vec<Large> = (0..3).map(|_| memory.take(2 << 20).unwrap()).collect();
        drop(taken);
        memory.forget_spare();
        assert_eq!(kept(), 3);
        drop((memory.take(2 << 20), memory.take(2 << 20)));
        memory.forget_spare();
        assert_eq!(kept(), 2);
        memory.forget_spare();
        assert_eq!(kept(), 0);
    }

    #[test]
    fn odd_lengths_are_whole() {
        let memory = LargeMemory::default();
        for length in [LARGE, LARGE + 1, (4 << 20) - 1, (2 << 20) + 4097] {
            let mut large = memory.take(length).unwrap();
            large.fill(0, |bytes| bytes.fill(3));
            assert!(large.bytes().iter().all(|byte| *byte == 3));
        }
    }
}
