//! The memory of ArrayBuffers: allocated by the process's allocator and counted, so that `process.memoryUsage` tells
//! the truth. Counters are atomic, since buffers may be freed by V8's threads.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that live ArrayBuffers of one isolate hold.
#[derive(Debug, Default)]
pub(crate) struct BufferMemory {
    bytes: AtomicUsize,
}

impl BufferMemory {
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// An allocator for V8 that counts here.
    pub fn allocator(self: &Arc<Self>) -> v8::UniqueRef<v8::Allocator> {
        const VTABLE: &v8::RustAllocatorVtable<BufferMemory> = &v8::RustAllocatorVtable {
            allocate,
            allocate_uninitialized,
            free,
            drop: release,
        };
        // SAFETY: the handle is a counted reference that `release` gives back, and the functions expect its type.
        unsafe { v8::new_rust_allocator(Arc::into_raw(self.clone()), VTABLE) }
    }
}

/// ArrayBuffers are aligned for any typed array.
const ALIGNMENT: usize = 16;

fn layout(length: usize) -> Option<Layout> {
    Layout::from_size_align(length.max(1), ALIGNMENT).ok()
}

unsafe extern "C" fn allocate(memory: &BufferMemory, length: usize) -> *mut c_void {
    // SAFETY: a layout is never of size zero.
    take(memory, length, |layout| unsafe { alloc_zeroed(layout) })
}

unsafe extern "C" fn allocate_uninitialized(memory: &BufferMemory, length: usize) -> *mut c_void {
    // SAFETY: as above.
    take(memory, length, |layout| unsafe { alloc(layout) })
}

/// Null when there is no memory: V8 then throws a RangeError.
fn take(memory: &BufferMemory, length: usize, allocate: impl FnOnce(Layout) -> *mut u8) -> *mut c_void {
    let Some(layout) = layout(length) else { return std::ptr::null_mut() };
    let data = allocate(layout);
    if !data.is_null() {
        memory.bytes.fetch_add(length, Ordering::Relaxed);
    }
    data.cast()
}

unsafe extern "C" fn free(memory: &BufferMemory, data: *mut c_void, length: usize) {
    let Some(layout) = layout(length) else { return };
    memory.bytes.fetch_sub(length, Ordering::Relaxed);
    // SAFETY: V8 frees with the pointer and length that it allocated with.
    unsafe { dealloc(data.cast(), layout) };
}

unsafe extern "C" fn release(memory: *const BufferMemory) {
    // SAFETY: the reference that `allocator` leaked, given back once.
    drop(unsafe { Arc::from_raw(memory) });
}
