//! Node's tests from Debian: the upstream archive of its source package `nodejs`, by the machine's own package sources.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Downloads the upstream archive into `work` and returns its path.
///
/// # Errors
/// The machine is no Debian, or its package sources carry no `nodejs`.
pub fn source(work: &Path) -> Result<PathBuf> {
    exec::need("apt-get")
        .context("the archive of Node's tests is not beside the checkout, and Debian's cannot be asked")?;
    println!("the archive of Node's tests is not beside the checkout: asking Debian for the source of nodejs");
    let targets = exec::text(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(SITE) $(RELEASE) $(COMPONENT)",
        "Identifier: Packages",
        "Origin: Debian",
    ]))?;
    let list = work.join("sources.list");
    fs::write(&list, source_lines(&targets)?)?;
    let state = work.join("lists");
    fs::create_dir_all(state.join("partial"))?;
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.current_dir(work);
        command.arg("-o").arg(format!("Dir::Etc::SourceList={}", list.display()));
        command.arg("-o").arg("Dir::Etc::SourceParts=/dev/null");
        command.arg("-o").arg(format!("Dir::State::Lists={}", state.display()));
        // The folder is ours, so apt has no other user to change to.
        command.args(["-o", "APT::Sandbox::User=root", "-qq"]).args(words);
        command
    };
    exec::run(&mut apt(&["update"]))?;
    exec::run(&mut apt(&["source", "--tar-only", "--download-only", "nodejs"]))?;
    let archive = fs::read_dir(work)?.flatten().map(|entry| entry.path()).find(|path| is_upstream(path));
    let archive = archive.context("Debian's source package nodejs holds no upstream archive")?;
    println!("testing with {}: another version than the list was made with", archive.display());
    Ok(archive)
}

fn source_lines(targets: &str) -> Result<String> {
    let mut lines: Vec<String> = targets.lines().map(|line| format!("deb-src {}\n", line.trim())).collect();
    lines.sort();
    lines.dedup();
    if lines.is_empty() {
        bail!(
            "this machine has no package source of Debian: run apt-get update, or lay the archive beside the checkout"
        );
    }
    Ok(lines.concat())
}

/// `nodejs_18.20.4+dfsg.orig.tar.xz`, not `nodejs_18.20.4+dfsg.orig-types-node.tar.xz`.
fn is_upstream(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with("nodejs_") && name.contains(".orig.tar."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_source_is_asked_once() {
        let lines = source_lines("http://host/debian bookworm main\nhttp://host/debian bookworm main\n").unwrap();
        assert_eq!(lines, "deb-src http://host/debian bookworm main\n");
        assert!(source_lines("").is_err());
    }

    #[test]
    fn the_upstream_archive_is_told_from_its_components() {
        assert!(is_upstream(Path::new("/w/nodejs_18.20.4+dfsg.orig.tar.xz")));
        assert!(!is_upstream(Path::new("/w/nodejs_18.20.4+dfsg.orig-ada.tar.xz")));
    }
}
