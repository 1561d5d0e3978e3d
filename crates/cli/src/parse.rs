//! Reading the command line and NODE_OPTIONS by the table of flags. Node's grammar: options end at the first argument
//! that is none, or at `--`; unknown ones go to V8.

use std::collections::BTreeMap;

use crate::flags::{FLAGS, Flag, Kind, find};
use weir_runtime::OptionValue;

/// What the command line says.
#[derive(Debug, Default)]
pub struct CommandLine {
    /// Values of the flags in the table, defaults included.
    pub options: BTreeMap<&'static str, OptionValue>,
    /// Flags for V8.
    pub v8: Vec<String>,
    /// The program and its arguments.
    pub args: Vec<String>,
    /// The options as given, for `process.execArgv`.
    pub exec_args: Vec<String>,
}

/// A command line that cannot be used; the text is what is printed after the executable's name.
#[derive(Debug, PartialEq)]
pub struct BadCommandLine(pub String);

impl CommandLine {
    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.options.get(name), Some(OptionValue::Flag(true)))
    }

    /// The value of a text flag.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.options.get(name) {
            Some(OptionValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The values of a list flag.
    pub fn list(&self, name: &str) -> &[String] {
        match self.options.get(name) {
            Some(OptionValue::List(list)) => list,
            _ => &[],
        }
    }

    /// Every flag's default.
    pub fn defaults() -> Self {
        let mut line = Self::default();
        for flag in FLAGS {
            let value = match flag.kind {
                Kind::Switch(on) => OptionValue::Flag(on),
                Kind::List => OptionValue::List(Vec::new()),
                Kind::Text | Kind::Number | Kind::V8 => continue,
            };
            line.options.insert(flag.name, value);
        }
        line
    }

    /// Adds the options of NODE_OPTIONS.
    ///
    /// # Errors
    /// When it holds a flag that may not stand there or is malformed.
    pub fn read_environment(&mut self, text: &str) -> Result<(), BadCommandLine> {
        let words = split_words(text)?;
        let mut index = 0;
        while index < words.len() {
            let word = &words[index];
            let allowed = find(flag_name(word)).is_some_and(|flag| flag.in_environment)
                || negated(word).is_some_and(|(flag, _)| flag.in_environment)
                || V8_IN_ENVIRONMENT.iter().any(|name| flag_name(word).replace('_', "-").starts_with(name));
            if !word.starts_with('-') || !allowed {
                return Err(BadCommandLine(format!("{word} is not allowed in NODE_OPTIONS")));
            }
            index = self.read_option(&words, index)?;
        }
        Ok(())
    }

    /// Adds the command line's own arguments, the executable's name not among them.
    ///
    /// # Errors
    /// When an option lacks its value.
    pub fn read_arguments(&mut self, words: &[String]) -> Result<(), BadCommandLine> {
        let mut index = 0;
        while index < words.len() {
            let word = &words[index];
            if word == "--" {
                index += 1;
                break;
            }
            if !word.starts_with('-') || word == "-" {
                break;
            }
            let next = self.read_option(words, index)?;
            self.exec_args.extend_from_slice(&words[index..next]);
            index = next;
        }
        self.args.extend_from_slice(&words[index..]);
        Ok(())
    }

    /// Reads the option at `index`; returns the index after it and its value.
    fn read_option(&mut self, words: &[String], index: usize) -> Result<usize, BadCommandLine> {
        let word = &words[index];
        if word == "-pe" || word == "-ep" {
            self.options.insert("--print", OptionValue::Flag(true));
            return self.take_value(find("--eval"), words, index);
        }
        if let Some((flag, on)) = negated(word) {
            self.options.insert(flag.name, OptionValue::Flag(on));
            return Ok(index + 1);
        }
        match find(flag_name(word)) {
            Some(flag) if flag.kind == Kind::V8 => {
                self.v8.push(word.replacen("--expose_gc", "--expose-gc", 1));
                // V8 wants a number joined to its flag; Node takes it from the next word too.
                let numeric = flag.name.ends_with("-size") || flag.name.ends_with("-limit");
                if numeric && !word.contains('=') {
                    let value = words.get(index + 1).ok_or_else(|| needs_value(word))?;
                    if let Some(last) = self.v8.last_mut() {
                        last.push('=');
                        last.push_str(value);
                    }
                    return Ok(index + 2);
                }
                Ok(index + 1)
            }
            Some(flag) if matches!(flag.kind, Kind::Switch(_)) => {
                if word.contains('=') {
                    return Err(BadCommandLine(format!("{} does not take an argument", flag_name(word))));
                }
                self.options.insert(flag.name, OptionValue::Flag(true));
                // `-p` takes the script as `-e` does.
                let takes_script = flag.name == "--print" && words.get(index + 1).is_some_and(|w| !w.starts_with('-'));
                if takes_script {
                    return self.take_value(find("--eval"), words, index);
                }
                Ok(index + 1)
            }
            Some(flag) => self.take_value(Some(flag), words, index),
            None => {
                self.v8.push(word.clone());
                Ok(index + 1)
            }
        }
    }

    fn take_value(
        &mut self,
        flag: Option<&'static Flag>,
        words: &[String],
        index: usize,
    ) -> Result<usize, BadCommandLine> {
        let word = &words[index];
        let Some(flag) = flag else { return Ok(index + 1) };
        let (value, next) = match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some((_, value)) => (value.to_owned(), index + 1),
            None => match words.get(index + 1) {
                Some(value) if !value.starts_with('-') || value == "-" || flag.name == "--eval" => {
                    (value.strip_prefix('\\').filter(|v| v.starts_with('-')).unwrap_or(value).to_owned(), index + 2)
                }
                _ => return Err(needs_value(word)),
            },
        };
        if value.is_empty() && flag.name != "--eval" && flag.name != "--title" && flag.name != "--redirect-warnings" {
            return Err(needs_value(word.split('=').next().unwrap_or(word)));
        }
        match flag.kind {
            Kind::List => match self.options.get_mut(flag.name) {
                Some(OptionValue::List(list)) => list.push(value),
                _ => {
                    self.options.insert(flag.name, OptionValue::List(vec![value]));
                }
            },
            Kind::Number => {
                let number =
                    value.parse::<i64>().map_err(|_| BadCommandLine(format!("{} must be an integer", flag.name)))?;
                self.options.insert(flag.name, OptionValue::Number(number as f64));
            }
            _ => {
                self.options.insert(flag.name, OptionValue::Text(value));
            }
        }
        Ok(next)
    }
}

