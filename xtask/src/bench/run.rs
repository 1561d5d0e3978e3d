//! Runs one workload once on one runtime.

use super::peers::Runtime;
use super::serve;
use super::workload::{Measure, Workload};
use crate::{paths, process};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What one run brought: the value in the measure's unit, and what the program computed.
pub struct Sample {
    pub value: f64,
    pub check: String,
}

/// Runs `workload` with the prepared folder `data`, for `limit` at most.
///
/// # Errors
/// The process fails, takes too long, or does not print what its measure asks for.
pub fn once(runtime: &Runtime, workload: &Workload, data: &Path, limit: Duration) -> Result<Sample> {
    match &workload.measure {
        Measure::Memory => memory(runtime, workload, data),
        Measure::Serve(load) => {
            let mut command = Command::new(&runtime.program);
            command.args(words(runtime, workload, data));
            Ok(Sample { value: serve::measure(&mut command, load)?, check: String::new() })
        }
        measure => {
            let outcome = process::run(
                &process::Job {
                    program: runtime.program.clone(),
                    args: words(runtime, workload, data),
                    env: Vec::new(),
                    cwd: data.to_path_buf(),
                    limit,
                    merged: false,
                    max_memory: None,
                    kept: process::TAIL,
                },
                data,
            )?;
            if outcome.ending != process::Ending::Exit(0) {
                bail!("ended with {:?}: {}", outcome.ending, outcome.stderr.trim());
            }
            if *measure == Measure::Time {
                return Ok(Sample { value: outcome.took.as_secs_f64() * 1000.0, check: outcome.stdout });
            }
            told(&outcome.stdout)
        }
    }
}

fn words(runtime: &Runtime, workload: &Workload, data: &Path) -> Vec<String> {
    let mut words: Vec<String> = runtime.words.iter().map(|word| (*word).to_owned()).collect();
    words.push(workload.file.to_string_lossy().into_owned());
    words.push(data.to_string_lossy().into_owned());
    words
}

/// The line that a script measured by rate prints last.
fn told(stdout: &str) -> Result<Sample> {
    let line = stdout.trim_end().lines().last().unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(line).with_context(|| format!("not a result: {line:?}"))?;
    let number = |key: &str| value[key].as_f64().with_context(|| format!("no number {key:?} in {line}"));
    Ok(Sample { value: number("work")? / number("seconds")?, check: value["check"].to_string() })
}

/// The peak of resident memory when the script prints its line.
fn memory(runtime: &Runtime, workload: &Workload, data: &Path) -> Result<Sample> {
    let mut child = Command::new(&runtime.program)
        .args(words(runtime, workload, data))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .env("XDG_CACHE_HOME", paths::target().join("tmp/cache"))
        .spawn()
        .with_context(|| format!("starting {}", runtime.program.display()))?;
    let mut check = String::new();
    let read = BufReader::new(child.stdout.take().context("no pipe")?).read_line(&mut check);
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    child.kill()?;
    child.wait()?;
    read?;
    let status = status.context("it ended before it was looked at")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak of memory")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(Sample { value: kilobytes / 1024.0, check })
}
