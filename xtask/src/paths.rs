//! Where things are: the checkout, its target folder, the shared folder beside it, the built runtime.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The checkout's root folder. `cargo run` tells it; the folder of the build stands in when the program is started alone.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().expect("xtask lies in the checkout").to_path_buf()
}

/// The folder of build results: CARGO_TARGET_DIR, else `target` in the checkout.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) if !dir.is_empty() => root().join(dir),
        _ => root().join("target"),
    }
}

/// A file of the folder `shared` that may lie beside the checkout.
pub fn shared(relative: &str) -> Option<PathBuf> {
    let path = root().parent()?.join("shared").join(relative);
    path.exists().then_some(path)
}

/// The built runtime of the profile asked for.
///
/// # Errors
/// It was not built yet.
pub fn weir(release: bool) -> Result<PathBuf> {
    let profile = if release { "release" } else { "debug" };
    let path = target().join(profile).join("weir");
    if !path.is_file() {
        bail!("{} does not exist yet: run ./x build{}", path.display(), if release { " --release" } else { "" });
    }
    Ok(path)
}

/// The runtime to test: `--runtime PATH` when given, else the built weir.
///
/// # Errors
/// The file is not there.
pub fn runtime(given: Option<&str>, release: bool) -> Result<PathBuf> {
    match given {
        Some(path) => std::fs::canonicalize(path).with_context(|| format!("--runtime {path}")),
        None => weir(release),
    }
}
