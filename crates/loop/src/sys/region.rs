//! Memory that the kernel fills and others read: the bytes behind a slab. Freed when its owner is dropped, on any thread.
//!
//! A region hands out no reference to all of itself, since an embedder may share the parts it was given with code that
//! this crate does not see (JavaScript views). What is borrowed here is one range for the time of one call.

use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
use std::alloc::{Layout, handle_alloc_error};
use std::ops::Range;
use std::ptr::NonNull;

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

/// For the report that there is no memory left.
fn layout(length: usize) -> Layout {
    match Layout::from_size_align(length.max(1), 1) {
        Ok(layout) => layout,
        Err(_) => unreachable!("a slab's length is a small constant"),
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: mapped in `new` with this length, and nobody reaches it any more.
        let unmapped = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
        debug_assert!(unmapped.is_ok(), "a region's memory is its own: {unmapped:?}");
    }
}
