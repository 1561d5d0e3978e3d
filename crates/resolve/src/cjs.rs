//! `require()`: LOAD_AS_FILE, LOAD_AS_DIRECTORY, LOAD_NODE_MODULES and their kin of `doc/api/modules.md`. The choice of
//! lookup folders, builtins, the module cache and the require stack of an error stay with JavaScript, where programs
//! replace them.

use crate::error::ResolveError;
use crate::file_url::{file_url_to_path, has_encoded_separator, path_to_file_url};
use crate::files::{FileKind, Files, Urls};
use crate::lookup::Resolver;
use crate::paths::{join, normalize};
use crate::warning::Deprecation;

/// One `require` to resolve.
pub struct CjsRequest<'a> {
    /// What stands in the parentheses.
    pub request: &'a str,
    /// Path of the requiring module, for `#imports` and self references; nothing outside a file.
    pub parent: Option<&'a str>,
    /// Lookup folders in order.
    pub paths: &'a [&'a str],
    /// Whether the program's entry is looked up (other symlink option).
    pub is_main: bool,
    /// Extensions to try, with their dots.
    pub extensions: &'a [&'a str],
    /// Conditions of `exports` and `imports`.
    pub conditions: &'a [&'a str],
}

/// Cuts `name/sub` or `@scope/name/sub` into name and `/sub`; nothing when the start cannot be a package name.
fn split_package(request: &str) -> Option<(&str, &str)> {
    let first = request.find('/').unwrap_or(request.len());
    let end = if request.starts_with('@') {
        if first < 2 || first == request.len() {
            return None;
        }
        request[first + 1..].find('/').map_or(request.len(), |at| first + 1 + at)
    } else {
        first
    };
    let (name, rest) = request.split_at(end);
    let last = name.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.starts_with('.') || name.contains(['\\', '%']) {
        return None;
    }
    Some((name, rest))
}

/// Whether a request names a folder: it ends with a slash or with a dot segment.
fn wants_folder(request: &str) -> bool {
    matches!(request.rsplit('/').next(), Some("" | "." | "..")) && !request.is_empty()
}

impl<F: Files, U: Urls> Resolver<F, U> {
    /// The file that a `require` means; nothing when there is none. Asks `#imports`, the package itself and the lookup
    /// folders, in this order.
    ///
    /// # Errors
    /// All that a package.json can cause; see [`ResolveError`].
    pub fn resolve_cjs(&self, asked: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        if let Some(parent) = asked.parent {
            if asked.request.starts_with('#') {
                if let Some(found) = self.cjs_imports(asked, parent)? {
                    return Ok(Some(found));
                }
            } else if let Some(found) = self.cjs_self(asked, parent)? {
                return Ok(Some(found));
            }
        }
        self.find_path(asked)
    }

    fn cjs_imports(&self, asked: &CjsRequest<'_>, parent: &str) -> Result<Option<String>, ResolveError> {
        let Some(package) = self.package_scope(parent)? else { return Ok(None) };
        if package.imports.is_none() {
            return Ok(None);
        }
        let base = path_to_file_url(parent);
        let url = match self.imports_resolve(asked.request, &base, asked.conditions) {
            Err(ResolveError::ModuleNotFound { .. }) => return Err(not_found(asked.request, None)),
            other => other?,
        };
        self.cjs_from_url(&url, Some(&base), &package.json_path).map(Some)
    }

    fn cjs_self(&self, asked: &CjsRequest<'_>, parent: &str) -> Result<Option<String>, ResolveError> {
        let request = asked.request;
        if request.starts_with(['.', '/']) {
            return Ok(None);
        }
        let Some(package) = self.package_scope(parent)? else { return Ok(None) };
        let Some(name) = &package.name else { return Ok(None) };
        let Some(rest) = request.strip_prefix(name.as_str()) else { return Ok(None) };
        if package.exports.is_none() || !(rest.is_empty() || rest.starts_with('/')) {
            return Ok(None);
        }
        let base = path_to_file_url(parent);
        let url = self.exports_resolve(&package, &format!(".{rest}"), Some(&base), asked.conditions)?;
        self.cjs_from_url(&url, Some(&base), &package.dir).map(Some)
    }

