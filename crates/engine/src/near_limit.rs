//! The moment before V8 gives up for want of heap: what is to be done then, for whoever asked. V8 calls on the isolate's
//! thread, in the middle of an allocation: no JavaScript may run.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;

type Act = Box<dyn FnMut(&mut v8::Isolate) -> bool>;

struct NearLimit {
    /// Says whether it wants to be called again.
    act: RefCell<Act>,
    acting: Cell<bool>,
    isolate: v8::UnsafeRawIsolatePtr,
}

/// What the heap may grow by so that the act, and the program after it, have room: about a young generation.
const ROOM: usize = 64 << 20;

/// Has `act` called each time the heap comes near its limit, until it returns false. Each time the limit grows.
pub fn on_near_heap_limit(isolate: &mut v8::Isolate, act: impl FnMut(&mut v8::Isolate) -> bool + 'static) {
    // SAFETY: the pointer is used only while V8 calls back for this isolate.
    let raw = unsafe { isolate.as_raw_isolate_ptr() };
    let near = NearLimit { act: RefCell::new(Box::new(act)), acting: Cell::new(false), isolate: raw };
    // Lives as long as the isolate does, of which a process has few.
    let data = Box::into_raw(Box::new(near)).cast::<c_void>();
    isolate.add_near_heap_limit_callback(near_limit, data);
}

// SAFETY: called by V8 alone, with what `on_near_heap_limit` gave it.
unsafe extern "C" fn near_limit(data: *mut c_void, current: usize, initial: usize) -> usize {
    // SAFETY: never freed.
    let near = unsafe { &*data.cast_const().cast::<NearLimit>() };
    if near.acting.replace(true) {
        // The act itself needs room.
        return current.saturating_add(ROOM);
    }
    // SAFETY: V8 calls on the isolate's thread, so the isolate is alive.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(near.isolate) };
    let again = match near.act.try_borrow_mut() {
        Ok(mut act) => act(&mut isolate),
        Err(_) => false,
    };
    near.acting.set(false);
    if !again {
        isolate.remove_near_heap_limit_callback(near_limit, initial);
    }
    current.saturating_add(ROOM)
}
