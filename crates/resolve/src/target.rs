//! PACKAGE_TARGET_RESOLVE of `doc/api/esm.md`: what one value in `exports` or `imports` means. Answers are URLs, because a
//! target may carry escapes, a query or a fragment; CommonJS turns them into paths afterwards.

use serde_json::Value;

use crate::error::ResolveError;
use crate::file_url::{is_url_safe, path_to_file_url, split_file_url};
use crate::files::{Files, Urls};
use crate::lookup::Resolver;
use crate::package::PackageConfig;
use crate::warning::Deprecation;

/// Where a target stands and who asks.
pub(crate) struct Asked<'a> {
    pub package: &'a PackageConfig,
    /// The key of `exports` or `imports` that matched.
    pub key: &'a str,
    /// What the key's `*` stands for.
    pub matched: Option<&'a str>,
    pub imports: bool,
    pub conditions: &'a [&'a str],
    /// URL of the importing module, when the texts of errors shall tell it.
    pub base: Option<&'a str>,
}

/// What came out, where "no condition applied" and "blocked by null" are different answers.
pub(crate) enum Outcome {
    Url(String),
    Null,
    Undefined,
}

/// A suspicious part of a target or match.
#[derive(PartialEq)]
enum Segments {
    Good,
    /// Empty segments only, which Node still takes, with a warning.
    Empty,
    Bad,
}

/// Looks for `.`, `..`, `node_modules` (also percent-encoded, in any case) and empty segments.
fn check_segments(text: &str) -> Segments {
    let mut out = Segments::Good;
    for segment in text.split(['/', '\\']) {
        if segment.is_empty() {
            out = Segments::Empty;
        } else if is_forbidden(segment) {
            return Segments::Bad;
        }
    }
    out
}

