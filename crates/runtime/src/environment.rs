//! Boot, run and exit of one environment. Runs on the environment's thread from start to end.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use weir_engine::{Engine, EngineConfig, EngineHandle, IntoJs, JsObject, OpError, Scope, v8};
use weir_guard::{Guard, PolicyOptions};
use weir_loop::{Loop, Mode, Pool, TimerId};
use weir_node::{CodeCacheFolder, Env, EnvOptions, HooksEnd, HooksStarter, StartTimes};

/// A command-line option's value as built-in code reads it.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<String>),
}

/// Everything a run is made of, decided by the command line and the environment before V8 starts.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// `process.argv` after the executable.
    pub args: Vec<String>,
    /// `process.execArgv`.
    pub exec_args: Vec<String>,
    /// What the process was called as.
    pub argv0: String,
    /// Absolute path of the executable.
    pub exec_path: String,
    /// Options by name, for `internal/options`.
    pub options: Vec<(&'static str, OptionValue)>,
    /// The flags that NODE_OPTIONS may hold.
    pub environment_flags: Vec<&'static str>,
    /// The flags that differ from their defaults, wherever they were given.
    pub flags_in_force: Vec<String>,
    /// Threads of the pool; the default when not given.
    pub threads: Option<usize>,
    /// Folder of the built-in JavaScript, when it is read from the source tree.
    pub development_root: Option<PathBuf>,
    /// Whether the start-up snapshot is used when the binary carries one.
    pub use_snapshot: bool,
    /// Where compiled code of the program is kept between runs.
    pub code_cache: CodeCacheFolder,
    /// What the program may open; everything when not given.
    pub policy: Option<PolicyOptions>,
    /// When the process and its parts began.
    pub start_times: StartTimes,
}

/// The policy as a guard. Grants of folders are for what is in them; whether a path is one is seen now.
fn guard_of(options: &RunOptions) -> Guard {
    use std::os::unix::ffi::OsStrExt as _;
    let is_folder = |path: &[u8]| std::path::Path::new(std::ffi::OsStr::from_bytes(path)).is_dir();
    options.policy.as_ref().map_or_else(Guard::default, |policy| Guard::new(policy, is_folder))
}

/// What engines of this process are made of.
pub(crate) fn engine_config(options: &RunOptions) -> EngineConfig {
    EngineConfig {
        builtins: weir_node::builtins(),
        bindings: weir_node::BINDINGS,
        development_root: options.development_root.clone(),
        builtin_code: Default::default(),
        keeps_builtins: false,
        system_memory: system_memory(),
    }
}

/// One isolate, one loop and the state of the modules.
pub struct Environment {
    // The engine is dropped last: the state and the loop's callbacks hold handles into its heap.
    env: Rc<Env>,
    lp: Loop,
    engine: Engine,
}

impl Environment {
    /// Boots an environment.
    ///
    /// # Errors
    /// A text when the loop has no descriptors to work with or the built-in code fails to boot.
    pub fn new(options: &RunOptions) -> Result<Self, String> {
        Self::with_pool(options, options.threads.map_or_else(Pool::default, Pool::new))
    }

    /// Boots an environment that shares the threads of `pool` with others.
    fn with_pool(options: &RunOptions, pool: Pool) -> Result<Self, String> {
        let mut config = engine_config(options);
        let carried =
            if options.use_snapshot && options.development_root.is_none() { crate::snapshot::own() } else { None };
        if let Some(carried) = carried {
            config.builtin_code = carried.code;
        }
        Self::with_engine(options, pool, config, carried.map(|carried| carried.snapshot))
    }

    /// Runs a program to its end in an environment without a snapshot, whose engine keeps the built-ins that it compiles;
    /// returns the engine.
    pub(crate) fn engine_after_run(options: &RunOptions) -> Result<Engine, String> {
        let config = EngineConfig { keeps_builtins: true, ..engine_config(options) };
        let environment = Self::with_engine(options, Pool::default(), config, None)?;
        match environment.run(options) {
            0 => Ok(environment.engine),
            code => Err(format!("the program that shows what usually runs ended with {code}")),
        }
    }

