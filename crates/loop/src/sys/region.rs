//! Memory that the kernel fills and others read: the bytes behind a slab. Freed when its owner is dropped, on any thread.
//!
//! A region hands out no reference to all of itself, since an embedder may share the parts it was given with code that
//! this crate does not see (JavaScript views). What is borrowed here is one range for the time of one call.

use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};
use std::alloc::{Layout, handle_alloc_error};
use std::ops::Range;
use std::ptr::NonNull;

/// What the system takes for a huge page, and the smallest it maps.
const HUGE_PAGE: usize = 2 << 20;
const SMALL_PAGE: usize = 4096;

pub(crate) struct Region {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: the region is plain memory that it owns; a range is only reached through the methods below, whose callers take
// care that a range has one user at a time.
unsafe impl Send for Region {}
// SAFETY: as above: a shared region gives access to a range only through `fill` and `bytes`.
unsafe impl Sync for Region {}

impl Region {
    /// `length` bytes, not zero, all of them zero. They come from the system by themselves: nothing else of the process
    /// was ever there, and nobody clears what the system gives cleared.
    pub(crate) fn new(length: usize) -> Region {
        let rights = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: the system chooses a place where nothing is.
        let start = unsafe { mmap_anonymous(std::ptr::null_mut(), length, rights, MapFlags::PRIVATE) };
        match start.ok().and_then(|start| NonNull::new(start.cast())) {
            Some(start) => Region { start, length },
            None => handle_alloc_error(layout(length)),
        }
    }

    /// Like `new`, for what is filled at once: on boundaries of huge pages, which the system is asked for, since its work
    /// for a page of any size costs more than copying into a small one. `None` when there is not so much memory.
    pub(crate) fn large(length: usize) -> Option<Region> {
        let rights = ProtFlags::READ | ProtFlags::WRITE;
        let mapped = length.checked_add(HUGE_PAGE)?;
        // SAFETY: the system chooses a place where nothing is.
        let start = unsafe { mmap_anonymous(std::ptr::null_mut(), mapped, rights, MapFlags::PRIVATE) }.ok()?;
        let start = NonNull::new(start.cast::<u8>())?;
        let skipped = start.as_ptr().align_offset(HUGE_PAGE);
        let end = (skipped + length).next_multiple_of(SMALL_PAGE).min(mapped);
        // SAFETY: inside what was just mapped, since a boundary comes before `HUGE_PAGE` bytes are over.
        let (aligned, behind) = unsafe { (start.add(skipped), start.add(end)) };
        // SAFETY: what was just mapped and nobody reaches: the bytes before the boundary, and those behind the region.
        let trimmed = unsafe { cut(start, skipped).and(cut(behind, mapped - end)) };
        debug_assert!(trimmed.is_ok(), "the ends of a mapping can be given back: {trimmed:?}");
        // A rest that is no whole huge page stays in small ones. A system without huge pages refuses, and need not care.
        // SAFETY: inside the region; the advice changes no contents.
        let _advised = unsafe { madvise(aligned.as_ptr().cast(), length & !(HUGE_PAGE - 1), Advice::LinuxHugepage) };
        Some(Region { start: aligned, length })
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.start.as_ptr()
    }

    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Lends a range for writing. The caller is the only one who knows the range: it was not given out yet.
    pub(crate) fn fill<R>(&self, range: Range<usize>, with: impl FnOnce(&mut [u8]) -> R) -> R {
        assert!(range.start <= range.end && range.end <= self.length);
        // SAFETY: the range lies inside the region, whose bytes are initialised; slabs carve each range once, so that
        // nobody else holds a reference to these bytes while `with` runs.
        with(unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr().add(range.start), range.len()) })
    }

    /// Borrows a range that was filled and that its only holder reads.
    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        assert!(range.start <= range.end && range.end <= self.length);
        // SAFETY: inside the region and initialised; the caller holds the range, and gives it up before others write.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr().add(range.start), range.len()) }
    }
}

/// Unmaps, unless there is nothing.
///
/// # Safety
/// The bytes are mapped, and nobody reaches them any more.
unsafe fn cut(start: NonNull<u8>, length: usize) -> rustix::io::Result<()> {
    if length == 0 {
        return Ok(());
    }
    // SAFETY: as the caller promises.
    unsafe { munmap(start.as_ptr().cast(), length) }
}

/// For the report that there is no memory left.
fn layout(length: usize) -> Layout {
    match Layout::from_size_align(length.max(1), 1) {
        Ok(layout) => layout,
        Err(_) => unreachable!("a slab's length is a small constant"),
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: mapped in `new` or `large` with this length, and nobody reaches it any more.
        let unmapped = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
        debug_assert!(unmapped.is_ok(), "a region's memory is its own: {unmapped:?}");
    }
}
