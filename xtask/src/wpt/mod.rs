//! `./x wpt`: the web platform tests that Node carries (`test/fixtures/wpt`), each file in a process of its own, and the
//! list of how many of each file's tests pass, which may only grow.
//!
//! Node runs them in workers; here a driver in JavaScript (`driver.js`) loads the harness, the helpers that the file names
//! and the file itself into one global scope and prints a line for each test.

mod list;

use crate::args::Args;
use crate::conformance::{Summary, suite};
use crate::paths;
use crate::process::{self, Ending, Job, Outcome, Scratch};
use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use list::{Count, List};

pub const HELP: &str = "\
./x wpt [options]
Runs the web platform tests of Node's tree on the built weir (target/debug/weir as it stands). conformance/wpt.txt lists how
many tests of each file pass; no file may pass fewer.

  --only REGEX       files whose path (streams/piping/abort.any.js) matches
  --update           note files that pass more than the list says
  --release          test target/release/weir
  --runtime PATH     test another runtime; the list is neither read nor written
  --jobs N           processes at once (default: cores + 1)
  --timeout SECONDS  for one file (default 60)
  --verbose          each test that fails
";

/// The parts of the tests that weir has the subject of.
const FOLDERS: &[&str] = &[
    "FileAPI/blob",
    "FileAPI/file",
    "FileAPI/url",
    "WebCryptoAPI",
    "compression",
    "encoding/streams",
    "html/webappapis/structured-clone",
    "streams",
    "urlpattern",
    "webmessaging/broadcastchannel",
];
/// Written for other global scopes than Node's, or for what is not in Node.
const LEFT_OUT: &[&str] = &["video-frame", "formdata", "url-with-fetch", "url-with-xhr", "shadowrealm"];

struct Plan {
    runtime: PathBuf,
    root: PathBuf,
    jobs: usize,
    limit: Duration,
}

/// What the driver said of one file.
struct Report {
    count: Count,
    failures: Vec<String>,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["update", "release", "verbose"], &["only", "runtime", "jobs", "timeout"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let (_, green) = with_args(&args, args.on("release"))?;
    Ok(if green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs all of them, for `./x test`; the counts, and whether all is as the list says.
///
/// # Errors
/// The tests cannot be laid out or run.
pub fn listed(release: bool) -> Result<(Summary, bool)> {
    with_args(&Args::parse(Vec::new(), &[], &[], false)?, release)
}

fn with_args(args: &Args, release: bool) -> Result<(Summary, bool)> {
    let base = paths::target().join("conformance");
    let tree = suite::lay_out(&base)?;
    let plan = Plan {
        runtime: paths::runtime(args.value("runtime"), release)?,
        root: tree.join("test/fixtures/wpt"),
        jobs: args.number("jobs", process::default_jobs())?,
        limit: Duration::from_secs(args.number("timeout", 60)? as u64),
    };
    let only = args.value("only").map(|text| Regex::new(text).context("--only")).transpose()?;
    let files = find(&plan.root, only.as_ref())?;
    let scratch = Scratch::new(&base.join("tmp"))?;
    let mut reports: Vec<Option<Result<Report>>> = files.iter().map(|_| None).collect();
    process::in_parallel(
        &files,
        plan.jobs,
        |file| one(&plan, file, &scratch.path),
        |index, report| reports[index] = Some(report),
    );
    process::sweep();

    let foreign = args.value("runtime").is_some();
    let mut list = if foreign { List::default() } else { List::read(&paths::root())? };
    let mut sum = Summary::default();
    let mut misses = 0;
    let mut green = true;
    for (file, report) in files.iter().zip(reports) {
        let report = report.expect("every file was run")?;
        sum.passed += report.count.passed;
        misses += report.count.failed;
        if report.count.passed < list.passed(file) {
            green = false;
            sum.failed += list.passed(file) - report.count.passed;
            println!("FEWER: {file}: {} pass, {} are listed", report.count.passed, list.passed(file));
        }
        if args.on("verbose") || (!foreign && report.count.passed < list.passed(file)) {
            report.failures.iter().for_each(|line| println!("  {file}: {line}"));
        }
        list.note(file, report.count);
    }
    println!("{} of {} tests in {} files", sum.passed, sum.passed + misses, files.len());
    // Those that were never listed are no failures of this run.
    sum.skipped = misses.saturating_sub(sum.failed);
    let fresh = list.fresh();
    if !foreign && fresh > 0 {
        if args.on("update") {
            list.write(&paths::root())?;
            println!("{fresh} files noted in {}", list::FILE);
        } else {
            green = false;
            println!("{fresh} files pass more than {} says: run again with --update", list::FILE);
        }
    }
    Ok((sum, green))
}

/// The files for a window's or any global scope, in the order of their paths.
fn find(root: &Path, only: Option<&Regex>) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        // Another version's tree may lack a folder.
        if root.join(folder).is_dir() {
            collect(root, &root.join(folder), &mut files)?;
        }
    }
    files.retain(|file| only.is_none_or(|re| re.is_match(file)) && !LEFT_OUT.iter().any(|part| file.contains(part)));
    files.sort();
    if files.is_empty() {
        bail!("no file matches");
    }
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.to_string_lossy().ends_with(".any.js") {
            files.push(path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned());
        }
    }
    Ok(())
}

fn one(plan: &Plan, file: &str, scratch: &Path) -> Result<Report> {
    let driver = paths::root().join("xtask/src/wpt/driver.js");
    let job = Job {
        program: plan.runtime.clone(),
        args: ["--expose-gc", &driver.to_string_lossy(), &plan.root.to_string_lossy(), file].map(String::from).to_vec(),
        env: Vec::new(),
        cwd: plan.root.clone(),
        limit: plan.limit,
        merged: false,
        max_memory: None,
        kept: process::TAIL,
    };
    Ok(judge(&process::run(&job, scratch)?))
}

/// Counts the driver's lines. A file that did not come to its end has one failure more.
fn judge(outcome: &Outcome) -> Report {
    let mut report = Report { count: Count::default(), failures: Vec::new() };
    let mut is_done = false;
    for line in outcome.stdout.lines() {
        match line.split_once('\t') {
            Some(("PASS", _)) => report.count.passed += 1,
            Some(("FAIL", rest)) => {
                report.count.failed += 1;
                report.failures.push(rest.replace('\t', ": "));
            }
            Some(("DONE", status)) => is_done = status == "OK",
            _ => {}
        }
    }
    if !is_done || outcome.ending != Ending::Exit(0) {
        report.count.failed += 1;
        let said = outcome.stderr.lines().find(|line| line.contains("Error")).unwrap_or("");
        report.failures.push(format!("did not come to its end: {:?} {said}", outcome.ending));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(stdout: &str, ending: Ending) -> Count {
        let outcome =
            Outcome { ending, stdout: stdout.to_string(), stderr: String::new(), took: Duration::from_secs(1) };
        judge(&outcome).count
    }

    #[test]
    fn lines_are_counted() {
        let count = said("PASS\ta\nSTRAY\tx\nFAIL\tb\twhy\nDONE\tOK\n", Ending::Exit(0));
        assert_eq!(count, Count { passed: 1, failed: 1 });
    }

    #[test]
    fn a_file_without_an_end_has_failed() {
        assert_eq!(said("PASS\ta\n", Ending::Exit(0)), Count { passed: 1, failed: 1 });
        assert_eq!(said("PASS\ta\nDONE\tOK\n", Ending::Signal(11)), Count { passed: 1, failed: 1 });
    }
}
