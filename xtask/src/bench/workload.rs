//! A workload: a script of bench/workloads, with its head telling how it is measured.
//!
//! The head's lines are `// Workload: what it does`, `// Measure: rate UNIT | time | memory | serve LOAD` and, when there is one,
//! `// Goal: R`, the ratio to the best peer that is to be reached (above 1 is better than all), and for rates `// Machine: NAME`,
//! the limit that stands beside (`machine.rs`). A script that is measured
//! by rate times itself and prints one line of JSON, `{"work", "seconds", "check"}`. One that is measured by time or
//! memory is a process whose output is the check; one that serves prints its port and is put under a load (`serve.rs`);
//! for memory it prints a line once it is where it is to be looked at, and stays alive. A folder's `prepare.cjs` writes what its scripts need into the folder given to it, before the rounds.

use super::serve::Load;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Units of work per second, which the script tells.
    Rate(String),
    /// Milliseconds of the whole process.
    Time,
    /// Megabytes resident at its peak, when the script says so.
    Memory,
    /// What a load on the script's port brings.
    Serve(Load),
}

impl Measure {
    pub fn unit(&self) -> String {
        match self {
            Measure::Rate(unit) => format!("{unit}/s"),
            Measure::Time => String::from("ms"),
            Measure::Memory => String::from("MB"),
            Measure::Serve(load) => load.unit().to_owned(),
        }
    }

    /// How many times better `value` is than `other`.
    pub fn ratio(&self, value: f64, other: f64) -> f64 {
        let more_is_better = match self {
            Measure::Rate(_) => true,
            Measure::Time | Measure::Memory => false,
            Measure::Serve(load) => load.more_is_better(),
        };
        if more_is_better { value / other } else { other / value }
    }
}

#[derive(Debug)]
pub struct Workload {
    pub name: String,
    pub file: PathBuf,
    pub measure: Measure,
    pub goal: Option<f64>,
    /// The name of the machine's own limit for it.
    pub machine: Option<String>,
}

/// Every workload of the folder, by name.
///
/// # Errors
/// A file cannot be read, or its head does not say how it is measured.
pub fn all(folder: &Path) -> Result<Vec<Workload>> {
    let mut workloads = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if file.extension().is_none_or(|e| e != "cjs" && e != "mjs" && e != "ts") || name == "prepare" {
            continue;
        }
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let (measure, goal) = head(&text).with_context(|| file.display().to_string())?;
        let machine = line(&text, "Machine:").map(str::to_owned);
        workloads.push(Workload { name, file, measure, goal, machine });
    }
    workloads.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(workloads)
}

/// What stands behind `// KEY` in the head.
fn line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix("// ")?.strip_prefix(key)).map(str::trim)
}

fn head(text: &str) -> Result<(Measure, Option<f64>)> {
    let measure = match line(text, "Measure:") {
        Some("time") => Measure::Time,
        Some("memory") => Measure::Memory,
        Some(text) if text.starts_with("rate ") => Measure::Rate(text[5..].trim().to_owned()),
        Some(text) if text.starts_with("serve ") => {
            Measure::Serve(Load::parse(&text[6..]).with_context(|| format!("no such load: {text}"))?)
        }
        _ => bail!("the head says no `// Measure: rate UNIT | time | memory | serve LOAD`"),
    };
    let goal = line(text, "Goal:").map(str::parse).transpose().context("the goal is no number")?;
    Ok((measure, goal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_heads() {
        let rate = head("// Workload: x\n// Measure: rate timers\n// Goal: 1.5\n").unwrap();
        assert_eq!(rate, (Measure::Rate("timers".into()), Some(1.5)));
        assert_eq!(head("// Measure: time\n").unwrap(), (Measure::Time, None));
        assert!(head("// Measure: speed\n").is_err());
        assert!(head("// Measure: time\n// Goal: much\n").is_err());
    }

    #[test]
    fn better_is_above_one() {
        assert_eq!(Measure::Time.ratio(10.0, 30.0), 3.0);
        assert_eq!(Measure::Rate("x".into()).ratio(30.0, 10.0), 3.0);
    }
}
