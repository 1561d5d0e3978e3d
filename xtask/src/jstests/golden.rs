//! Compares output with a golden file: `*` stands for any text within a line, a line `...` for any number of lines.

/// Where the output first leaves the golden text; nothing when it fits.
pub fn difference(golden: &str, output: &str) -> Option<String> {
    let golden: Vec<&str> = golden.trim_end_matches('\n').split('\n').collect();
    let output: Vec<&str> = output.trim_end_matches('\n').split('\n').collect();
    // reach[n]: the output's first n lines can be what the golden lines so far stand for.
    let mut reach = vec![false; output.len() + 1];
    reach[0] = true;
    for (at, pattern) in golden.iter().enumerate() {
        let mut next = vec![false; output.len() + 1];
        if *pattern == "..." {
            let first = reach.iter().position(|can| *can).unwrap_or(reach.len());
            next[first..].fill(true);
        } else {
            for n in 0..output.len() {
                next[n + 1] = reach[n] && fits(pattern, output[n]);
            }
        }
        if !next.contains(&true) {
            let line = reach.iter().position(|can| *can).unwrap_or(0);
            let got = output.get(line).copied().unwrap_or("the end of the output");
            return Some(format!("golden line {}: {pattern}\noutput line {}: {got}", at + 1, line + 1));
        }
        reach = next;
    }
    let last = reach.iter().rposition(|can| *can).unwrap_or(0);
    (!reach[output.len()]).then(|| format!("after the golden file's end, output line {}: {}", last + 1, output[last]))
}

/// Whether `line` is what `pattern` stands for.
fn fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_and_without_stars() {
        assert!(fits("abc", "abc") && !fits("abc", "abcd"));
        assert!(fits("at * (*:1:2)", "at f (/x.js:1:2)") && !fits("at * (*:1:2)", "at f (/x.js:1:3)"));
        assert!(fits("*", "") && fits("a*a", "aa") && !fits("a*a", "a"));
    }

    #[test]
    fn dots_stand_for_any_lines() {
        assert_eq!(difference("a\n...\nz\n", "a\nz\n"), None);
        assert_eq!(difference("a\n...\nz\n", "a\nb\nz\nc\nz\n"), None);
        assert!(difference("a\n...\nz\n", "a\nb\n").unwrap().contains("golden line 3: z"));
        assert!(difference("a\n", "a\nb\n").unwrap().contains("output line 2: b"));
        assert!(difference("a\nb\n", "a\n").unwrap().contains("the end of the output"));
    }
}
