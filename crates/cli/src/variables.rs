//! Variables that stand for flags. The command line is stronger.

use crate::parse::CommandLine;
use weir_runtime::OptionValue;

/// The flags of NODE_OPTIONS, with one that has a variable of its own and that the command line can turn off again.
pub fn options() -> String {
    let text = std::env::var("NODE_OPTIONS").unwrap_or_default();
    if std::env::var_os("NODE_USE_ENV_PROXY").is_some_and(|value| value == "1") {
        return format!("--use-env-proxy {text}");
    }
    text
}

/// Turns on what the environment asks for.
pub fn apply(line: &mut CommandLine) {
    const SWITCHES: [(&str, &str); 3] = [
        ("NODE_PENDING_DEPRECATION", "--pending-deprecation"),
        ("NODE_PRESERVE_SYMLINKS", "--preserve-symlinks"),
        ("NODE_PRESERVE_SYMLINKS_MAIN", "--preserve-symlinks-main"),
    ];
    for (variable, name) in SWITCHES {
        if std::env::var_os(variable).is_some_and(|value| value == "1") {
            line.set(name, OptionValue::Flag(true));
        }
    }
    if std::env::var_os("NODE_NO_WARNINGS").is_some_and(|value| value == "1") {
        line.set("--warnings", OptionValue::Flag(false));
    }
    if let Ok(path) = std::env::var("NODE_REDIRECT_WARNINGS")
        && !path.is_empty()
        && line.text("--redirect-warnings").is_none()
    {
        line.set("--redirect-warnings", OptionValue::Text(path));
    }
}
