//! Reading the command line and NODE_OPTIONS by the table of flags. Node's grammar: options end at the first argument
//! that is none, or at `--`; unknown ones go to V8.

use std::collections::BTreeMap;

use crate::flags::{FLAGS, Flag, Kind, find};
use weir_runtime::OptionValue;

/// What the command line says.
#[derive(Debug, Default)]
pub struct CommandLine {
    /// Values of the flags in the table, defaults included; a joined text is empty unless given.
    pub options: BTreeMap<&'static str, OptionValue>,
    /// Flags for V8.
    pub v8: Vec<String>,
    /// The program and its arguments.
    pub args: Vec<String>,
    /// The options as given, for `process.execArgv`.
    pub exec_args: Vec<String>,
    /// The files of variables in their order, with whether they must be there.
    pub env_files: Vec<(String, bool)>,
}

/// A command line that cannot be used; the text is what is printed after the executable's name.
#[derive(Debug, PartialEq)]
pub struct BadCommandLine(pub String);

/// Where options stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CommandLine,
    Environment,
}

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

    /// The value of a flag that takes a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.options.get(name) {
            Some(OptionValue::Number(number)) => Some(*number),
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

    /// Sets a switch or text that the command line left open.
    pub fn set(&mut self, name: &'static str, value: OptionValue) {
        self.options.insert(name, value);
    }

    /// Every flag's default.
    pub fn defaults() -> Self {
        let mut line = Self::default();
        for flag in FLAGS {
            let value = match flag.kind {
                Kind::Switch(on) => OptionValue::Flag(on),
                Kind::List => OptionValue::List(Vec::new()),
                Kind::Joined(_) => OptionValue::Text(String::new()),
                _ => continue,
            };
            line.options.insert(flag.name, value);
        }
        line
    }

    /// Adds the options of NODE_OPTIONS. They end at the first word that is none; Node reads no further either.
    ///
    /// # Errors
    /// When it holds a flag that may not stand there or is malformed.
    pub fn read_environment(&mut self, text: &str) -> Result<(), BadCommandLine> {
        self.read_environment_words(&split_words(text)?)
    }

    /// Adds what a file configures, before anything else is read: the general flags as NODE_OPTIONS would have them.
    ///
    /// # Errors
    /// As for NODE_OPTIONS; and when a value is more than one word there, which could be a flag that the file may not set.
    pub fn read_configured(&mut self, words: &[String]) -> Result<(), BadCommandLine> {
        let split = split_words(&words.join(" "))?;
        if split.len() != words.len() {
            return Err(BadCommandLine(
                "The number of NODE_OPTIONS doesn't match the number of flags in the config file".to_owned(),
            ));
        }
        self.read_environment_words(&split)
    }

    /// Adds options that stand before the command line's own and are no part of it.
    ///
    /// # Errors
    /// When one lacks its value.
    pub fn read_scoped(&mut self, words: &[String]) -> Result<(), BadCommandLine> {
        for index in 0..words.len() {
            self.read_option(words, index, Place::CommandLine)?;
        }
        Ok(())
    }

    /// What is in force and no default, as a command line would have it, V8's flags last.
    pub fn flags_in_force(&self) -> Vec<String> {
        let mut words = Vec::new();
        for flag in FLAGS {
            let name = flag.name;
            match (self.options.get(name), flag.kind) {
                (Some(OptionValue::Flag(on)), Kind::Switch(default)) if *on != default => {
                    words.push(if *on { name.to_owned() } else { format!("--no-{}", &name[2..]) });
                }
                (Some(OptionValue::Flag(true)), Kind::Bare) => words.push(name.to_owned()),
                (Some(OptionValue::Number(number)), _) => words.push(format!("{name}={number}")),
                (Some(OptionValue::Text(text)), _) if !text.is_empty() => words.push(format!("{name}={text}")),
                (Some(OptionValue::List(list)), _) => words.extend(list.iter().map(|text| format!("{name}={text}"))),
                _ => {}
            }
        }
        words.extend(self.v8.iter().cloned());
        words
    }

    fn read_environment_words(&mut self, words: &[String]) -> Result<(), BadCommandLine> {
        let mut index = 0;
        while index < words.len() && is_option(&words[index]) {
            if words[index] == "--" {
                return Err(not_allowed("--"));
            }
            index = self.read_option(words, index, Place::Environment)?;
        }
        Ok(())
    }

    /// Adds the command line's own arguments, the executable's name not among them.
    ///
    /// # Errors
    /// When an option lacks its value.
    pub fn read_arguments(&mut self, words: &[String]) -> Result<(), BadCommandLine> {
        let mut index = 0;
        while index < words.len() && is_option(&words[index]) {
            if words[index] == "--" {
                index += 1;
                break;
            }
            let next = self.read_option(words, index, Place::CommandLine)?;
            self.exec_args.extend_from_slice(&words[index..next]);
            index = next;
        }
        self.args.extend_from_slice(&words[index..]);
        Ok(())
    }

    /// Reads the option at `index`; returns the index after it and its value.
    fn read_option(&mut self, words: &[String], index: usize, place: Place) -> Result<usize, BadCommandLine> {
        let word = &words[index];
        let (shown, name, joined) = parts(word);
        let negated = without_no(name).and_then(|name| find(&name));
        let flag = if name == "-pe" { find("--eval") } else { find(name).or(negated) };
        let allowed = match flag {
            Some(flag) => flag.in_environment,
            None => V8_IN_ENVIRONMENT.iter().any(|start| name.replace('_', "-").starts_with(start)),
        };
        if place == Place::Environment && !allowed {
            return Err(not_allowed(shown));
        }
        let Some(flag) = flag else {
            self.v8.push(word.clone());
            return Ok(index + 1);
        };
        let off = find(name).is_none() && negated.is_some();
        if off && !matches!(flag.kind, Kind::Switch(_) | Kind::V8) {
            return Err(BadCommandLine(format!("{word} is an invalid negation because it is not a boolean option")));
        }
        if !flag.present {
            return Err(BadCommandLine(format!("{} is not available in weir yet", flag.name)));
        }
        match flag.kind {
            Kind::V8 => {
                self.v8.push(word.replacen("--expose_gc", "--expose-gc", 1));
                Ok(index + 1)
            }
            Kind::Nothing => Ok(index + 1),
            Kind::Bare if joined.is_some() => Err(BadCommandLine(format!("{} does not take an argument", flag.name))),
            Kind::Bare => {
                self.options.insert(flag.name, OptionValue::Flag(true));
                Ok(index + 1)
            }
            Kind::Joined(_) if joined == Some("") => Err(needs_value(shown)),
            Kind::Joined(unless_given) => {
                self.options.insert(flag.name, OptionValue::Text(joined.unwrap_or(unless_given).to_owned()));
                Ok(index + 1)
            }
            Kind::Switch(_) => {
                // A value that is joined to a switch says nothing, whatever it is.
                self.options.insert(flag.name, OptionValue::Flag(!off));
                let script_follows = words.get(index + 1).is_some_and(|next| !next.starts_with('-'));
                if flag.name == "--print" && joined.is_none() && script_follows {
                    return self.take_value(find("--eval"), "--eval", None, words, index);
                }
                Ok(index + 1)
            }
            _ if name == "-pe" => {
                self.options.insert("--print", OptionValue::Flag(true));
                self.take_value(Some(flag), "--eval", None, words, index)
            }
            _ => self.take_value(Some(flag), shown, joined, words, index),
        }
    }

    fn take_value(
        &mut self,
        flag: Option<&'static Flag>,
        shown: &str,
        joined: Option<&str>,
        words: &[String],
        index: usize,
    ) -> Result<usize, BadCommandLine> {
        let Some(flag) = flag else { return Ok(index + 1) };
        // Files of variables are looked for before options are checked, with whatever stands there as their name.
        let any = flag.name.starts_with("--env-file");
        let (value, next) = match joined {
            Some("") if !any => return Err(needs_value(shown)),
            Some(value) => (value, index + 1),
            None => match words.get(index + 1) {
                Some(value) if any || !value.starts_with('-') => {
                    (value.strip_prefix('\\').filter(|v| v.starts_with('-')).unwrap_or(value), index + 2)
                }
                _ => return Err(needs_value(shown)),
            },
        };
        let number = match flag.kind {
            Kind::List => {
                if any {
                    self.env_files.push((value.to_owned(), flag.name == "--env-file"));
                }
                if let Some(OptionValue::List(list)) = self.options.get_mut(flag.name) {
                    list.push(value.to_owned());
                }
                return Ok(next);
            }
            Kind::Number => leading_number(value) as f64,
            // As the C library reads it: a sign wraps around.
            Kind::Unsigned => leading_number(value) as u64 as f64,
            _ => {
                self.options.insert(flag.name, OptionValue::Text(value.to_owned()));
                return Ok(next);
            }
        };
        self.options.insert(flag.name, OptionValue::Number(number));
        Ok(next)
    }
}

