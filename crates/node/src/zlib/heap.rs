//! Memory for the C libraries: from the process's allocator, and counted, so that V8 can be told what a stream holds and
//! collects sooner where many are forgotten. Called by the libraries on whichever thread a step runs.

use std::alloc::{Layout, alloc, dealloc};
use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What stands before each piece, so that its size is known when it goes.
const HEADER: usize = 16;

/// Bytes that one codec holds. It must stay where it is while the codec lives.
#[derive(Default)]
pub(super) struct Heap {
    bytes: AtomicUsize,
}

impl Heap {
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// What the libraries hand back to the functions below.
    pub fn opaque(&self) -> *mut c_void {
        std::ptr::from_ref(self).cast_mut().cast()
    }
}

/// Memory for a library; null when there is none.
///
/// # Safety
/// `heap` is what [`Heap::opaque`] gave, and the heap is alive.
pub(super) unsafe extern "C" fn allocate(heap: *mut c_void, size: usize) -> *mut c_void {
    let layout = size.checked_add(HEADER).and_then(|total| Layout::from_size_align(total, HEADER).ok());
    let Some(layout) = layout else { return std::ptr::null_mut() };
    // SAFETY: the layout holds at least the header.
    let start = unsafe { alloc(layout) };
    if start.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: the caller's promise.
    let heap = unsafe { &*heap.cast_const().cast::<Heap>() };
    heap.bytes.fetch_add(layout.size(), Ordering::Relaxed);
    // SAFETY: the header lies at the start of what was just allocated, aligned for a usize, and the rest behind it.
    unsafe {
        start.cast::<usize>().write(layout.size());
        start.add(HEADER).cast()
    }
}

/// Gives memory back; nothing for null.
///
/// # Safety
/// As for [`allocate`], which gave `address` and has not had it back.
pub(super) unsafe extern "C" fn release(heap: *mut c_void, address: *mut c_void) {
    if address.is_null() {
        return;
    }
    // SAFETY: the caller's promise: `allocate` has put the header there, and the heap is alive.
    unsafe {
        let start = address.cast::<u8>().sub(HEADER);
        let size = start.cast::<usize>().read();
        let heap = &*heap.cast_const().cast::<Heap>();
        heap.bytes.fetch_sub(size, Ordering::Relaxed);
        dealloc(start, Layout::from_size_align_unchecked(size, HEADER));
    }
}
