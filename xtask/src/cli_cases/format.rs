//! The text form of cases, `tests/cli/*.cases`: read, and written again when the expectations are recorded.
//!
//! ```text
//! # What the file shows.
//!
//! === name-of-the-case
//! # Why it is there.
//! @ folder/file.js
//! | its lines
//! $ node folder/file.js
//! ? 1
//! 1| what it prints to standard output
//! 2| what it prints to standard error
//! ```
//!
//! Lines of `$` are one script of the shell, in which `node` is the runtime under test. `?` is the exit code. A stream
//! that does not end its last line is closed by `1\` or `2\`. `ignore 1` and `ignore 2` leave a stream out. `open TEXT`
//! marks a case that is known to differ from Node, and why.

use anyhow::{Context, Result, bail};

/// What a command line left behind, masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    /// The lines between its name and what is expected, as they stand.
    pub given: Vec<String>,
    /// Path and contents.
    pub files: Vec<(String, String)>,
    pub script: String,
    /// Why the case is known to differ.
    pub open: Option<String>,
    /// Whether standard output and standard error are compared.
    pub compared: [bool; 2],
    pub expected: Option<Expected>,
}

/// A file of cases.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CaseFile {
    pub head: Vec<String>,
    pub cases: Vec<Case>,
}

impl CaseFile {
    /// # Errors
    /// A line that says nothing, a case without a command, a name used twice.
    pub fn parse(text: &str) -> Result<CaseFile> {
        let mut file = CaseFile::default();
        for (at, line) in text.lines().enumerate() {
            let read = match (line.strip_prefix("=== "), file.cases.last_mut()) {
                (Some(name), _) => {
                    file.cases.push(Case { name: name.to_string(), compared: [true, true], ..Case::default() });
                    Ok(())
                }
                (None, Some(case)) => case.read(line),
                (None, None) => {
                    file.head.push(line.to_string());
                    Ok(())
                }
            };
            read.with_context(|| format!("line {}: {line:?}", at + 1))?;
        }
        while file.head.last().is_some_and(String::is_empty) {
            file.head.pop();
        }
        for (at, case) in file.cases.iter().enumerate() {
            if case.script.is_empty() {
                bail!("{}: no command", case.name);
            }
            if file.cases[..at].iter().any(|other| other.name == case.name) {
                bail!("{}: the name is used twice", case.name);
            }
        }
        Ok(file)
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut text = self.head.iter().map(|line| format!("{line}\n")).collect::<String>();
        for case in &self.cases {
            text.push_str(&format!("\n=== {}\n", case.name));
            case.given.iter().for_each(|line| text.push_str(&format!("{line}\n")));
            let Some(expected) = &case.expected else { continue };
            text.push_str(&format!("? {}\n", expected.exit));
            for (mark, stream, compared) in
                [('1', &expected.stdout, case.compared[0]), ('2', &expected.stderr, case.compared[1])]
            {
                if compared {
                    push_stream(&mut text, mark, stream);
                }
            }
        }
        text
    }
}

fn push_stream(text: &mut String, mark: char, stream: &str) {
    for line in stream.split_terminator('\n') {
        text.push_str(format!("{mark}| {line}").trim_end_matches(' '));
        text.push('\n');
    }
    if !stream.is_empty() && !stream.ends_with('\n') {
        text.push_str(&format!("{mark}\\\n"));
    }
}

impl Case {
    fn read(&mut self, line: &str) -> Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(stream) = self.expected_stream(mark)? {
            if mark.ends_with('\\') {
                stream.pop();
            } else {
                stream.push_str(rest);
                stream.push('\n');
            }
            return Ok(());
        }
        match mark {
            "?" => {
                self.expected = Some(Expected { exit: rest.parse()?, ..Expected::default() });
                return Ok(());
            }
            "@" => self.files.push((rest.to_string(), String::new())),
            "|" => {
                let (_, contents) = self.files.last_mut().context("a line of no file")?;
                contents.push_str(rest);
                contents.push('\n');
            }
            "$" => self.script.push_str(&format!("{rest}\n")),
            "open" => self.open = Some(rest.to_string()),
            "ignore" => match rest {
                "1" => self.compared[0] = false,
                "2" => self.compared[1] = false,
                _ => bail!("ignore takes 1 or 2"),
            },
            _ if mark.starts_with('#') => {}
            _ => bail!("a line of no known kind"),
        }
        if self.expected.is_some() {
            bail!("what is given stands before what is expected");
        }
        self.given.push(line.to_string());
        Ok(())
    }

    /// The expected stream that a line with `mark` belongs to.
    fn expected_stream(&mut self, mark: &str) -> Result<Option<&mut String>> {
        let stdout = match mark {
            "1|" | "1\\" => true,
            "2|" | "2\\" => false,
            _ => return Ok(None),
        };
        let expected = self.expected.as_mut().context("the exit code comes first")?;
        Ok(Some(if stdout { &mut expected.stdout } else { &mut expected.stderr }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Head.\n\n=== a\n# Why.\n@ x/y.js\n| f(\n|\n| )\n$ node x/y.js\n? 3\n1| out\n1|\n2| err\n2\\\n\n=== b\nopen not yet\nignore 2\n$ node\n";

    #[test]
    fn text_is_read_and_written_alike() {
        let file = CaseFile::parse(TEXT).unwrap();
        assert_eq!(file.text(), TEXT);
        let case = &file.cases[0];
        assert_eq!(case.files, [("x/y.js".to_string(), "f(\n\n)\n".to_string())]);
        let expected = case.expected.as_ref().unwrap();
        assert_eq!((expected.exit, expected.stdout.as_str(), expected.stderr.as_str()), (3, "out\n\n", "err"));
        assert_eq!(file.cases[1].open.as_deref(), Some("not yet"));
        assert_eq!(file.cases[1].compared, [true, false]);
    }

    #[test]
    fn mistakes_are_errors() {
        assert!(CaseFile::parse("=== a\n! x\n").is_err());
        assert!(CaseFile::parse("=== a\n# only words\n").is_err());
        assert!(CaseFile::parse("=== a\n$ x\n=== a\n$ x\n").is_err());
        assert!(CaseFile::parse("=== a\n$ x\n2| before the exit code\n").is_err());
    }
}
