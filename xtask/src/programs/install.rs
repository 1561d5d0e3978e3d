//! Installs the npm packages that a folder of the checkout locks, into the target folder: once for each state of the
//! lock file.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const INPUTS: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

/// The folder that holds the `node_modules` of tests/programs.
///
/// # Errors
/// npm is missing, or it cannot install what the lock file names.
pub fn packages(root: &Path, target: &Path) -> Result<PathBuf> {
    let home = target.join("programs");
    locked(&root.join("tests/programs"), &home, |_| Ok(()))
        .context("the real programs come from npm; ./x test --no-programs leaves them out")?;
    Ok(home)
}

/// Installs what the lock file in `from` names into `home`, and has `finish` do what is left, unless that is done.
///
/// # Errors
/// npm is missing, it cannot install what the lock file names, or `finish` fails.
pub fn locked(from: &Path, home: &Path, finish: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    fs::create_dir_all(home)?;
    let done = home.join("installed.json");
    let lock_file = from.join("package-lock.json");
    let lock = fs::read_to_string(&lock_file).with_context(|| lock_file.display().to_string())?;
    if fs::read_to_string(&done).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    exec::need("npm")?;
    println!("installing the packages of {}", from.display());
    for name in INPUTS {
        fs::copy(from.join(name), home.join(name)).with_context(|| format!("copying {name} of {}", from.display()))?;
    }
    exec::output(Command::new("npm").current_dir(home).args(["ci", "--ignore-scripts", "--no-progress"]))?;
    finish(home)?;
    fs::write(&done, lock)?;
    Ok(())
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
