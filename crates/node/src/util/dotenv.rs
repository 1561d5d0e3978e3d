//! The format of `.env` files, as `--env-file`, `process.loadEnvFile` and `util.parseEnv` read it.

/// Names and values in the order of the file; a later value of a name replaces an earlier one.
pub fn parse(text: &str) -> Vec<(String, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return variables;
        }
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let line = &rest[..line_end];
        let Some(equals) = line.find('=').filter(|_| !line.starts_with('#')) else {
            rest = &rest[line_end..];
            continue;
        };
        let name = line[..equals].trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
        rest = rest[equals + 1..].trim_start_matches([' ', '\t']);
        let (value, after) = take_value(rest);
        rest = after;
        if name.is_empty() {
            continue;
        }
        match variables.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => variables.push((name.to_owned(), value)),
        }
    }
}

/// The value at the start of `text` and what follows its line.
fn take_value(text: &str) -> (String, &str) {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))
        && let Some(end) = text[1..].find(quote)
    {
        let inner = &text[1..=end];
        let value = if quote == '"' { inner.replace("\\n", "\n") } else { inner.to_owned() };
        let after = &text[end + 2..];
        return (value, after.find('\n').map_or("", |line_end| &after[line_end..]));
    }
    let line_end = text.find('\n').unwrap_or(text.len());
    let line = &text[..line_end];
    let value = line.split('#').next().unwrap_or(line).trim();
    (value.to_owned(), &text[line_end..])
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn pairs(text: &str) -> Vec<(String, String)> {
        parse(text)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn quotes_comments_and_export() {
        assert_eq!(
            pairs("# c\nexport A = 1 # x\nB=\"two\\nlines # kept\" # gone\nC='raw\\n'\nD=\nE=`it's`\n"),
            [pair("A", "1"), pair("B", "two\nlines # kept"), pair("C", "raw\\n"), pair("D", ""), pair("E", "it's")]
        );
    }

    #[test]
    fn quoted_values_span_lines() {
        assert_eq!(pairs("A=\"x\ny\"\nB=1"), [pair("A", "x\ny"), pair("B", "1")]);
    }

    #[test]
    fn a_later_value_wins() {
        assert_eq!(pairs("A=1\nA=2"), [pair("A", "2")]);
    }
}
