//! What the engine remembers beside V8's heap: one value per isolate, reached through the isolate's data slot.
//! Runs on the isolate's thread. Every cell is emptied or copied before JavaScript is called.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::c_void;
use std::ptr::NonNull;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use crate::code_cache::CodeCache;
use crate::compile::Probed;
use crate::engine::EngineConfig;
use crate::inspector::Inspector;
use crate::memory::BufferMemory;
use crate::modules::ModuleMap;
use crate::pressure::Pressure;
use crate::rest::Rest;
use crate::tasks::{self, Foreground};

/// The isolate data slot that points to the state.
const SLOT: u32 = 0;

/// The JavaScript functions that the native side calls, given by the start code with `attach`.
#[derive(Default)]
pub(crate) struct Hooks {
    /// Drains the nextTick queue, then microtasks, then reports rejections.
    pub process_ticks: Option<v8::Global<v8::Function>>,
    /// `(error, fromPromise, arrow, frames, thrown)`: dispatches an uncaught error; returns when the program took it.
    pub uncaught: Option<v8::Global<v8::Function>>,
    /// `(error, arrow, frames, code)`: prints an error and ends the process.
    pub fatal: Option<v8::Global<v8::Function>>,
    /// `(event, promise, value)`: what V8 says of rejections.
    pub promise_reject: Option<v8::Global<v8::Function>>,
    /// `(hostSymbol, specifier, attributes, referrerName)`: dynamic import; returns a promise.
    pub import_dynamic: Option<v8::Global<v8::Function>>,
    /// `(wrap, meta)`: fills `import.meta`.
    pub import_meta: Option<v8::Global<v8::Function>>,
    /// `(id, name)`: the value of a lazily loaded property.
    pub load_lazy: Option<v8::Global<v8::Function>>,
    /// `(error, callSites)`: formats `error.stack`, when set.
    pub prepare_stack: Option<v8::Global<v8::Function>>,
    /// Gives an error with a code the prototype that such errors have.
    pub dress_error: Option<v8::Global<v8::Function>>,
}

/// Native state of one isolate.
pub(crate) struct EngineState {
    pub config: EngineConfig,
    pub buffer_memory: Arc<BufferMemory>,
    pub pressure: Pressure,
    pub rest: Rest,
    pub context: OnceCell<v8::Global<v8::Context>>,
    /// The microtask queue of that context.
    pub microtasks: Cell<Option<NonNull<v8::MicrotaskQueue>>>,
    pub isolate: Cell<v8::UnsafeRawIsolatePtr>,
    /// V8's foreground tasks for the isolate.
    pub tasks: RefCell<Arc<Foreground>>,
    pub hooks: RefCell<Hooks>,
    /// Memory of JavaScript's `tickInfo`: [0] a tick is queued, [1] a rejection waits for its report.
    pub tick_info: RefCell<Option<v8::SharedRef<v8::BackingStore>>>,
    pub modules: RefCell<ModuleMap>,
    /// Compiled code of the program's files on disk, when it is kept.
    pub code_cache: RefCell<Option<CodeCache>>,
    /// The text that was last seen to be CommonJS.
    pub probed: RefCell<Option<Probed>>,
    /// Whether functions of built-ins are compiled with their module, not at their first call.
    pub eager_builtins: Cell<bool>,
    /// The functions of the built-ins that were compiled, by their place in the table, where the configuration says so.
    pub kept_builtins: RefCell<Vec<(usize, v8::Global<v8::Function>)>>,
    /// V8's inspector, while a session keeps it.
    pub inspector: RefCell<Option<Weak<Inspector>>>,
    /// How many doors are open on this thread: only the outermost drains.
    pub depth: Cell<u32>,
    /// Whether V8 takes the frames of uncaught throws.
    pub traces_throws: Cell<bool>,
    host: RefCell<Option<Rc<dyn Any>>>,
}

