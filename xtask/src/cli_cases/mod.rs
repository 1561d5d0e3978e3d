//! `./x test-cli`: command lines and bad programs, `tests/cli/*.cases`. Each case must end with the streams and the exit
//! code that Node 24 ended with when the case was recorded.

mod format;
mod mask;

use crate::args::Args;
use crate::conformance::Summary;
use crate::process::{self, Ending, Job, Scratch};
use crate::{paths, programs};
use anyhow::{Context, Result, bail};
use format::{Case, CaseFile, Expected};
use mask::Mask;
use regex_lite::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

pub const HELP: &str = "\
./x test-cli [options]
Runs the cases of tests/cli on the built weir (target/debug/weir as it stands). Each case is a folder of files and a line
of the shell, with what Node 24 prints and the code it ends with; the form is told in xtask/src/cli_cases/format.rs.

  --only REGEX     cases whose name (file/case) matches
  --release        test target/release/weir
  --runtime PATH   test another runtime
  --record         run the cases on Node 24 instead and write what it does into the files
  --against PATH   the runtime to record from (default: the Node 24.21.0 that npm installs)
  --jobs N         cases at once (default: cores + 1)
  --timeout N      seconds for one case (default 60)

A case marked `open` is known to differ: it is run, counted as skipped, and reported once it agrees.
";

/// How to run them.
pub struct Plan {
    pub runtime: PathBuf,
    pub only: Option<Regex>,
    pub jobs: usize,
    pub limit: Duration,
}

