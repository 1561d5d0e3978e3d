//! Runs tools of the machine: a missing tool or a failing one becomes an error that says what to do.

use anyhow::{Context, Result, anyhow, bail};
use std::process::{Command, Output, Stdio};

/// Which Debian package brings a tool; for the message when it is missing.
const PACKAGES: &[(&str, &str)] = &[
    ("apt-get", "a Debian machine"),
    ("cargo", "Rust (rustup)"),
    ("git", "git"),
    ("gzip", "gzip"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("pkg-config", "pkg-config"),
    ("python3", "python3 and python3-venv"),
    ("sha256sum", "coreutils"),
    ("tar", "tar"),
    ("valgrind", "valgrind"),
    ("xz", "xz-utils"),
];

fn missing(tool: &str) -> anyhow::Error {
    let hint = PACKAGES.iter().find(|(name, _)| *name == tool).map_or(tool, |(_, package)| package);
    anyhow!("the tool `{tool}` is missing on this machine: install {hint} (Debian: apt-get install {hint})")
}

/// True when `tool` stands on PATH.
pub fn on_path(tool: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(tool).is_file()))
}

/// # Errors
/// The tool is not on PATH.
pub fn need(tool: &str) -> Result<()> {
    if on_path(tool) { Ok(()) } else { Err(missing(tool)) }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn explain(command: &Command, error: std::io::Error) -> anyhow::Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        return missing(&command.get_program().to_string_lossy());
    }
    anyhow::Error::new(error).context(shown(command))
}

/// Runs with the terminal's streams; a status other than 0 is an error.
///
/// # Errors
/// The tool is missing or failed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().map_err(|e| explain(command, e))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs and returns both streams; a status other than 0 is an error that ends with what the tool said.
///
/// # Errors
/// The tool is missing or failed.
pub fn output(command: &mut Command) -> Result<Output> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| explain(command, e))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let tail: Vec<&str> = said.trim_end().lines().rev().take(12).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        bail!("`{}` ended with {}:\n{}", shown(command), output.status, tail.join("\n"));
    }
    Ok(output)
}

/// As [`output`], the standard output as text without the blank end.
///
/// # Errors
/// The tool is missing or failed, or printed what is not UTF-8.
pub fn text(command: &mut Command) -> Result<String> {
    let out = output(command)?.stdout;
    let text = String::from_utf8(out).with_context(|| shown(command))?;
    Ok(text.trim_end().to_string())
}
