//! What this process has used: memory, processor time, pages and switches.

use weir_engine::op;

/// `rss()`: resident bytes.
#[op]
fn rss() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split(' ').nth(1).and_then(|field| field.parse::<u64>().ok()))
        .unwrap_or(0);
    (pages * rustix::param::page_size() as u64) as f64
}

fn usage_of(who: libc::c_int) -> libc::rusage {
    // SAFETY: all-zero is a valid rusage, and getrusage fills the one it is given.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(who, &mut usage);
        usage
    }
}

fn micros(time: libc::timeval) -> f64 {
    time.tv_sec as f64 * 1e6 + time.tv_usec as f64
}

/// `cpuUsage()`: [user, system] in microseconds.
#[op]
fn cpu_usage() -> Vec<f64> {
    let usage = usage_of(libc::RUSAGE_SELF);
    vec![micros(usage.ru_utime), micros(usage.ru_stime)]
}

/// `threadCpuUsage()`: the same for this thread.
#[op]
fn thread_cpu_usage() -> Vec<f64> {
    let usage = usage_of(libc::RUSAGE_THREAD);
    vec![micros(usage.ru_utime), micros(usage.ru_stime)]
}

/// `resourceUsage()`: the sixteen figures of `process.resourceUsage`, in its order.
#[op]
fn resource_usage() -> Vec<f64> {
    let usage = usage_of(libc::RUSAGE_SELF);
    let counts = [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ];
    let mut values = vec![micros(usage.ru_utime), micros(usage.ru_stime)];
    values.extend(counts.map(|count| count as f64));
    values
}
