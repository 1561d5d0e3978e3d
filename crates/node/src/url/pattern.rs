//! Patterns of URLs: parsed and canonicalised by the crate `urlpattern`. What comes out are regular expressions in
//! JavaScript's own syntax, which `url/pattern.js` compiles and runs. Pure.

use urlpattern::quirks::{self, EcmaRegexp, StringOrInit, UrlPatternComponent, UrlPatternInit};
use urlpattern::{Error, RegexSyntax, UrlPatternOptions};
use weir_engine::{Binding, op, ops};

pub(crate) const BINDING: Binding =
    Binding { name: "url_pattern", ops: ops![pattern_parse, pattern_input], init: None };

/// The parts of an init, in the order of the specification's dictionary.
fn init(parts: Vec<Option<String>>) -> UrlPatternInit {
    let mut parts = parts.into_iter();
    let mut next = || parts.next().flatten();
    UrlPatternInit {
        protocol: next(),
        username: next(),
        password: next(),
        hostname: next(),
        port: next(),
        pathname: next(),
        search: next(),
        hash: next(),
        base_url: next(),
    }
}

fn parse(
    text: Option<String>,
    parts: Vec<Option<String>>,
    base: Option<&str>,
    ignore_case: bool,
) -> Result<quirks::UrlPattern, Error> {
    let input = match text {
        Some(text) => StringOrInit::String(text.into()),
        None => StringOrInit::Init(init(parts)),
    };
    let init = quirks::process_construct_pattern_input(input, base)?;
    quirks::parse_pattern::<EcmaRegexp>(init, UrlPatternOptions { regex_syntax: RegexSyntax::EcmaScript, ignore_case })
}

/// `patternParse(text | undefined, parts, base | undefined, ignoreCase)`: `undefined` for what is no pattern, else "1"
/// where there are groups of regular expressions or "", then three texts for each component: the pattern, its regular
/// expression, and the names of its groups, between commas.
#[op]
fn pattern_parse(
    text: Option<String>,
    parts: Vec<Option<String>>,
    base: Option<String>,
    ignore_case: bool,
) -> Option<Vec<String>> {
    let pattern = parse(text, parts, base.as_deref(), ignore_case).ok()?;
    let mut texts = vec![if pattern.has_regexp_groups { "1" } else { "" }.to_owned()];
    let mut add = |component: UrlPatternComponent| {
        texts.extend([component.pattern_string, component.regexp_string, component.group_name_list.join(",")]);
    };
    add(pattern.protocol);
    add(pattern.username);
    add(pattern.password);
    add(pattern.hostname);
    add(pattern.port);
    add(pattern.pathname);
    add(pattern.search);
    add(pattern.hash);
    Some(texts)
}

/// `patternInput(text | undefined, parts, base | undefined)`: the eight components of what is matched, canonical, or
/// `undefined` for what no pattern can match. A base beside parts is the caller's to refuse.
#[op]
fn pattern_input(text: Option<String>, parts: Vec<Option<String>>, base: Option<String>) -> Option<Vec<String>> {
    let input = match text {
        Some(text) => StringOrInit::String(text.into()),
        None => StringOrInit::Init(init(parts)),
    };
    let (input, _) = quirks::process_match_input(input, base.as_deref()).ok()??;
    let found = quirks::parse_match_input(input)?;
    Some(vec![
        found.protocol,
        found.username,
        found.password,
        found.hostname,
        found.port,
        found.pathname,
        found.search,
        found.hash,
    ])
}
