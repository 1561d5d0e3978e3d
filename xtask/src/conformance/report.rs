//! What a conformance run prints and writes: the table per module, the failures, results.json.

use super::Summary;
use super::run::{Report, Status};
use super::suite::Test;
use crate::process::Ending;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// As much of each stream as results.json keeps.
const TAIL: usize = 4000;

/// Counts of one module.
#[derive(Clone, Copy, Default)]
struct Row {
    total: usize,
    pass: usize,
    fail: usize,
    skip: usize,
    late: usize,
    /// Tests that start no child process, and how many of them pass.
    alone: usize,
    alone_pass: usize,
    /// Tests that pass in the baseline.
    base: usize,
}

impl Row {
    fn count(&mut self, test: &Test, report: &Report, in_baseline: bool) {
        self.total += 1;
        match report.status {
            Status::Pass => self.pass += 1,
            Status::Fail => self.fail += 1,
            Status::Skip => self.skip += 1,
            Status::TimeOut => self.late += 1,
        }
        if !test.header.children {
            self.alone += 1;
            self.alone_pass += usize::from(report.status == Status::Pass);
        }
        self.base += usize::from(in_baseline);
    }
}

pub fn summary(results: &[Report]) -> Summary {
    let mut sum = Summary::default();
    for report in results {
        match report.status {
            Status::Pass => sum.passed += 1,
            Status::Skip => sum.skipped += 1,
            Status::Fail | Status::TimeOut => sum.failed += 1,
        }
    }
    sum
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_string() } else { format!("{:.1}", 100.0 * part as f64 / whole as f64) }
}

fn rows(tests: &[Test], results: &[Report], baseline: Option<&BTreeSet<String>>) -> (BTreeMap<String, Row>, Row) {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut all = Row::default();
    for (test, report) in tests.iter().zip(results) {
        let in_baseline = baseline.is_some_and(|passes| passes.contains(&test.path));
        rows.entry(test.module.clone()).or_default().count(test, report, in_baseline);
        all.count(test, report, in_baseline);
    }
    (rows, all)
}

/// The table, the modules with the most failures first.
pub fn print_table(tests: &[Test], results: &[Report], baseline: Option<&BTreeSet<String>>) {
    let (rows, all) = rows(tests, results, baseline);
    let mut order: Vec<(&String, &Row)> = rows.iter().collect();
    order.sort_by_key(|(name, row)| (std::cmp::Reverse(row.fail + row.late), (*name).clone()));
    let base_head = if baseline.is_some() { "  baseline" } else { "" };
    println!(
        "{:<22} {:>5} {:>5} {:>5} {:>5} {:>5} {:>8} {:>7} {:>10}{base_head}",
        "module", "total", "run", "pass", "fail", "skip", "time-out", "% all", "% no child"
    );
    for (name, row) in order.into_iter().chain([(&"all".to_string(), &all)]) {
        let base = if baseline.is_some() { format!("  {:>8}", row.base) } else { String::new() };
        println!(
            "{:<22} {:>5} {:>5} {:>5} {:>5} {:>5} {:>8} {:>7} {:>10}{base}",
            name,
            row.total,
            row.total - row.skip,
            row.pass,
            row.fail,
            row.skip,
            row.late,
            percent(row.pass, row.total),
            percent(row.alone_pass, row.alone),
        );
    }
}

/// Each failure with its telling line. With a baseline, only what passes there.
pub fn print_failures(tests: &[Test], results: &[Report], baseline: Option<&BTreeSet<String>>) {
    for (test, report) in tests.iter().zip(results) {
        let failed = matches!(report.status, Status::Fail | Status::TimeOut);
        if failed && baseline.is_none_or(|passes| passes.contains(&test.path)) {
            println!("{:<8} {}\n         {}", report.status.shown(), test.path, report.line);
        }
    }
}

fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn entry(test: &Test, report: &Report) -> Value {
    let mut entry = json!({
        "status": report.status.shown(),
        "module": test.module,
        "children": test.header.children,
        "ms": report.outcome.took.as_millis() as u64,
    });
    if report.status != Status::Pass {
        let ending = match report.outcome.ending {
            Ending::Exit(code) => json!({ "exit": code }),
            Ending::Signal(number) => json!({ "signal": number }),
            Ending::TimedOut => json!("time-out"),
        };
        entry["line"] = json!(report.line);
        entry["ending"] = ending;
        entry["flags"] = json!(test.header.flags);
        entry["stderr"] = json!(tail(&report.outcome.stderr));
        entry["stdout"] = json!(tail(&report.outcome.stdout));
    }
    entry
}

/// Writes everything about the run as JSON.
///
/// # Errors
/// The file cannot be written.
pub fn write_json(file: &Path, runtime: &Path, tests: &[Test], results: &[Report]) -> Result<()> {
    let (rows, all) = rows(tests, results, None);
    let row = |row: &Row| {
        json!({
            "total": row.total, "run": row.total - row.skip, "pass": row.pass, "fail": row.fail, "skip": row.skip,
            "timeOut": row.late, "withoutChildren": row.alone, "withoutChildrenPass": row.alone_pass,
        })
    };
    let modules: Map<String, Value> = rows.iter().map(|(name, counts)| (name.clone(), row(counts))).collect();
    let entries: Map<String, Value> =
        tests.iter().zip(results).map(|(test, report)| (test.path.clone(), entry(test, report))).collect();
    let document = json!({ "runtime": runtime, "totals": row(&all), "modules": modules, "tests": entries });
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, format!("{document:#}\n")).with_context(|| format!("writing {}", file.display()))
}

/// The paths that passed in the run that `file` tells of.
///
/// # Errors
/// The file cannot be read or is not results of a run.
pub fn read_passes(file: &Path) -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let document: Value = serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
    let tests = document["tests"].as_object().with_context(|| format!("{} holds no results", file.display()))?;
    Ok(tests.iter().filter(|(_, entry)| entry["status"] == "pass").map(|(path, _)| path.clone()).collect())
}
