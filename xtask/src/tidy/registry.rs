//! The registry of error codes (`crates/node/src/internal/errors*.js`): sorted within a file, each code in one place.

use super::Finding;
use super::files::File;
use std::collections::HashMap;

const START: &str = "crates/node/src/internal/errors";

pub fn check(all: &[File]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut homes: HashMap<&str, &str> = HashMap::new();
    for file in all.iter().filter(|file| file.path.starts_with(START) && file.is(&["js"])) {
        let mut before = "";
        for (at, line) in file.text.lines().enumerate() {
            let Some(code) = entry(line) else { continue };
            if code < before {
                found.push(Finding::new(&file.path, at + 1, format!("{code} must stand before {before}")));
            }
            before = code;
            if let Some(other) = homes.insert(code, &file.path) {
                found.push(Finding::new(&file.path, at + 1, format!("{code} stands in {other} too")));
            }
        }
    }
    found
}

/// The code that a line of a table opens: two blanks, the code, `:` or `(`.
fn entry(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("  ")?;
    let end = rest.find([':', '('])?;
    let code = &rest[..end];
    let is_code =
        code.starts_with("ERR_") && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::file;

    #[test]
    fn order_and_doubles_are_found() {
        let one = file(
            "crates/node/src/internal/errors_texts.js",
            "  ERR_A: [Error, 'a'],\n  ERR_C: [Error],\n  ERR_B: [Error],\n",
        );
        let two = file("crates/node/src/internal/errors_more.js", "  ERR_A: {\n    ERR_Z: 1,\n");
        let found = check(&[one, two]);
        assert_eq!(found.len(), 2);
        assert!(found[0].text.contains("ERR_B must stand before ERR_C"));
        assert!(found[1].text.contains("ERR_A stands in"));
    }
}
