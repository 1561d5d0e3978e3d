//! What two runtimes may print differently and still say the same: folders, process ids, and the frames and source
//! lines of built-in code. Pure.

use regex_lite::Regex;

/// Blanks what belongs to one run or to one implementation.
pub struct Mask {
    /// Text to find, what it becomes; the longest first.
    places: Vec<(String, &'static str)>,
    process: Regex,
    builtin_frame: Regex,
    engine_frame: Regex,
    builtin_place: Regex,
    marks: Regex,
}

impl Mask {
    /// `folder` is where the case runs, `runtime` the binary under test.
    pub fn new(folder: &str, runtime: &str) -> Mask {
        let compile = |text| Regex::new(text).expect("a pattern of this file");
        let mut places = vec![(folder.to_string(), "$DIR"), (runtime.to_string(), "$EXEC")];
        places.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Mask {
            places,
            process: compile(r"^\((node|weir):\d+\)"),
            builtin_frame: compile(r"^ +at (.* \()?(async )?node:[^ ]*?\)?( \{)?$"),
            engine_frame: compile(r"^ +at .*\(<anonymous>\)( \{)?$"),
            builtin_place: compile(r"^node:[a-z_/]+:\d+$"),
            marks: compile(r"^\s*\^+$"),
        }
    }

    /// The text with everything blanked. Frames of built-in code go; so do those of the engine that such code called.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (place, name) in &self.places {
            text = text.replace(place.as_str(), name);
        }
        let lines: Vec<&str> = text.split('\n').collect();
        let mut kept: Vec<String> = Vec::with_capacity(lines.len());
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if self.is_builtin_frame(&lines, at) {
                // An error's own properties follow the last frame in braces.
                if line.ends_with(" {")
                    && let Some(last) = kept.last_mut()
                {
                    last.push_str(" {");
                }
            } else if self.builtin_place.is_match(line) && lines.get(at + 2).is_some_and(|l| self.marks.is_match(l)) {
                kept.push("node:$BUILTIN".to_string());
                at += 2;
            } else {
                kept.push(self.process.replace(line, "($1:PID)").into_owned());
            }
            at += 1;
        }
        kept.join("\n")
    }

    fn is_builtin_frame(&self, lines: &[&str], at: usize) -> bool {
        if self.builtin_frame.is_match(lines[at]) {
            return true;
        }
        if !self.engine_frame.is_match(lines[at]) {
            return false;
        }
        match lines.get(at + 1) {
            Some(next) if next.trim_start().starts_with("at ") => self.is_builtin_frame(lines, at + 1),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Mask::new("/tmp/x/run", "/opt/node").apply(text)
    }

    #[test]
    fn frames_of_builtin_code_go() {
        let text = "Error: a\n    at f (/tmp/x/run/a.js:1:2)\n    at Array.map (<anonymous>)\n    at Module.load (node:internal/a:1:2)\n    at async node:internal/b:3:4 {\n  code: 1\n}\n";
        assert_eq!(masked(text), "Error: a\n    at f ($DIR/a.js:1:2) {\n  code: 1\n}\n");
        let own = "    at JSON.parse (<anonymous>)\n    at f ($DIR/a.js:1:2)\n";
        assert_eq!(masked(own), own);
    }

    #[test]
    fn source_lines_of_builtin_code_go() {
        assert_eq!(masked("node:internal/a/b:12\n  throw err;\n  ^\n\nError: a\n"), "node:$BUILTIN\n\nError: a\n");
    }

    #[test]
    fn processes_are_not_told_apart() {
        assert_eq!(masked("(node:12) W: /opt/node\n"), "(node:PID) W: $EXEC\n");
    }
}
