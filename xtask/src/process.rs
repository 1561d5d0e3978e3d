//! Runs one test process: own process group, output into files, a time limit, and nothing left behind.
//!
//! Output goes into files and not pipes, so that a child that outlives the test cannot keep us waiting. Each process
//! carries a marker variable; what survives a time-out in another group is found by it. Test runs call this from
//! several threads at once; the set of living groups is shared with the signal thread.

use crate::paths;
use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process_group, pidfd_open, setrlimit};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The marker's variable: `<our pid>.<number>`.
const MARKER: &str = "TEST_PROCESS_MARKER";
/// As much of a test's stream as is worth keeping.
pub const TAIL: u64 = 256 * 1024;

static LIVE: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
static SERIAL: AtomicUsize = AtomicUsize::new(0);

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Exit(i32),
    Signal(i32),
    TimedOut,
}

/// What to run.
pub struct Job {
    pub program: PathBuf,
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    pub cwd: PathBuf,
    pub limit: Duration,
    /// Both streams into one file, in the order they were written.
    pub merged: bool,
    /// A ceiling of the address space in bytes.
    pub max_memory: Option<u64>,
    /// As many bytes of each stream as are kept: its end.
    pub kept: u64,
}

/// What came of it.
pub struct Outcome {
    pub ending: Ending,
    /// Standard output; with `merged`, standard error too.
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

/// A folder that is removed when dropped.
pub struct Scratch {
    pub path: PathBuf,
}

impl Scratch {
    /// One of this process's own under `base`.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(base: &Path) -> Result<Scratch> {
        Scratch::at(base.join(format!("{}", std::process::id())))
    }

    /// # Errors
    /// The folder cannot be made.
    pub fn at(path: PathBuf) -> Result<Scratch> {
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = remove_tree(&self.path) {
            eprintln!("x: {} stays behind: {error}", self.path.display());
        }
    }
}

/// Removes a folder even where a test took away the right to write into a part of it.
fn remove_tree(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Command::new("chmod").args(["-R", "u+rwX"]).arg(path).status()?;
            fs::remove_dir_all(path)
        }
        other => other,
    }
}

/// Ends every living test when this process is told to end, which its process groups would not notice otherwise.
pub fn kill_children_on_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let live = LIVE.lock().map(|set| set.clone()).unwrap_or_default();
            for pid in live {
                kill_group(pid);
            }
            std::process::exit(128 + signal);
        }
    });
}

/// No core files, and no file over 6 GiB from a test that runs wild. Both limits pass on to what we start.
///
/// # Errors
/// The limit cannot be set.
pub fn limit_files() -> Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let most = 6 << 30;
    setrlimit(Resource::Fsize, Rlimit { current: Some(most), maximum: Some(most) })?;
    Ok(())
}

fn kill_group(pid: i32) {
    // A group that is already gone is what we want.
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Ends what tests of this process left behind in process groups of their own. Not to be called while tests run.
pub fn sweep() {
    kill_marked(&format!("{MARKER}={}.", std::process::id()));
}

/// Ends every process whose environment holds `needle`, as detached children of a test do.
fn kill_marked(needle: &str) {
    let Ok(entries) = fs::read_dir("/proc") else { return };
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let Ok(environ) = fs::read(entry.path().join("environ")) else { continue };
        if environ.windows(needle.len()).any(|w| w == needle.as_bytes())
            && let Some(pid) = Pid::from_raw(pid)
        {
            // One that ended meanwhile is what we want.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }
}

/// Variables of this build, of npm and of Node that would change what a test sees.
fn leaks_into_tests(name: &str) -> bool {
    ["CARGO", "RUST", "NODE_", "npm_", "WEIR_"].iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "LD_LIBRARY_PATH" | "FORCE_COLOR" | "NO_COLOR" | "CI")
}

fn tail(file: &mut File, kept: u64) -> Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(kept)))?;
    let mut bytes = Vec::new();
    file.take(kept).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn stream_file(path: &Path) -> Result<File> {
    let file = OpenOptions::new().create_new(true).read(true).append(true).open(path);
    file.with_context(|| format!("opening {}", path.display()))
}