    /// RESOLVE_ESM_MATCH: the target must be a file as it stands.
    fn cjs_from_url(&self, url: &str, base: Option<&str>, named_by: &str) -> Result<String, ResolveError> {
        if has_encoded_separator(url) {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: url.to_owned(),
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                base: base.map(str::to_owned),
            });
        }
        let path = file_url_to_path(url)?;
        match self.kind(&normalize(&path)) {
            FileKind::File if !path.ends_with('/') => Ok(self.finish(&normalize(&path), false)),
            _ => Err(not_found(&path, Some(named_by))),
        }
    }

    /// `Module._findPath`: the request against each lookup folder.
    ///
    /// # Errors
    /// Those of `exports` and of a bad `main`.
    pub fn find_path(&self, asked: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let request = asked.request;
        let absolute = request.starts_with('/');
        let folder_only = wants_folder(request);
        let relative = request.starts_with("./") || request.starts_with("../") || matches!(request, "." | "..");
        let package = if absolute || relative { None } else { split_package(request) };
        let root = [""];
        let paths = if absolute { &root[..] } else { asked.paths };
        for folder in paths {
            if !absolute && !relative && !folder.is_empty() {
                let folder = self.resolve_path(folder, "");
                if self.kind(&folder) != FileKind::Dir {
                    continue;
                }
            }
            if let Some((name, rest)) = package
                && let Some(found) = self.cjs_exports(asked, folder, name, rest)?
            {
                return Ok(Some(found));
            }
            let path = self.resolve_path(folder, request);
            let kind = self.kind(&path);
            if !folder_only {
                let found = if kind == FileKind::File {
                    Some(self.finish(&path, asked.is_main))
                } else {
                    self.try_extensions(&path, asked)
                };
                if found.is_some() {
                    return Ok(found);
                }
            }
            if kind == FileKind::Dir
                && let Some(found) = self.try_folder(&path, asked)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The file that a bare request means in the package at `dir`, which a package map found.
    ///
    /// # Errors
    /// Those of `exports` and of a bad `main`.
    pub fn resolve_cjs_in(&self, dir: &str, asked: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let Some((_, rest)) = split_package(asked.request) else { return Ok(None) };
        if let Some(found) = self.cjs_exports_in(dir, rest, asked)? {
            return Ok(Some(found));
        }
        let request = format!("{dir}{rest}");
        self.find_path(&CjsRequest { request: &request, ..*asked })
    }

    /// LOAD_PACKAGE_EXPORTS
    fn cjs_exports(
        &self,
        asked: &CjsRequest<'_>,
        folder: &str,
        name: &str,
        rest: &str,
    ) -> Result<Option<String>, ResolveError> {
        let dir = self.resolve_path(folder, name);
        if self.kind(&dir) != FileKind::Dir {
            return Ok(None);
        }
        self.cjs_exports_in(&dir, rest, asked)
    }

    fn cjs_exports_in(&self, dir: &str, rest: &str, asked: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        match self.read_package(dir, || None)? {
            Some(package) if package.exports.is_some() => {
                let url = self.exports_resolve(&package, &format!(".{rest}"), None, asked.conditions)?;
                self.cjs_from_url(&url, None, &package.dir).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// LOAD_AS_DIRECTORY
    fn try_folder(&self, dir: &str, asked: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let index = join(dir, "index");
        let package = self.read_package(dir, || None)?;
        let named = package
            .as_ref()
            .and_then(|package| Some((package, package.main.as_deref().filter(|main| !main.is_empty())?)));
        let Some((package, main)) = named else { return Ok(self.try_extensions(&index, asked)) };
        let path = self.resolve_path(dir, main);
        let found = self
            .try_file(&path, asked.is_main)
            .or_else(|| self.try_extensions(&path, asked))
            .or_else(|| self.try_extensions(&join(&path, "index"), asked));
        if found.is_some() {
            return Ok(found);
        }
        let found = self.try_extensions(&index, asked);
        if found.is_none() {
            return Err(ResolveError::CjsTargetNotFound {
                request: path,
                path: Some(package.json_path.clone()),
                request_path: Some(asked.request.to_owned()),
            });
        }
        self.warn(Deprecation::invalid_main(&package.json_path, main));
        Ok(found)
    }

    fn try_extensions(&self, path: &str, asked: &CjsRequest<'_>) -> Option<String> {
        let mut candidate = String::with_capacity(path.len() + 8);
        asked.extensions.iter().find_map(|extension| {
            candidate.clear();
            candidate.push_str(path);
            candidate.push_str(extension);
            self.try_file(&candidate, asked.is_main)
        })
    }

    fn try_file(&self, path: &str, is_main: bool) -> Option<String> {
        (self.kind(path) == FileKind::File).then(|| self.finish(path, is_main))
    }

    fn finish(&self, path: &str, is_main: bool) -> String {
        let keep = if is_main { self.preserve_symlinks_main } else { self.preserve_symlinks };
        if keep { path.to_owned() } else { self.realpath(path) }
    }
}

fn not_found(request: &str, path: Option<&str>) -> ResolveError {
    ResolveError::CjsTargetNotFound { request: request.to_owned(), path: path.map(str::to_owned), request_path: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_names() {
        assert_eq!(split_package("a"), Some(("a", "")));
        assert_eq!(split_package("a/b/c"), Some(("a", "/b/c")));
        assert_eq!(split_package("@s/a/b"), Some(("@s/a", "/b")));
        assert_eq!(split_package("a/"), Some(("a", "/")));
        for bad in ["", "@s", "@/a", "@s/", ".a", "a%b", "a\\b", "@s/.a"] {
            assert_eq!(split_package(bad), None, "{bad}");
        }
    }

    #[test]
    fn folder_requests() {
        assert!(["a/", ".", "..", "./", "a/.", "a/.."].iter().all(|request| wants_folder(request)));
        assert!(["", "a", "./a", "a.", "a..", "..."].iter().all(|request| !wants_folder(request)));
    }
}
