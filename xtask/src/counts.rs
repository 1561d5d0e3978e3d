//! `./x counts`: instruction counts of the hot paths in Rust, by valgrind. Installs the runner that the benches need, in
//! the version of the library they are built with.

use crate::args::Args;
use crate::{exec, paths};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

pub const HELP: &str = "\
./x counts
Counts the instructions of the hot paths in Rust (crates/*/benches/counts.rs) with valgrind, prints them beside those of
the last run, and fails where a path takes more than its ceiling.
";

/// Crates with counts and the names of their benches.
const BENCHES: &[(&str, &str)] = &[("weir-loop", "loop_counts"), ("weir-resolve", "resolve_counts")];

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    if Args::parse(words, &[], &[], false)?.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    exec::need("valgrind")?;
    let runner = runner()?;
    let mut command = Command::new("cargo");
    command.current_dir(paths::root()).arg("bench").env("GUNGRAUN_RUNNER", runner);
    for (package, bench) in BENCHES {
        command.args(["--package", package, "--bench", bench]);
    }
    exec::run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// The runner under `target/tools`, installed when it is missing or another version. Unoptimised: it only starts valgrind.
fn runner() -> Result<PathBuf> {
    let version = locked_version("gungraun")?;
    let tools = paths::target().join("tools");
    let runner = tools.join("bin/gungraun-runner");
    let installed = exec::text(Command::new(&runner).arg("--version")).unwrap_or_default();
    if installed.split_whitespace().last() != Some(&version) {
        let mut command = Command::new("cargo");
        command.args(["install", "--quiet", "--debug", "--locked", "--force", "--version", &version, "--root"]);
        exec::run(command.arg(&tools).arg("gungraun-runner"))?;
    }
    Ok(runner)
}

/// The version of a dependency in Cargo.lock.
fn locked_version(name: &str) -> Result<String> {
    let lock = std::fs::read_to_string(paths::root().join("Cargo.lock"))?;
    let entry = format!("name = \"{name}\"\nversion = \"");
    let (_, rest) = lock.split_once(&entry).with_context(|| format!("Cargo.lock has no {name}"))?;
    let (version, _) = rest.split_once('"').context("Cargo.lock is cut short")?;
    Ok(version.to_string())
}
