//! What a conformance run prints and writes: the table per module, the failures, results.json.

use super::Summary;
use super::reference::Reference;
use super::run::{Report, Status};
use super::suite::Test;
use crate::process::Ending;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
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
    /// Tests that Node itself passes.
    node: usize,
}

impl Row {
    fn count(&mut self, test: &Test, report: &Report, node_passes: bool) {
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
        self.node += usize::from(node_passes);
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

fn rows(tests: &[Test], results: &[Report], reference: &Reference) -> (BTreeMap<String, Row>, Row) {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut all = Row::default();
    for (test, report) in tests.iter().zip(results) {
        let node_passes = !reference.contains(&test.path);
        rows.entry(test.module.clone()).or_default().count(test, report, node_passes);
        all.count(test, report, node_passes);
    }
    (rows, all)
}

/// The table, the modules with the most failures first.
pub fn print_table(tests: &[Test], results: &[Report], reference: &Reference) {
    let (rows, all) = rows(tests, results, reference);
    let mut order: Vec<(&String, &Row)> = rows.iter().collect();
    order.sort_by_key(|(name, row)| (std::cmp::Reverse(row.fail + row.late), (*name).clone()));
    println!(
        "{:<22} {:>5} {:>5} {:>5} {:>5} {:>5} {:>8} {:>6} {:>10} {:>8}",
        "module", "total", "run", "pass", "fail", "skip", "time-out", "% all", "% no child", "% of Node"
    );
    for (name, row) in order.into_iter().chain([(&"all".to_string(), &all)]) {
        println!(
            "{:<22} {:>5} {:>5} {:>5} {:>5} {:>5} {:>8} {:>6} {:>10} {:>8}",
            name,
            row.total,
            row.total - row.skip,
            row.pass,
            row.fail,
            row.skip,
            row.late,
            percent(row.pass, row.total),
            percent(row.alone_pass, row.alone),
            percent(row.pass, row.node),
        );
    }
}

/// Each failure with its telling line.
pub fn print_failures(tests: &[Test], results: &[Report], reference: &Reference) {
    for (test, report) in tests.iter().zip(results) {
        if matches!(report.status, Status::Fail | Status::TimeOut) {
            let note = if reference.contains(&test.path) { "  (Node does not pass it either)" } else { "" };
            println!("{:<8} {}{note}\n         {}", report.status.shown(), test.path, report.line);
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
    let (rows, all) = rows(tests, results, &Reference::default());
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
