//! `./x setup`: puts V8's static library where the build script of the crate `v8` looks for it, so that plain
//! `cargo build` works with no variable set.

mod archive;
mod source;

use crate::args::Args;
use crate::{exec, paths};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

pub const HELP: &str = "\
./x setup [options]
Finds V8's static library, checks it and puts it into cargo's home folder, where `cargo build` finds it by itself. Looks at
  1. the file that RUSTY_V8_ARCHIVE names,
  2. shared/v8/ beside the checkout,
  3. cargo's home folder (.rusty_v8/), where an earlier setup put it,
  4. the upstream release of the crate `v8`,
and otherwise
  5. builds it from the crate's own source with Debian's and PyPI's packages (95 minutes measured on 2 cores).

  --from-source      go straight to 5
  --no-source        stop before 5
  --jobs N           compilers at once for 5 (default: cores; each may take 2 GB)
  --until STEP       stop 5 after this step (tools, source, configure), to check a machine without the long build
";

pub fn main(words: Vec<String>) -> Result<ExitCode> {
    let args = Args::parse(words, &["from-source", "no-source"], &["jobs", "until"], false)?;
    if args.help {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let target = host()?;
    let place = archive::cargo_place(&target)?;
    if !args.on("from-source") && found(&target, &place)? {
        return Ok(ExitCode::SUCCESS);
    }
    if args.on("no-source") {
        bail!("no archive of V8 {} was found, and --no-source forbids to build it", archive::CRATE_VERSION);
    }
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let until = args.value("until").map(source::Step::named).transpose()?;
    let plan =
        source::Plan { target, jobs: args.number("jobs", cores)?, until, work: paths::target().join("v8-source") };
    match source::build(&plan)? {
        Some(built) => {
            archive::install(&built, &place)?;
            archive::vouch(&place)?;
            println!("V8: built from source, kept at {}", place.display());
        }
        None => println!("V8: stopped as --until asked; nothing was put into place"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Sees to it, before a build, that the archive is where cargo looks; says nothing when it is.
///
/// # Errors
/// As `./x setup`, which it calls when the archive is missing.
pub fn ensure() -> Result<()> {
    let given = std::env::var_os("RUSTY_V8_ARCHIVE").is_some_and(|value| !value.is_empty());
    if given || archive::cargo_place(&host()?)?.is_file() {
        return Ok(());
    }
    main(Vec::new()).map(|_| ())
}

/// The target that rustc builds for on this machine.
fn host() -> Result<String> {
    let about = exec::text(Command::new("rustc").arg("-vV"))?;
    let line = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.context("rustc -vV names no host")?.to_string())
}

/// Tries the places that hold a finished archive, in their order. True when one served.
fn found(target: &str, place: &Path) -> Result<bool> {
    if let Some(given) = std::env::var_os("RUSTY_V8_ARCHIVE").filter(|value| !value.is_empty()) {
        let given = PathBuf::from(given);
        archive::check(&given, target).with_context(|| {
            format!("RUSTY_V8_ARCHIVE names {}: unset it, or let it name the right file", given.display())
        })?;
        println!("V8: RUSTY_V8_ARCHIVE = {} (cargo reads it as long as the variable is set)", given.display());
        return Ok(true);
    }
    if let Some(shared) = paths::shared(&format!("v8/{}", archive::file_name(target))) {
        archive::check(&shared, target).context("take that file away, or bring it anew")?;
        archive::install(&shared, place)?;
        println!("V8: {}, placed at {}", shared.display(), place.display());
        return Ok(true);
    }
    if place.is_file() {
        archive::check(place, target).with_context(|| format!("remove {} and run ./x setup again", place.display()))?;
        println!("V8: {}, placed there before", place.display());
        return Ok(true);
    }
    match archive::download(target, place) {
        Ok(()) => {
            archive::vouch(place)?;
            println!("V8: downloaded from the upstream release to {}", place.display());
            Ok(true)
        }
        Err(error) => {
            println!("V8: the upstream release cannot be had here ({error:#})");
            Ok(false)
        }
    }
}
