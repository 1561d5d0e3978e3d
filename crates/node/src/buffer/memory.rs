//! Copies between views that may overlap. Runs on the isolate's thread. Besides simd.rs the one file of this module
//! that holds `unsafe`.

use weir_engine::{OpError, op_glue, v8};

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
