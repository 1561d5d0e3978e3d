//! `./x build`, `run`, `test` and `verify`: builds the runtime and strings the other commands together.

use crate::args::Args;
use crate::conformance::{self, Summary};
use crate::{cli_cases, exec, fuzz, jstests, paths, process, programs, setup, tidy, wpt};
use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

pub const BUILD_HELP: &str = "\
./x build [--release]
Builds the binary weir: target/debug/weir, or target/release/weir, with the start-up snapshot at its end. A binary that
plain cargo built carries none and boots by running the built-in code.
";
pub const RUN_HELP: &str = "\
./x run [--release] FILE [arguments]
Builds weir and runs a program with it. Everything from FILE on goes to weir as it is.
";
pub const TEST_HELP: &str = "\
./x test [options]
Builds weir and runs every test: those of the crates, tests/parallel and tests/cli, the listed ones of Node, and the real programs.

  --release      test the release build
  --no-programs  leave out the real programs of npm, which need the network once
";
pub const VERIFY_HELP: &str = "\
./x verify
What must hold before a commit: formatting, clippy without a warning, tidy, the tests of the crates, tests/parallel
and tests/cli.
";

fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root()).args(words);
    // What `cargo run` set for this program must not steer the build of another.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

fn build_weir(release: bool) -> Result<()> {
    setup::ensure()?;
    let mut command = cargo(&["build", "--package", "weir-cli"]);
    if release {
        command.arg("--release");
    }
    exec::run(&mut command)?;
    append_snapshot(release)
}

/// Has the binary append the snapshot of its own built-in code to itself, and then the compiled rest of that code. Cargo puts its own file back at each build.
fn append_snapshot(release: bool) -> Result<()> {
    let weir = paths::weir(release)?;
    let itself = |words: &[&str]| {
        let mut command = Command::new(&weir);
        command.args(words).arg(&weir).env_remove("WEIR_DEV_JS");
        command
    };
    let usual = paths::root().join("crates/runtime/src/usual_program.cjs");
    // What was compiled further while the snapshot was made would be compiled further at once in every start.
    exec::run(itself(&["--no-sparkplug", "--build-snapshot-into"]).arg(usual))?;
    exec::run(&mut itself(&["--build-code-into"]))
}

/// Builds weir and every test in one go: what only tests depend on changes features of what weir is built from, and two
/// builds would compile V8's bindings twice.
fn build_all(release: bool) -> Result<()> {
    setup::ensure()?;
    let mut command = cargo(&["build", "--workspace", "--all-targets"]);
    if release {
        command.arg("--release");
    }
    exec::run(&mut command)
}

