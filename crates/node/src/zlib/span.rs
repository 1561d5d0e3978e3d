//! The memory that one step works on: where input is read and output written. JavaScript's memory is never made a Rust
//! reference here, since the program may change it while a thread of the pool compresses; only the libraries look at it,
//! through pointers. Every pointer of this module comes from here.

use crate::internal::view_memory::ViewMemory;

fn overlap(one: &ViewMemory, other: &ViewMemory) -> bool {
    let (start, end) = (one.start() as usize, one.start() as usize + one.len());
    let (from, to) = (other.start() as usize, other.start() as usize + other.len());
    start < to && from < end
}

/// The bytes as they are now.
fn copy(memory: &ViewMemory) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(memory.len());
    // SAFETY: the memory is alive and readable for `len()` bytes, and the new vector has room for as many.
    unsafe {
        std::ptr::copy_nonoverlapping(memory.start().cast_const(), bytes.as_mut_ptr(), memory.len());
        bytes.set_len(memory.len());
    }
    bytes
}

/// What is to be read.
pub(super) enum Input {
    View(ViewMemory),
    Owned(Vec<u8>),
}

impl Input {
    /// The input for a step that writes to `output`: a program may pass a stream's own output to it, which the libraries
    /// cannot read while they write there.
    pub fn beside(memory: ViewMemory, output: &ViewMemory) -> Self {
        if overlap(&memory, output) { Self::Owned(copy(&memory)) } else { Self::View(memory) }
    }

    fn start(&self) -> *const u8 {
        match self {
            Self::View(memory) => memory.start(),
            Self::Owned(bytes) => bytes.as_ptr(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::View(memory) => memory.len(),
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
    pub fn into_view(input: &'a Input, output: &'a ViewMemory) -> Self {
        Self {
            input: input.start(),
            available_in: input.len(),
            output: output.start(),
            available_out: output.len(),
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
