//! Runs tests of Node as Node's own harness would: working folder, variables, flags, and what counts as passed.

use super::suite::Test;
use crate::process::{self, Ending, Job, Outcome};
use anyhow::Result;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

static SERIAL: AtomicUsize = AtomicUsize::new(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Pass,
    Fail,
    Skip,
    TimeOut,
}

impl Status {
    pub fn shown(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Fail => "fail",
            Status::Skip => "skip",
            Status::TimeOut => "time-out",
        }
    }
}

/// What came of one test.
pub struct Report {
    pub status: Status,
    /// The line that says most about a failure, or the reason of a skip.
    pub line: String,
    pub outcome: Outcome,
}

/// How to run tests.
pub struct Run<'a> {
    pub runtime: &'a Path,
    pub tree: &'a Path,
    pub scratch: &'a Path,
    pub limit: Duration,
    pub jobs: usize,
}

impl Run<'_> {
    /// Runs `tests`: first those that may run beside each other, then the rest one by one. Results keep their order.
    ///
    /// # Errors
    /// A test could not be started.
    pub fn all(&self, tests: &[Test]) -> Result<Vec<Report>> {
        let mut results: Vec<Option<Result<Report>>> = tests.iter().map(|_| None).collect();
        let mut progress = Progress::new(tests.len());
        for (alone, jobs) in [(false, self.jobs), (true, 1)] {
            let (places, part): (Vec<usize>, Vec<&Test>) =
                tests.iter().enumerate().filter(|(_, test)| test.alone == alone).unzip();
            process::in_parallel(
                &part,
                jobs,
                |test| self.one(test),
                |index, result| {
                    progress.step(part[index], result.as_ref().ok());
                    results[places[index]] = Some(result);
                },
            );
        }
        process::sweep();
        progress.end();
        results.into_iter().map(|r| r.expect("every test was run")).collect()
    }

    /// # Errors
    /// The test could not be started.
    pub fn one(&self, test: &Test) -> Result<Report> {
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let mut args = test.header.flags.clone();
        args.push(test.file.to_string_lossy().into_owned());
        let mut env = vec![
            ("NODE_TEST_DIR".to_string(), self.scratch.to_string_lossy().into_owned()),
            ("TEST_SERIAL_ID".to_string(), serial.to_string()),
            ("TEST_THREAD_ID".to_string(), (serial % 64).to_string()),
        ];
        if !test.alone {
            env.push(("TEST_PARALLEL".to_string(), "1".to_string()));
        }
        env.extend(test.header.env.iter().cloned());
        let job = Job {
            program: self.runtime.to_path_buf(),
            args,
            env,
            cwd: self.tree.to_path_buf(),
            limit: self.limit,
            merged: false,
            max_memory: test.header.max_memory,
            kept: process::TAIL,
        };
        let outcome = process::run(&job, self.scratch)?;
        Ok(judge(outcome))
    }
}

/// Passed is an exit code of 0, unless the test said that it skipped itself.
fn judge(outcome: Outcome) -> Report {
    let skip = outcome.stdout.lines().find_map(|line| line.strip_prefix("1..0 # Skipped: "));
    let (status, line) = match (outcome.ending, skip) {
        (Ending::Exit(0), Some(reason)) => (Status::Skip, reason.to_string()),
        (Ending::Exit(0), None) => (Status::Pass, String::new()),
        (Ending::TimedOut, _) => (Status::TimeOut, format!("after {:.0} s", outcome.took.as_secs_f64())),
        (Ending::Exit(_) | Ending::Signal(_), _) => (Status::Fail, telling_line(&outcome)),
    };
    Report { status, line, outcome }
}