    fn with_engine(
        options: &RunOptions,
        pool: Pool,
        config: EngineConfig,
        snapshot: Option<&'static [u8]>,
    ) -> Result<Self, String> {
        let hooks_starter = Some(hooks_starter(options, &pool));
        let lp = Loop::new(pool).map_err(|error| format!("cannot make an event loop: {error}"))?;
        let engine = Engine::new(config, snapshot)?;
        if let Some(snapshot) = snapshot {
            crate::snapshot::give_back(snapshot);
        }
        let env = Rc::new(Env::new(
            engine.handle(),
            lp.clone(),
            EnvOptions {
                guard: Rc::new(guard_of(options)),
                exec_path: options.exec_path.clone(),
                environment_flags: options.environment_flags.clone(),
                flags_in_force: options.flags_in_force.clone(),
                code_cache: options.code_cache.clone(),
                start_times: options.start_times,
                hooks_starter,
            },
        ));
        engine.set_host(env.clone());
        run_tasks_on(&lp, &engine.handle());
        engine.handle().rest_on(&lp);
        Ok(Self { env, lp, engine })
    }

    /// Starts the program and runs the loop until nothing keeps it alive. Returns the exit code. The program may end
    /// the process earlier.
    pub fn run(&self, options: &RunOptions) -> i32 {
        let started = self.env.started();
        self.engine.start(|scope| start_state(scope, options, started, false));
        self.env.note_loop_start();
        loop {
            self.run_until_idle();
            self.env.emit_before_exit();
            if !self.lp.is_alive() && !self.engine.has_background_tasks() {
                break;
            }
        }
        self.env.emit_exit()
    }

    /// Runs the hooks of `module.register()` for another environment, until the process ends.
    fn serve_hooks(&self, options: &RunOptions, end: HooksEnd) {
        self.env.serve_hooks(end);
        let started = self.env.started();
        self.engine.start(|scope| start_state(scope, options, started, true));
        loop {
            self.run_until_idle();
            if !self.env.wait_for_hooks_question() {
                return;
            }
        }
    }

    /// Runs the loop until nothing keeps it alive and V8 works at nothing for it.
    fn run_until_idle(&self) {
        let handle = self.engine.handle();
        loop {
            let alive = self.lp.run(Mode::Default);
            let ran = handle.run_tasks();
            if alive || ran || self.lp.is_alive() {
                continue;
            }
            if !self.engine.has_background_tasks() {
                return;
            }
            self.engine.wait_for_task(BACKGROUND_LOOK);
        }
    }
}

/// How long to wait for V8's threads before looking whether they still work.
const BACKGROUND_LOOK: Duration = Duration::from_millis(20);

/// The stack of a thread that runs JavaScript: what V8 takes of it, and native code on top.
const STACK: usize = 8 << 20;

/// How the environment starts the thread of its hooks: with what it was made of, and its pool.
fn hooks_starter(options: &RunOptions, pool: &Pool) -> HooksStarter {
    let (options, pool) = (options.clone(), pool.clone());
    Arc::new(move |end| {
        let (options, pool) = (options.clone(), pool.clone());
        let thread = std::thread::Builder::new().name(String::from("weir hooks")).stack_size(STACK);
        thread
            .spawn(move || match Environment::with_pool(&options, pool) {
                Ok(environment) => environment.serve_hooks(&options, end),
                // The other end notices that the wire is gone.
                Err(message) => eprintln!("{message}"),
            })
            .map(drop)
    })
}

type TimerCallback = dyn Fn(&Loop, TimerId);