pub fn build(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["release"], &[], false)?;
    if args.help {
        print!("{BUILD_HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    build_weir(args.on("release"))?;
    println!("{}", paths::weir(args.on("release"))?.display());
    Ok(ExitCode::SUCCESS)
}

pub fn run(mut words: Vec<String>) -> Result<ExitCode> {
    let release = words.first().is_some_and(|word| word == "--release");
    if release {
        words.remove(0);
    }
    if words.is_empty() || words[0] == "--help" {
        print!("{RUN_HELP}");
        return Ok(ExitCode::from(if words.is_empty() { 2 } else { 0 }));
    }
    build_weir(release)?;
    // The program takes this process's place, so that signals and the exit code are its own.
    Err(Command::new(paths::weir(release)?).args(words).exec()).context("starting weir")
}

/// Runs one suite after the other, keeps what each counted, and never stops at a red one.
#[derive(Default)]
struct Suites {
    sum: Summary,
    red: Vec<String>,
}

impl Suites {
    /// A suite that counts its tests itself and says only whether it is green.
    fn plain(&mut self, name: &str, suite: impl FnOnce() -> Result<()>) {
        self.counted(name, || suite().map(|()| (Summary::default(), true)));
    }

    fn counted(&mut self, name: &str, suite: impl FnOnce() -> Result<(Summary, bool)>) {
        println!("== {name}");
        let started = Instant::now();
        match suite() {
            Ok((sum, green)) => {
                if sum.passed + sum.failed > 0 {
                    println!("{name}: {} of {} passed, {:.0?}", sum.passed, sum.passed + sum.failed, started.elapsed());
                }
                self.sum.passed += sum.passed;
                self.sum.failed += sum.failed;
                self.sum.skipped += sum.skipped;
                if !green {
                    self.red.push(name.to_string());
                }
            }
            Err(error) => {
                println!("{name}: {error:#}");
                self.red.push(name.to_string());
                self.sum.failed += 1;
            }
        }
    }

    fn close(self) -> ExitCode {
        if !self.red.is_empty() {
            println!("red: {}", self.red.join(", "));
        }
        let skipped = if self.sum.skipped > 0 { format!(", {} skipped", self.sum.skipped) } else { String::new() };
        println!("{} passed, {} failed{skipped}", self.sum.passed, self.sum.failed);
        if self.red.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn crates(release: bool) -> Result<()> {
    let nextest = exec::output(&mut cargo(&["nextest", "--version"])).is_ok();
    let words: &[&str] =
        if nextest { &["nextest", "run", "--workspace"] } else { &["test", "--workspace", "--no-fail-fast"] };
    let mut command = cargo(words);
    if nextest {
        command.args(["--no-fail-fast", "--status-level", "fail", "--no-tests", "pass"]);
    }
    if release {
        command.arg("--release");
    }
    exec::run(&mut command)
}

fn own_javascript(release: bool) -> Result<(Summary, bool)> {
    let plan = jstests::Plan {
        runtime: paths::weir(release)?,
        only: None,
        jobs: process::default_jobs(),
        limit: Duration::from_secs(60),
    };
    let sum = jstests::run(&plan)?;
    Ok((sum, sum.failed == 0))
}

fn command_lines(release: bool) -> Result<(Summary, bool)> {
    let plan = cli_cases::Plan {
        runtime: paths::weir(release)?,
        only: None,
        jobs: process::default_jobs(),
        limit: Duration::from_secs(60),
    };
    let sum = cli_cases::run(&plan)?;
    Ok((sum, sum.failed == 0))
}

pub fn test(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["release", "no-programs"], &[], false)?;
    if args.help {
        print!("{TEST_HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let release = args.on("release");
    build_all(release)?;
    let mut suites = Suites::default();
    suites.plain("tests of the crates", || crates(release));
    append_snapshot(release)?;
    suites.counted("tests/parallel", || own_javascript(release));
    suites.counted("tests/cli", || command_lines(release));
    suites.counted("Node's tests", || conformance::listed(release));
    suites.counted("web platform tests", || wpt::listed(release));
    suites.counted("fuzzed inputs", || fuzz::quick(&paths::weir(release)?));
    if !args.on("no-programs") {
        suites.counted("real programs", || programs::all(&paths::weir(release)?));
    }
    Ok(suites.close())
}

pub fn verify(words: Vec<String>) -> Result<ExitCode> {
    if Args::parse(words, &[], &[], false)?.help {
        print!("{VERIFY_HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let mut suites = Suites::default();
    suites.plain("formatting", || exec::run(&mut cargo(&["fmt", "--all", "--check"])));
    suites.counted("tidy", || {
        let found = tidy::findings()?;
        found.iter().for_each(|finding| println!("{finding}"));
        Ok((Summary::default(), found.is_empty()))
    });
    build_all(false)?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    suites.plain("clippy", || exec::run(&mut cargo(&clippy)));
    suites.plain("tests of the crates", || crates(false));
    append_snapshot(false)?;
    suites.counted("tests/parallel", || own_javascript(false));
    suites.counted("tests/cli", || command_lines(false));
    Ok(suites.close())
}
