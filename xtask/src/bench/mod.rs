//! `./x bench`: each workload side by side on weir's release build and on its peers. The runtimes take turns, so that
//! what else the machine does falls on all alike; medians are compared, and what the programs computed must agree.

mod http;
mod http_answer;
mod machine;
mod peers;
mod report;
mod run;
mod serve;
mod workload;

use crate::args::Args;
use crate::programs::install;
use crate::{exec, paths, process};
use anyhow::{Context, Result, bail};
use peers::Runtime;
use regex_lite::Regex;
use serve::Load;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use workload::{Measure, Workload};

pub const HELP: &str = "\
./x bench [NAME ...] [options]
Runs the workloads of bench/workloads whose names match, in turns on weir (target/release/weir) and on node 24, node 26,
deno and bun, and prints medians, spread and the ratio of weir to the best peer (above 1: weir is better). Writes
bench/results.json, bench/results.md and bench/results.svg when all workloads ran, else the same under target/bench.

  --rounds N      runs of each runtime per workload (default 5; three times as many for time and memory)
  --peers LIST    only these peers: node24,node26,deno,bun
  --runtime PATH  another weir than target/release/weir
  --limit SECONDS for one run (default 120)
  --raw LOAD FILE serve a load with plain system calls, for comparison, until killed
";

/// A workload's samples: by runtime, the value of each round, or why there is none.
pub struct Row {
    pub workload: Workload,
    pub cells: Vec<(&'static str, std::result::Result<Vec<f64>, String>)>,
    /// What the machine itself can do, where that is measured.
    pub limit: Vec<f64>,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &[], &["rounds", "peers", "runtime", "limit", "raw"], true)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(load) = args.value("raw") {
        let load = Load::parse(load).context("--raw takes a load, such as `echo 64 16384`")?;
        serve::raw_server(&load, Path::new(args.free.first().context("--raw needs a file to send")?))?;
        return Ok(ExitCode::SUCCESS);
    }
    let rounds = args.number("rounds", 5)?;
    let limit = Duration::from_secs(args.number("limit", 120)? as u64);
    let wanted = args.free.iter().map(|word| Regex::new(word)).collect::<Result<Vec<_>, _>>()?;
    let mut workloads = workload::all(&paths::root().join("bench/workloads"))?;
    workloads.retain(|workload| wanted.is_empty() || wanted.iter().any(|re| re.is_match(&workload.name)));
    if workloads.is_empty() {
        bail!("no workload of bench/workloads matches");
    }
    let runtimes = peers::all(paths::runtime(args.value("runtime"), true)?, &args.list("peers"))?;
    process::limit_files()?;
    // What workloads run of npm, beside the data that they are given.
    install::locked(&paths::root().join("bench/packages"), &paths::target().join("bench/packages"), |_| Ok(()))?;
    let data = prepare(&runtimes)?;

    println!("{}", report::head(&runtimes));
    let mut rows = Vec::new();
    for workload in workloads {
        let row = measure(&runtimes, workload, &data, rounds, limit);
        println!("{}", report::line(&row));
        rows.push(row);
    }
    let whole = wanted.is_empty() && args.list("peers").is_empty();
    let folder = if whole { paths::root().join("bench") } else { paths::target().join("bench") };
    report::write(&folder, &runtimes, &rows)?;
    println!("results: {}", folder.display());
    let failed = rows.iter().any(|row| row.cells.iter().any(|(name, cell)| *name == peers::OWN && cell.is_err()));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Has Node write what the workloads read, once for each state of the script that does it. Returns the folder.
fn prepare(runtimes: &[Runtime]) -> Result<PathBuf> {
    let data = paths::target().join("bench/data");
    let script = paths::root().join("bench/workloads/prepare.cjs");
    let (text, done) = (fs::read_to_string(&script)?, data.join("prepared"));
    if fs::read_to_string(&done).is_ok_and(|of| of == text) {
        return Ok(data);
    }
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir_all(&data)?;
    let node = runtimes.iter().find(|runtime| runtime.name.starts_with("node")).unwrap_or(&runtimes[0]);
    exec::output(Command::new(&node.program).arg(script).arg(&data)).context("preparing the data")?;
    fs::write(done, text)?;
    Ok(data)
}

/// All rounds of one workload. The first round warms caches and gives the check that all must agree with.
fn measure(runtimes: &[Runtime], workload: Workload, data: &Path, rounds: usize, limit: Duration) -> Row {
    let rounds = if matches!(workload.measure, Measure::Time | Measure::Memory) { rounds * 3 } else { rounds };
    let mut cells: Vec<(&'static str, std::result::Result<Vec<f64>, String>)> =
        runtimes.iter().map(|runtime| (runtime.name, Ok(Vec::new()))).collect();
    let mut agreed: Option<String> = None;
    let mut limit_values = Vec::new();
    for round in 0..=rounds {
        if round > 0
            && let Some(value) = machine_limit(&workload, data)
        {
            limit_values.push(value);
        }
        for (runtime, (_, cell)) in runtimes.iter().zip(&mut cells) {
            let Ok(values) = cell else { continue };
            match run::once(runtime, &workload, data, limit) {
                Ok(sample) if agreed.as_ref().is_some_and(|agreed| *agreed != sample.check) => {
                    *cell = Err(format!("computed {:?}, others {:?}", sample.check, agreed.as_deref().unwrap_or("")));
                }
                Ok(sample) => {
                    agreed.get_or_insert(sample.check);
                    if round > 0 {
                        values.push(sample.value);
                    }
                }
                // Results are kept, so they name files from the checkout on.
                Err(error) => {
                    let root = format!("{}/", paths::root().display());
                    *cell = Err(format!("{error:#}").replace(&root, ""));
                }
            }
        }
    }
    Row { workload, cells, limit: limit_values }
}

/// What the machine can do for a workload, where that is measured. A limit that fails says so and is left out.
fn machine_limit(workload: &Workload, data: &Path) -> Option<f64> {
    let value = match (&workload.measure, &workload.machine) {
        (Measure::Serve(load), _) => raw_serve(load, data),
        (_, Some(name)) => machine::rate(name, data),
        _ => return None,
    };
    value.map_err(|error| eprintln!("{}: the machine's limit: {error:#}", workload.name)).ok()
}

/// A load on the raw server.
fn raw_serve(load: &Load, data: &Path) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bench", "--raw", &load.to_string()]).arg(data.join("giga.bin"));
    serve::measure(&mut command, load)
}