/// A case file and where it lies.
struct Source {
    path: PathBuf,
    file: CaseFile,
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let values = ["only", "runtime", "against", "jobs", "timeout"];
    let args = Args::parse(words, &["release", "record"], &values, false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = match args.on("record") {
        true => programs::reference(args.value("against"))?,
        false => paths::runtime(args.value("runtime"), args.on("release"))?,
    };
    let plan = Plan {
        runtime,
        only: args.value("only").map(|text| Regex::new(text).context("--only")).transpose()?,
        jobs: args.number("jobs", process::default_jobs())?,
        limit: Duration::from_secs(args.number("timeout", 60)? as u64),
    };
    if args.on("record") {
        return record(&plan);
    }
    let sum = run(&plan)?;
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the cases, prints each difference, and returns the counts.
///
/// # Errors
/// A case file cannot be read, or a case cannot be started.
pub fn run(plan: &Plan) -> Result<Summary> {
    let sources = read_all()?;
    let mut sum = Summary::default();
    each(plan, &sources, |name, case, found| {
        let found = found?;
        let why = match &case.expected {
            None => Some("nothing is recorded yet: ./x test-cli --record".to_string()),
            Some(expected) => difference(case, expected, &found),
        };
        match (why, &case.open) {
            (None, None) => sum.passed += 1,
            (Some(_), Some(_)) => sum.skipped += 1,
            (None, Some(_)) => {
                sum.failed += 1;
                println!("FAIL {name}\n    it is marked open and agrees now: take the mark away");
            }
            (Some(why), None) => {
                sum.failed += 1;
                println!("FAIL {name}\n{why}");
            }
        }
        Ok(())
    })?;
    Ok(sum)
}

/// Writes what the runtime does into the files.
fn record(plan: &Plan) -> Result<ExitCode> {
    let mut sources = read_all()?;
    let mut results = Vec::new();
    each(plan, &sources, |name, _, found| {
        results.push((name.to_string(), found?));
        Ok(())
    })?;
    let mut changed = 0;
    for source in &mut sources {
        let stem = stem(&source.path);
        for case in &mut source.file.cases {
            let name = format!("{stem}/{}", case.name);
            let Some((_, found)) = results.iter().find(|(other, _)| *other == name) else { continue };
            let Found::Ended(found) = found else { bail!("{name}: still running after {:?}", plan.limit) };
            let agrees =
                case.expected.as_ref().is_some_and(|old| difference(case, old, &Found::Ended(found.clone())).is_none());
            changed += usize::from(!agrees);
            case.expected = Some(found.clone());
        }
        fs::write(&source.path, source.file.text())?;
    }
    println!("{} cases recorded, {changed} changed", results.len());
    Ok(ExitCode::SUCCESS)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read_all() -> Result<Vec<Source>> {
    let folder = paths::root().join("tests/cli");
    let mut sources = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "cases") {
            let shown = || path.display().to_string();
            let file = CaseFile::parse(&fs::read_to_string(&path).with_context(shown)?).with_context(shown)?;
            sources.push(Source { path, file });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// Runs every case that the plan asks for and hands over what came of it.
fn each(plan: &Plan, sources: &[Source], mut seen: impl FnMut(&str, &Case, Result<Found>) -> Result<()>) -> Result<()> {
    let cases = sources.iter().flat_map(|source| {
        let stem = stem(&source.path);
        source.file.cases.iter().map(move |case| (format!("{stem}/{}", case.name), case))
    });
    let cases: Vec<(String, &Case)> =
        cases.filter(|(name, _)| plan.only.as_ref().is_none_or(|re| re.is_match(name))).collect();
    if cases.is_empty() {
        bail!("no case of tests/cli matches");
    }
    process::limit_files()?;
    let scratch = Scratch::new(&paths::target().join("tests-cli"))?;
    // The runtime goes by one name, whatever binary it is: messages begin with the name it was called by.
    let tools = scratch.path.join("tools");
    fs::create_dir_all(&tools)?;
    std::os::unix::fs::symlink(&plan.runtime, tools.join("node"))?;
    let mut broken = None;
    process::in_parallel(
        &cases,
        plan.jobs,
        |(name, case)| one(plan, case, &scratch.path, &tools, name),
        |index, found| {
            if let Err(error) = seen(&cases[index].0, cases[index].1, found) {
                broken = Some(error.context(cases[index].0.clone()));
            }
        },
    );
    process::sweep();
    broken.map_or(Ok(()), Err)
}

/// What became of a case.
enum Found {
    Ended(Expected),
    TimedOut(Expected, Duration),
}

/// Lays a case out in a folder of its own and runs it.
fn one(plan: &Plan, case: &Case, scratch: &Path, tools: &Path, name: &str) -> Result<Found> {
    let own = Scratch::at(scratch.join("cases").join(name.replace('/', "-")))?;
    for (path, contents) in &case.files {
        let place = own.path.join(path);
        fs::create_dir_all(place.parent().context("a file has a folder")?)?;
        fs::write(&place, contents)?;
    }
    let old_path = std::env::var("PATH").unwrap_or_default();
    let job = Job {
        program: "/bin/sh".into(),
        args: vec!["-c".into(), case.script.clone()],
        env: vec![
            ("PATH".into(), format!("{}:{old_path}", tools.display())),
            ("HOME".into(), own.path.to_string_lossy().into_owned()),
        ],
        cwd: own.path.clone(),
        limit: plan.limit,
        merged: false,
        max_memory: None,
        kept: process::TAIL,
    };
    let outcome = process::run(&job, scratch)?;
    let mask = Mask::new(&own.path.to_string_lossy(), &plan.runtime.to_string_lossy());
    let mut ended = Expected { exit: 0, stdout: mask.apply(&outcome.stdout), stderr: mask.apply(&outcome.stderr) };
    for (stream, compared) in [(&mut ended.stdout, case.compared[0]), (&mut ended.stderr, case.compared[1])] {
        if !compared {
            stream.clear();
        }
    }
    ended.exit = match outcome.ending {
        Ending::Exit(code) => code,
        Ending::Signal(signal) => 128 + signal,
        Ending::TimedOut => return Ok(Found::TimedOut(ended, plan.limit)),
    };
    Ok(Found::Ended(ended))
}

/// Where what was found leaves what is expected, ready to print; nothing when they agree.
fn difference(case: &Case, expected: &Expected, found: &Found) -> Option<String> {
    let (found, late) = match found {
        Found::Ended(found) => (found, None),
        Found::TimedOut(found, limit) => (found, Some(limit)),
    };
    let mut lines = Vec::new();
    if let Some(limit) = late {
        lines.push(format!("still running after {} s", limit.as_secs()));
    } else if expected.exit != found.exit {
        lines.push(format!("exit code {}, not {}", found.exit, expected.exit));
    }
    for (name, wanted, got) in
        [("stderr", &expected.stderr, &found.stderr), ("stdout", &expected.stdout, &found.stdout)]
    {
        changes(name, &trimmed(wanted), &trimmed(got), &mut lines);
    }
    if lines.is_empty() {
        return None;
    }
    lines.insert(0, format!("$ {}", case.script.trim_end().replace('\n', "\n$ ")));
    Some(lines.iter().map(|line| format!("    {line}\n")).collect())
}

/// As many lines of each side as a report shows.
const SHOWN: usize = 30;

/// The lines between what both texts begin and end with: `-` is Node's, `+` what was found.
fn changes(name: &str, wanted: &str, got: &str, out: &mut Vec<String>) {
    if wanted == got {
        return;
    }
    let (wanted, got): (Vec<&str>, Vec<&str>) = (wanted.split('\n').collect(), got.split('\n').collect());
    let before = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let (wanted, got) = (&wanted[before..], &got[before..]);
    let after = wanted.iter().rev().zip(got.iter().rev()).take_while(|(a, b)| a == b).count();
    out.push(format!("{name}, from line {}", before + 1));
    for (sign, side) in [('-', &wanted[..wanted.len() - after]), ('+', &got[..got.len() - after])] {
        out.extend(
            side.iter().take(SHOWN).map(|line| format!("{sign} {}", line.chars().take(WIDTH).collect::<String>())),
        );
    }
}

/// As many characters of a line as a report shows.
const WIDTH: usize = 400;

/// Spaces at the ends of lines do not survive in the case files.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches(' ')).collect();
    lines.join("\n")
}
