//! `./x test-js`: weir's own JavaScript tests, `tests/parallel/test-<module>-<what>.js`, each in a process of its own.
//!
//! A test passes when it exits with 0, or with the code of its `// Exit: N`, and, when a file `<name>.out` lies beside
//! it, when both streams together are what that file says. `// Flags:` and `// Env:` are honoured. Each test finds a
//! fresh folder as TMPDIR and runs in the checkout's root.

mod golden;

use crate::args::Args;
use crate::conformance::Summary;
use crate::conformance::run::telling_line;
use crate::process::{self, Ending, Job, Scratch};
use crate::{header, paths};
use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

pub const HELP: &str = "\
./x test-js [options]
Runs the tests of tests/parallel on the built weir (target/debug/weir as it stands).

  --only REGEX       tests whose file name matches
  --release          test target/release/weir
  --runtime PATH     test another runtime
  --jobs N           processes at once (default: cores + 1)
  --timeout SECONDS  for one test (default 60)
";

struct Test {
    name: String,
    file: PathBuf,
    header: header::Header,
    golden: Option<String>,
}

/// How to run them.
pub struct Plan {
    pub runtime: PathBuf,
    pub only: Option<Regex>,
    pub jobs: usize,
    pub limit: Duration,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["release"], &["only", "runtime", "jobs", "timeout"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let plan = Plan {
        runtime: paths::runtime(args.value("runtime"), args.on("release"))?,
        only: args.value("only").map(|text| Regex::new(text).context("--only")).transpose()?,
        jobs: args.number("jobs", process::default_jobs())?,
        limit: Duration::from_secs(args.number("timeout", 60)? as u64),
    };
    let sum = run(&plan)?;
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the tests, prints each failure, and returns the counts.
///
/// # Errors
/// No test matches, or one cannot be read or started.
pub fn run(plan: &Plan) -> Result<Summary> {
    let tests = find(&paths::root().join("tests/parallel"), plan.only.as_ref())?;
    if tests.is_empty() {
        bail!("no test of tests/parallel matches");
    }
    process::limit_files()?;
    let scratch = Scratch::new(&paths::target().join("tests-parallel"))?;
    let mut sum = Summary::default();
    let mut broken = None;
    process::in_parallel(
        &tests,
        plan.jobs,
        |test| one(plan, test, &scratch.path),
        |index, result| match result {
            Ok(None) => sum.passed += 1,
            Ok(Some(why)) => {
                sum.failed += 1;
                println!("FAIL tests/parallel/{}\n{}", tests[index].name, indented(&why));
            }
            Err(error) => broken = Some(error),
        },
    );
    process::sweep();
    match broken {
        Some(error) => Err(error),
        None => Ok(sum),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn find(folder: &Path, only: Option<&Regex>) -> Result<Vec<Test>> {
    let reader = header::Reader::default();
    let mut tests = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
        let is_test = name.starts_with("test-") && [".js", ".mjs", ".cjs"].iter().any(|end| name.ends_with(end));
        if !is_test || only.is_some_and(|re| !re.is_match(&name)) {
            continue;
        }
        let header = reader.read(&fs::read_to_string(&file).with_context(|| name.clone())?);
        let out = file.with_extension("out");
        let golden = if out.is_file() { Some(fs::read_to_string(&out)?) } else { None };
        tests.push(Test { name, file, header, golden });
    }
    tests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tests)
}

/// Runs one test; what it returns says why it failed.
fn one(plan: &Plan, test: &Test, scratch: &Path) -> Result<Option<String>> {
    let own = Scratch::at(scratch.join(format!("{}.tmp", test.name)))?;
    let mut args = test.header.flags.clone();
    args.push(test.file.to_string_lossy().into_owned());
    let mut env = vec![("TMPDIR".to_string(), own.path.to_string_lossy().into_owned())];
    env.extend(test.header.env.iter().cloned());
    let job = Job {
        program: plan.runtime.clone(),
        args,
        env,
        cwd: paths::root(),
        limit: plan.limit,
        merged: true,
        max_memory: test.header.max_memory,
        kept: process::TAIL,
    };
    let outcome = process::run(&job, scratch)?;
    let wanted = test.header.exit.unwrap_or(0);
    let tail = || {
        let lines: Vec<&str> = outcome.stdout.lines().collect();
        lines[lines.len().saturating_sub(25)..].join("\n")
    };
    let why = match outcome.ending {
        Ending::TimedOut => Some(format!("still running after {} s\n{}", plan.limit.as_secs(), tail())),
        Ending::Exit(code) if code == wanted => test
            .golden
            .as_ref()
            .and_then(|golden| golden::difference(golden, &outcome.stdout))
            .map(|difference| format!("the output is not that of the .out file\n{difference}\n{}", tail())),
        Ending::Exit(_) | Ending::Signal(_) => {
            Some(format!("{:?} where {wanted} was expected: {}\n{}", outcome.ending, telling_line(&outcome), tail()))
        }
    };
    Ok(why)
}
