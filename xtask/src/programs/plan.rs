//! Reads tests/programs/<name>/program.json.

use anyhow::{Context, Result, bail};
use regex_lite::Regex;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A program: its steps run one after the other in one folder.
pub struct Program {
    pub name: String,
    pub folder: PathBuf,
    pub steps: Vec<Step>,
    pub mask: Vec<Regex>,
}

/// One start of the runtime.
pub struct Step {
    pub name: String,
    pub args: Vec<String>,
    /// The exit code that Node must end with.
    pub exit: i32,
    /// What Node must print.
    pub says: String,
}

/// Every program under `folder`, sorted by name.
///
/// # Errors
/// A program.json cannot be read or lacks something.
pub fn all(folder: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let file = path.join("program.json");
        if file.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            programs.push(read(name, &path, &fs::read_to_string(&file)?).with_context(|| file.display().to_string())?);
        }
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn read(name: String, folder: &Path, text: &str) -> Result<Program> {
    let value: Value = serde_json::from_str(text)?;
    let steps = value["steps"].as_array().context("`steps` is no array")?;
    let steps: Vec<Step> = steps.iter().map(step).collect::<Result<_>>()?;
    if steps.is_empty() {
        bail!("`steps` is empty");
    }
    let mask = match value.get("mask") {
        Some(list) => strings(list, "mask")?,
        None => Vec::new(),
    };
    let mask =
        mask.iter().map(|text| Regex::new(text).with_context(|| format!("mask {text}"))).collect::<Result<_>>()?;
    Ok(Program { name, folder: folder.to_path_buf(), steps, mask })
}

fn step(value: &Value) -> Result<Step> {
    Ok(Step {
        name: value["name"].as_str().context("a step has no `name`")?.to_string(),
        args: strings(&value["args"], "args")?,
        exit: value["exit"].as_i64().context("a step has no `exit`")? as i32,
        says: value["says"].as_str().unwrap_or_default().to_string(),
    })
}

fn strings(value: &Value, name: &str) -> Result<Vec<String>> {
    let list = value.as_array().with_context(|| format!("`{name}` is no array"))?;
    list.iter()
        .map(|v| Ok(v.as_str().with_context(|| format!("`{name}` holds what is no string"))?.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_needs_steps_with_a_name_and_an_exit_code() {
        let good = r#"{"steps": [{"name": "a", "args": ["x.js"], "exit": 1, "says": "no"}], "mask": ["[0-9]+ms"]}"#;
        let program = read("p".into(), Path::new("/"), good).unwrap();
        assert_eq!((program.steps[0].exit, program.steps[0].says.as_str(), program.mask.len()), (1, "no", 1));
        assert!(read("p".into(), Path::new("/"), r#"{"steps": []}"#).is_err());
        assert!(read("p".into(), Path::new("/"), r#"{"steps": [{"name": "a", "args": []}]}"#).is_err());
    }
}
