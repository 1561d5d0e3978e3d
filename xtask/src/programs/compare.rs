//! What a step printed and wrote, and where two runs of it differ.

use crate::process::{Ending, Outcome};
use anyhow::{Context, Result};
use regex_lite::Regex;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Everything that one step left behind.
pub struct Trace {
    pub ending: Ending,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
    /// Path from the working folder, contents.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Trace {
    pub fn new(outcome: Outcome, files: BTreeMap<String, Vec<u8>>) -> Trace {
        let Outcome { ending, stdout, stderr, took } = outcome;
        Trace { ending, stdout, stderr, took, files }
    }
}

/// Copies the folder `from` to `to`.
///
/// # Errors
/// Reading or writing fails.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), &place).with_context(|| format!("copying {}", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Every file below `folder`.
///
/// # Errors
/// Reading fails.
pub fn read_tree(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).with_context(|| path.display().to_string())?);
            }
        }
    }
    Ok(files)
}

fn masked(text: &str, mask: &[Regex]) -> String {
    mask.iter().fold(text.to_string(), |text, re| re.replace_all(&text, "~").into_owned())
}

fn first_difference(wanted: &str, got: &str) -> Option<String> {
    if wanted == got {
        return None;
    }
    let (mut a, mut b) = (wanted.lines(), got.lines());
    let mut number = 1;
    loop {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if x == y => number += 1,
            (None, None) => return Some("the line ends differ".to_string()),
            (x, y) => {
                let shown =
                    |line: Option<&str>| line.map_or("nothing more".to_string(), |l| l.chars().take(300).collect());
                return Some(format!("line {number}\n      wanted: {}\n      got:    {}", shown(x), shown(y)));
            }
        }
    }
}

/// Where `got` first leaves `wanted`; nothing when they are the same.
pub fn difference(wanted: &Trace, got: &Trace, mask: &[Regex]) -> Option<String> {
    for (name, a, b) in [("stderr", &wanted.stderr, &got.stderr), ("stdout", &wanted.stdout, &got.stdout)] {
        if let Some(why) = first_difference(&masked(a, mask), &masked(b, mask)) {
            return Some(format!("{name} differs at {why}"));
        }
    }
    if wanted.ending != got.ending {
        return Some(format!("ended with {:?}, not {:?}", got.ending, wanted.ending));
    }
    for (path, bytes) in &wanted.files {
        match got.files.get(path) {
            None => return Some(format!("the file {path} was not written")),
            Some(other) if other == bytes => {}
            Some(other) => {
                let (a, b) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(other));
                if let Some(why) = first_difference(&masked(&a, mask), &masked(&b, mask)) {
                    return Some(format!("the file {path} differs at {why}"));
                }
            }
        }
    }
    let extra = got.files.keys().find(|path| !wanted.files.contains_key(*path));
    extra.map(|path| format!("the file {path} was written, which Node does not write"))
}

/// Keeps both sides of a difference below `folder`.
///
/// # Errors
/// Writing fails.
pub fn keep(folder: &Path, wanted: &Trace, got: &Trace) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (name, trace) in [("wanted", wanted), ("got", got)] {
        let side = folder.join(name);
        fs::create_dir_all(&side)?;
        fs::write(side.join("stdout"), &trace.stdout)?;
        fs::write(side.join("stderr"), &trace.stderr)?;
        for (path, bytes) in &trace.files {
            let place = side.join("files").join(path);
            fs::create_dir_all(place.parent().expect("it lies in a folder"))?;
            fs::write(place, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(stdout: &str, files: &[(&str, &str)]) -> Trace {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        Trace { ending: Ending::Exit(0), stdout: stdout.into(), stderr: String::new(), took: Duration::ZERO, files }
    }

    #[test]
    fn streams_and_files_are_compared_behind_the_mask() {
        let mask = [Regex::new(r"\d+ms").unwrap()];
        assert_eq!(difference(&trace("done in 5ms\n", &[]), &trace("done in 17ms\n", &[]), &mask), None);
        let why = difference(&trace("a\nb\n", &[]), &trace("a\nc\n", &[]), &mask).unwrap();
        assert!(why.contains("line 2") && why.contains("wanted: b"), "{why}");
        assert!(difference(&trace("", &[("x", "1")]), &trace("", &[]), &[]).unwrap().contains("not written"));
        assert!(difference(&trace("", &[]), &trace("", &[("x", "1")]), &[]).unwrap().contains("does not write"));
        assert!(difference(&trace("", &[("x", "1")]), &trace("", &[("x", "2")]), &[]).unwrap().contains("x differs"));
        assert!(difference(&trace("a\n", &[]), &trace("a", &[]), &[]).is_some());
    }
}
