//! `--env-file`: variables from a file, set before the program starts. What the environment says already is stronger.

use std::io::{ErrorKind, Write};

/// Sets the variables of the file at `path` that are not set yet. One that need not be there is missed aloud, as in Node.
///
/// # Errors
/// The text to print when a file cannot be read.
pub fn load(path: &str, required: bool) -> Result<(), String> {
    let text = match std::fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::IsADirectory => return Err(format!("{path}: invalid format")),
        Err(_) if required => return Err(format!("{path}: not found")),
        Err(_) => {
            // Standard error may be closed; the program runs all the same.
            let _ = writeln!(std::io::stderr(), "{path} not found. Continuing without it.");
            return Ok(());
        }
    };
    for (name, value) in weir_node::parse_dotenv(&text) {
        let (name, value) = (before_nul(&name), before_nul(&value));
        if !name.is_empty() && !name.contains('=') && std::env::var_os(name).is_none() {
            // SAFETY: called from `main` before any other thread exists.
            unsafe { std::env::set_var(name, value) };
        }
    }
    Ok(())
}

/// A variable ends at its first NUL.
fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or(text)
}
