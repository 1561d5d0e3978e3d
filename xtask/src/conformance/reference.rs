//! conformance/node-does-not-pass.txt: the tests that Node 24 itself skips or fails when its test tree stands alone, with
//! the reason. They are run like all others; the table's column `% of Node` leaves them out of its whole.

use super::run::{Report, Status};
use super::suite::Test;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const FILE: &str = "conformance/node-does-not-pass.txt";

/// The paths in the file.
pub type Reference = BTreeSet<String>;

/// # Errors
/// The file is there and cannot be read.
pub fn read(root: &Path) -> Result<Reference> {
    match fs::read_to_string(root.join(FILE)) {
        Ok(text) => Ok(parse(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Reference::default()),
        Err(error) => Err(error).context(FILE),
    }
}

fn parse(text: &str) -> Reference {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_string).collect()
}

/// Writes the file from a run of Node itself.
///
/// # Errors
/// The file cannot be written.
pub fn write(root: &Path, tests: &[Test], results: &[Report]) -> Result<()> {
    let head = "# Tests that Node 24 itself skips or fails when its test tree stands alone, and why. Written by\n\
                # ./x conformance --runtime NODE --write-reference\n";
    let rows = tests.iter().zip(results).filter(|(_, report)| report.status != Status::Pass);
    let lines =
        rows.map(|(test, report)| format!("{}  {}: {}\n", test.path, report.status.shown(), placeless(&report.line)));
    let text: String = std::iter::once(head.to_string()).chain(lines).collect();
    fs::create_dir_all(root.join("conformance"))?;
    fs::write(root.join(FILE), text).context(FILE)
}

/// The line without the folders of this machine: of an absolute path only the last part stays.
fn placeless(line: &str) -> String {
    let word = |word: &str| match word.trim_start_matches(['\'', '"', '(', '[']).starts_with('/') {
        true => word.rsplit('/').next().unwrap_or(word).to_string(),
        false => word.to_string(),
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_reasons_left() {
        let set = parse("# head\nparallel/test-a.js  skip: Windows only\n");
        assert_eq!(set.into_iter().collect::<Vec<_>>(), ["parallel/test-a.js"]);
    }

    #[test]
    fn reasons_hold_no_path_of_the_machine() {
        assert_eq!(placeless("Cannot find module '/a/b/c.js' in ./d/e"), "Cannot find module c.js' in ./d/e");
    }
}
