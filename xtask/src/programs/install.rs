//! Installs the packages of tests/programs into the target folder, once for each state of the lock file.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const INPUTS: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

/// The folder that holds `node_modules`.
///
/// # Errors
/// npm is missing, or it cannot install what the lock file names.
pub fn packages(root: &Path, target: &Path) -> Result<PathBuf> {
    let home = target.join("programs");
    let from = root.join("tests/programs");
    fs::create_dir_all(&home)?;
    let done = home.join("installed.json");
    let lock = fs::read_to_string(from.join("package-lock.json")).context("tests/programs/package-lock.json")?;
    if fs::read_to_string(&done).is_ok_and(|text| text == lock) {
        return Ok(home);
    }
    exec::need("npm").context("the real programs come from npm; ./x test --no-programs leaves them out")?;
    println!("installing the packages of tests/programs");
    for name in INPUTS {
        fs::copy(from.join(name), home.join(name)).with_context(|| format!("copying tests/programs/{name}"))?;
    }
    exec::output(Command::new("npm").current_dir(&home).args(["ci", "--ignore-scripts", "--no-progress"]))?;
    fs::write(&done, lock)?;
    Ok(home)
}

/// The Node that npm installed for this machine.
///
/// # Errors
/// There is none for it.
pub fn node(home: &Path) -> Result<PathBuf> {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("npm has no Node for {other}: name one with --against"),
    };
    let path = home.join(format!("node_modules/node-linux-{arch}/bin/node"));
    if !path.is_file() {
        bail!("{} is missing: remove {} and try again", path.display(), home.join("installed.json").display());
    }
    Ok(path)
}
