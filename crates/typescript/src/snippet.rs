//! The lines of a text around a place, as an error shows them. Pure.

/// The line of a place, from 1, and the lines around it: the place in one line is underlined, one of several lines is
/// marked where it begins and ends.
pub(crate) fn of(text: &str, start: usize, end: usize) -> (usize, String) {
    let line_of = |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let shown = |line: usize| lines[line].replace('\t', "    ");
    let first = line_of(start);
    let last = line_of(end.max(start + 1) - 1).max(first);
    let (from, to) = (first.saturating_sub(1), (last + 1).min(lines.len() - 1));
    let mut out = String::new();
    for line in from..=to {
        if first != last {
            out.push_str(if line == first || line == last { "  > " } else { "    " });
        }
        out.push_str(&shown(line));
        out.push('\n');
        if first == last && line == first && start < text.len() {
            let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let before = text[begin..start].replace('\t', "    ").chars().count();
            let marked = text[start..end.clamp(start, text.len())].chars().count().max(1);
            out.push_str(&format!("{}{}\n", " ".repeat(before), "^".repeat(marked)));
        }
    }
    // At the end of the text it is the last line that lacks something.
    let line = if start >= text.len() && lines[first].is_empty() { first.max(1) } else { first + 1 };
    (line, out.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn any_place_has_lines() {
        assert_eq!(of("", 0, 0), (1, String::new()));
        assert_eq!(of("a\n", 2, 2), (1, "a".to_owned()));
        assert_eq!(of("\tgrüße = 1\r\nb", 1, 8), (1, "    grüße = 1\n    ^^^^^\nb".to_owned()));
    }
}
