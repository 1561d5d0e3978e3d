//! `./x bench-start`: how long a runtime takes to start and how much memory it has then, beside Node 24. The two take
//! turns, so that what else the machine does falls on both alike; medians are compared.

use crate::args::Args;
use crate::{paths, process, programs};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

pub const HELP: &str = "\
./x bench-start [options]
Measures weir's release build and Node 24 in turns: the start of an empty script, the memory that a program has when it
has started (its peak so far), and a script that requires 500 files. Writes target/bench-start.json.

  --rounds N      starts of each runtime per measure (default 40)
  --runtime PATH  measure another runtime than target/release/weir
  --against PATH  compare with another runtime than the Node 24.21.0 that npm installs for ./x programs
";

const FILES: usize = 500;
const MEMORY_ROUNDS: usize = 7;
/// By then a start is over; the program that is looked at lives longer.
const SETTLED: Duration = Duration::from_millis(400);

/// What one measure brought: a row of the table.
struct Row {
    name: &'static str,
    unit: &'static str,
    runtime: Vec<f64>,
    against: Vec<f64>,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &[], &["rounds", "runtime", "against"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let rounds = args.number("rounds", 40)?;
    let runtime = paths::runtime(args.value("runtime"), true)?;
    let against = programs::reference(args.value("against"))?;
    let work = process::Scratch::new(&paths::target().join("bench-start"))?;
    let (empty, waiting, requiring) = scripts(&work.path)?;

    let rows = [
        in_turns("empty script", "ms", rounds, [&runtime, &against], |runtime| milliseconds(runtime, &empty))?,
        in_turns("require of 500 files", "ms", rounds, [&runtime, &against], |runtime| {
            milliseconds(runtime, &requiring)
        })?,
        in_turns("memory at start", "MB", MEMORY_ROUNDS, [&runtime, &against], |runtime| megabytes(runtime, &waiting))?,
    ];
    println!("{:<22} {:>10} {:>10} {:>7}", "median", "runtime", "against", "ratio");
    for row in &rows {
        let (a, b) = (median(&row.runtime), median(&row.against));
        println!("{:<22} {a:>7.1} {} {b:>7.1} {} {:>7.2}", row.name, row.unit, row.unit, a / b);
    }
    let file = paths::target().join("bench-start.json");
    let document =
        json!({ "runtime": runtime, "against": against, "measures": rows.iter().map(entry).collect::<Vec<_>>() });
    fs::write(&file, format!("{document:#}\n")).with_context(|| format!("writing {}", file.display()))?;
    println!("results: {}", file.display());
    Ok(ExitCode::SUCCESS)
}

fn entry(row: &Row) -> Value {
    let (a, b) = (median(&row.runtime), median(&row.against));
    json!({ "name": row.name, "unit": row.unit, "median": a, "againstMedian": b, "ratio": a / b,
            "values": row.runtime, "againstValues": row.against })
}

/// An empty script, one that stays alive a while, and one that requires many files, each of which has some code.
fn scripts(work: &Path) -> Result<(PathBuf, PathBuf, PathBuf)> {
    let modules = work.join("modules");
    fs::create_dir_all(&modules)?;
    let mut main = String::from("let sum = 0;\n");
    for n in 0..FILES {
        let text = format!(
            "'use strict';\nconst path = require('path');\nclass Part{n} {{\n  constructor(value) {{ this.value = value; }}\n  \
             get twice() {{ return this.value * 2; }}\n  name() {{ return path.join('part', String(this.value)); }}\n}}\n\
             exports.make = (value) => new Part{n}(value);\nexports.number = {n};\n"
        );
        fs::write(modules.join(format!("part{n}.js")), text)?;
        main.push_str(&format!("sum += require('./modules/part{n}').make({n}).twice;\n"));
    }
    main.push_str(&format!("if (sum !== {}) process.exit(1);\n", FILES * (FILES - 1)));
    let (empty, waiting, requiring) = (work.join("empty.js"), work.join("waiting.js"), work.join("requiring.js"));
    fs::write(&empty, "")?;
    fs::write(&waiting, format!("setTimeout(() => {{}}, {});\n", 3 * SETTLED.as_millis()))?;
    fs::write(&requiring, main)?;
    Ok((empty, waiting, requiring))
}

/// Measures both runtimes one after the other, `rounds` times; the first round warms the caches and does not count.
fn in_turns(
    name: &'static str,
    unit: &'static str,
    rounds: usize,
    runtimes: [&PathBuf; 2],
    measure: impl Fn(&Path) -> Result<f64>,
) -> Result<Row> {
    let mut row = Row { name, unit, runtime: Vec::new(), against: Vec::new() };
    for round in 0..=rounds {
        let values = [measure(runtimes[0])?, measure(runtimes[1])?];
        if round > 0 {
            row.runtime.push(values[0]);
            row.against.push(values[1]);
        }
    }
    Ok(row)
}

fn command(runtime: &Path, script: &Path) -> Command {
    let mut command = Command::new(runtime);
    command.arg(script).stdin(Stdio::null()).stdout(Stdio::null()).env_remove("NODE_OPTIONS");
    command
}

fn milliseconds(runtime: &Path, script: &Path) -> Result<f64> {
    let started = Instant::now();
    let status = command(runtime, script).status().with_context(|| format!("starting {}", runtime.display()))?;
    let took = started.elapsed();
    if !status.success() {
        bail!("{} {} ended with {status}", runtime.display(), script.display());
    }
    Ok(took.as_secs_f64() * 1000.0)
}

/// The peak of resident memory of a program that has started and waits.
fn megabytes(runtime: &Path, script: &Path) -> Result<f64> {
    let mut child = command(runtime, script).spawn().with_context(|| format!("starting {}", runtime.display()))?;
    std::thread::sleep(SETTLED);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
    child.kill()?;
    child.wait()?;
    let peak =
        peak_kilobytes(&status?).with_context(|| format!("{} ended before it was looked at", runtime.display()))?;
    Ok(peak as f64 / 1024.0)
}

fn peak_kilobytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn the_peak_is_read_from_the_status() {
        assert_eq!(peak_kilobytes("VmPeak:\t  99 kB\nVmHWM:\t   4321 kB\n"), Some(4321));
        assert_eq!(peak_kilobytes("State:\tZ (zombie)\n"), None);
    }
}
