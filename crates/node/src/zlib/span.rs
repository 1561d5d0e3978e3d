//! The memory that one step works on: where input is read and output written. JavaScript's memory is never made a Rust
//! reference here, since the program may change it while a thread of the pool compresses; only the libraries look at it,
//! through pointers. Every pointer of this module comes from here.

use weir_engine::v8;

/// A part of a view's memory, held for a job or borrowed for the length of a call.
pub(super) struct Region {
    data: *mut u8,
    length: usize,
    /// Holds the memory while the pool works on it; a call that answers at once needs no hold.
    _keep: Option<v8::SharedRef<v8::BackingStore>>,
}

// SAFETY: the pointer stays good on any thread, since `_keep` counts its holders atomically and frees nothing before the
// last is gone; a region without it never leaves its thread (see `Region::new`).
unsafe impl Send for Region {}

impl Region {
    /// `length` bytes from `offset` on, less where the view is smaller. `keep` must be true when the region is to outlive
    /// the call from JavaScript.
    pub fn new(view: v8::Local<'_, v8::ArrayBufferView>, offset: usize, length: usize, keep: bool) -> Self {
        // Asking for the store moves a small array's memory out of V8's heap, so the pointer is taken after it.
        let store = if keep { view.get_backing_store() } else { None };
        let available = view.byte_length();
        let offset = offset.min(available);
        Self {
            data: view.data().cast::<u8>().wrapping_add(offset),
            length: length.min(available - offset),
            _keep: store,
        }
    }

    fn overlaps(&self, other: &Region) -> bool {
        let (start, end) = (self.data as usize, self.data as usize + self.length);
        let (from, to) = (other.data as usize, other.data as usize + other.length);
        start < to && from < end
    }

    /// The bytes as they are now.
    fn copy(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.length);
        // SAFETY: the region is alive and readable for `length` bytes, and the new vector has room for as many.
        unsafe {
            std::ptr::copy_nonoverlapping(self.data.cast_const(), bytes.as_mut_ptr(), self.length);
            bytes.set_len(self.length);
        }
        bytes
    }
}

/// What is to be read.
pub(super) enum Input {
    Region(Region),
    Owned(Vec<u8>),
}

impl Input {
    /// The input for a step that writes to `output`: a program may pass a stream's own output to it, which the libraries
    /// cannot read while they write there.
    pub fn beside(region: Region, output: &Region) -> Self {
        if region.overlaps(output) { Self::Owned(region.copy()) } else { Self::Region(region) }
    }

    fn start(&self) -> *const u8 {
        match self {
            Self::Region(region) => region.data,
            Self::Owned(bytes) => bytes.as_ptr(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Region(region) => region.length,
            Self::Owned(bytes) => bytes.len(),
        }
    }

    /// The last four bytes as a number, and the first bytes: what formats say about the size to come.
    pub fn ends(&self) -> ([u8; 18], [u8; 4]) {
        let (mut head, mut tail) = ([0; 18], [0; 4]);
        let length = self.len();
        let (first, last) = (length.min(head.len()), length.min(tail.len()));
        // SAFETY: both ranges lie inside the input, which is alive and readable for `length` bytes.
        unsafe {
            std::ptr::copy_nonoverlapping(self.start(), head.as_mut_ptr(), first);
            std::ptr::copy_nonoverlapping(self.start().add(length - last), tail.as_mut_ptr(), last);
        }
        (head, tail)
    }
}

/// Where a step reads and writes next. The pointers are good for as many bytes as stand beside them while the spans that
/// the cursor was made of live, and the two ranges do not overlap; a codec moves them forward and takes as much off.
pub(super) struct Cursor<'a> {
    pub input: *const u8,
    pub available_in: usize,
    pub output: *mut u8,
    pub available_out: usize,
    spans: std::marker::PhantomData<&'a ()>,
}

impl<'a> Cursor<'a> {
    /// From the input's byte `from` on into a view's memory.
    pub fn into_region(input: &'a Input, output: &'a Region) -> Self {
        Self {
            input: input.start(),
            available_in: input.len(),
            output: output.data,
            available_out: output.length,
            spans: std::marker::PhantomData,
        }
    }

    /// From the input's byte `from` on into the free room of a vector, at most `room` bytes.
    pub fn into_vec(input: &'a Input, from: usize, output: &'a mut Vec<u8>, room: usize) -> Self {
        let from = from.min(input.len());
        let spare = output.spare_capacity_mut();
        Self {
            input: input.start().wrapping_add(from),
            available_in: input.len() - from,
            output: spare.as_mut_ptr().cast(),
            available_out: spare.len().min(room),
            spans: std::marker::PhantomData,
        }
    }

    /// The same input, with room elsewhere.
    pub fn with_room<'b>(&'b self, room: &'b mut [u8]) -> Cursor<'b> {
        Cursor {
            input: self.input,
            available_in: self.available_in,
            output: room.as_mut_ptr(),
            available_out: room.len(),
            spans: std::marker::PhantomData,
        }
    }

    /// The byte of input `ahead` of the next one, if there is one.
    pub fn peek(&self, ahead: usize) -> Option<u8> {
        if ahead >= self.available_in {
            return None;
        }
        // SAFETY: there are more than `ahead` bytes at the pointer, as the type says.
        Some(unsafe { self.input.add(ahead).read() })
    }
}

/// Counts `written` bytes of a vector's free room as its own, after a step has written them.
pub(super) fn commit(output: &mut Vec<u8>, written: usize) {
    let length = output.len() + written;
    assert!(length <= output.capacity(), "a step writes no further than its room");
    // SAFETY: the step has written the bytes behind the vector's length, and they lie inside its capacity.
    unsafe { output.set_len(length) };
}
