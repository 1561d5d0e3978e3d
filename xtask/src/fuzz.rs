//! `./x fuzz`: mutated inputs against what reads them. Two kinds of target: pure Rust ones under libFuzzer
//! (`fuzz/targets`), and JavaScript ones that run in weir itself (`fuzz/programs`), for what lives behind V8. What is
//! found stays under `target/fuzz`.

use crate::args::Args;
use crate::conformance::Summary;
use crate::process::{self, Ending, Job, Scratch};
use crate::{exec, paths, programs};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

const HELP: &str = "\
./x fuzz [TARGET...] [options]
Runs fuzz targets, all of them when none is named, one after the other: those of fuzz/targets under libFuzzer with
coverage, those of fuzz/programs in weir as it is built. New inputs are kept in target/fuzz/TARGET, and what crashes,
hangs or breaks a rule in target/fuzz/TARGET-*.

  --seconds N       time for each target (default 60)
  --seed N          where the choice of mutations begins (default 1)
  --against PATH    run fuzz/programs on another runtime first and tell where weir differs; `node` is the Node 24 that
                    `./x programs` installs
  --release         take target/release/weir
";

/// Bytes of memory that a target may take.
const MOST_MEMORY: u64 = 2 << 30;
/// Inputs of one target in the quick run that `./x test` makes.
const QUICK_CASES: u32 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A binary of the crate `weir-fuzz`, linked with libFuzzer.
    Rust,
    /// A program for weir.
    Script,
}

struct Target {
    name: String,
    kind: Kind,
}