/// Has the loop run the tasks that V8 posts from its threads. They do not keep the loop alive.
fn run_tasks_on(lp: &Loop, engine: &EngineHandle) {
    let round: Rc<TimerCallback> = {
        let engine = engine.clone();
        Rc::new(move |lp, timer| {
            engine.run_tasks();
            if let Some(delay) = engine.tasks_due_in() {
                let started = lp.timer_start(timer, delay.as_millis() as u64 + 1, 0);
                debug_assert!(started.is_ok(), "the timer lives as long as the environment");
            }
        })
    };
    let timer = lp.new_timer({
        let round = round.clone();
        move |lp, timer| round(lp, timer)
    });
    lp.unref_handle(timer);
    let (id, waker) = lp.new_async(move |lp, _| round(lp, timer));
    lp.unref_handle(id);
    engine.set_task_waker(move || {
        waker.send();
    });
    // What V8 posted while the isolate was made.
    let pending = engine.tasks_due_in().is_some();
    if pending {
        let started = lp.timer_start(timer, 1, 0);
        debug_assert!(started.is_ok(), "the timer was just made");
    }
}

/// Ends the process with `code` without running destructors: threads of the pool and of V8 may be at work.
pub fn exit_process(code: i32) -> ! {
    weir_node::exit_process(code)
}

/// The value that the realm's start function takes.
fn start_state<'s>(
    scope: &mut Scope<'s, '_>,
    options: &RunOptions,
    started: u64,
    for_hooks: bool,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let (mut names, mut values) =
        (Vec::with_capacity(options.options.len()), Vec::with_capacity(options.options.len()));
    for (name, value) in &options.options {
        let value = match value {
            OptionValue::Flag(flag) => flag.into_js(scope)?,
            OptionValue::Number(number) => number.into_js(scope)?,
            OptionValue::Text(text) => text.as_str().into_js(scope)?,
            OptionValue::List(list) => list.clone().into_js(scope)?,
        };
        names.push(name_of(scope, name)?);
        values.push(value);
    }
    let no_prototype = v8::null(scope).into();
    let values: v8::Local<v8::Value> =
        v8::Object::with_prototype_and_properties(scope, no_prototype, &names, &values).into();
    let environ = variables(scope)?;
    let mut argv = vec![options.exec_path.clone()];
    argv.extend(options.args.iter().cloned());
    JsObject::new()
        .set(scope, "argv", argv)?
        .set(scope, "argv0", options.argv0.as_str())?
        .set(scope, "execArgv", options.exec_args.clone())?
        .set(scope, "execPath", options.exec_path.as_str())?
        .set(scope, "pid", std::process::id() as f64)?
        .set(scope, "environ", environ)?
        .set(scope, "clock", vec![(started / 1_000_000_000) as f64, (started % 1_000_000_000) as f64])?
        .set(scope, "options", values)?
        .set(scope, "forHooks", for_hooks)?
        .set(scope, "v8Version", weir_engine::v8_version())?
        .set(scope, "sqliteVersion", weir_node::sqlite_version())?
        .set(scope, "weirVersion", env!("CARGO_PKG_VERSION"))?
        .set(scope, "opensslVersion", weir_node::openssl_version())?
        .into_js(scope)
}

fn name_of<'s>(scope: &mut Scope<'s, '_>, text: &str) -> Result<v8::Local<'s, v8::Name>, OpError> {
    let name = text.into_js(scope)?;
    // A string is a name.
    name.try_into().map_err(|_| OpError::Pending)
}

/// The variables of the process as an object: made in one go, whatever they are called, instead of one by one.
fn variables<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, value) in std::env::vars_os() {
        names.push(name_of(scope, &name.to_string_lossy())?);
        values.push((&*value.to_string_lossy()).into_js(scope)?);
    }
    let plain = v8::Object::new(scope).get_prototype(scope).ok_or(OpError::Pending)?;
    Ok(v8::Object::with_prototype_and_properties(scope, plain, &names, &values).into())
}

/// Bytes of memory of the machine. Of the call that tells, not of /proc/meminfo, whose text takes the kernel longer.
fn system_memory() -> u64 {
    let info = rustix::system::sysinfo();
    (info.totalram as u64).saturating_mul(u64::from(info.mem_unit))
}
