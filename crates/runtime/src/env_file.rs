//! `--env-file`: variables from a file, set before the program starts. What the environment says already is stronger.

/// Sets the variables of the file at `path`.
///
/// # Errors
/// The text to print when a required file cannot be read.
pub fn load(path: &str, required: bool) -> Result<(), String> {
    let text = match std::fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) if required => return Err(format!("{path}: not found")),
        Err(_) => return Ok(()),
    };
    for (name, value) in weir_node::parse_dotenv(&text) {
        if std::env::var_os(&name).is_none() && !name.is_empty() && !name.contains(['=', '\0']) && !value.contains('\0')
        {
            // SAFETY: called from `main` before any other thread exists.
            unsafe { std::env::set_var(&name, &value) };
        }
    }
    Ok(())
}
