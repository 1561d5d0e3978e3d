//! Reads a command's options: `--switch`, `--name VALUE`, `--name=VALUE` and free words.
//! Every command states the options it knows, so that a misspelt one is an error and never ignored.

use anyhow::{Result, anyhow, bail};
use std::collections::HashMap;

/// The options of one command, parsed.
#[derive(Debug, Default)]
pub struct Args {
    switches: Vec<String>,
    values: HashMap<String, String>,
    pub free: Vec<String>,
    pub help: bool,
}

impl Args {
    /// Parses `words`, which may hold the named `switches`, the named `values` and, when `free` is true, other words.
    ///
    /// # Errors
    /// An option that is not known, a value that is missing, a free word where none is taken.
    pub fn parse(words: Vec<String>, switches: &[&str], values: &[&str], free: bool) -> Result<Args> {
        use lexopt::Arg::{Long, Short, Value};
        let mut args = Args::default();
        let mut parser = lexopt::Parser::from_args(words);
        while let Some(arg) = parser.next()? {
            match arg {
                Long("help") | Short('h') => args.help = true,
                Long(name) if switches.contains(&name) => args.switches.push(name.to_string()),
                Long(name) if values.contains(&name) => {
                    let name = name.to_string();
                    let value = parser.value()?.into_string().map_err(|_| anyhow!("--{name}: not UTF-8"))?;
                    args.values.insert(name, value);
                }
                Value(word) if free => {
                    args.free.push(word.into_string().map_err(|w| anyhow!("{w:?}: not UTF-8"))?);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(args)
    }

    pub fn on(&self, name: &str) -> bool {
        self.switches.iter().any(|s| s == name)
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The number given for `name`, or `default`.
    ///
    /// # Errors
    /// The value is not a whole number above 0.
    pub fn number(&self, name: &str, default: usize) -> Result<usize> {
        match self.value(name) {
            None => Ok(default),
            Some(text) => match text.parse() {
                Ok(n) if n > 0 => Ok(n),
                _ => bail!("--{name} takes a whole number above 0, not {text:?}"),
            },
        }
    }

    /// The comma-separated words given for `name`; empty when it was not given.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.value(name)
            .map(|text| text.split(',').map(str::trim).filter(|w| !w.is_empty()).map(str::to_string).collect())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_string).collect()
    }

    #[test]
    fn takes_switches_values_and_lists() {
        let args =
            Args::parse(words("--update --only=^fs --dirs a,b x"), &["update"], &["only", "dirs"], true).unwrap();
        assert!(args.on("update"));
        assert_eq!(args.value("only"), Some("^fs"));
        assert_eq!(args.list("dirs"), ["a", "b"]);
        assert_eq!(args.free, ["x"]);
        assert_eq!(args.number("jobs", 3).unwrap(), 3);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(Args::parse(words("--upd"), &["update"], &[], false).is_err());
        assert!(Args::parse(words("word"), &[], &[], false).is_err());
        assert!(Args::parse(words("--jobs 0"), &[], &["jobs"], false).unwrap().number("jobs", 1).is_err());
    }
}
