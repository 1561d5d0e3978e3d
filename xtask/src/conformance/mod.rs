//! `./x conformance`: Node's own tests, run unchanged on weir, and the list of those that pass, which may only grow.

mod debian;
mod list;
mod module;
mod reference;
mod report;
pub mod run;
pub mod suite;

use crate::args::Args;
use crate::{paths, process};
use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use run::{Run, Status};
use suite::Test;

pub const HELP: &str = "\
./x conformance [options]
Runs Node 24's own tests on the built weir (target/debug/weir as it stands; build first), each in a process of its own,
and prints a table per module. Results: target/conformance/results.json. conformance/passing.txt lists the tests that
must pass; a test that passes and is not listed must be added, so the list only grows.

  --only REGEX       tests whose path (parallel/test-fs-stat.js) matches
  --module a,b       tests of these modules (the table's first column)
  --dirs a,b         folders of Node's test tree; default parallel,sequential,es-module,module-hooks,report,wasi
  --listed           only the tests of the list; also checks that no line ever committed has gone
  --update           add what passes (twice) to the list
  --release          test target/release/weir
  --runtime PATH     test another runtime; the list is neither read nor written
  --jobs N           processes at once (default: cores + 1)
  --timeout SECONDS  for one test (default 20; three times that for a debug build)
  --verbose          the first line of each failure
  --no-table         only the sums
  --results PATH     where to write the results
  --write-reference  with Node itself as --runtime: write conformance/node-does-not-pass.txt anew, the tests that even
                     Node does not pass in this layout; the table's column `of Node` leaves them out
";

const DEFAULT_DIRS: &[&str] =
    &["parallel", "sequential", "es-module", "module-hooks", "report", "wasi", "client-proxy"];
const SECONDS: usize = 20;
const DEBUG_FACTOR: usize = 3;

/// What the options ask for.
struct Plan {
    runtime: PathBuf,
    foreign: bool,
    listed: bool,
    update: bool,
    jobs: usize,
    limit: Duration,
}

/// Counts for the closing line.
#[derive(Clone, Copy, Default)]
pub struct Summary {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

/// Runs the tests of the list on the built weir, for `./x test`; the counts, and whether all is as the list says.
///
/// # Errors
/// The tests cannot be laid out or run.
pub fn listed(release: bool) -> Result<(Summary, bool)> {
    let args = Args::parse(vec!["--listed".into(), "--no-table".into()], &["listed", "no-table"], &[], false)?;
    let (summary, green) = with_args(&args, release)?;
    Ok((summary, green))
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let switches = ["listed", "update", "release", "verbose", "no-table", "write-reference"];
    let values = ["only", "module", "dirs", "runtime", "jobs", "timeout", "results"];
    let args = Args::parse(words, &switches, &values, false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let (_, green) = with_args(&args, args.on("release"))?;
    Ok(if green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn with_args(args: &Args, release: bool) -> Result<(Summary, bool)> {
    let runtime = paths::runtime(args.value("runtime"), release)?;
    let debug = runtime.parent().is_some_and(|dir| dir.ends_with("debug"));
    let seconds = args.number("timeout", if debug { SECONDS * DEBUG_FACTOR } else { SECONDS })?;
    let plan = Plan {
        foreign: args.value("runtime").is_some(),
        listed: args.on("listed"),
        update: args.on("update"),
        jobs: args.number("jobs", process::default_jobs())?,
        limit: Duration::from_secs(seconds as u64),
        runtime,
    };
    if args.on("write-reference") && !plan.foreign {
        bail!("--write-reference is for Node itself: name it with --runtime");
    }
    if plan.foreign && (plan.listed || plan.update) {
        bail!("--runtime tests another runtime: --listed and --update are about weir's list");
    }
    let base = paths::target().join("conformance");
    let tree = suite::lay_out(&base)?;
    let list = if plan.foreign { list::List::default() } else { list::List::read(&paths::root())? };

    let tests = choose(args, &plan, &tree, &list)?;
    if tests.is_empty() {
        bail!("no test matches");
    }
    process::limit_files()?;
    let scratch = process::Scratch::new(&base.join("tmp"))?;
    let run = Run { runtime: &plan.runtime, tree: &tree, scratch: &scratch.path, limit: plan.limit, jobs: plan.jobs };
    let mut results = run.all(&tests)?;
    let rerun = if plan.foreign { Vec::new() } else { retry_listed(&run, &list, &tests, &mut results)? };

    let file = args.value("results").map_or_else(|| base.join("results.json"), PathBuf::from);
    report::write_json(&file, &plan.runtime, &tests, &results)?;
    if args.on("write-reference") {
        reference::write(&paths::root(), &tests, &results)?;
    }
    let reference = reference::read(&paths::root())?;
    if !args.on("no-table") {
        report::print_table(&tests, &results, &reference);
    }
    if args.on("verbose") {
        report::print_failures(&tests, &results, &reference);
    }
    println!("results: {}", file.display());
    let summary = report::summary(&results);
    let green = plan.foreign || verdict(&plan, &run, list, &tests, &results, &rerun)?;
    Ok((summary, green))
}

/// The tests that the options name, in the order of their paths.
fn choose(args: &Args, plan: &Plan, tree: &Path, list: &list::List) -> Result<Vec<Test>> {
    let only = args.value("only").map(|text| Regex::new(text).context("--only")).transpose()?;
    let modules = args.list("module");
    let mut dirs = args.list("dirs");
    if dirs.is_empty() {
        dirs = if plan.listed { list.dirs() } else { DEFAULT_DIRS.iter().map(ToString::to_string).collect() };
        // Another version's tree may lack a folder.
        dirs.retain(|dir| tree.join("test").join(dir).is_dir());
    }
    let mut tests = suite::find(tree, &dirs)?;
    tests.retain(|test| {
        only.as_ref().is_none_or(|re| re.is_match(&test.path))
            && (modules.is_empty() || modules.contains(&test.module))
            && (!plan.listed || list.holds(&test.path))
    });
    Ok(tests)
}

/// Runs each listed test that failed once or twice more, alone, and returns the paths of those that then passed.
fn retry_listed(run: &Run, list: &list::List, tests: &[Test], results: &mut [run::Report]) -> Result<Vec<String>> {
    let mut needed = Vec::new();
    for (test, result) in tests.iter().zip(results.iter_mut()) {
        if result.status == Status::Pass || !list.holds(&test.path) {
            continue;
        }
        for _ in 0..2 {
            let again = run.one(test)?;
            if again.status == Status::Pass {
                *result = again;
                needed.push(test.path.clone());
                break;
            }
        }
    }
    Ok(needed)
}

/// Compares the results with the list, prints what differs, and says whether the run is green.
fn verdict(
    plan: &Plan,
    run: &Run,
    mut list: list::List,
    tests: &[Test],
    results: &[run::Report],
    rerun: &[String],
) -> Result<bool> {
    let mut green = true;
    for path in rerun {
        println!("passed only when run again alone: {path}");
    }
    for (test, result) in tests.iter().zip(results) {
        if list.holds(&test.path) && result.status != Status::Pass {
            green = false;
            println!("LISTED BUT {}: {}  {}", result.status.shown(), test.path, result.line);
        }
    }
    if plan.listed {
        for path in list.gone(&paths::root())? {
            green = false;
            println!("REMOVED FROM THE LIST: {path} (the list may only grow)");
        }
    } else {
        let fresh: Vec<&Test> = tests
            .iter()
            .zip(results)
            .filter(|(test, result)| result.status == Status::Pass && !list.holds(&test.path))
            .filter(|(test, _)| !list.is_withdrawn(&test.path))
            .map(|(test, _)| test)
            .collect();
        if plan.update {
            let added = confirm(run, &fresh)?;
            println!("{} of {} new passes added to {}", added.len(), fresh.len(), list::FILE);
            list.add(&paths::root(), added)?;
        } else if !fresh.is_empty() {
            green = false;
            println!("{} tests pass and are not in {}: run again with --update", fresh.len(), list::FILE);
        }
    }
    Ok(green)
}

/// Of the tests that passed for the first time, those that pass a second time.
fn confirm(run: &Run, fresh: &[&Test]) -> Result<Vec<String>> {
    let tests: Vec<Test> = fresh.iter().map(|test| (*test).clone()).collect();
    let results = run.all(&tests)?;
    Ok(tests.into_iter().zip(results).filter(|(_, r)| r.status == Status::Pass).map(|(t, _)| t.path).collect())
}