fn is_forbidden(segment: &str) -> bool {
    // The longest forbidden word is 12 letters, each at most three bytes when encoded.
    if segment.len() > 36 {
        return false;
    }
    let bytes = segment.as_bytes();
    let mut plain = [0u8; 12];
    let mut length = 0;
    let mut index = 0;
    while index < bytes.len() {
        if length == plain.len() {
            return false;
        }
        let hex = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
        let (byte, width) = match (bytes[index], hex(index + 1), hex(index + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            (byte, ..) => (byte, 1),
        };
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
        index += width;
    }
    matches!(&plain[..length], b"." | b".." | b"node_modules")
}

impl<F: Files, U: Urls> Resolver<F, U> {
    /// Resolves one target value. Depth is bounded by the JSON parser's limit.
    pub(crate) fn resolve_target(&self, asked: &Asked<'_>, target: &Value) -> Result<Outcome, ResolveError> {
        match target {
            Value::String(target) => self.resolve_target_string(asked, target),
            Value::Array(list) => {
                let mut last = Ok(Outcome::Null);
                for item in list {
                    match self.resolve_target(asked, item) {
                        Err(error @ ResolveError::InvalidPackageTarget { .. }) => last = Err(error),
                        Ok(Outcome::Undefined) => {}
                        Ok(Outcome::Null) => last = Ok(Outcome::Null),
                        done => return done,
                    }
                }
                last
            }
            Value::Object(map) => {
                if map.keys().any(|key| is_array_index(key)) {
                    return Err(ResolveError::InvalidPackageConfig {
                        path: asked.package.json_path.clone(),
                        base: asked.base.map(str::to_owned),
                        message: Some("\"exports\" cannot contain numeric property keys."),
                    });
                }
                for (condition, value) in map {
                    if condition == "default" || asked.conditions.contains(&condition.as_str()) {
                        match self.resolve_target(asked, value)? {
                            Outcome::Undefined => {}
                            done => return Ok(done),
                        }
                    }
                }
                Ok(Outcome::Undefined)
            }
            Value::Null => Ok(Outcome::Null),
            Value::Bool(_) | Value::Number(_) => Err(invalid_target(asked, target.to_string())),
        }
    }

    fn resolve_target_string(&self, asked: &Asked<'_>, target: &str) -> Result<Outcome, ResolveError> {
        let package = asked.package;
        let Some(inside) = target.strip_prefix("./") else {
            let bare = asked.imports && !target.starts_with("../") && !target.starts_with('/');
            if bare && self.urls.parse(target, None).is_none() {
                let name = match asked.matched {
                    Some(matched) => target.replace('*', matched),
                    None => target.to_owned(),
                };
                let base = path_to_file_url(&package.json_path);
                return self.package_resolve(&name, &base, asked.conditions).map(Outcome::Url);
            }
            return Err(invalid_target(asked, target.to_owned()));
        };
        let request = |matched: &str| asked.key.replace('*', matched);
        let filled = |matched: &str| target.replace('*', matched);
        match check_segments(inside) {
            Segments::Good => {}
            Segments::Bad => return Err(invalid_target(asked, target.to_owned())),
            Segments::Empty => {
                let matched = asked.matched.unwrap_or_default();
                self.warn_empty(asked, &filled(matched), &request(matched), target);
            }
        }
        let resolved = self.url_inside(package, target).ok_or_else(|| invalid_target(asked, target.to_owned()))?;
        let Some(matched) = asked.matched else { return Ok(Outcome::Url(resolved)) };
        match check_segments(matched) {
            Segments::Good => {}
            Segments::Bad => return Err(self.invalid_subpath(asked, &request(matched))),
            Segments::Empty => {
                let request = request(matched);
                self.warn_empty(asked, &filled(matched), &request, &request);
            }
        }
        let href = resolved.replace('*', matched);
        if is_url_safe(matched) {
            return Ok(Outcome::Url(href));
        }
        match self.urls.parse(&href, None) {
            Some(url) => Ok(Outcome::Url(url)),
            None => Err(self.invalid_subpath(asked, &request(matched))),
        }
    }

    /// URL of a `./` path in a package folder, or nothing when it leads outside.
    pub(crate) fn url_inside(&self, package: &PackageConfig, target: &str) -> Option<String> {
        let folder = path_to_file_url(&package.dir_slash());
        let inside = target.strip_prefix("./").unwrap_or(target);
        if is_url_safe(inside) && !inside.starts_with('/') && check_segments(inside) == Segments::Good {
            return Some(folder + inside);
        }
        let url = self.urls.parse(target, Some(&folder))?;
        split_file_url(&url)?.pathname.starts_with(split_file_url(&folder)?.pathname).then_some(url)
    }

    fn warn_empty(&self, asked: &Asked<'_>, target: &str, request: &str, checked: &str) {
        let base = asked.base.map(crate::file_url::file_url_to_path_lossy);
        let json_path = &asked.package.json_path;
        self.warn(Deprecation::empty_segment(
            target,
            request,
            asked.key,
            checked,
            asked.imports,
            json_path,
            base.as_deref(),
        ));
    }

    fn invalid_subpath(&self, asked: &Asked<'_>, request: &str) -> ResolveError {
        let field = if asked.imports { "imports" } else { "exports" };
        ResolveError::InvalidModuleSpecifier {
            request: request.to_owned(),
            reason: format!(
                "request is not a valid match in pattern \"{}\" for the \"{field}\" resolution of {}",
                asked.key, asked.package.json_path
            ),
            base: asked.base.map(str::to_owned),
        }
    }
}

fn invalid_target(asked: &Asked<'_>, target: String) -> ResolveError {
    ResolveError::InvalidPackageTarget {
        dir: asked.package.dir_slash(),
        key: asked.key.to_owned(),
        target,
        imports: asked.imports,
        base: asked.base.map(str::to_owned),
    }
}

/// Whether a property key is an array index in the sense of ECMA-262: a canonical integer below 2^32 - 1.
fn is_array_index(key: &str) -> bool {
    let canonical = key == "0" || (!key.starts_with('0') && !key.starts_with('+'));
    canonical && key.parse::<u32>().is_ok_and(|index| index < u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        for (text, bad, empty) in [
            ("a/b.js", false, false),
            ("a/../b", true, false),
            ("%2e%2E/b", true, false),
            ("a/NODE_modules/b", true, false),
            ("%6eode_modules", true, false),
            ("node_modules2", false, false),
            ("a//b", false, true),
            ("a/", false, true),
            ("...", false, false),
        ] {
            let found = check_segments(text);
            assert_eq!((found == Segments::Bad, found == Segments::Empty), (bad, empty), "{text}");
        }
    }

    #[test]
    fn indices() {
        assert!(is_array_index("0") && is_array_index("4294967294"));
        assert!(
            !is_array_index("00") && !is_array_index("4294967295") && !is_array_index("-1") && !is_array_index("a")
        );
    }
}
