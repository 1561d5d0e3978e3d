//! The memory of ArrayBuffers: allocated by the process's allocator and counted, so that `process.memoryUsage` tells
//! the truth. Counters are atomic, since buffers may be freed by V8's threads.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use weir_loop::{Large, ReadTarget, Slab};

use crate::Scope;
use crate::state::EngineState;

/// Bytes that live ArrayBuffers of one isolate hold. What is taken, mostly by the isolate's thread, and what is given back,
/// mostly by V8's, is counted apart: a word that two processors write to takes each as long as the rest of an allocation.
#[derive(Debug, Default)]
pub(crate) struct BufferMemory {
    taken: Counter,
    given_back: Counter,
}

/// With a line of the processor's cache to itself, and the one that is fetched along with it.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Counter(AtomicUsize);

impl Counter {
    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl BufferMemory {
    pub fn bytes(&self) -> usize {
        let given_back = self.given_back.0.load(Ordering::Relaxed);
        // Both may go round, and one may be read before the other has been written.
        let bytes = self.taken.0.load(Ordering::Relaxed).wrapping_sub(given_back);
        if bytes > isize::MAX as usize { 0 } else { bytes }
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
        memory.taken.add(length);
    }
    data.cast()
}

// SAFETY: called with memory that `take` handed out, and its length.
unsafe extern "C" fn free(memory: &BufferMemory, data: *mut c_void, length: usize) {
    let Some(layout) = layout(length) else { return };
    memory.given_back.add(length);
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
    crate::pressure::note(scope, length);
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

/// An ArrayBuffer of a vector's bytes, without a copy, counted like V8's own.
pub fn vec_buffer<'s>(scope: &mut Scope<'s, '_>, bytes: Vec<u8>) -> v8::Local<'s, v8::ArrayBuffer> {
    if bytes.is_empty() {
        return v8::ArrayBuffer::new(scope, 0);
    }
    let memory = EngineState::of(scope).buffer_memory.clone();
    memory.taken.add(bytes.len());
    let mut bytes = std::mem::ManuallyDrop::new(bytes);
    let (start, length, capacity) = (bytes.as_mut_ptr(), bytes.len(), bytes.capacity());
    let owner = Box::into_raw(Box::new((capacity, memory)));
    // SAFETY: the vector's memory is nobody else's any more, and `free_vec` gives it back as the vector would.
    let store = unsafe { v8::ArrayBuffer::new_backing_store_from_ptr(start.cast(), length, free_vec, owner.cast()) };
    v8::ArrayBuffer::with_backing_store(scope, &store.make_shared())
}

// SAFETY: called by V8 once for each store, with what `vec_buffer` gave it.
unsafe extern "C" fn free_vec(data: *mut c_void, length: usize, owner: *mut c_void) {
    // SAFETY: the box that `vec_buffer` leaked, taken back once: V8 calls this when the last buffer is gone.
    let owner = unsafe { Box::from_raw(owner.cast::<(usize, Arc<BufferMemory>)>()) };
    owner.1.given_back.add(length);
    // SAFETY: start, length and capacity are those of the vector that `vec_buffer` took apart.
    drop(unsafe { Vec::from_raw_parts(data.cast::<u8>(), length, owner.0) });
}

/// An ArrayBuffer of memory that was filled as a whole, without a copy, counted like V8's own.
pub fn large_buffer<'s>(scope: &mut Scope<'s, '_>, large: Large) -> v8::Local<'s, v8::ArrayBuffer> {
    let memory = EngineState::of(scope).buffer_memory.clone();
    memory.taken.add(large.length());
    crate::pressure::note(scope, large.length());
    let (start, length) = (large.start(), large.length());
    let owners = Box::into_raw(Box::new((large, memory)));
    // SAFETY: the memory stays where it is until `free_large` drops its owner, and nobody else knows it.
    let store = unsafe { v8::ArrayBuffer::new_backing_store_from_ptr(start.cast(), length, free_large, owners.cast()) };
    v8::ArrayBuffer::with_backing_store(scope, &store.make_shared())
}

// SAFETY: called by V8 once for each store, with what `large_buffer` gave it.
unsafe extern "C" fn free_large(_data: *mut c_void, length: usize, owners: *mut c_void) {
    // SAFETY: the box that `large_buffer` leaked, taken back once: V8 calls this when the last buffer is gone.
    let owners = unsafe { Box::from_raw(owners.cast::<(Large, Arc<BufferMemory>)>()) };
    owners.1.given_back.add(length);
}

/// An ArrayBuffer over all of a slab that the loop reads into, which lives as long as the buffer does. It cannot be
/// transferred: its parts belong to Buffers that know nothing of each other.
pub fn slab_buffer<'s>(scope: &mut Scope<'s, '_>, slab: Arc<Slab>) -> v8::Local<'s, v8::ArrayBuffer> {
    let memory = EngineState::of(scope).buffer_memory.clone();
    memory.taken.add(slab.length());
    crate::pressure::note(scope, slab.length());
    let (start, length) = (slab.start(), slab.length());
    let owners = Box::into_raw(Box::new((slab, memory)));
    // SAFETY: the memory stays where it is until `free_slab` drops the slab. The loop writes to a range only before it
    // gives that range out, and gives each out once.
    let store = unsafe { v8::ArrayBuffer::new_backing_store_from_ptr(start.cast(), length, free_slab, owners.cast()) };
    let buffer = v8::ArrayBuffer::with_backing_store(scope, &store.make_shared());
    let key = v8::Symbol::new(scope, None);
    buffer.set_detach_key(key.into());
    buffer
}

// SAFETY: called by V8 once for each store, with what `slab_buffer` gave it.
unsafe extern "C" fn free_slab(_data: *mut c_void, length: usize, owners: *mut c_void) {
    // SAFETY: the box that `slab_buffer` leaked, taken back once: V8 calls this when the last buffer is gone.
    let owners = unsafe { Box::from_raw(owners.cast::<(Arc<Slab>, Arc<BufferMemory>)>()) };
    owners.1.given_back.add(length);
}

/// The bytes of a view, held for an operation that outlives the call: the memory stays, even if the program drops or
/// transfers the view. What the program writes to it meanwhile is what will be read.
pub struct HeldBytes {
    store: v8::SharedRef<v8::BackingStore>,
    start: usize,
    length: usize,
}

impl HeldBytes {
    /// Holds `view` from the byte `skip` on.
    pub fn new(scope: &mut Scope<'_, '_>, view: v8::Local<'_, v8::ArrayBufferView>, skip: usize) -> Option<Self> {
        let store = view.buffer(scope)?.get_backing_store();
        let (start, length) = (view.byte_offset(), view.byte_length());
        let skip = skip.min(length);
        (start + length <= store.byte_length()).then_some(Self { store, start: start + skip, length: length - skip })
    }
}

/// Reads into a view that a program gave for them. Bytes that come after it shrank or moved its memory away go where the
/// memory went, or nowhere.
impl ReadTarget for HeldBytes {
    fn lend(&self, read: &mut dyn FnMut(&mut [u8])) {
        let end = self.store.byte_length().min(self.start + self.length);
        let Some(data) = self.store.data().filter(|_| self.start < end) else { return read(&mut []) };
        // SAFETY: inside the store's memory, which the reference keeps, and whose length was just asked for. The slice is
        // used for one system call on the isolate's thread, during which no JavaScript runs there.
        read(unsafe { std::slice::from_raw_parts_mut(data.as_ptr().cast::<u8>().add(self.start), end - self.start) });
    }
}

impl AsRef<[u8]> for HeldBytes {
    fn as_ref(&self) -> &[u8] {
        let end = self.store.byte_length().min(self.start + self.length);
        match self.store.data() {
            // SAFETY: inside the store's memory, which the reference keeps. The slice is used for one system call on the
            // isolate's thread, during which no JavaScript runs there.
            Some(data) if self.start < end => unsafe {
                std::slice::from_raw_parts(data.as_ptr().cast::<u8>().add(self.start), end - self.start)
            },
            _ => &[],
        }
    }
}
