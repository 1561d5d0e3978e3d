//! The shape of source files: not too long, opened by a comment, `lib.rs` small, no drawer for odds and ends.

use super::Finding;
use super::files::{self, File};
use anyhow::Result;
use std::path::Path;

const TABLES: &str = "tidy/table-files.txt";
const MOST: usize = 800;
const MOST_OF_TESTS: usize = 1000;
const MOST_OF_LIB: usize = 200;
const SOURCES: &[&str] = &["rs", "js", "mjs", "cjs"];
/// Names that say nothing of what is inside.
const DRAWERS: &[&str] = &["utils.rs", "utils.js", "helpers.rs", "misc.rs", "misc.js"];

pub fn check(root: &Path, all: &[File]) -> Result<Vec<Finding>> {
    let tables = files::list(root, TABLES)?;
    let mut found = Vec::new();
    for file in all.iter().filter(|file| file.is(SOURCES) && !file.is_fixture()) {
        found.extend(of_file(file, tables.contains(&file.path)));
    }
    for path in tables.iter().filter(|path| !all.iter().any(|file| file.path == **path)) {
        found.push(Finding::new(TABLES, 0, format!("{path} does not exist")));
    }
    Ok(found)
}

fn of_file(file: &File, table: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines = file.text.lines().count();
    let most = match () {
        () if table || file.is_test() => MOST_OF_TESTS,
        () if file.name() == "lib.rs" => MOST_OF_LIB,
        () => MOST,
    };
    if lines > most {
        found.push(Finding::new(
            &file.path,
            0,
            format!("{lines} lines, where at most {most} are allowed: split it by subject"),
        ));
    }
    if !opens_with_comment(&file.text) {
        found.push(Finding::new(&file.path, 1, "does not open with a comment that says what it is"));
    }
    if DRAWERS.contains(&file.name()) {
        found.push(Finding::new(&file.path, 0, "the name says nothing of what is inside"));
    }
    found
}

/// A comment of words comes before any code but `#!` and `'use strict'`. Lines that a runner reads are no words.
fn opens_with_comment(text: &str) -> bool {
    for line in text.lines().map(str::trim) {
        let read_by_runner = ["// Flags:", "// Env:", "// Exit:"].iter().any(|start| line.starts_with(start));
        if line.is_empty()
            || line.starts_with("#!/")
            || line.trim_end_matches(';').trim_matches(['\'', '"']) == "use strict"
            || read_by_runner
        {
            continue;
        }
        let words = line.trim_start_matches(['/', '*', '!', ' ']);
        return (line.starts_with("//") || line.starts_with("/*")) && (!words.is_empty() || line.starts_with("/*"));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::file;

    #[test]
    fn the_head_is_a_comment() {
        assert!(opens_with_comment("//! What it is.\n\nuse x;\n"));
        assert!(opens_with_comment("'use strict';\n// What it is.\n"));
        assert!(opens_with_comment("// Flags: --x\n// What it shows.\n'use strict';\n"));
        assert!(opens_with_comment("#!/usr/bin/env node\n/*\n * What it is.\n */\n"));
        assert!(!opens_with_comment("'use strict';\nconst x = 1;\n"));
        assert!(!opens_with_comment("// Flags: --x\n'use strict';\nconst x = 1;\n"));
    }

    #[test]
    fn lengths_by_kind() {
        let long = "// head\n".repeat(900);
        assert_eq!(of_file(&file("crates/a/src/b.rs", &long), false).len(), 1);
        assert!(of_file(&file("crates/a/src/b.rs", &long), true).is_empty());
        assert!(of_file(&file("crates/a/tests/b.rs", &long), false).is_empty());
        assert_eq!(of_file(&file("crates/a/src/lib.rs", &"//! head\n".repeat(201)), false).len(), 1);
        assert_eq!(of_file(&file("crates/a/src/utils.rs", "//! head\n"), false).len(), 1);
    }
}
