//! conformance/wpt.txt: how many tests of each file of the web platform tests pass, `path  passed`, sorted. Counts may
//! only grow; the commits show it.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub const FILE: &str = "conformance/wpt.txt";

/// Tests of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

#[derive(Default)]
pub struct List {
    passed: BTreeMap<String, usize>,
    fresh: usize,
}

impl List {
    /// The list of the checkout at `root`; empty when there is none yet.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn read(root: &Path) -> Result<List> {
        match fs::read_to_string(root.join(FILE)) {
            Ok(text) => List::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(List::default()),
            Err(error) => Err(error).context(FILE),
        }
    }

    fn parse(text: &str) -> Result<List> {
        let mut passed = BTreeMap::new();
        for line in text.lines() {
            match line.split_once("  ").map(|(file, count)| (file, count.parse())) {
                Some((file, Ok(count))) => passed.insert(file.to_string(), count),
                _ => bail!("{FILE}: cannot be understood: {line}"),
            };
        }
        Ok(List { passed, fresh: 0 })
    }

    /// How many tests of a file must pass.
    pub fn passed(&self, file: &str) -> usize {
        self.passed.get(file).copied().unwrap_or(0)
    }

    /// Takes over what a run counted, where it is more.
    pub fn note(&mut self, file: &str, count: Count) {
        if count.passed > self.passed(file) {
            self.passed.insert(file.to_string(), count.passed);
            self.fresh += 1;
        }
    }

    /// Files that pass more than was listed.
    pub fn fresh(&self) -> usize {
        self.fresh
    }

    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, root: &Path) -> Result<()> {
        let text: String = self.passed.iter().map(|(file, count)| format!("{file}  {count}\n")).collect();
        fs::write(root.join(FILE), text).context(FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_only_grow() {
        let mut list = List::parse("streams/a.any.js  2\n").unwrap();
        list.note("streams/a.any.js", Count { passed: 1, failed: 1 });
        assert_eq!((list.passed("streams/a.any.js"), list.fresh()), (2, 0));
        list.note("streams/a.any.js", Count { passed: 3, failed: 0 });
        assert_eq!((list.passed("streams/a.any.js"), list.fresh()), (3, 1));
    }

    #[test]
    fn a_line_has_a_count() {
        assert!(List::parse("streams/a.any.js\n").is_err());
        assert!(List::parse("streams/a.any.js  many\n").is_err());
    }
}
