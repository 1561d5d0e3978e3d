//! `./x tidy`: the house rules, checked on every file that git knows or would take in.
//! Each rule is a file here with its own tests; it returns findings and changes nothing.

mod files;
mod layers;
mod registry;
mod rust_lines;
mod shape;
mod tests_told;
mod unsafety;
mod words;

use crate::args::Args;
use crate::paths;
use anyhow::Result;
use std::fmt;
use std::process::ExitCode;

pub const HELP: &str = "\
./x tidy
Checks the house rules on every file of the checkout:
  layers    a crate uses only what ARCHITECTURE.md lets it use; only engine and napi reach V8
  unsafe    only in the files of tidy/unsafe-files.txt, with a SAFETY comment right above
  shape     800 lines a file (tests, and tables named in tidy/table-files.txt, 1,000); an opening comment; a small lib.rs
  registry  error codes sorted, and each in one place
  tests     no test is skipped without a reason
  words     no notes to do, no paths of one machine, no registry hosts
";

/// A broken rule: where and what.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    /// From 1; 0 is the whole file.
    pub line: usize,
    pub text: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, text: impl Into<String>) -> Finding {
        Finding { path: path.to_string(), line, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// All findings, sorted by place.
///
/// # Errors
/// git or cargo is missing or fails, or a file cannot be read.
pub fn findings() -> Result<Vec<Finding>> {
    let root = paths::root();
    let files = files::all(&root)?;
    let mut found = layers::check(&root)?;
    found.extend(unsafety::check(&root, &files)?);
    found.extend(shape::check(&root, &files)?);
    found.extend(registry::check(&files));
    found.extend(tests_told::check(&files));
    found.extend(words::check(&files));
    found.sort();
    Ok(found)
}

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    if Args::parse(words, &[], &[], false)?.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let found = findings()?;
    for finding in &found {
        println!("{finding}");
    }
    if found.is_empty() {
        println!("tidy: every rule holds");
        return Ok(ExitCode::SUCCESS);
    }
    println!("tidy: {} findings", found.len());
    Ok(ExitCode::FAILURE)
}
