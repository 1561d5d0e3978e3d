//! `node:process`: what the operating system knows of this process. Where a call changes the whole process (user ids,
//! current directory, title), only the main environment's JavaScript offers it.

mod credentials;
pub(crate) mod memory_limit;
mod native_stack;
mod replace;
mod report;
mod signals;
pub(crate) mod stdio;
mod title;
mod usage;

use std::cell::RefCell;
use std::collections::HashMap;

use weir_engine::{Binding, ErrorClass, OpError, Scope, op, ops, v8};
use weir_loop::SignalId;

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "process",
    ops: ops![
        arch,
        platform,
        nanos_since_start,
        raw_debug,
        really_exit,
        abort,
        refuse_proto,
        cwd,
        chdir,
        umask,
        ppid,
        set_env,
        unset_env,
        active_resources,
        report::report_handles,
        report::shared_objects,
        report::libc_version,
        report::native_frames,
        report::user_limits,
        report::write_report_file,
        report::prepare_fatal_report,
        title::get_title,
        title::set_title,
        replace::execve,
        signals::kill,
        signals::start_signal,
        signals::stop_signal,
        usage::rss,
        usage::cpu_usage,
        usage::thread_cpu_usage,
        usage::resource_usage,
        memory_limit::constrained_memory,
        memory_limit::available_memory,
        credentials::getuid,
        credentials::geteuid,
        credentials::getgid,
        credentials::getegid,
        credentials::getgroups,
        credentials::setuid,
        credentials::seteuid,
        credentials::setgid,
        credentials::setegid,
        credentials::setgroups,
        credentials::initgroups,
        credentials::user_id,
        credentials::group_id,
        credentials::user_name,
        credentials::failure,
    ],
    init: None,
};

/// The native part of `process`.
pub(crate) struct Process {
    /// Monotonic nanoseconds at the environment's start.
    pub started: u64,
    pub title: RefCell<Option<String>>,
    pub signals: RefCell<HashMap<u32, SignalId>>,
    pub next_signal: std::cell::Cell<u32>,
}

impl Process {
    pub(crate) fn new(started: u64) -> Self {
        Self { started, title: RefCell::default(), signals: RefCell::default(), next_signal: std::cell::Cell::new(1) }
    }
}

/// `arch()`: Node's name of the architecture.
#[op]
fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// `platform()`: Node's name of the operating system.
#[op]
fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// `nanosSinceStart()`: monotonic nanoseconds since the environment started.
#[op(fast)]
fn nanos_since_start(env: &Env) -> f64 {
    (weir_loop::hrtime() - env.process.started) as f64
}

/// `rawDebug(text)`: writes a line to standard error, whatever state the streams are in.
#[op]
fn raw_debug(env: &Env, text: &str) {
    use std::io::Write as _;
    // Behind what was written before.
    env.stdio.flush(&env.lp);
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// `reallyExit(code)`.
#[op]
fn really_exit(env: &Env, code: i32) {
    env.sqlite.close_all();
    env.send_what_is_held();
    env.webstorage.close_all();
    env.save_compile_cache();
    env.stdio.restore(&env.lp);
    crate::exit_process(code)
}

/// `abort()`: ends the process with a core dump.
#[op]
fn abort(env: &Env) {
    env.send_what_is_held();
    std::process::abort()
}

/// `refuseProto()`: the getter and setter of `__proto__` that `--disable-proto=throw` forbids. Native, so that the error
/// shows the program's line.
#[op]
fn refuse_proto(scope: &mut Scope<'_, '_>) -> Result<(), OpError> {
    let text = "Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw";
    let error = OpError::Plain { class: ErrorClass::Error, message: text.to_owned() };
    let Some(value) = error.to_js(scope) else { return Err(error) };
    let names = [v8::String::new(scope, "code"), v8::String::new(scope, "ERR_PROTO_ACCESS")];
    if let (Ok(object), [Some(name), Some(code)]) = (v8::Local::<v8::Object>::try_from(value), names) {
        object.create_data_property(scope, name.into(), code.into());
    }
    scope.throw_exception(value);
    Err(OpError::Pending)
}

/// `cwd()`.
#[op]
fn cwd() -> Result<String, OpError> {
    match std::env::current_dir() {
        Ok(path) => Ok(path.to_string_lossy().into_owned()),
        Err(error) => Err(OpError::system(error.raw_os_error().unwrap_or(libc::EIO), "uv_cwd")),
    }
}

/// `chdir(directory)`.
#[op]
fn chdir(env: &Env, directory: &str) -> Result<(), OpError> {
    env.ask(weir_guard::Kind::FileSystemRead, directory.as_bytes())?;
    std::env::set_current_dir(directory).map_err(|error| {
        let from = std::env::current_dir().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        OpError::System {
            errno: error.raw_os_error().unwrap_or(libc::EINVAL),
            syscall: "chdir",
            path: Some(from),
            dest: Some(directory.to_owned()),
        }
    })
}

/// `umask(mask?)`: sets the mask if given; the mask before.
#[op]
fn umask(mask: Option<u32>) -> u32 {
    use rustix::fs::Mode;
    use rustix::process::umask;
    match mask {
        Some(mask) => umask(Mode::from_raw_mode(mask & 0o777)).as_raw_mode(),
        None => {
            // The system tells the mask only when it is set.
            let before = umask(Mode::empty());
            umask(before);
            before.as_raw_mode()
        }
    }
}

/// `ppid()`.
#[op]
fn ppid() -> i32 {
    rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get())
}

/// `setEnv(name, value)`: so that native code and the C library (time zones) see it.
#[op]
fn set_env(name: &str, value: &str) {
    if name.contains('\0') || value.contains('\0') {
        return;
    }
    // SAFETY: Rust code reads the environment under the lock that this takes; the C library's readers on the pool
    // (getaddrinfo) read variables that a program changes at its own risk, as under Node.
    unsafe { std::env::set_var(name, value) };
    if name == "TZ" {
        time_zone_changed();
    }
}

/// `unsetEnv(name)`.
#[op]
fn unset_env(name: &str) {
    if name.is_empty() || name.contains(['=', '\0']) {
        return;
    }
    // SAFETY: as in `set_env`.
    unsafe { std::env::remove_var(name) };
    if name == "TZ" {
        time_zone_changed();
    }
}

/// The C library reads TZ again.
fn time_zone_changed() {
    // SAFETY: the C library declares it so.
    unsafe extern "C" {
        fn tzset();
    }
    // SAFETY: takes nothing, and guards its own state.
    unsafe { tzset() };
}

/// `activeResources()`: names of what keeps the loop alive, without timers and immediates.
#[op]
fn active_resources(env: &Env) -> Vec<&'static str> {
    let requests = env.lp.active_requests();
    let handles = env.lp.active_handles();
    requests
        .iter()
        .map(|request| request.label)
        .chain(handles.iter().filter(|handle| handle.has_ref && handle.label != "Timeout").map(|handle| handle.label))
        .collect()
}
