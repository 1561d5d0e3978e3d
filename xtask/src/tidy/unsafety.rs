//! `unsafe` stands only in the listed files, and each one has a SAFETY comment right above it.

use super::Finding;
use super::files::{self, File};
use super::rust_lines::{self, Line};
use anyhow::Result;
use regex_lite::Regex;
use std::path::Path;

const LIST: &str = "tidy/unsafe-files.txt";

pub fn check(root: &Path, all: &[File]) -> Result<Vec<Finding>> {
    let listed = files::list(root, LIST)?;
    let rule = Rule::default();
    let mut found = Vec::new();
    let mut used = Vec::new();
    for file in all.iter().filter(|file| file.is(&["rs"])) {
        let lines = rust_lines::split(&file.text);
        let places = rule.places(&lines);
        if places.is_empty() {
            continue;
        }
        used.push(file.path.clone());
        if !listed.contains(&file.path) {
            found.push(Finding::new(
                &file.path,
                places[0] + 1,
                format!("unsafe code in a file that {LIST} does not name"),
            ));
        }
        for at in places {
            if !told(&lines, at) {
                found.push(Finding::new(&file.path, at + 1, "unsafe without a SAFETY comment right above"));
            }
        }
    }
    for path in listed.iter().filter(|path| !used.contains(path)) {
        found.push(Finding::new(LIST, 0, format!("{path} holds no unsafe code: take it off the list")));
    }
    if let Some(pair) = listed.windows(2).find(|pair| pair[0] >= pair[1]) {
        found.push(Finding::new(LIST, 0, format!("not sorted: {} stands before {}", pair[0], pair[1])));
    }
    Ok(found)
}

struct Rule {
    word: Regex,
    /// A function pointer's type or an attribute: says that something is unsafe, does nothing unsafe.
    harmless: Regex,
}

impl Default for Rule {
    fn default() -> Self {
        let compile = |text| Regex::new(text).expect("a pattern of this file");
        Rule {
            word: compile(r"\bunsafe\b"),
            harmless: compile(r#"\bunsafe\s+(extern\s+"[^"]*"\s+)?fn\s*\(|#!?\[unsafe\("#),
        }
    }
}

impl Rule {
    /// The lines (from 0) that hold an `unsafe` block, function, implementation or extern block.
    fn places(&self, lines: &[Line]) -> Vec<usize> {
        let hit = |line: &Line| self.word.is_match(&self.harmless.replace_all(&line.code, ""));
        lines.iter().enumerate().filter(|(_, line)| hit(line)).map(|(at, _)| at).collect()
    }
}

/// Looks up from the line over the statement's own start and over attributes to the comment that belongs to it.
fn told(lines: &[Line], at: usize) -> bool {
    let says = |line: &Line| line.comment.contains("SAFETY") || line.comment.contains("# Safety");
    if says(&lines[at]) {
        return true;
    }
    for (index, line) in lines[..at].iter().enumerate().rev() {
        if line.is_comment() {
            let block = lines[..=index].iter().rev().take_while(|line| line.is_comment());
            return block.into_iter().any(says);
        }
        let code = line.code.trim();
        let attribute = code.starts_with("#[") || code.ends_with(']') && code.starts_with('#');
        let goes_on = !code.is_empty() && !code.ends_with([';', '{', '}', ',']);
        if !attribute && !goes_on {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn untold(source: &str) -> Vec<usize> {
        let lines = rust_lines::split(source);
        Rule::default().places(&lines).into_iter().filter(|at| !told(&lines, *at)).map(|at| at + 1).collect()
    }

    #[test]
    fn a_block_needs_its_comment() {
        assert_eq!(untold("fn f() {\n    unsafe { g() }\n}\n"), [2]);
        assert!(untold("fn f() {\n    // SAFETY: g has no conditions\n    unsafe { g() }\n}\n").is_empty());
        assert!(
            untold("fn f() {\n    // SAFETY: two\n    // lines\n    let x =\n        unsafe { g() };\n}\n").is_empty()
        );
        assert_eq!(untold("// SAFETY: for another\nlet y = 1;\nlet x = unsafe { g() };\n"), [3]);
    }

    #[test]
    fn functions_tell_it_in_their_docs() {
        assert!(
            untold("/// Reads.\n///\n/// # Safety\n/// p is valid.\n#[inline]\npub unsafe fn f(p: *const u8) {}\n")
                .is_empty()
        );
        assert_eq!(untold("unsafe impl Send for X {}\n"), [1]);
    }

    #[test]
    fn types_strings_and_comments_do_nothing_unsafe() {
        assert!(untold("type F = unsafe extern \"C\" fn(i32);\n// unsafe\nlet x = \"unsafe\";\n#[unsafe(no_mangle)]\nfn f() {}\n").is_empty());
        assert!(untold("#![deny(unsafe_op_in_unsafe_fn)]\n").is_empty());
    }
}