/// V8's own flags that NODE_OPTIONS may hold.
const V8_IN_ENVIRONMENT: [&str; 6] = [
    "--perf-",
    "--interpreted-frames-native-stack",
    "--huge-max-old-generation-size",
    "--heap-snapshot",
    "--inspect",
    "--enable-etw-stack-walking",
];

fn needs_value(word: &str) -> BadCommandLine {
    BadCommandLine(format!("{word} requires an argument"))
}

/// The word without its value.
fn flag_name(word: &str) -> &str {
    if word.starts_with("--") { word.split('=').next().unwrap_or(word) } else { word }
}

/// `--no-x` of a switch `--x`, and what it becomes.
fn negated(word: &str) -> Option<(&'static Flag, bool)> {
    let rest = word.strip_prefix("--no-").or_else(|| word.strip_prefix("--no_"))?;
    let flag = find(&format!("--{rest}"))?;
    matches!(flag.kind, Kind::Switch(_)).then_some((flag, false))
}

/// Splits NODE_OPTIONS at spaces; double quotes keep spaces, a backslash in quotes keeps what follows.
fn split_words(text: &str) -> Result<Vec<String>, BadCommandLine> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => match chars.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err(BadCommandLine("invalid value for NODE_OPTIONS (invalid escape)".into())),
            },
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    if quoted {
        return Err(BadCommandLine("invalid value for NODE_OPTIONS (unterminated string)".into()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> CommandLine {
        let mut line = CommandLine::defaults();
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        line.read_arguments(&words).expect("a good command line");
        line
    }

    #[test]
    fn options_end_at_the_first_positional() {
        let line = parse(&["--no-warnings", "-r", "./a", "x.js", "--no-warnings", "-e"]);
        assert_eq!(line.args, ["x.js", "--no-warnings", "-e"]);
        assert_eq!(line.exec_args, ["--no-warnings", "-r", "./a"]);
        assert!(!line.is_on("--warnings"));
        assert_eq!(line.list("--require"), ["./a"]);
    }

    #[test]
    fn print_takes_the_script() {
        let line = parse(&["-p", "1+1", "a"]);
        assert!(line.is_on("--print"));
        assert_eq!(line.text("--eval"), Some("1+1"));
        assert_eq!(line.args, ["a"]);
    }

    #[test]
    fn unknown_flags_go_to_v8() {
        let line = parse(&["--harmony", "--max-old-space-size", "100", "--stack_size=500", "x"]);
        assert_eq!(line.v8, ["--harmony", "--max-old-space-size=100", "--stack_size=500"]);
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let mut line = CommandLine::defaults();
        assert_eq!(
            line.read_arguments(&["--import".into()]),
            Err(BadCommandLine("--import requires an argument".into()))
        );
    }

    #[test]
    fn environment_words() {
        assert_eq!(split_words(r#"--a "b c" "d\"e" f"#).expect("words"), ["--a", "b c", "d\"e", "f"]);
        assert!(split_words("\"x").is_err());
        let mut line = CommandLine::defaults();
        assert!(line.read_environment("--eval x").is_err());
        assert!(line.read_environment("--no-warnings --max-old-space-size=50").is_ok());
    }

    #[test]
    fn the_table_is_sorted_and_unique() {
        assert!(FLAGS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
