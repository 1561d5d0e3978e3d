//! Memory for Buffers where the safe ways do not reach: memory that is not cleared, and copies between views that may
//! overlap. Runs on the isolate's thread. No other file of this module holds `unsafe` besides simd.rs.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ffi::c_void;

use weir_engine::{OpError, Scope, op_glue, v8};

fn allocation_failed() -> OpError {
    OpError::range_error("ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory")
}

/// A new ArrayBuffer of `size` bytes, cleared only on demand.
///
/// # Errors
/// `ERR_MEMORY_ALLOCATION_FAILED` when there is not so much memory.
pub(crate) fn array_buffer<'s>(
    scope: &mut Scope<'s, '_>,
    size: f64,
    zero: bool,
) -> Result<v8::Local<'s, v8::ArrayBuffer>, OpError> {
    // Fractions are cut; what is no number counts as zero.
    let size = size as usize;
    if size == 0 {
        return Ok(v8::ArrayBuffer::new(scope, 0));
    }
    if size > v8::TypedArray::MAX_BYTE_LENGTH {
        return Err(allocation_failed());
    }
    let layout = Layout::array::<u8>(size).map_err(|_| allocation_failed())?;
    // SAFETY: the layout is not empty, as `size` is not zero.
    let data = unsafe { if zero { alloc_zeroed(layout) } else { alloc(layout) } };
    if data.is_null() {
        return Err(allocation_failed());
    }
    // SAFETY: `data` is `size` bytes that nothing else owns, and `release` gives them back with the layout they were
    // asked for. That they may be uninitialised is what the caller wants; they are only ever read as plain bytes.
    let store =
        unsafe { v8::ArrayBuffer::new_backing_store_from_ptr(data.cast(), size, release, std::ptr::null_mut()) };
    Ok(v8::ArrayBuffer::with_backing_store(scope, &store.make_shared()))
}

/// Gives memory of [`array_buffer`] back; V8 calls it when the last buffer over it is gone.
unsafe extern "C" fn release(data: *mut c_void, length: usize, _: *mut c_void) {
    if let Ok(layout) = Layout::array::<u8>(length) {
        // SAFETY: `array_buffer` allocated `data` with this layout.
        unsafe { dealloc(data.cast(), layout) };
    }
}

/// Copies up to `count` bytes from one view to another, which may share memory. All three numbers are bounded by the
/// memory as it is now. Returns how many bytes were copied.
pub(crate) fn copy(
    source: v8::Local<'_, v8::Value>,
    target: v8::Local<'_, v8::Value>,
    target_start: f64,
    source_start: f64,
    count: f64,
) -> Result<f64, OpError> {
    let source = op_glue::bytes(source)?;
    let mut target = op_glue::bytes(target)?;
    let source_start = (source_start as usize).min(source.as_slice().len());
    let target_start = (target_start as usize).min(target.as_mut_slice().len());
    let room = target.as_mut_slice().len() - target_start;
    let count = (count as usize).min(source.as_slice().len() - source_start).min(room);
    let from = source.as_slice().as_ptr();
    let to = target.as_mut_slice().as_mut_ptr();
    // SAFETY: both ranges were just bounded by their views. They may overlap, which `copy` allows; for that reason no
    // slice of either is alive here.
    unsafe { std::ptr::copy(from.add(source_start), to.add(target_start), count) };
    Ok(count as f64)
}
