//! The archive of V8: its name, where cargo looks for it, its checksum, and how it gets there.

use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of the crate `v8`; Cargo.lock must hold the same.
pub const CRATE_VERSION: &str = "150.4.0";

/// SHA-256 of the archives that were built and tested, by target. The one place for them.
const SUMS: &[(&str, &str)] =
    &[("x86_64-unknown-linux-gnu", "a188880ba7a722827fcdf2777c1b0fac8b54b93bc3001e68092395bf73eae3aa")];

/// Where upstream publishes it. The crate derives the file's name in cargo's home folder from the same address.
const RELEASES: &str = "https://github.com/denoland/rusty_v8/releases/download";

/// The archive's name for a target, with the features that weir builds V8 with.
pub fn file_name(target: &str) -> String {
    format!("librusty_v8_simdutf_release_{target}.a.gz")
}

fn address(target: &str) -> String {
    format!("{RELEASES}/v{CRATE_VERSION}/{}", file_name(target))
}

/// Where the crate's build script looks before it downloads.
///
/// # Errors
/// Neither CARGO_HOME nor HOME is set.
pub fn cargo_place(target: &str) -> Result<PathBuf> {
    let home = match std::env::var_os("CARGO_HOME").filter(|value| !value.is_empty()) {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?).join(".cargo"),
    };
    Ok(home.join(".rusty_v8").join(place_name(target)))
}

fn place_name(target: &str) -> String {
    address(target).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn sum_of(file: &Path) -> Result<String> {
    let line = exec::text(Command::new("sha256sum").arg("--").arg(file))?;
    let sum = line.trim_start_matches('\\').split_whitespace().next();
    Ok(sum.context("sha256sum printed nothing")?.to_string())
}

/// The file beside an archive that was built or downloaded here: its checksum from then.
fn voucher(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_os_string();
    name.push(".sha256");
    PathBuf::from(name)
}

/// Records the checksum of an archive that came from no recorded source, so that a later change of it is noticed.
///
/// # Errors
/// The file cannot be read, or the record not be written.
pub fn vouch(archive: &Path) -> Result<()> {
    let file = voucher(archive);
    fs::write(&file, format!("{}\n", sum_of(archive)?)).with_context(|| format!("writing {}", file.display()))
}

/// Checks an archive against the recorded checksum, or the one recorded when it was built or downloaded here.
///
/// # Errors
/// The file cannot be read, or the checksum is another.
pub fn check(archive: &Path, target: &str) -> Result<()> {
    if !archive.is_file() {
        bail!("{} is not a file", archive.display());
    }
    let recorded = SUMS.iter().find(|(name, _)| *name == target).map(|(_, sum)| (*sum).to_string());
    let vouched = match fs::read_to_string(voucher(archive)) {
        Ok(text) => Some(text.trim().to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).context("reading the checksum beside the archive"),
    };
    let sum = sum_of(archive)?;
    let wanted: Vec<String> = recorded.into_iter().chain(vouched).collect();
    if !wanted.contains(&sum) {
        let wanted = if wanted.is_empty() { "none is recorded".to_string() } else { wanted.join(" or ") };
        bail!("wrong checksum of {}\n  SHA-256  {sum}\n  wanted   {wanted}", archive.display());
    }
    Ok(())
}

/// Copies `archive` to `place` unless the same bytes are there.
///
/// # Errors
/// Reading or writing fails.
pub fn install(archive: &Path, place: &Path) -> Result<()> {
    if archive == place || (place.is_file() && sum_of(archive)? == sum_of(place)?) {
        return Ok(());
    }
    let folder = place.parent().context("a place without a folder")?;
    fs::create_dir_all(folder)?;
    // Written beside and renamed, so that a build that reads meanwhile sees a whole file.
    let fresh = folder.join(format!("incoming-{}", std::process::id()));
    let written = fs::copy(archive, &fresh).and_then(|_| fs::rename(&fresh, place));
    written.with_context(|| format!("copying {} to {}", archive.display(), place.display()))?;
    match fs::remove_file(voucher(place)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Fetches the archive from upstream to `place` with curl, else Python.
///
/// # Errors
/// It cannot be reached, or what came is no gzip file.
pub fn download(target: &str, place: &Path) -> Result<()> {
    let address = address(target);
    let folder = place.parent().context("a place without a folder")?;
    fs::create_dir_all(folder)?;
    let fresh = folder.join(format!("incoming-{}", std::process::id()));
    println!("V8: trying {address}");
    let fetched = fetch(&address, &fresh).and_then(|()| {
        exec::output(Command::new("gzip").arg("-t").arg("--suffix=").arg(&fresh))
            .context("what came is no gzip file")?;
        fs::rename(&fresh, place).context("placing the download")
    });
    if fetched.is_err() && fresh.exists() {
        fs::remove_file(&fresh)?;
    }
    fetched
}

fn fetch(address: &str, to: &Path) -> Result<()> {
    if exec::on_path("curl") {
        let options = ["--fail", "--location", "--silent", "--show-error", "--connect-timeout", "20", "--retry", "2"];
        exec::output(Command::new("curl").args(options).arg("--output").arg(to).arg(address))?;
        return Ok(());
    }
    let script = "import shutil, sys, urllib.request\n\
                  with urllib.request.urlopen(sys.argv[1], timeout=20) as answer, open(sys.argv[2], 'wb') as file:\n    \
                  shutil.copyfileobj(answer, file)\n";
    exec::output(Command::new("python3").args(["-c", script]).arg(address).arg(to))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_address_without_signs() {
        assert_eq!(
            place_name("x86_64-unknown-linux-gnu"),
            "https___github_com_denoland_rusty_v8_releases_download_v150_4_0_librusty_v8_simdutf_release_x86_64_unknown_linux_gnu_a_gz"
        );
    }

    #[test]
    fn the_lock_file_holds_the_version_that_setup_brings() {
        let lock = fs::read_to_string(crate::paths::root().join("Cargo.lock")).unwrap();
        assert!(lock.contains(&format!("name = \"v8\"\nversion = \"{CRATE_VERSION}\"\n")));
    }

    #[test]
    fn a_wrong_checksum_is_told_and_a_vouched_one_is_taken() {
        let folder = std::env::temp_dir().join(format!("xtask-archive-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("archive.gz");
        fs::write(&file, b"not an archive").unwrap();
        let error = check(&file, "x86_64-unknown-linux-gnu").unwrap_err().to_string();
        assert!(error.contains("wrong checksum") && error.contains("a188880b"), "{error}");
        vouch(&file).unwrap();
        check(&file, "x86_64-unknown-linux-gnu").unwrap();
        fs::write(&file, b"changed later").unwrap();
        assert!(check(&file, "x86_64-unknown-linux-gnu").is_err());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn installing_twice_changes_nothing() {
        let folder = std::env::temp_dir().join(format!("xtask-install-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (from, to) = (folder.join("a"), folder.join("deep/b"));
        fs::write(&from, b"bytes").unwrap();
        install(&from, &to).unwrap();
        install(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"bytes");
        fs::remove_dir_all(&folder).unwrap();
    }
}
