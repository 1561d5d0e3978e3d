//! The memory of ArrayBuffers: allocated by the process's allocator and counted, so that `process.memoryUsage` tells
//! the truth. Counters are atomic, since buffers may be freed by V8's threads.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Scope;
use crate::state::EngineState;

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
        const VTABLE: &v8::RustAllocatorVtable<BufferMemory> =
            &v8::RustAllocatorVtable { allocate, allocate_uninitialized, free, drop: release };
        // SAFETY: the handle is a counted reference that `release` gives back, and the functions expect its type.
        unsafe { v8::new_rust_allocator(Arc::into_raw(self.clone()), VTABLE) }
    }
}

/// ArrayBuffers are aligned for any typed array.
const ALIGNMENT: usize = 16;

fn layout(length: usize) -> Option<Layout> {
    Layout::from_size_align(length.max(1), ALIGNMENT).ok()
}

// SAFETY: called by V8 alone, with the handle that `allocator` gave it.
unsafe extern "C" fn allocate(memory: &BufferMemory, length: usize) -> *mut c_void {
    // SAFETY: a layout is never of size zero.
    take(memory, length, |layout| unsafe { alloc_zeroed(layout) })
}

// SAFETY: called by V8 alone, with the handle that `allocator` gave it.
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

// SAFETY: called with memory that `take` handed out, and its length.
unsafe extern "C" fn free(memory: &BufferMemory, data: *mut c_void, length: usize) {
    let Some(layout) = layout(length) else { return };
    memory.bytes.fetch_sub(length, Ordering::Relaxed);
    // SAFETY: V8 frees with the pointer and length that it allocated with.
    unsafe { dealloc(data.cast(), layout) };
}

// SAFETY: called by V8 once, with the reference that `allocator` leaked.
unsafe extern "C" fn release(memory: *const BufferMemory) {
    // SAFETY: the reference that `allocator` leaked, given back once.
    drop(unsafe { Arc::from_raw(memory) });
}

/// A new ArrayBuffer of `length` bytes that are counted like V8's own, but not cleared unless `zero`: they still hold
/// whatever was there before. `None` when there is not so much memory.
pub fn array_buffer<'s>(
    scope: &mut Scope<'s, '_>,
    length: usize,
    zero: bool,
) -> Option<v8::Local<'s, v8::ArrayBuffer>> {
    if length == 0 {
        return Some(v8::ArrayBuffer::new(scope, 0));
    }
    if length > v8::TypedArray::MAX_BYTE_LENGTH {
        return None;
    }
    let memory = EngineState::of(scope).buffer_memory.clone();
    // SAFETY: a layout is never of size zero.
    let data = take(&memory, length, |layout| unsafe { if zero { alloc_zeroed(layout) } else { alloc(layout) } });
    if data.is_null() {
        return None;
    }
    // SAFETY: nothing else owns the memory, and `free_counted` gives it back the way `take` took it. Uninitialised bytes
    // are what the caller asks for; they are only ever read as plain bytes.
    let store = unsafe {
        v8::ArrayBuffer::new_backing_store_from_ptr(data, length, free_counted, Arc::into_raw(memory) as *mut c_void)
    };
    Some(v8::ArrayBuffer::with_backing_store(scope, &store.make_shared()))
}

// SAFETY: called by V8 once for each store, with what `array_buffer` gave it.
unsafe extern "C" fn free_counted(data: *mut c_void, length: usize, memory: *mut c_void) {
    // SAFETY: the reference that `array_buffer` leaked, given back once: V8 calls this when the last buffer is gone.
    let memory = unsafe { Arc::from_raw(memory.cast_const().cast::<BufferMemory>()) };
    // SAFETY: `array_buffer` took this memory with this length.
    unsafe { free(&memory, data, length) };
}
