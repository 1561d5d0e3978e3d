//! What the collector did, for those who asked: one record per collection, with the heap's figures before and after it if
//! wanted. V8 calls on the isolate's thread, in the middle of whatever made room necessary: here nothing allocates in the
//! heap, calls JavaScript or asks the loop for more than a wake-up.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;

/// The heap at one moment: V8's own figures in bytes.
pub struct HeapFigures {
    pub total: v8::HeapStatistics,
    pub spaces: Vec<v8::HeapSpaceStatistics>,
}

impl HeapFigures {
    pub fn of(isolate: &mut v8::Isolate) -> Self {
        let spaces = (0..isolate.number_of_heap_spaces()).filter_map(|index| isolate.get_heap_space_statistics(index));
        let spaces = spaces.collect();
        Self { total: isolate.get_heap_statistics(), spaces }
    }
}

/// One collection. Times are nanoseconds of the monotonic clock.
pub struct Collection {
    pub kind: u32,
    pub flags: u32,
    pub began: u64,
    pub ended: u64,
    pub figures: Option<(HeapFigures, HeapFigures)>,
}

struct Watch {
    with_figures: bool,
    began: Cell<u64>,
    before: RefCell<Option<HeapFigures>>,
    done: RefCell<Vec<Collection>>,
    on_done: Box<dyn Fn()>,
}

/// Sees every collection from its start on, until it is stopped.
pub struct GcWatch(Rc<Watch>);

impl GcWatch {
    /// `on_done` is called at the end of each collection; it may wake the loop and nothing else.
    pub fn start(isolate: &mut v8::Isolate, with_figures: bool, on_done: impl Fn() + 'static) -> Self {
        let watch = Rc::new(Watch {
            with_figures,
            began: Cell::new(0),
            before: RefCell::default(),
            done: RefCell::default(),
            on_done: Box::new(on_done),
        });
        // V8's own reference, which it gives back in `stop`. A watch that nobody stops lives as long as the process: V8 may
        // call until the isolate is gone.
        let data = Rc::into_raw(watch.clone()) as *mut c_void;
        isolate.add_gc_prologue_callback(begun, data, v8::GCType::kGCTypeAll);
        isolate.add_gc_epilogue_callback(ended, data, v8::GCType::kGCTypeAll);
        Self(watch)
    }

    /// The collections since the last time.
    pub fn take(&self) -> Vec<Collection> {
        self.0.done.take()
    }

    pub fn stop(self, isolate: &mut v8::Isolate) {
        let data = Rc::as_ptr(&self.0) as *mut c_void;
        isolate.remove_gc_prologue_callback(begun, data);
        isolate.remove_gc_epilogue_callback(ended, data);
        // SAFETY: the reference that `start` leaked, given back once: `self` is consumed, and V8 no longer calls.
        drop(unsafe { Rc::from_raw(data.cast_const().cast::<Watch>()) });
    }
}

// SAFETY: called by V8 alone, with the watch that `start` gave it.
unsafe extern "C" fn begun(
    isolate: v8::UnsafeRawIsolatePtr,
    _kind: v8::GCType,
    _flags: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: V8's reference keeps the watch until `stop`.
    let watch = unsafe { &*data.cast_const().cast::<Watch>() };
    if watch.with_figures {
        // SAFETY: V8 calls on the isolate's thread, so the isolate is alive; the figures are read without allocating.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
        watch.before.replace(Some(HeapFigures::of(&mut isolate)));
    }
    watch.began.set(weir_loop::hrtime());
}

// SAFETY: as above.
unsafe extern "C" fn ended(
    isolate: v8::UnsafeRawIsolatePtr,
    kind: v8::GCType,
    flags: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    let ended = weir_loop::hrtime();
    // SAFETY: V8's reference keeps the watch until `stop`.
    let watch = unsafe { &*data.cast_const().cast::<Watch>() };
    let before = watch.before.take();
    let figures = before.map(|before| {
        // SAFETY: as in `begun`.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
        (before, HeapFigures::of(&mut isolate))
    });
    let began = watch.began.replace(0);
    if began == 0 || (watch.with_figures && figures.is_none()) {
        // The watch began in the midst of this one.
        return;
    }
    watch.done.borrow_mut().push(Collection { kind: kind.0, flags: flags.0, began, ended, figures });
    (watch.on_done)();
}
