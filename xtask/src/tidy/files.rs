//! The files that the rules look at: what git tracks and what it would take in.

use crate::exec;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A text file of the checkout.
pub struct File {
    /// From the checkout's root.
    pub path: String,
    pub text: String,
}

impl File {
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub fn is(&self, extensions: &[&str]) -> bool {
        self.name().rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Inputs that a test works on, which follow the rules of what they stand for.
    pub fn is_fixture(&self) -> bool {
        self.path.contains("/fixtures/")
    }

    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.contains("/benches/")
    }
}

/// Every text file that is tracked or would be; binary ones are left out.
///
/// # Errors
/// git is missing or fails, or a file cannot be read.
pub fn all(root: &Path) -> Result<Vec<File>> {
    let names = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let output = exec::output(Command::new("git").current_dir(root).args(names))?;
    let mut files = Vec::new();
    for name in output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let path = std::str::from_utf8(name).context("a file name that is not UTF-8")?.to_string();
        let full = root.join(&path);
        // Removed but not yet committed, or a link.
        if !full.symlink_metadata().is_ok_and(|about| about.is_file()) {
            continue;
        }
        if let Ok(text) = String::from_utf8(fs::read(&full).with_context(|| path.clone())?) {
            files.push(File { path, text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

/// The entries of a committed list: one a line, `#` opens a comment line. Empty when the file is not there.
///
/// # Errors
/// The file cannot be read.
pub fn list(root: &Path, path: &str) -> Result<Vec<String>> {
    match fs::read_to_string(root.join(path)) {
        Ok(text) => Ok(text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .map(str::to_string)
            .collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).context(path.to_string()),
    }
}

#[cfg(test)]
pub fn file(path: &str, text: &str) -> File {
    File { path: path.to_string(), text: text.to_string() }
}
