//! Lays Node's test tree out in the target folder and finds the tests in it.

use super::{debian, module};
use crate::process::Scratch;
use crate::{exec, header, paths};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release whose tests are the measure.
const VERSION: &str = "24.21.0";

/// One test of Node.
#[derive(Clone)]
pub struct Test {
    /// `<folder>/<file>`, its name everywhere.
    pub path: String,
    pub file: PathBuf,
    pub module: String,
    pub header: header::Header,
    /// Must not run beside others.
    pub alone: bool,
}

/// The folder that holds `test/`, unpacked once under `base`: from the archive beside the checkout, else from Debian's
/// source package, whose version differs, so that results and list may differ too.
///
/// # Errors
/// Neither can be had.
pub fn lay_out(base: &Path) -> Result<PathBuf> {
    let exact = base.join(format!("node-{VERSION}"));
    let debian = base.join("node-debian");
    let archive = paths::shared(&format!("node-{VERSION}.tar.xz"));
    let tree = if archive.is_some() || exact.is_dir() { exact } else { debian };
    if tree.join("test/parallel").is_dir() {
        return Ok(tree);
    }
    fs::create_dir_all(base)?;
    // Unpacked beside its place and renamed: two runs at once, or one cut short, never see half a tree.
    let fresh = Scratch::new(&base.join("unpack"))?;
    let top = match archive {
        Some(archive) => unpack(&archive, &fresh.path.join("tree"))?,
        None => unpack(&debian::source(&fresh.path)?, &fresh.path.join("tree"))?,
    };
    if !top.join("test/parallel").is_dir() {
        bail!("{} holds no test/parallel", top.display());
    }
    if let Err(error) = fs::rename(&top, &tree)
        && !tree.join("test/parallel").is_dir()
    {
        return Err(error).with_context(|| format!("moving the tests to {}", tree.display()));
    }
    Ok(tree)
}

fn unpack(archive: &Path, into: &Path) -> Result<PathBuf> {
    exec::need("tar")?;
    exec::need("xz")?;
    fs::create_dir_all(into)?;
    exec::run(Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(into))?;
    only_folder(into)
}

fn only_folder(parent: &Path) -> Result<PathBuf> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(parent)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    match folders.len() {
        1 => Ok(folders.remove(0)),
        n => bail!("{} holds {n} folders where one was expected", parent.display()),
    }
}

/// Every test of the folders `dirs`, sorted by path.
///
/// # Errors
/// A folder does not exist or a test cannot be read.
pub fn find(tree: &Path, dirs: &[String]) -> Result<Vec<Test>> {
    let reader = header::Reader::default();
    let mut tests = Vec::new();
    for dir in dirs {
        let folder = tree.join("test").join(dir);
        let entries = fs::read_dir(&folder).with_context(|| format!("Node has no tests in test/{dir}"))?;
        for entry in entries {
            let file = entry?.path();
            let Some(name) = file.file_name().and_then(|n| n.to_str()) else { continue };
            if !is_test(name) {
                continue;
            }
            let source = fs::read(&file)?;
            tests.push(Test {
                path: format!("{dir}/{name}"),
                module: module::of(dir, name),
                header: reader.read(&String::from_utf8_lossy(&source)),
                alone: dir == "sequential" || dir == "pummel",
                file,
            });
        }
    }
    tests.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(tests)
}

fn is_test(name: &str) -> bool {
    name.starts_with("test-") && (name.ends_with(".js") || name.ends_with(".mjs"))
}

#[cfg(test)]
mod tests {
    use super::is_test;

    #[test]
    fn tests_are_told_by_name() {
        assert!(is_test("test-fs-stat.js") && is_test("test-esm-basic-imports.mjs"));
        assert!(!is_test("parallel.status") && !is_test("testcfg.py") && !is_test("test-helper.py"));
    }
}
