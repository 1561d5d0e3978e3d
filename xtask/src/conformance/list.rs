//! conformance/passing.txt: the tests of Node that must pass, one path a line, sorted. It may only grow.
//! A test that has to leave it goes to conformance/withdrawn.txt, `path  reason`, and is not listed again while it
//! stands there, even when it passes.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::exec;

pub const FILE: &str = "conformance/passing.txt";
const WITHDRAWN: &str = "conformance/withdrawn.txt";

#[derive(Default)]
pub struct List {
    paths: BTreeSet<String>,
    withdrawn: BTreeSet<String>,
}

impl List {
    /// The list of the checkout at `root`; empty when there is none yet.
    ///
    /// # Errors
    /// A file cannot be read; the list is not sorted and free of doubles, or holds a withdrawn test; a withdrawn test
    /// has no reason.
    pub fn read(root: &Path) -> Result<List> {
        List::parse(&read_or_empty(root, FILE)?, &read_or_empty(root, WITHDRAWN)?)
    }

    fn parse(text: &str, withdrawn_text: &str) -> Result<List> {
        let lines: Vec<&str> = text.lines().collect();
        if let Some(pair) = lines.windows(2).find(|pair| pair[0] >= pair[1]) {
            bail!("{FILE} is not sorted: {} stands before {}", pair[0], pair[1]);
        }
        let list =
            List { paths: lines.into_iter().map(str::to_string).collect(), withdrawn: withdrawn(withdrawn_text)? };
        if let Some(path) = list.paths.intersection(&list.withdrawn).next() {
            bail!("{path} is listed in {FILE} and withdrawn in {WITHDRAWN}");
        }
        Ok(list)
    }

    pub fn holds(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether the test was taken out for a reason that still stands.
    pub fn is_withdrawn(&self, path: &str) -> bool {
        self.withdrawn.contains(path)
    }

    /// The folders that the listed tests lie in.
    pub fn dirs(&self) -> Vec<String> {
        let dirs: BTreeSet<&str> = self.paths.iter().filter_map(|path| path.split('/').next()).collect();
        dirs.into_iter().map(str::to_string).collect()
    }

    /// Adds `fresh` and writes the file. What another run wrote there meanwhile stays in it.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn add(&mut self, root: &Path, fresh: Vec<String>) -> Result<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        self.paths.extend(List::read(root)?.paths);
        self.paths.extend(fresh);
        let text: String = self.paths.iter().map(|path| format!("{path}\n")).collect();
        let file = root.join(FILE);
        fs::create_dir_all(file.parent().expect("the list lies in a folder"))?;
        let fresh = file.with_extension(format!("{}", std::process::id()));
        fs::write(&fresh, text).with_context(|| format!("writing {}", fresh.display()))?;
        fs::rename(&fresh, &file).context(FILE)
    }

    /// Every path that some commit took out of the list, that is neither back nor withdrawn with a reason.
    ///
    /// # Errors
    /// git is missing or fails.
    pub fn gone(&self, root: &Path) -> Result<Vec<String>> {
        let log = exec::text(Command::new("git").current_dir(root).args(["log", "--format=", "-p", "--", FILE]))?;
        Ok(taken_out(&log).into_iter().filter(|path| !self.holds(path) && !self.is_withdrawn(path)).collect())
    }
}

fn read_or_empty(root: &Path, file: &'static str) -> Result<String> {
    match fs::read_to_string(root.join(file)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.context(file),
    }
}

fn withdrawn(text: &str) -> Result<BTreeSet<String>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once(' ') {
            Some((path, reason)) if !reason.trim().is_empty() => Ok(path.to_string()),
            _ => bail!("{WITHDRAWN}: no reason is given for {line}"),
        })
        .collect()
}

fn taken_out(log: &str) -> BTreeSet<String> {
    let lines = log.lines().filter(|line| line.starts_with('-') && !line.starts_with("---"));
    lines.map(|line| line[1..].to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(List::parse("a\nb\n", "").unwrap().holds("b"));
        assert!(List::parse("b\na\n", "").is_err());
        assert!(List::parse("a\na\n", "").is_err());
        assert_eq!(List::parse("es-module/x\nparallel/a\nparallel/b\n", "").unwrap().dirs(), ["es-module", "parallel"]);
    }

    #[test]
    fn removed_lines_are_read_from_the_log() {
        let log =
            "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-parallel/test-a.js\n parallel/test-b.js\n+new\n";
        assert_eq!(taken_out(log).into_iter().collect::<Vec<_>>(), ["parallel/test-a.js"]);
    }

    #[test]
    fn a_withdrawn_test_needs_its_reason() {
        assert!(
            withdrawn("# head\nparallel/test-a.js  needs a second network card\n")
                .unwrap()
                .contains("parallel/test-a.js")
        );
        assert!(withdrawn("parallel/test-a.js\n").is_err());
    }

    #[test]
    fn a_withdrawn_test_is_not_listed() {
        let list = List::parse("parallel/a\n", "parallel/b  it depends on the weather\n").unwrap();
        assert!(list.is_withdrawn("parallel/b") && !list.is_withdrawn("parallel/a"));
        assert!(List::parse("parallel/a\n", "parallel/a  it depends on the weather\n").is_err());
    }
}
