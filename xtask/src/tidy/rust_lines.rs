//! Takes Rust source apart into code and comments, line by line, with the contents of strings blanked.

/// One line of source.
#[derive(Debug, Default)]
pub struct Line {
    pub code: String,
    pub comment: String,
}

impl Line {
    pub fn is_comment(&self) -> bool {
        self.code.trim().is_empty() && !self.comment.is_empty()
    }
}

#[derive(Clone, Copy)]
enum State {
    Code,
    LineComment,
    /// How deep block comments nest.
    BlockComment(usize),
    Text,
    /// How many `#` close it.
    RawText(usize),
}

/// Splits `source`; line `n` of the result is line `n + 1` of the file.
pub fn split(source: &str) -> Vec<Line> {
    let chars: Vec<char> = source.chars().collect();
    let mut lines = vec![Line::default()];
    let mut state = State::Code;
    let mut at = 0;
    while at < chars.len() {
        let (here, next) = (chars[at], chars.get(at + 1).copied());
        if here == '\n' {
            if matches!(state, State::LineComment) {
                state = State::Code;
            }
            lines.push(Line::default());
            at += 1;
            continue;
        }
        let line = lines.last_mut().expect("there is always a line");
        let mut step = 1;
        match state {
            State::LineComment => line.comment.push(here),
            State::BlockComment(depth) => match (here, next) {
                ('*', Some('/')) => {
                    state = if depth == 1 { State::Code } else { State::BlockComment(depth - 1) };
                    step = 2;
                }
                ('/', Some('*')) => {
                    state = State::BlockComment(depth + 1);
                    step = 2;
                }
                _ => line.comment.push(here),
            },
            State::Text => match here {
                '\\' if next != Some('\n') => step = 2,
                '"' => {
                    line.code.push('"');
                    state = State::Code;
                }
                _ => {}
            },
            State::RawText(signs) => {
                if here == '"' && (1..=signs).all(|n| chars.get(at + n) == Some(&'#')) {
                    line.code.push('"');
                    state = State::Code;
                    step = 1 + signs;
                }
            }
            State::Code => match (here, next) {
                ('/', Some('/')) => {
                    state = State::LineComment;
                    // The mark itself, so that an empty comment still counts as one.
                    line.comment.push_str("//");
                    step = 2;
                }
                ('/', Some('*')) => {
                    state = State::BlockComment(1);
                    line.comment.push_str("/*");
                    step = 2;
                }
                ('"', _) => {
                    line.code.push('"');
                    state = State::Text;
                }
                ('r', _) if raw_signs(&chars, at).is_some() && !ends_a_name(&line.code) => {
                    let signs = raw_signs(&chars, at).expect("just looked");
                    line.code.push_str("r\"");
                    state = State::RawText(signs);
                    step = 2 + signs;
                }
                ('\'', Some('\\')) => {
                    line.code.push_str("' '");
                    step = chars[at + 3..].iter().position(|c| *c == '\'').map_or(1, |n| n + 4);
                }
                ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => {
                    line.code.push_str("' '");
                    step = 3;
                }
                _ => line.code.push(here),
            },
        }
        at += step;
    }
    lines
}

/// For `r"`, `r#"`, ... at `at`: the number of `#`.
fn raw_signs(chars: &[char], at: usize) -> Option<usize> {
    let signs = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + signs) == Some(&'"')).then_some(signs)
}

/// `br"..."` may follow a `b`, but `bar"` is no raw string.
fn ends_a_name(code: &str) -> bool {
    let mut back = code.chars().rev();
    match (back.next(), back.next()) {
        (Some('b' | 'c'), before) => before.is_some_and(|c| c.is_alphanumeric() || c == '_'),
        (Some(c), _) => c.is_alphanumeric() || c == '_',
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    fn codes(source: &str) -> Vec<String> {
        split(source).into_iter().map(|line| line.code).collect()
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(codes("a // unsafe\nb /* unsafe\nunsafe */ c"), ["a ", "b ", " c"]);
        assert_eq!(codes(r#"x("unsafe \" unsafe") y"#), [r#"x("") y"#]);
        assert_eq!(codes("x(r#\"unsafe \" \"#) y"), ["x(r\"\") y"]);
        assert_eq!(codes("br\"a\" z"), ["br\"\" z"]);
    }

    #[test]
    fn lifetimes_and_characters_are_told_apart() {
        assert_eq!(
            codes("fn f<'a>(x: &'a str, q: char) { q == '\"' }"),
            ["fn f<'a>(x: &'a str, q: char) { q == ' ' }"]
        );
        assert_eq!(codes(r"q == '\'' || q == '\u{1}'; y"), ["q == ' ' || q == ' '; y"]);
    }
}