impl EngineState {
    pub fn new(config: EngineConfig, buffer_memory: Arc<BufferMemory>) -> Rc<Self> {
        Rc::new(Self {
            config,
            buffer_memory,
            pressure: Pressure::default(),
            rest: Rest::default(),
            context: OnceCell::new(),
            microtasks: Cell::new(None),
            isolate: Cell::new(v8::UnsafeRawIsolatePtr::null()),
            tasks: RefCell::default(),
            hooks: RefCell::default(),
            tick_info: RefCell::default(),
            modules: RefCell::default(),
            code_cache: RefCell::default(),
            probed: RefCell::default(),
            eager_builtins: Cell::new(false),
            kept_builtins: RefCell::default(),
            inspector: RefCell::default(),
            depth: Cell::new(0),
            traces_throws: Cell::new(false),
            host: RefCell::new(None),
        })
    }

    /// Ties the state to the isolate; the isolate keeps one reference until [`EngineState::release`].
    pub fn install(self: &Rc<Self>, isolate: &mut v8::Isolate) {
        // SAFETY: the pointer is only stored and compared; uses are in `door`.
        self.isolate.set(unsafe { isolate.as_raw_isolate_ptr() });
        *self.tasks.borrow_mut() = tasks::of(self.key());
        isolate.set_data(SLOT, Rc::into_raw(self.clone()) as *mut c_void);
    }

    /// The isolate's address, by which V8 names it when it posts a task.
    pub fn key(&self) -> usize {
        // SAFETY: the type wraps one pointer, as the equal sizes that `transmute` asks for confirm; it is not followed.
        unsafe { std::mem::transmute::<v8::UnsafeRawIsolatePtr, usize>(self.isolate.get()) }
    }

    /// Takes the isolate's reference back and drops every handle into its heap, before the isolate goes.
    pub fn release(self: &Rc<Self>, isolate: &mut v8::Isolate) {
        *self.hooks.borrow_mut() = Hooks::default();
        *self.modules.borrow_mut() = ModuleMap::default();
        *self.code_cache.borrow_mut() = None;
        self.kept_builtins.borrow_mut().clear();
        *self.probed.borrow_mut() = None;
        *self.tick_info.borrow_mut() = None;
        self.tasks.borrow().close();
        *self.host.borrow_mut() = None;
        let pointer = isolate.get_data(SLOT).cast::<Self>().cast_const();
        isolate.set_data(SLOT, std::ptr::null_mut());
        if !pointer.is_null() {
            // SAFETY: `install` stored it with `Rc::into_raw`; the slot was just emptied, so this happens once.
            drop(unsafe { Rc::from_raw(pointer) });
        }
    }

    /// The state of an isolate that an `Engine` made.
    pub fn of(isolate: &v8::Isolate) -> Rc<Self> {
        let pointer = isolate.get_data(SLOT).cast::<Self>().cast_const();
        assert!(!pointer.is_null(), "isolate without engine state");
        // SAFETY: the slot holds a reference made by `install`; a new one is counted before it is used.
        unsafe {
            Rc::increment_strong_count(pointer);
            Rc::from_raw(pointer)
        }
    }

    /// As [`of`](Self::of), for an isolate that may be on its way out.
    pub fn find(isolate: &v8::Isolate) -> Option<Rc<Self>> {
        if isolate.get_data(SLOT).is_null() { None } else { Some(Self::of(isolate)) }
    }

    pub fn set_host(&self, host: Rc<dyn Any>) {
        *self.host.borrow_mut() = Some(host);
    }

    /// The host's state; an op that asks for it before `set_host` is a boot order bug.
    pub fn host(&self) -> Rc<dyn Any> {
        match &*self.host.borrow() {
            Some(host) => host.clone(),
            None => unreachable!("an op needs the host state before it is set"),
        }
    }

    /// Whether a tick or a rejection waits.
    pub fn ticks_wait(&self) -> bool {
        self.tick_info.borrow().as_ref().is_some_and(|store| {
            let mut cells = store.iter();
            cells.any(|cell| cell.get() != 0)
        })
    }
}

/// A reference to an engine that callbacks keep; the way back in from the event loop.
#[derive(Clone)]
pub struct EngineHandle(pub(crate) Rc<EngineState>);
