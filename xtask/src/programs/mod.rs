//! `./x programs`: real programs of npm, run on weir and on Node 24 in the same folder, one after the other. Streams, exit
//! code and every file written must be the same byte for byte.

mod compare;
pub mod install;
mod plan;

use crate::args::Args;
use crate::conformance::Summary;
use crate::{paths, process};
use anyhow::{Context, Result, bail};
use compare::Trace;
use plan::{Program, Step};
use regex_lite::Regex;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

pub const HELP: &str = "\
./x programs [options]
Installs the packages of tests/programs/package.json into target/programs (npm ci, once), then runs every program of
tests/programs/<name>/program.json on the built weir and on Node 24, and compares what they print and write.

  --only REGEX    programs whose name matches
  --release       test target/release/weir
  --runtime PATH  test another runtime
  --against PATH  compare with this runtime (default: the Node 24.21.0 that npm installs)
  --jobs N        programs at once (default: cores)

A program.json holds `about`, `steps` (each: `name`, `args` with $MODULES for the folder of the packages, `exit`, and
`says`, a text that Node's output must contain) and `mask` (patterns blanked before comparing, such as durations).
The folder `fixtures` beside it is copied to where the steps run. Differing output is kept in target/programs/differences.
";

const LIMIT: Duration = Duration::from_secs(300);

/// How to run the programs.
struct Plan {
    runtime: PathBuf,
    against: PathBuf,
    jobs: usize,
    /// Holds `node_modules`; programs run in folders below it.
    home: PathBuf,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["release"], &["only", "runtime", "against", "jobs"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = paths::runtime(args.value("runtime"), args.on("release"))?;
    let only = args.value("only").map(|text| Regex::new(text).context("--only")).transpose()?;
    let jobs = args.number("jobs", default_jobs())?;
    let (sum, green) = run(&runtime, args.value("against"), only.as_ref(), jobs)?;
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs every program on `runtime` and on Node, for `./x test`.
///
/// # Errors
/// The packages cannot be installed or a program cannot be laid out.
pub fn all(runtime: &Path) -> Result<(Summary, bool)> {
    run(runtime, None, None, default_jobs())
}

/// The runtime to compare with: the one given, else the Node that the packages bring.
///
/// # Errors
/// It is not there, or cannot be installed.
pub fn reference(given: Option<&str>) -> Result<PathBuf> {
    match given {
        Some(path) => std::fs::canonicalize(path).with_context(|| format!("--against {path}")),
        None => install::node(&install::packages(&paths::root(), &paths::target())?),
    }
}

/// Programs keep a core busy, unlike tests.
fn default_jobs() -> usize {
    process::default_jobs() - 1
}

fn run(runtime: &Path, against: Option<&str>, only: Option<&Regex>, jobs: usize) -> Result<(Summary, bool)> {
    let home = install::packages(&paths::root(), &paths::target())?;
    let against = reference(against)?;
    let mut programs = plan::all(&paths::root().join("tests/programs"))?;
    programs.retain(|program| only.is_none_or(|re| re.is_match(&program.name)));
    if programs.is_empty() {
        bail!("no program of tests/programs matches");
    }
    process::limit_files()?;
    let plan = Plan { runtime: runtime.to_path_buf(), against, jobs, home };
    let mut sum = Summary::default();
    let mut broken = None;
    let mut again = Vec::new();
    process::in_parallel(
        &programs,
        plan.jobs,
        |program| both(&plan, program),
        |index, result| match result {
            Ok(lines) if lines.iter().all(|(good, _)| *good) => tally(&mut sum, &lines),
            // Tests of packages measure time too: the judgement is that of a run with nothing beside it.
            Ok(lines) => {
                lines.iter().for_each(|(_, line)| println!("{line}"));
                again.push(&programs[index]);
            }
            Err(error) => broken = Some(error.context(programs[index].name.clone())),
        },
    );
    if let Some(error) = broken {
        return Err(error);
    }
    for program in again {
        println!("again, alone: {}", program.name);
        tally(&mut sum, &both(&plan, program).with_context(|| program.name.clone())?);
    }
    Ok((sum, sum.failed == 0))
}

/// Counts and prints the lines of one program.
fn tally(sum: &mut Summary, lines: &[(bool, String)]) {
    for (good, line) in lines {
        sum.passed += usize::from(*good);
        sum.failed += usize::from(!good);
        println!("{line}");
    }
}

/// Runs one program on both runtimes and compares step by step: for each, whether it is good and what to print.
fn both(plan: &Plan, program: &Program) -> Result<Vec<(bool, String)>> {
    let reference = trace(plan, program, &plan.against)?;
    let tested = trace(plan, program, &plan.runtime)?;
    let mut lines = Vec::new();
    for ((step, wanted), got) in program.steps.iter().zip(&reference).zip(&tested) {
        let name = format!("{}/{}", program.name, step.name);
        let kept = plan.home.join("differences").join(&program.name).join(&step.name);
        if let Some(why) = unexpected(step, wanted) {
            compare::keep(&kept, wanted, got)?;
            lines.push((
                false,
                format!("FAIL {name}: the runtime to compare with does not do what was expected: {why}"),
            ));
            continue;
        }
        let times = format!("{:.2} s, against {:.2} s", got.took.as_secs_f64(), wanted.took.as_secs_f64());
        match compare::difference(wanted, got, &program.mask) {
            None => lines.push((true, format!("same {name}: {times}"))),
            Some(why) => {
                compare::keep(&kept, wanted, got)?;
                lines
                    .push((false, format!("FAIL {name}: {times}\n    {why}\n    both are kept in {}", kept.display())));
            }
        }
    }
    Ok(lines)
}

/// What the reference run must be, so that two runtimes that fail alike are not taken for equal.
fn unexpected(step: &Step, trace: &Trace) -> Option<String> {
    if trace.ending != process::Ending::Exit(step.exit) {
        let said = failure_text(trace);
        return Some(format!("{:?} where exit code {} was expected\n    {said}", trace.ending, step.exit));
    }
    let said = trace.stdout.contains(&step.says) || trace.stderr.contains(&step.says);
    (!said).then(|| format!("it did not say {:?}", step.says))
}

/// What tells why a run failed: how its stderr begins, else its stdout from the first failed test of a TAP report on.
fn failure_text(trace: &Trace) -> String {
    let spoken =
        |text: &str| text.lines().filter(|line| !line.trim().is_empty()).take(8).collect::<Vec<_>>().join("\n    ");
    if !trace.stderr.trim().is_empty() {
        return spoken(&trace.stderr);
    }
    let from = if trace.stdout.starts_with("not ok") { 0 } else { trace.stdout.find("\nnot ok").unwrap_or_default() };
    spoken(&trace.stdout[from..])
}

/// Runs the program's steps one after the other on one runtime, in a fresh copy of its fixtures. Both runtimes get the
/// same folder, so that paths in what they print agree.
fn trace(plan: &Plan, program: &Program, runtime: &Path) -> Result<Vec<Trace>> {
    let folder = process::Scratch::at(plan.home.join("run").join(&program.name))?;
    std::fs::remove_dir_all(&folder.path)?;
    compare::copy_tree(&program.folder.join("fixtures"), &folder.path)?;
    let scratch = process::Scratch::at(plan.home.join("run").join(format!("{}.streams", program.name)))?;
    let modules = plan.home.join("node_modules");
    let mut traces = Vec::new();
    for step in &program.steps {
        let args = step.args.iter().map(|arg| arg.replace("$MODULES", &modules.to_string_lossy())).collect();
        let job = process::Job {
            program: runtime.to_path_buf(),
            args,
            env: vec![("TMPDIR".to_string(), scratch.path.to_string_lossy().into_owned())],
            cwd: folder.path.clone(),
            limit: LIMIT,
            merged: false,
            max_memory: None,
            kept: u64::MAX,
        };
        let outcome = process::run(&job, &scratch.path)?;
        traces.push(Trace::new(outcome, compare::read_tree(&folder.path)?));
    }
    Ok(traces)
}
