//! `--env-file`: variables from files, set before the program starts. What the environment says already is stronger, and
//! of the files the last that names a variable.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};

/// Sets the variables of `files`, each with whether it must be there. One that need not be is missed aloud, as in Node.
///
/// # Errors
/// The text to print when a file cannot be read.
pub fn load(files: &[(String, bool)]) -> Result<(), String> {
    let mut variables = BTreeMap::new();
    for (path, required) in files {
        if let Some(text) = read(path, *required)? {
            variables.extend(weir_node::parse_dotenv(&text));
        }
    }
    for (name, value) in &variables {
        let (name, value) = (before_nul(name), before_nul(value));
        if !name.is_empty() && !name.contains('=') && std::env::var_os(name).is_none() {
            // SAFETY: called from `main` before any other thread exists.
            unsafe { std::env::set_var(name, value) };
        }
    }
    Ok(())
}

fn read(path: &str, required: bool) -> Result<Option<String>, String> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::IsADirectory => Err(format!("{path}: invalid format")),
        Err(_) if required => Err(format!("{path}: not found")),
        Err(_) => {
            // Standard error may be closed; the program runs all the same.
            let _ = writeln!(std::io::stderr(), "{path} not found. Continuing without it.");
            Ok(None)
        }
    }
}

/// A variable ends at its first NUL.
fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or(text)
}