/// The line of the output that says most about what went wrong.
pub fn telling_line(outcome: &Outcome) -> String {
    let is_error = |line: &str| {
        let head = line.split(':').next().unwrap_or("");
        let name = head.split_whitespace().next().unwrap_or("");
        let named = name.ends_with("Error") || name.ends_with("Exception") || name == "Uncaught";
        named && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
    };
    let is_told = |line: &str| {
        is_error(line)
            || line.starts_with("Mismatched ")
            || line.starts_with("# Fatal error")
            || line.contains("panicked at")
            || line.contains("bad option")
            || line.starts_with("error: ")
    };
    let lines: Vec<&str> = outcome.stderr.lines().chain(outcome.stdout.lines()).map(str::trim).collect();
    let found = lines.iter().position(|line| is_told(line)).map(|at| told_from(&lines[at..]));
    let last = || lines.iter().rfind(|line| !line.is_empty()).map(ToString::to_string);
    let ending = match outcome.ending {
        Ending::Signal(number) => format!("signal {number}: "),
        _ => String::new(),
    };
    let line = found.or_else(last).unwrap_or_else(|| format!("{:?} and not a word", outcome.ending));
    let cut: String = line.chars().take(200).collect();
    format!("{ending}{cut}")
}

/// An error's first line; when it announces something, the next lines as well.
fn told_from(lines: &[&str]) -> String {
    let mut told = lines[0].to_string();
    if told.ends_with(':') {
        let next = lines[1..].iter().filter(|line| !line.is_empty()).take_while(|line| !line.starts_with("at "));
        for line in next.filter(|line| !line.starts_with("+ actual")).take(3) {
            told.push_str(" | ");
            told.push_str(line);
        }
    }
    told
}

/// Says how far the run is: on one line of a terminal, else every ten seconds.
struct Progress {
    all: usize,
    done: usize,
    failed: usize,
    started: Instant,
    shown: Instant,
    terminal: bool,
}

impl Progress {
    fn new(all: usize) -> Progress {
        let now = Instant::now();
        Progress { all, done: 0, failed: 0, started: now, shown: now, terminal: std::io::stderr().is_terminal() }
    }

    fn step(&mut self, test: &Test, report: Option<&Report>) {
        self.done += 1;
        if report.is_none_or(|r| matches!(r.status, Status::Fail | Status::TimeOut)) {
            self.failed += 1;
        }
        let every = Duration::from_secs(if self.terminal { 0 } else { 10 });
        if self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let line =
            format!("{}/{}, {} failed, {} s", self.done, self.all, self.failed, self.started.elapsed().as_secs());
        if self.terminal {
            eprint!("\r\x1b[K{line}  {}", test.path);
            // A terminal that is gone loses the progress line alone.
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{line}");
        }
    }

    fn end(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(ending: Ending, stdout: &str, stderr: &str) -> Outcome {
        Outcome { ending, stdout: stdout.into(), stderr: stderr.into(), took: Duration::from_secs(1) }
    }

    #[test]
    fn exit_code_and_skip_line_decide() {
        assert_eq!(judge(outcome(Ending::Exit(0), "", "")).status, Status::Pass);
        let skip = judge(outcome(Ending::Exit(0), "1..0 # Skipped: missing crypto\n", ""));
        assert_eq!((skip.status, skip.line.as_str()), (Status::Skip, "missing crypto"));
        assert_eq!(judge(outcome(Ending::Exit(1), "1..0 # Skipped: x\n", "")).status, Status::Fail);
        assert_eq!(judge(outcome(Ending::TimedOut, "", "")).status, Status::TimeOut);
        assert_eq!(judge(outcome(Ending::Signal(6), "", "")).status, Status::Fail);
    }

    #[test]
    fn the_error_is_found_among_the_frames() {
        let stderr = "node:assert:123\n  throw err;\n  ^\n\nAssertionError [ERR_ASSERTION]: not equal\n    at Object\n";
        assert_eq!(telling_line(&outcome(Ending::Exit(1), "", stderr)), "AssertionError [ERR_ASSERTION]: not equal");
        let stderr = "AssertionError [ERR_ASSERTION]: not equal:\n+ actual - expected\n\n+ 1\n- 2\n\n    at Object\n";
        let line = telling_line(&outcome(Ending::Exit(1), "", stderr));
        assert_eq!(line, "AssertionError [ERR_ASSERTION]: not equal: | + 1 | - 2");
        let stdout = "Mismatched function calls. Expected exactly 1, actual 0.\n    at x\n";
        assert!(telling_line(&outcome(Ending::Exit(1), stdout, "")).starts_with("Mismatched"));
        assert_eq!(telling_line(&outcome(Ending::Signal(11), "", "")), "signal 11: Signal(11) and not a word");
    }
}