/// V8's own flags that NODE_OPTIONS may hold.
const V8_IN_ENVIRONMENT: [&str; 3] = ["--perf-", "--huge-max-old-generation-size", "--heap-snapshot"];

fn needs_value(shown: &str) -> BadCommandLine {
    BadCommandLine(format!("{shown} requires an argument"))
}

fn not_allowed(shown: &str) -> BadCommandLine {
    BadCommandLine(format!("{shown} is not allowed in NODE_OPTIONS"))
}

/// Whether a word is an option, and no file: `-` alone is standard input.
fn is_option(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-')
}

/// A word as errors show it (the equals sign included), its name, and its joined value.
fn parts(word: &str) -> (&str, &str, Option<&str>) {
    match word.find('=').filter(|_| word.starts_with("--")) {
        Some(at) => (&word[..=at], &word[..at], Some(&word[at + 1..])),
        None => (word, word, None),
    }
}

/// `--x` of a name `--no-x`.
fn without_no(name: &str) -> Option<String> {
    let rest = name.strip_prefix("--no-").or_else(|| name.strip_prefix("--no_"))?;
    Some(format!("--{rest}"))
}

/// The whole number at the start of a text; 0 where there is none.
fn leading_number(text: &str) -> i64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.bytes().take_while(u8::is_ascii_digit);
    digits.fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(sign * i64::from(digit - b'0')))
}

