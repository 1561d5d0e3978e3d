//! `node:os`: what the operating system tells of the machine and its users.

mod network;

use std::ffi::CStr;

use weir_engine::{Binding, Bytes, IntoJs, OpError, Scope, op, ops, v8};

pub const BINDING: Binding = Binding {
    name: "os",
    ops: ops![
        available_parallelism,
        hostname,
        homedir,
        uptime,
        freemem,
        totalmem,
        uname,
        loadavg,
        cpus,
        set_priority,
        get_priority,
        user_info,
        network::network_interfaces,
    ],
    init: None,
};

/// `availableParallelism()`: processors that this process may use.
#[op]
fn available_parallelism() -> u32 {
    std::thread::available_parallelism().map_or(1, |count| count.get() as u32)
}

/// `hostname()`.
#[op]
fn hostname() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// `homedir()`: the home that the user database says.
#[op]
fn homedir() -> Result<String, OpError> {
    match user() {
        Some(user) => Ok(String::from_utf8_lossy(&user.home).into_owned()),
        None => Err(OpError::system(libc::ENOENT, "uv_os_homedir")),
    }
}

/// `uptime()`: seconds since the system started.
#[op]
fn uptime() -> Result<f64, OpError> {
    std::fs::read_to_string("/proc/uptime")
        .ok()
        .and_then(|text| text.split(' ').next().and_then(|seconds| seconds.parse().ok()))
        .ok_or_else(|| OpError::system(libc::EIO, "uv_uptime"))
}

/// `freemem()`: bytes that the system could still give.
#[op]
fn freemem() -> f64 {
    crate::process::memory_limit::of_system("MemAvailable")
}

/// `totalmem()`: bytes of memory.
#[op]
fn totalmem() -> f64 {
    crate::process::memory_limit::of_system("MemTotal")
}

/// `uname()`: [system, release, version, machine].
#[op]
fn uname() -> Vec<String> {
    let names = rustix::system::uname();
    [names.sysname(), names.release(), names.version(), names.machine()]
        .map(|name| name.to_string_lossy().into_owned())
        .to_vec()
}

/// `loadavg()`: over 1, 5 and 15 minutes.
#[op]
fn loadavg() -> Vec<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut values: Vec<f64> = text.split(' ').take(3).filter_map(|value| value.parse().ok()).collect();
    values.resize(3, 0.0);
    values
}

/// `cpus()`: for each processor model, MHz, and milliseconds of user, nice, sys, idle and irq time; flat.
#[op]
fn cpus<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| -> Vec<String> {
        info.lines()
            .filter(|line| line.starts_with(name))
            .filter_map(|line| line.split_once(": ").map(|(_, value)| value.to_owned()))
            .collect()
    };
    let models = field("model name");
    let speeds = field("cpu MHz");
    let tick = 1000.0 / rustix::param::clock_ticks_per_second() as f64;
    let mut values = Vec::new();
    let lines = stat.lines().filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "));
    for (index, line) in lines.enumerate() {
        let times: Vec<f64> = line.split_whitespace().skip(1).filter_map(|time| time.parse().ok()).collect();
        let time = |at: usize| times.get(at).copied().unwrap_or(0.0) * tick;
        values.push(models.get(index).map_or("unknown", String::as_str).into_js(scope)?);
        let speed = speeds.get(index).and_then(|speed| speed.parse::<f64>().ok()).unwrap_or(0.0);
        values.push(speed.trunc().into_js(scope)?);
        for at in [0, 1, 2, 3, 5] {
            values.push(time(at).into_js(scope)?);
        }
    }
    values.into_js(scope)
}

/// `setPriority(pid, priority)`: 0, or a negative errno.
#[op]
fn set_priority(pid: u32, priority: i32) -> i32 {
    // SAFETY: plain numbers; the kernel checks them.
    match unsafe { libc::setpriority(libc::PRIO_PROCESS, pid, priority) } {
        0 => 0,
        _ => -std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL),
    }
}

/// `getPriority(pid)`: [0 or a negative errno, priority].
#[op]
fn get_priority(pid: u32) -> Vec<i32> {
    // -1 is a valid answer: only errno tells a failure.
    // SAFETY: errno is this thread's own; the call takes plain numbers.
    let (priority, errno) = unsafe {
        *libc::__errno_location() = 0;
        (libc::getpriority(libc::PRIO_PROCESS, pid), *libc::__errno_location())
    };
    vec![-errno, priority]
}

struct User {
    uid: u32,
    gid: u32,
    name: Vec<u8>,
    home: Vec<u8>,
    shell: Vec<u8>,
}

/// What the user database says of the effective user.
fn user() -> Option<User> {
    let mut buffer = vec![0 as libc::c_char; 16 << 10];
    let mut found = std::ptr::null_mut();
    // SAFETY: all-zero is a valid passwd; the strings are copied before the buffer they stand in goes.
    unsafe {
        let mut entry: libc::passwd = std::mem::zeroed();
        libc::getpwuid_r(libc::geteuid(), &mut entry, buffer.as_mut_ptr(), buffer.len(), &mut found);
        if found.is_null() {
            return None;
        }
        let copy = |text: *const libc::c_char| {
            if text.is_null() { Vec::new() } else { CStr::from_ptr(text).to_bytes().to_vec() }
        };
        Some(User {
            uid: entry.pw_uid,
            gid: entry.pw_gid,
            name: copy(entry.pw_name),
            home: copy(entry.pw_dir),
            shell: copy(entry.pw_shell),
        })
    }
}

/// `userInfo()`: [uid, gid, name, home, shell], texts as bytes; undefined when the user is not in the database.
#[op]
fn user_info<'s>(scope: &mut Scope<'s, '_>) -> Result<Option<v8::Local<'s, v8::Value>>, OpError> {
    let Some(user) = user() else { return Ok(None) };
    let values = vec![
        user.uid.into_js(scope)?,
        user.gid.into_js(scope)?,
        Bytes(user.name).into_js(scope)?,
        Bytes(user.home).into_js(scope)?,
        Bytes(user.shell).into_js(scope)?,
    ];
    Ok(Some(values.into_js(scope)?))
}
