//! `--run`: a script of the nearest package.json, by the shell, in place of this process. No JavaScript is involved.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

/// Runs the script `name` with `arguments` behind it. Returns only when it cannot be run; the text is the reason.
pub fn run(name: &str, arguments: &[String]) -> String {
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let found = folder.ancestors().map(|folder| folder.join("package.json")).find(|path| path.is_file());
    let Some(package) = found else { return format!("Can't find package.json for directory {}", folder.display()) };
    let command = match script(&package, name) {
        Ok(command) => command,
        Err(reason) => return reason,
    };
    let line = arguments.iter().fold(command, |line, argument| format!("{line} {}", quoted(argument)));
    let home = package.parent().unwrap_or(&folder);
    let error = Command::new("/bin/sh")
        .args(["-c", &line])
        .current_dir(home)
        .env("PATH", search_path(&folder))
        .env("NODE_RUN_SCRIPT_NAME", name)
        .env("NODE_RUN_PACKAGE_JSON_PATH", &package)
        .exec();
    format!("/bin/sh: {error}")
}

/// The command of a script.
fn script(package: &Path, name: &str) -> Result<String, String> {
    let shown = package.display();
    let text = std::fs::read(package).map_err(|error| format!("Can't read {shown}: {error}"))?;
    let Ok(Value::Object(fields)) = serde_json::from_slice(&text) else { return Err(format!("Can't parse {shown}")) };
    let Some(Value::Object(scripts)) = fields.get("scripts") else {
        return Err(format!("Can't find \"scripts\" field in {shown}"));
    };
    match scripts.get(name) {
        Some(Value::String(command)) => Ok(command.clone()),
        Some(_) => Err(format!("Script \"{name}\" is unexpectedly not a string for {shown}\n")),
        None => Err(format!("Missing script: \"{name}\" for {shown}\n{}", listed(scripts))),
    }
}

/// The scripts that there are.
fn listed(scripts: &Map<String, Value>) -> String {
    let commands = scripts.iter().filter_map(|(name, command)| Some((name, command.as_str()?)));
    let lines: String = commands.map(|(name, command)| format!("\n  {name}: {command}")).collect();
    format!("\nAvailable scripts are:{lines}")
}

/// The executables of the packages of this folder and every one above, where there are any, then the usual places.
fn search_path(folder: &Path) -> OsString {
    let mut path = OsString::new();
    for place in folder.ancestors().map(|folder| folder.join("node_modules/.bin")).filter(|place| place.is_dir()) {
        path.push(place);
        path.push(":");
    }
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}

/// An argument as one word of the shell.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stay_one_word() {
        assert_eq!(quoted("--a=b"), "--a=b");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("d'e"), r"'d'\''e'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn executables_are_looked_for_upwards() {
        let root = std::env::temp_dir().join(format!("weir-run-{}", std::process::id()));
        let inner = root.join("a/b");
        for place in [&root, &inner] {
            std::fs::create_dir_all(place.join("node_modules/.bin")).expect("a folder of the test's own");
        }
        let path = search_path(&inner).to_string_lossy().into_owned();
        std::fs::remove_dir_all(&root).expect("it was made above");
        let (root, inner) = (root.display(), inner.display());
        assert!(path.starts_with(&format!("{inner}/node_modules/.bin:{root}/node_modules/.bin:")), "{path}");
    }
}
