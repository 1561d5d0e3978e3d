//! Words that have no place in the tree: notes to do, paths of one machine, hosts of package registries.

use super::Finding;
use super::files::File;
use regex_lite::Regex;

pub fn check(all: &[File]) -> Vec<Finding> {
    let rules = rules();
    let mut found = Vec::new();
    for file in all {
        for (at, line) in file.text.lines().enumerate() {
            for (pattern, text) in &rules {
                if pattern.is_match(line) && !is_lock_source(file, line) {
                    found.push(Finding::new(&file.path, at + 1, *text));
                }
            }
        }
    }
    found
}

/// Each pattern is put together from halves, so that this file does not find itself.
fn rules() -> Vec<(Regex, &'static str)> {
    let compile = |text: String| Regex::new(&text).expect("a pattern of this file");
    let notes = ["TO\u{44}O", "FIX\u{4d}E", "XX\u{58}"].join("|");
    let hosts = [
        ["npm", r"js\.org"],
        ["cra", r"tes\.io"],
        ["py", r"pi\.org"],
        ["python", r"hosted\.org"],
        ["deb", r"ian\.org"],
    ];
    let hosts = hosts.map(|halves| halves.concat()).join("|");
    vec![
        (compile(format!(r"(^\s*[#*]|//|/\*).*\b({notes})\b")), "a note to do: do it, or file it"),
        (compile(format!(r"(^|[^A-Za-z0-9_.$}}])/({}|{})/", "ro\u{6f}t", "wor\u{6b}")), "a path of one machine"),
        (compile(format!(r"https?://[^\s/]*({hosts})")), "the host of a package registry"),
    ]
}

/// Cargo names the registry in its lock file in one fixed way.
fn is_lock_source(file: &File, line: &str) -> bool {
    file.name() == "Cargo.lock" && line.starts_with("source = \"registry+")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::file;

    fn count(text: &str) -> usize {
        check(&[file("a.md", text)]).len()
    }

    #[test]
    fn each_kind_is_found() {
        assert_eq!(count(&["// TO", "DO later"].concat()), 1);
        assert_eq!(count(&["see /ro", "ot/x"].concat()), 1);
        assert_eq!(count(&["https://registry.npm", "js.org/x"].concat()), 1);
        assert_eq!(count("docs/root/x and ./work/y, $dir/work/z: TODOS are a word"), 0);
    }
}