/// Splits NODE_OPTIONS at spaces; double quotes hold words together and a backslash inside them takes the next
/// character as it is.
fn split_words(text: &str) -> Result<Vec<String>, BadCommandLine> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => match chars.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err(BadCommandLine("invalid value for NODE_OPTIONS (invalid escape)\n".into())),
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
        return Err(BadCommandLine("invalid value for NODE_OPTIONS (unterminated string)\n".into()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<CommandLine, BadCommandLine> {
        let mut line = CommandLine::defaults();
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        line.read_arguments(&words).map(|()| line)
    }

    fn parse(words: &[&str]) -> CommandLine {
        read(words).expect("a good command line")
    }

    fn refusal(words: &[&str]) -> String {
        read(words).expect_err("a bad command line").0
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
        for words in [["-p", "1+1", "a"], ["-pe", "1+1", "a"]] {
            let line = parse(&words);
            assert!(line.is_on("--print"));
            assert_eq!(line.text("--eval"), Some("1+1"));
            assert_eq!(line.args, ["a"]);
        }
        assert_eq!(refusal(&["-pe"]), "--eval requires an argument");
    }

    #[test]
    fn unknown_flags_go_to_v8() {
        let line = parse(&["--harmony", "--max-old-space-size=100", "--stack_size=500", "-ep", "x"]);
        assert_eq!(line.v8, ["--harmony", "--max-old-space-size=100", "--stack_size=500", "-ep"]);
    }

    #[test]
    fn a_missing_value_is_an_error() {
        assert_eq!(refusal(&["--import"]), "--import requires an argument");
        assert_eq!(refusal(&["--import="]), "--import= requires an argument");
        assert_eq!(refusal(&["-e", "-1"]), "-e requires an argument");
        assert_eq!(refusal(&["--no-title"]), "--no-title is an invalid negation because it is not a boolean option");
    }

    fn number(words: &[&str], name: &str) -> f64 {
        match parse(words).options.get(name) {
            Some(OptionValue::Number(number)) => *number,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        assert_eq!(number(&["--v8-pool-size=x"], "--v8-pool-size"), 0.0);
        assert_eq!(number(&["--max-http-header-size=12k"], "--max-http-header-size"), 12.0);
        assert_eq!(number(&["--max-http-header-size=-1"], "--max-http-header-size"), u64::MAX as f64);
    }

    #[test]
    fn environment_words() {
        assert_eq!(split_words(r#"--a "b c" "d\"e" f"#).expect("words"), ["--a", "b c", "d\"e", "f"]);
        assert!(split_words("\"x").is_err());
        let mut line = CommandLine::defaults();
        assert_eq!(line.read_environment("--eval=x").unwrap_err().0, "--eval= is not allowed in NODE_OPTIONS");
        assert!(line.read_environment("--no-warnings --max-old-space-size=50 a --eval").is_ok());
    }

    #[test]
    fn a_text_that_must_be_joined() {
        let path = |words: &[&str]| parse(words).text("--experimental-config-file").map(str::to_owned);
        assert_eq!(path(&["--experimental-config-file", "x"]).as_deref(), Some("node.config.json"));
        assert_eq!(path(&["--experimental-config-file=x"]).as_deref(), Some("x"));
        assert_eq!(refusal(&["--experimental-config-file="]), "--experimental-config-file= requires an argument");
        let bare = "--experimental-default-config-file";
        assert_eq!(refusal(&[&format!("{bare}=x")]), format!("{bare} does not take an argument"));
        assert_eq!(
            refusal(&["--no-experimental-default-config-file"]),
            "--no-experimental-default-config-file is an invalid negation because it is not a boolean option"
        );
    }

    #[test]
    fn flags_in_force_are_those_that_differ() {
        let line = parse(&["--no-warnings", "--addons", "-r", "a", "--stack-trace-limit=5", "--title", "t", "x.js"]);
        assert_eq!(line.flags_in_force(), ["--require=a", "--title=t", "--no-warnings", "--stack-trace-limit=5"]);
    }

    #[test]
    fn configured_words_stay_whole() {
        let mut line = CommandLine::defaults();
        assert!(line.read_configured(&["--title=a".to_owned()]).is_ok());
        assert!(line.read_configured(&["--title=a --no-addons".to_owned()]).is_err());
        assert!(line.exec_args.is_empty());
    }

    #[test]
    fn the_table_is_sorted_and_unique() {
        assert!(FLAGS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