/// Runs `job` to its end or its time limit and removes what it left running. `scratch` holds its output meanwhile.
///
/// # Errors
/// The process cannot be started, or the machine refuses what is needed to watch it.
pub fn run(job: &Job, scratch: &Path) -> Result<Outcome> {
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let marker = format!("{}.{serial}", std::process::id());
    let (out_path, err_path) = (scratch.join(format!("{serial}.out")), scratch.join(format!("{serial}.err")));
    let mut out = stream_file(&out_path)?;
    let mut err = stream_file(&err_path)?;

    let mut command = match job.max_memory {
        None => Command::new(&job.program),
        Some(bytes) => {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", "ulimit -v \"$0\"; exec \"$@\""]).arg((bytes / 1024).to_string()).arg(&job.program);
            shell
        }
    };
    command.args(&job.args).current_dir(&job.cwd).stdin(Stdio::null()).process_group(0);
    command.stdout(out.try_clone()?).stderr(if job.merged { out.try_clone()? } else { err.try_clone()? });
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(leaks_into_tests) {
            command.env_remove(name);
        }
    }
    // What runtimes keep for the next run stays in the checkout.
    command.env("XDG_CACHE_HOME", paths::target().join("tmp/cache"));
    command.envs(job.env.iter().map(|(k, v)| (k, v))).env(MARKER, &marker);

    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("starting {}", job.program.display()))?;
    let pid = child.id() as i32;
    LIVE.lock().expect("no holder panics").insert(pid);
    let in_time = wait_until(pid, started + job.limit);
    kill_group(pid);
    let status = child.wait()?;
    LIVE.lock().expect("no holder panics").remove(&pid);
    let took = started.elapsed();
    let in_time = in_time?;
    if !in_time {
        kill_marked(&format!("{MARKER}={marker}\0"));
    }
    let ending = match (in_time, status.code()) {
        (false, _) => Ending::TimedOut,
        (true, Some(code)) => Ending::Exit(code),
        (true, None) => Ending::Signal(status.signal().unwrap_or(0)),
    };
    let outcome = Outcome { ending, stdout: tail(&mut out, job.kept)?, stderr: tail(&mut err, job.kept)?, took };
    fs::remove_file(out_path)?;
    fs::remove_file(err_path)?;
    Ok(outcome)
}

/// True when the process ended before `deadline`. It is not reaped, so its id still names it.
fn wait_until(pid: i32, deadline: Instant) -> Result<bool> {
    let pid = Pid::from_raw(pid).context("a process id of 0")?;
    let handle = pidfd_open(pid, PidfdFlags::empty()).context("pidfd_open: Linux 5.3 or newer is needed")?;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        let wait = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
        match poll(&mut [PollFd::new(&handle, PollFlags::IN)], Some(&wait)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Does `work` on every item with `jobs` threads and hands each result to `seen` on the calling thread, in the order
/// they are done.
pub fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut seen: impl FnMut(usize, R),
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, items.get(i)?)))
                {
                    if sender.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (index, result) in receiver {
            seen(index, result);
        }
    });
}

/// How many tests to run at once: one more than there are cores, since tests mostly wait.
pub fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(2, |n| n.get()) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sweep would end what another test of this process has just started.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    fn shell(script: &str, limit: u64) -> Job {
        let limit = Duration::from_millis(limit);
        let args = vec!["-c".to_string(), script.to_string()];
        Job {
            program: "/bin/sh".into(),
            args,
            env: vec![],
            cwd: "/".into(),
            limit,
            merged: false,
            max_memory: None,
            kept: TAIL,
        }
    }

    #[test]
    fn tells_exit_signal_and_time_out_apart() {
        let _turn = ONE_AT_A_TIME.lock();
        let scratch = Scratch::new(&std::env::temp_dir().join("xtask-process-test")).unwrap();
        let exit = run(&shell("echo out; echo err >&2; exit 3", 5000), &scratch.path).unwrap();
        assert_eq!((exit.ending, exit.stdout.as_str(), exit.stderr.as_str()), (Ending::Exit(3), "out\n", "err\n"));
        assert_eq!(run(&shell("kill -9 $$", 5000), &scratch.path).unwrap().ending, Ending::Signal(9));
        assert_eq!(run(&shell("sleep 30", 100), &scratch.path).unwrap().ending, Ending::TimedOut);
    }

    #[test]
    fn detached_children_are_swept_up() {
        let _turn = ONE_AT_A_TIME.lock();
        let scratch = Scratch::new(&std::env::temp_dir().join("xtask-sweep-test")).unwrap();
        let outcome = run(&shell("setsid sleep 60 >/dev/null 2>&1 & echo $!; sleep 0.2", 5000), &scratch.path).unwrap();
        let alive = || {
            let status = fs::read_to_string(format!("/proc/{}/status", outcome.stdout.trim())).unwrap_or_default();
            status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
        };
        assert!(alive(), "the child outlives its test");
        sweep();
        let deadline = Instant::now() + Duration::from_secs(5);
        while alive() && Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(!alive());
    }

    #[test]
    fn every_item_is_done_once() {
        let mut seen = vec![0; 100];
        in_parallel(
            &(0..100).collect::<Vec<usize>>(),
            4,
            |i| i * 2,
            |index, result| {
                assert_eq!(result, index * 2);
                seen[index] += 1;
            },
        );
        assert!(seen.iter().all(|n| *n == 1));
    }
}