/// Where and how long.
struct Plan {
    runtime: PathBuf,
    seconds: u64,
    seed: String,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["release"], &["seconds", "seed", "against"], true)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let plan = Plan {
        runtime: paths::weir(args.on("release"))?,
        seconds: args.number("seconds", 60)? as u64,
        seed: args.number("seed", 1)?.to_string(),
    };
    let mut chosen = targets()?;
    for name in &args.free {
        ensure!(chosen.iter().any(|target| target.name == *name), "there is no target {name:?}");
    }
    chosen.retain(|target| args.free.is_empty() || args.free.contains(&target.name));
    fs::create_dir_all(home())?;
    let mut green = true;
    if let Some(against) = args.value("against") {
        let against = programs::reference(Some(against).filter(|path| *path != "node"))?;
        for target in chosen.iter().filter(|target| target.kind == Kind::Script) {
            green &= compare(&plan, &target.name, &against)?;
        }
    } else {
        if chosen.iter().any(|target| target.kind == Kind::Rust) {
            build_with_coverage()?;
        }
        for target in &chosen {
            println!("== {}", target.name);
            green &= match target.kind {
                Kind::Rust => rust(&plan, &target.name)?,
                Kind::Script => script(&plan, &target.name, &["--seconds", &plan.seconds.to_string()])?,
            };
        }
    }
    Ok(if green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The first inputs of every script: enough to see that the targets work and that nothing simple broke. For `./x test`.
pub fn quick(runtime: &Path) -> Result<(Summary, bool)> {
    let plan = Plan { runtime: runtime.to_owned(), seconds: 60, seed: "1".to_owned() };
    fs::create_dir_all(home())?;
    let mut sum = Summary::default();
    for target in targets()?.iter().filter(|target| target.kind == Kind::Script) {
        match script(&plan, &target.name, &["--cases", &QUICK_CASES.to_string()])? {
            true => sum.passed += 1,
            false => sum.failed += 1,
        }
    }
    let green = sum.failed == 0;
    Ok((sum, green))
}

fn home() -> PathBuf {
    paths::target().join("fuzz")
}

/// Every target there is: a file each.
fn targets() -> Result<Vec<Target>> {
    let mut list = Vec::new();
    for (folder, ending, kind) in [("targets", ".rs", Kind::Rust), ("programs", ".js", Kind::Script)] {
        let folder = paths::root().join("fuzz").join(folder);
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let file = entry?.file_name();
            let Some(name) = file.to_str().and_then(|file| file.strip_suffix(ending)) else { continue };
            if name != "harness" {
                list.push(Target { name: name.to_owned(), kind });
            }
        }
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

/// A folder of builds apart, since every crate of the workspace is compiled differently.
fn coverage_build() -> PathBuf {
    paths::target().join("fuzz-build")
}

fn build_with_coverage() -> Result<()> {
    let mut command = Command::new("cargo");
    command.current_dir(paths::root()).args(["build", "--package", "weir-fuzz", "--target-dir"]).arg(coverage_build());
    exec::run(command.env("RUSTC_WORKSPACE_WRAPPER", paths::root().join("fuzz/rustc")))
}

fn rust(plan: &Plan, name: &str) -> Result<bool> {
    let corpus = home().join(name);
    fs::create_dir_all(&corpus)?;
    let program = coverage_build().join("debug").join(format!("fuzz-{}", name.replace('_', "-")));
    let mut command = Command::new(program);
    command.arg(&corpus).arg(paths::root().join("fuzz/seeds").join(name)).args([
        format!("-max_total_time={}", plan.seconds),
        format!("-seed={}", plan.seed),
        format!("-rss_limit_mb={}", MOST_MEMORY >> 20),
        format!("-artifact_prefix={}-", corpus.display()),
        "-timeout=10".to_owned(),
        "-print_final_stats=1".to_owned(),
    ]);
    let output = command.output().context("starting the target")?;
    let text = String::from_utf8_lossy(&output.stderr);
    fs::write(home().join(format!("{name}.log")), text.as_bytes())?;
    if output.status.success() {
        let figures = text.lines().filter_map(|line| line.strip_prefix("stat::"));
        println!("{}", figures.collect::<Vec<_>>().join("\n"));
    } else {
        print!("{text}");
    }
    Ok(output.status.success())
}

/// Runs a script's target; the input that ended it otherwise than by itself is kept.
fn script(plan: &Plan, name: &str, amount: &[&str]) -> Result<bool> {
    let current = home().join(format!("{name}-{}.current", std::process::id()));
    let mut words = vec![program(name), "--seed".into(), plan.seed.clone(), "--current".into(), path(&current)?];
    words.extend(amount.iter().map(|&word| word.to_owned()));
    let (ending, output) = run(&plan.runtime, words, plan.seconds)?;
    print!("{output}");
    if !matches!(ending, Ending::Exit(_)) {
        let kept = home().join(format!("{name}-crash"));
        fs::copy(&current, &kept)?;
        println!(
            "{name}: {ending:?}; run the input again with\n  weir fuzz/programs/{name}.js --input {}",
            kept.display()
        );
    }
    fs::remove_file(&current)?;
    Ok(ending == Ending::Exit(0))
}

/// Has another runtime make inputs and outcomes and runs them again on ours.
fn compare(plan: &Plan, name: &str, against: &Path) -> Result<bool> {
    println!("== {name}");
    let outcomes = path(&home().join(format!("{name}.outcomes")))?;
    let seed = ["--seed".to_owned(), plan.seed.clone()];
    let mut words =
        vec![program(name), "--seconds".into(), plan.seconds.to_string(), "--outcomes".into(), outcomes.clone()];
    words.extend(seed.clone());
    let (ending, output) = run(against, words, plan.seconds)?;
    if !matches!(ending, Ending::Exit(_)) {
        bail!("{name}: {} itself ended with {ending:?}\n{output}", against.display());
    }
    let mut words = vec![program(name), "--against".into(), outcomes];
    words.extend(seed);
    let (ending, output) = run(&plan.runtime, words, plan.seconds * 4)?;
    print!("{output}");
    Ok(ending == Ending::Exit(0))
}

fn run(runtime: &Path, args: Vec<String>, seconds: u64) -> Result<(Ending, String)> {
    let scratch = Scratch::new(&paths::target().join("tmp/fuzz"))?;
    let job = Job {
        program: runtime.to_owned(),
        args,
        env: vec![("NODE_NO_WARNINGS".into(), "1".into())],
        cwd: paths::root(),
        limit: Duration::from_secs(seconds + 30),
        merged: true,
        max_memory: None,
        kept: process::TAIL,
    };
    let outcome = process::run(&job, &scratch.path)?;
    Ok((outcome.ending, outcome.stdout))
}

fn program(name: &str) -> String {
    format!("fuzz/programs/{name}.js")
}

fn path(path: &Path) -> Result<String> {
    Ok(path.to_str().context("a path that is no UTF-8")?.to_owned())
}
