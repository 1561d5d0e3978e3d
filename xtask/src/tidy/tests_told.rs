//! A test that does not run says why: `#[ignore = "..."]` in Rust, `skip: '...'` or a comment `// reason:` in JavaScript.

use super::Finding;
use super::files::File;
use super::rust_lines;
use regex_lite::Regex;

pub fn check(all: &[File]) -> Vec<Finding> {
    let compile = |text| Regex::new(text).expect("a pattern of this file");
    let silent_rust = compile(r"#\[\s*(cfg_attr\([^\]]*,\s*)?ignore\s*\)?\]");
    let silent_js = compile(r"\b(skip|todo):\s*true\b|\b(it|test|describe|suite|t)\.(skip|todo)\(|\bx(it|describe)\(");
    let mut found = Vec::new();
    for file in all.iter().filter(|file| !file.is_fixture()) {
        if file.is(&["rs"]) {
            for (at, line) in rust_lines::split(&file.text).iter().enumerate() {
                if silent_rust.is_match(&line.code) {
                    found.push(Finding::new(
                        &file.path,
                        at + 1,
                        "an ignored test without a reason: #[ignore = \"...\"]",
                    ));
                }
            }
        } else if file.is_test() && file.is(&["js", "mjs", "cjs"]) {
            for (at, line) in file.text.lines().enumerate() {
                if silent_js.is_match(line) && !line.contains("// reason:") {
                    found.push(Finding::new(
                        &file.path,
                        at + 1,
                        "a skipped test without a reason: add `// reason: ...`",
                    ));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::file;

    fn count(path: &str, text: &str) -> usize {
        check(&[file(path, text)]).len()
    }

    #[test]
    fn silence_is_found_in_both_languages() {
        assert_eq!(count("crates/a/src/b.rs", "#[test]\n#[ignore]\nfn x() {}\n"), 1);
        assert_eq!(count("crates/a/src/b.rs", "#[ignore = \"needs a terminal\"]\nfn x() {}\n"), 0);
        assert_eq!(count("tests/parallel/test-a.js", "it.skip('x', () => {});\n"), 1);
        assert_eq!(count("tests/parallel/test-a.js", "it.skip('x', () => {}); // reason: shown by skipping\n"), 0);
        assert_eq!(count("tests/parallel/test-a.js", "test('x', { skip: 'no terminal' }, f);\n"), 0);
        assert_eq!(count("tests/programs/mocha/fixtures/a.js", "it.skip('x', () => {});\n"), 0);
    }
}
