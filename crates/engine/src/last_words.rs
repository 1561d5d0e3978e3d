//! The end for want of memory: V8 cannot go on, and says so here instead of in its own words. What is to be done before
//! the process ends is left by whoever wants it; no JavaScript can run any more.
//!
//! V8 tells of it without saying for whom, on the thread that failed: so what is to be done is kept by thread.

use std::cell::RefCell;
use std::ffi::{CStr, c_char};
use std::io::Write;

type Act = Box<dyn FnOnce(&mut v8::Isolate, &str)>;

thread_local! {
    static ACT: RefCell<Option<(v8::UnsafeRawIsolatePtr, Act)>> = const { RefCell::new(None) };
}

/// Has `act` called once, with what is the matter, when the isolate has no memory left; then the process ends. A later call
/// takes the place of an earlier one; `None` takes it back.
pub fn before_out_of_memory(isolate: &mut v8::Isolate, act: Option<Act>) {
    // SAFETY: the pointer is used only when V8 fails on this thread, which it does with the isolate alive.
    let raw = unsafe { isolate.as_raw_isolate_ptr() };
    ACT.set(act.map(|act| (raw, act)));
}

/// Takes V8's word for the isolate.
pub(crate) fn listen(isolate: &mut v8::OwnedIsolate) {
    isolate.set_oom_error_handler(out_of_memory);
}

// SAFETY: called by V8 alone, with a text that ends in a zero, or none.
unsafe extern "C" fn out_of_memory(location: *const c_char, details: &v8::OomDetails) {
    let message = match details.is_heap_oom {
        true => "Allocation failed - JavaScript heap out of memory",
        false => "Allocation failed - process out of memory",
    };
    let location = match location.is_null() {
        true => "".into(),
        // SAFETY: V8's own text, which it ends with a zero.
        false => unsafe { CStr::from_ptr(location) }.to_string_lossy(),
    };
    // Standard error may be gone; there is nobody else to tell.
    let _ = writeln!(std::io::stderr(), "FATAL ERROR: {location} {message}");
    if let Some((raw, act)) = ACT.take() {
        // SAFETY: V8 calls on the isolate's thread while it is alive.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(raw) };
        act(&mut isolate, message);
    }
    std::process::abort();
}
