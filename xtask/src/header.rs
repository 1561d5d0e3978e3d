//! Reads what a JavaScript test says about itself in its comments, and whether it starts child processes.

use regex_lite::Regex;

/// What a test's source asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Of `// Flags: --a --b`.
    pub flags: Vec<String>,
    /// Of `// Env: A=1 B=2`.
    pub env: Vec<(String, String)>,
    /// Of `// RLIMIT_AS: N`, in bytes.
    pub max_memory: Option<u64>,
    /// Of `// Exit: N`: the exit code that is right. Only weir's own tests use it.
    pub exit: Option<i32>,
    /// Whether the test starts processes, by the words of its source.
    pub children: bool,
}

/// Reads headers; holds the compiled patterns.
pub struct Reader {
    flags: Regex,
    env: Regex,
    memory: Regex,
    exit: Regex,
    children: Regex,
}

impl Default for Reader {
    fn default() -> Self {
        let compile = |text| Regex::new(text).expect("a pattern of this file");
        Reader {
            // The first of each kind counts, wherever it stands, as in the harness that Node's tests are written for.
            flags: compile(r"//[ \t]+Flags:(.*)"),
            env: compile(r"//[ \t]+Env:(.*)"),
            memory: compile(r"//[ \t]+RLIMIT_AS:[ \t]*(\d+)"),
            exit: compile(r"(?m)^// Exit: (\d+)\r?$"),
            children: compile(
                r"child_process|[sS]pawn|\bfork\(|\bcluster\b|\bexecFile|startCLI|runInspect|inspector-helper|common/debugger|common/repl|common/snapshot|common/watch|common/sea|startNewREPLServer\(\{ *child",
            ),
        }
    }
}

impl Reader {
    pub fn read(&self, source: &str) -> Header {
        let first = |re: &Regex| re.captures(source).map(|c| c[1].to_string()).unwrap_or_default();
        let pair = |word: &str| word.split_once('=').map(|(name, value)| (name.to_string(), value.to_string()));
        Header {
            flags: first(&self.flags).split_whitespace().map(str::to_string).collect(),
            env: first(&self.env).split_whitespace().filter_map(pair).collect(),
            max_memory: first(&self.memory).parse().ok(),
            exit: first(&self.exit).parse().ok(),
            children: self.children.is_match(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Header {
        Reader::default().read(source)
    }

    #[test]
    fn flags_in_all_their_forms() {
        assert_eq!(
            read("'use strict';\n// Flags: --expose-gc  --no-warnings\nx").flags,
            ["--expose-gc", "--no-warnings"]
        );
        assert_eq!(read("//  Flags:--a\n// Flags: --b").flags, ["--a"]);
        assert_eq!(read("// Flags: --env-file test/x.env\r\n").flags, ["--env-file", "test/x.env"]);
        assert!(read("const Flags = 1;").flags.is_empty());
    }

    #[test]
    fn the_exit_code_stands_on_a_line_of_its_own() {
        assert_eq!(read("// Shows x.\n// Exit: 7\n").exit, Some(7));
        assert_eq!(read("x(); // Exit: 7\n").exit, None);
    }

    #[test]
    fn environment_and_memory() {
        let header = read("// Env: A=1 B=x=y\n// RLIMIT_AS: 3221225472\n");
        assert_eq!(header.env, [("A".to_string(), "1".to_string()), ("B".to_string(), "x=y".to_string())]);
        assert_eq!(header.max_memory, Some(3_221_225_472));
    }

    #[test]
    fn children_are_seen_by_the_words_that_start_them() {
        assert!(read("const { spawnSync } = require('child_process');").children);
        assert!(read("await common.spawnPromisified(process.execPath, [])").children);
        assert!(read("const cluster = require('cluster');").children);
        assert!(!read("fs.readFile(__filename, common.mustCall());").children);
    }
}
