//! The state that ops work on: one value per isolate, made by the runtime before the first op runs. Each module keeps
//! its own part in a field of its own type. Runs on the isolate's thread.

use std::cell::RefCell;
use std::rc::Rc;

use weir_engine::{EngineHandle, JsCallback};
use weir_guard::Guard;
use weir_loop::Loop;

/// When the process and its parts began, in nanoseconds of the monotonic clock; zero where the environment's own start
/// is meant.
#[derive(Debug, Default, Clone, Copy)]
pub struct StartTimes {
    /// The first line of `main`: the origin of the program's clocks.
    pub process: u64,
    /// The command line is read.
    pub node: u64,
    /// V8 has its flags and may start.
    pub engine: u64,
}

/// What the runtime knows when it makes an [`Env`].
#[derive(Default)]
pub struct EnvOptions {
    pub guard: Rc<Guard>,
    /// The environment's variables, exec path and the like are given to JavaScript by the runtime at start; this is
    /// what native code needs later.
    pub exec_path: String,
    /// The flags that NODE_OPTIONS may hold.
    pub environment_flags: Vec<&'static str>,
    /// The flags that differ from their defaults, wherever they were given.
    pub flags_in_force: Vec<String>,
    /// Where compiled code of the program is kept between runs.
    pub code_cache: crate::module::CodeCacheFolder,
    pub start_times: StartTimes,
    /// Starts the thread of `module.register()`'s hooks.
    pub hooks_starter: Option<crate::module::HooksStarter>,
}

/// One environment's native state.
pub struct Env {
    pub engine: EngineHandle,
    pub lp: Loop,
    pub options: EnvOptions,
    pub(crate) child_process: crate::child_process::ChildProcesses,
    pub(crate) lifecycle: RefCell<Lifecycle>,
    pub(crate) denials: crate::internal::guarded::Denials,
    pub(crate) fs_watches: crate::fs::Watches,
    pub(crate) milestones: crate::perf_hooks::Milestones,
    pub(crate) hooks_wire: crate::module::HooksWire,
    pub(crate) histograms: crate::perf_hooks::histogram::Histograms,
    pub(crate) modules: crate::module::Modules,
    pub(crate) compile_cache: crate::module::CompileCache,
    pub(crate) timers: crate::timers::Timers,
    pub(crate) process: crate::process::Process,
    pub(crate) inspector: crate::inspector::Inspector,
    pub(crate) serdes: crate::v8::Serdes,
    pub(crate) gc_watches: crate::v8::GcWatches,
    pub(crate) diagnostics: crate::internal::local_time::Diagnostics,
    pub(crate) structured_clone: crate::structured_clone::Clones,
    pub(crate) sqlite: crate::sqlite::Sqlite,
    pub(crate) webstorage: crate::webstorage::WebStorage,
    pub(crate) vm: crate::vm::Vm,
    pub(crate) wasi: crate::wasi::Wasi,
    pub(crate) sync_calls: crate::internal::sync_calls::SyncCalls,
    pub(crate) stdio: crate::process::stdio::Stdio,
    pub(crate) streams: crate::net::Streams,
    pub(crate) transfers: crate::stream::Transfers,
    pub(crate) datagrams: crate::dgram::Datagrams,
    pub(crate) decoders: crate::encoding::Decoders,
    pub(crate) messaging: crate::worker_threads::Messaging,
    pub(crate) zlib: crate::zlib::Streams,
    pub(crate) crypto: crate::crypto::State,
    pub(crate) http: Rc<crate::http::Parsers>,
    pub(crate) websocket: crate::websocket::Connections,
}

impl Env {
    pub fn new(engine: EngineHandle, lp: Loop, options: EnvOptions) -> Self {
        let milestones = crate::perf_hooks::Milestones::new(options.start_times);
        let process = crate::process::Process::new(milestones.process);
        Self {
            engine,
            lp,
            child_process: Default::default(),
            lifecycle: RefCell::default(),
            denials: Default::default(),
            fs_watches: Default::default(),
            modules: crate::module::Modules::new(options.guard.clone()),
            compile_cache: Default::default(),
            timers: Default::default(),
            milestones,
            histograms: Default::default(),
            hooks_wire: Default::default(),
            process,
            inspector: Default::default(),
            sync_calls: Default::default(),
            stdio: Default::default(),
            streams: Default::default(),
            transfers: Default::default(),
            datagrams: Default::default(),
            decoders: Default::default(),
            messaging: Default::default(),
            zlib: Default::default(),
            crypto: Default::default(),
            http: Default::default(),
            websocket: Default::default(),
            vm: Default::default(),
            wasi: Default::default(),
            serdes: Default::default(),
            gc_watches: Default::default(),
            diagnostics: Default::default(),
            structured_clone: Default::default(),
            sqlite: Default::default(),
            webstorage: Default::default(),
            options,
        }
    }

    /// Monotonic nanoseconds at the environment's start.
    pub fn started(&self) -> u64 {
        self.process.started
    }

    /// The loop is about to run: `performance.nodeTiming.loopStart`.
    pub fn note_loop_start(&self) {
        self.milestones.loop_start.set(weir_loop::hrtime());
        self.sync_calls.begin_late();
    }

    /// Emits 'beforeExit': the loop has nothing left, the program may give it more.
    pub fn emit_before_exit(&self) {
        let hook = self.lifecycle.borrow_mut().before_exit.take();
        if let Some(hook) = hook {
            hook.call0(&self.engine);
            self.lifecycle.borrow_mut().before_exit.get_or_insert(hook);
        }
    }

    /// The program is about to do something that other processes notice, or that keeps it from going on: the messages and
    /// bytes that it has sent them before leave first. Two branches when nothing is held back.
    #[inline]
    pub(crate) fn send_what_is_held(&self) {
        self.child_process.send_held_messages(&self.lp);
        self.lp.flush_gathered();
    }

    /// Emits 'exit' and returns the exit code.
    pub fn emit_exit(&self) -> i32 {
        self.milestones.loop_exit.set(weir_loop::hrtime());
        let hook = self.lifecycle.borrow_mut().exit.take();
        if let Some(hook) = hook {
            hook.call0(&self.engine);
        }
        self.sqlite.close_all();
        self.webstorage.close_all();
        self.save_compile_cache();
        self.send_what_is_held();
        self.stdio.restore(&self.lp);
        self.lifecycle.borrow().exit_code
    }
}

/// What the program's JavaScript wants to hear of the environment's end; see `process/lifecycle`.
#[derive(Default)]
pub(crate) struct Lifecycle {
    pub before_exit: Option<JsCallback>,
    /// Emits 'exit' and stores the exit code.
    pub exit: Option<JsCallback>,
    pub exit_code: i32,
}
