//! What a bench says: the lines it prints, and the files it writes (JSON, a table, a chart).

use super::Row;
use super::peers::{OWN, Runtime};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The value in the middle; of an even number of values the mean of the two.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// Half the distance between the quartiles, as a share of the median.
fn spread(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    (at(0.75) - at(0.25)) / 2.0 / median(values)
}

/// Weir's median against the best peer's: the ratio and that peer's name.
pub fn ratio(row: &Row) -> Option<(f64, &'static str)> {
    let own = row.cells.iter().find(|(name, _)| *name == OWN).and_then(|(_, cell)| cell.as_ref().ok())?;
    let peers = row.cells.iter().filter(|(name, _)| *name != OWN);
    peers
        .filter_map(|(name, cell)| Some((row.workload.measure.ratio(median(own), median(cell.as_ref().ok()?)), *name)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
}

fn short(value: f64) -> String {
    match value {
        v if v >= 1e6 => format!("{:.2}M", v / 1e6),
        v if v >= 1e4 => format!("{:.0}k", v / 1e3),
        v if v >= 100.0 => format!("{v:.0}"),
        v => format!("{v:.1}"),
    }
}

fn cell(values: &Result<Vec<f64>, String>) -> String {
    match values {
        Ok(values) => format!("{} ±{:.0}%", short(median(values)), spread(values) * 100.0),
        Err(_) => String::from("-"),
    }
}

fn verdict(row: &Row) -> String {
    let Some((ratio, best)) = ratio(row) else { return String::from("-") };
    let mark = match row.workload.goal {
        Some(goal) if ratio < goal => format!(" (goal {goal})"),
        _ => String::new(),
    };
    format!("{ratio:.2} of {best}{mark}")
}

pub fn head(runtimes: &[Runtime]) -> String {
    let mut line = format!("{:<24}{:<12}", "workload", "unit");
    for runtime in runtimes {
        let _ = write!(line, "{:>14}", runtime.name);
    }
    line + "   weir to best peer"
}

/// One line of the table, and one more for each runtime that failed.
pub fn line(row: &Row) -> String {
    let mut line = format!("{:<24}{:<12}", row.workload.name, row.workload.measure.unit());
    for (_, values) in &row.cells {
        let _ = write!(line, "{:>14}", cell(values));
    }
    let _ = write!(line, "   {}", verdict(row));
    if !row.limit.is_empty() {
        let _ = write!(line, "; machine {}", cell(&Ok(row.limit.clone())));
    }
    for (name, values) in &row.cells {
        if let Err(error) = values {
            let _ = write!(line, "\n    {name}: {}", error.lines().next().unwrap_or_default());
        }
    }
    line
}

/// Writes results.json, results.md and results.svg into `folder`.
///
/// # Errors
/// A file cannot be written.
pub fn write(folder: &Path, runtimes: &[Runtime], rows: &[Row]) -> Result<()> {
    fs::create_dir_all(folder)?;
    let files = [
        ("results.json", format!("{:#}\n", json!({ "workloads": rows.iter().map(entry).collect::<Vec<_>>() }))),
        ("results.md", table(runtimes, rows)),
        ("results.svg", chart(rows)),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn entry(row: &Row) -> Value {
    let runtimes: serde_json::Map<String, Value> = row
        .cells
        .iter()
        .map(|(name, values)| {
            let value = match values {
                Ok(values) => json!({ "median": median(values), "spread": spread(values), "values": values }),
                Err(error) => json!({ "error": error }),
            };
            ((*name).to_owned(), value)
        })
        .collect();
    let (ratio, best) = ratio(row).unzip();
    json!({ "name": row.workload.name, "unit": row.workload.measure.unit(), "goal": row.workload.goal,
            "limit": (!row.limit.is_empty()).then(|| median(&row.limit)), "ratio": ratio, "bestPeer": best, "runtimes": runtimes })
}

fn table(runtimes: &[Runtime], rows: &[Row]) -> String {
    let mut text =
        String::from("# Bench\n\nMedians of runs in turns; ± is half the distance between the quartiles.\n\n");
    let names: Vec<&str> = runtimes.iter().map(|runtime| runtime.name).collect();
    let _ = writeln!(text, "| workload | unit | {} | weir to best peer | machine |", names.join(" | "));
    let _ = writeln!(text, "|---|---|{}---|---|", "---|".repeat(names.len()));
    for row in rows {
        let cells: Vec<String> = row.cells.iter().map(|(_, values)| cell(values)).collect();
        let unit = row.workload.measure.unit();
        let limit = if row.limit.is_empty() { String::new() } else { short(median(&row.limit)) };
        let cells = cells.join(" | ");
        let _ = writeln!(text, "| {} | {unit} | {cells} | {} | {limit} |", row.workload.name, verdict(row));
    }
    text
}

const LEFT: f64 = 190.0;
const WIDE: f64 = 420.0;
const STEP: f64 = 20.0;
/// The ratios at the chart's ends: the scale is logarithmic, 1 in its middle.
const EXTREME: f64 = 8.0;

/// A bar for each workload's ratio to the best peer: right of the line weir is better.
fn chart(rows: &[Row]) -> String {
    let known: Vec<_> = rows.iter().filter_map(|row| Some((row, ratio(row)?))).collect();
    let height = 40.0 + STEP * known.len() as f64;
    let middle = LEFT + WIDE / 2.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{middle}\" y=\"18\" text-anchor=\"middle\">weir to its best peer (1 = even, logarithmic)</text>\n",
        LEFT + WIDE + 110.0
    );
    for (index, (row, (ratio, best))) in known.iter().enumerate() {
        let y = 30.0 + STEP * index as f64;
        let length = (ratio.ln() / EXTREME.ln()).clamp(-1.0, 1.0) * WIDE / 2.0;
        let (x, color) = if length < 0.0 { (middle + length, "#c0632f") } else { (middle, "#2f7d5b") };
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><rect x=\"{x:.1}\" y=\"{}\" width=\"{:.1}\" \
             height=\"12\" fill=\"{color}\"/><text x=\"{}\" y=\"{}\">{ratio:.2} of {best}</text>",
            LEFT - 8.0,
            y + 11.0,
            row.workload.name,
            y + 1.0,
            length.abs(),
            LEFT + WIDE + 6.0,
            y + 11.0,
        );
    }
    let _ =
        writeln!(text, "<line x1=\"{middle}\" y1=\"26\" x2=\"{middle}\" y2=\"{height}\" stroke=\"black\"/>\n</svg>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_values() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(spread(&[1.0, 1.0, 1.0]), 0.0);
    }

    #[test]
    fn the_best_peer_decides() {
        use crate::bench::workload::{Measure, Workload};
        let workload =
            Workload { name: "x".into(), file: "x.cjs".into(), measure: Measure::Time, goal: Some(1.0), machine: None };
        let cells = vec![
            (OWN, Ok(vec![20.0])),
            ("node24", Ok(vec![40.0])),
            ("bun", Ok(vec![10.0])),
            ("deno", Err(String::from("failed"))),
        ];
        let row = Row { workload, cells, limit: Vec::new() };
        assert_eq!(ratio(&row), Some((0.5, "bun")));
        assert!(verdict(&row).contains("goal 1"));
    }
}
