//! Memory of JavaScript that the system or a library reads and writes, on this thread or on one of the pool. It is never
//! made a Rust reference: the program may change it meanwhile, which is its own race and must not be undefined behaviour.

use weir_engine::v8;

/// A part of a view's memory, held for a job or borrowed for the length of a call.
pub(crate) struct ViewMemory {
    start: *mut u8,
    length: usize,
    /// Holds the memory while the pool works on it; a call that answers at once needs no hold.
    _keep: Option<v8::SharedRef<v8::BackingStore>>,
}

// SAFETY: the pointer stays good on any thread, since `_keep` counts its holders atomically and frees nothing before the
// last is gone; memory without it never leaves its thread (see `ViewMemory::new`).
unsafe impl Send for ViewMemory {}

impl ViewMemory {
    /// `length` bytes from `offset` on, less where the view is smaller. `keep` must be true when this is to outlive the
    /// call from JavaScript.
    pub fn new(view: v8::Local<'_, v8::ArrayBufferView>, offset: usize, length: usize, keep: bool) -> Self {
        // Asking for the store moves a small array's memory out of V8's heap, so the pointer is taken after it.
        let store = if keep { view.get_backing_store() } else { None };
        let available = view.byte_length();
        let offset = offset.min(available);
        let start = view.data().cast::<u8>().wrapping_add(offset);
        Self { start, length: length.min(available - offset), _keep: store }
    }

    /// All of a view.
    pub fn whole(view: v8::Local<'_, v8::ArrayBufferView>, keep: bool) -> Self {
        Self::new(view, 0, usize::MAX, keep)
    }

    /// `length` of its bytes from `offset` on, less where it is smaller; good as long as this one.
    pub fn part(&self, offset: usize, length: usize) -> Self {
        let offset = offset.min(self.length);
        let start = self.start.wrapping_add(offset);
        Self { start, length: length.min(self.length - offset), _keep: self._keep.clone() }
    }

    /// Where it starts: good for `len()` bytes while this lives.
    pub fn start(&self) -> *mut u8 {
        self.start
    }

    pub fn len(&self) -> usize {
        self.length
    }
}
