//! Deprecations that resolution runs into. They are values: the caller prints them through `process.emitWarning`.

/// One deprecation warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// `DEP0128`, `DEP0151`, `DEP0155` or `DEP0166`.
    pub code: &'static str,
    /// The sentence, as Node writes it.
    pub message: String,
}

fn from(base: Option<&str>) -> String {
    base.map(|base| format!(" imported from {base}")).unwrap_or_default()
}

impl Deprecation {
    pub(crate) fn invalid_main(json_path: &str, main: &str) -> Self {
        Self {
            code: "DEP0128",
            message: format!(
                "Invalid 'main' field in '{json_path}' of '{main}'. Please either fix that or report it to the module author"
            ),
        }
    }

    /// An ES module that a package's main entry point was searched for. `folder` ends with a slash, `found` is below it.
    pub(crate) fn searched_main(folder: &str, main: Option<&str>, found: &str, base: &str) -> Self {
        let message = match main {
            Some(main) => format!(
                "Package {folder} has a \"main\" field set to \"{main}\", excluding the full filename and extension to \
                 the resolved file at \"{found}\", imported from {base}.\n Automatic extension resolution of the \
                 \"main\" field is deprecated for ES modules."
            ),
            None => format!(
                "No \"main\" or \"exports\" field defined in the package.json for {folder} resolving the main entry \
                 point \"{found}\", imported from {base}.\nDefault \"index\" lookups for the main are deprecated for \
                 ES modules."
            ),
        };
        Self { code: "DEP0151", message }
    }

    pub(crate) fn trailing_slash(subpath: &str, json_path: &str, base: Option<&str>) -> Self {
        Self {
            code: "DEP0155",
            message: format!(
                "Use of deprecated trailing slash pattern mapping \"{subpath}\" in the \"exports\" field module resolution \
                 of the package at {json_path}{}. Mapping specifiers ending in \"/\" is no longer supported.",
                from(base)
            ),
        }
    }

    /// An empty segment in `target` or in what the pattern matched; `checked` is the one of both that was looked at.
    pub(crate) fn empty_segment(
        target: &str,
        request: &str,
        key: &str,
        checked: &str,
        imports: bool,
        json_path: &str,
        base: Option<&str>,
    ) -> Self {
        let slashes = |pair: &[u8]| pair.iter().all(|byte| matches!(byte, b'/' | b'\\'));
        let kind = if checked.as_bytes().windows(2).any(slashes) {
            "double slash"
        } else {
            "leading or trailing slash matching"
        };
        let matched = if request == key { String::new() } else { format!("matched to \"{key}\" ") };
        let field = if imports { "imports" } else { "exports" };
        Self {
            code: "DEP0166",
            message: format!(
                "Use of deprecated {kind} resolving \"{target}\" for module request \"{request}\" {matched}in the \"{field}\" \
                 field module resolution of the package at {json_path}{}.",
                from(base)
            ),
        }
    }
}
