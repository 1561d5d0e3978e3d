//! `import`: ESM_RESOLVE, PACKAGE_RESOLVE and the old `main` lookup of `doc/api/esm.md`. Whether a scheme can be loaded at
//! all is the loader's question, not asked here.

use std::rc::Rc;

use crate::error::ResolveError;
use crate::file_url::{file_url_to_path, has_encoded_separator, is_url_safe, path_to_file_url, split_file_url};
use crate::files::{FileKind, Files, Urls};
use crate::format::{Format, format_of_extension, url_extension};
use crate::lookup::Resolver;
use crate::package::{PackageConfig, PackageType};
use crate::paths::{dirname, folder_of, join, normalize};
use crate::warning::Deprecation;

/// Where an `import` leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsmResolution {
    /// The module's URL.
    pub url: String,
    /// Its format; nothing when the extension or scheme tells none.
    pub format: Option<Format>,
}

/// Cuts a bare specifier into package name and subpath (`.` or `./...`).
fn split_bare<'s>(specifier: &'s str, base: &str) -> Result<(&'s str, String), ResolveError> {
    let first = specifier.find('/');
    let scoped = specifier.starts_with('@');
    let end = match (scoped, first) {
        (false, at) => at,
        (true, Some(at)) => specifier[at + 1..].find('/').map(|next| at + 1 + next),
        (true, None) => None,
    }
    .unwrap_or(specifier.len());
    let (name, rest) = specifier.split_at(end);
    if (scoped && first.is_none()) || name.starts_with('.') || name.contains(['\\', '%']) {
        return Err(ResolveError::InvalidModuleSpecifier {
            request: specifier.to_owned(),
            reason: "is not a valid package name".to_owned(),
            base: Some(base.to_owned()),
        });
    }
    Ok((name, format!(".{rest}")))
}

fn is_relative(specifier: &str) -> bool {
    specifier.starts_with('/')
        || specifier.starts_with("./")
        || specifier.starts_with("../")
        || matches!(specifier, "." | "..")
}

impl<F: Files, U: Urls> Resolver<F, U> {
    /// Where `specifier` leads from the module at `parent` (a URL), and what format that has.
    ///
    /// # Errors
    /// Each of [`ResolveError`] except the CommonJS one.
    pub fn resolve_esm(
        &self,
        specifier: &str,
        parent: &str,
        conditions: &[&str],
        is_main: bool,
    ) -> Result<EsmResolution, ResolveError> {
        let url = self.module_url(specifier, parent, conditions)?;
        if !url.starts_with("file:") {
            let format = self.format_of_other(&url);
            return Ok(EsmResolution { url, format });
        }
        let keep = if is_main { self.preserve_symlinks_main } else { self.preserve_symlinks };
        self.finish_file(url, parent, keep)
    }

    /// Steps 2 to 5 of ESM_RESOLVE.
    fn module_url(&self, specifier: &str, parent: &str, conditions: &[&str]) -> Result<String, ResolveError> {
        let unsupported = |relative| ResolveError::UnsupportedResolveRequest {
            specifier: specifier.to_owned(),
            base: parent.to_owned(),
            relative,
        };
        if is_relative(specifier) {
            if let Some(url) = plain_relative(specifier, parent) {
                return Ok(url);
            }
            return self.urls.parse(specifier, Some(parent)).ok_or_else(|| unsupported(true));
        }
        if specifier.starts_with('#') && !parent.starts_with("data:") {
            return self.imports_resolve(specifier, parent, conditions);
        }
        // Only what has a colon can be a URL of its own; asking the parser about every package name would be waste.
        if specifier.contains(':')
            && let Some(url) = self.urls.parse(specifier, None)
        {
            return Ok(url);
        }
        if !parent.starts_with("file:") {
            if self.is_builtin(specifier) {
                return Ok(format!("node:{specifier}"));
            }
            return Err(unsupported(false));
        }
        self.package_resolve(specifier, parent, conditions)
    }

    /// PACKAGE_RESOLVE
    pub(crate) fn package_resolve(
        &self,
        specifier: &str,
        base: &str,
        conditions: &[&str],
    ) -> Result<String, ResolveError> {
        if self.is_builtin(specifier) {
            return Ok(format!("node:{specifier}"));
        }
        let (name, subpath) = split_bare(specifier, base)?;
        let base_path = file_url_to_path(base).map_err(|error| error.with_module(base))?;
        if let Some(package) = self.package_scope(&base_path)?
            && package.exports.is_some()
            && package.name.as_deref() == Some(name)
        {
            return self.exports_resolve(&package, &subpath, Some(base), conditions);
        }
        let mut dir = folder_of(&base_path);
        loop {
            let folder = normalize(&join(&join(dir, "node_modules"), name));
            if self.kind(&folder) == FileKind::Dir {
                return self.url_in_package(folder, specifier, base, conditions);
            }
            if dir == "/" {
                break;
            }
            dir = dirname(dir);
        }
        Err(ResolveError::ModuleNotFound { what: name.to_owned(), base: base_path, package: true, url: None })
    }

    /// What a bare specifier means in the package at `folder`.
    fn url_in_package(
        &self,
        folder: String,
        specifier: &str,
        base: &str,
        conditions: &[&str],
    ) -> Result<String, ResolveError> {
        let (_, subpath) = split_bare(specifier, base)?;
        let importing = || Some(format!("\"{specifier}\" from {}", file_url_to_path(base).unwrap_or_default()));
        let package = self.read_package(&folder, importing)?;
        match package.as_deref() {
            Some(package) if package.exports.is_some() => {
                self.exports_resolve(package, &subpath, Some(base), conditions)
            }
            package if subpath == "." => self.legacy_main(&folder, package, base),
            _ => self.subpath_url(folder, &subpath, specifier, base),
        }
    }

    /// ESM_RESOLVE of a bare specifier whose package a package map found at `folder`.
    ///
    /// # Errors
    /// As of [`Resolver::resolve_esm`].
    pub fn resolve_esm_in(
        &self,
        folder: &str,
        specifier: &str,
        parent: &str,
        conditions: &[&str],
    ) -> Result<EsmResolution, ResolveError> {
        let url = self.url_in_package(folder.to_owned(), specifier, parent, conditions)?;
        self.finish_file(url, parent, self.preserve_symlinks)
    }

    /// The package.json at the root of the package that a bare specifier means from the module at `base` (a URL);
    /// nothing when that folder has none.
    ///
    /// # Errors
    /// `ERR_MODULE_NOT_FOUND`, and those of names and of package.json files.
    pub fn find_package(&self, specifier: &str, base: &str) -> Result<Option<Rc<PackageConfig>>, ResolveError> {
        let (name, _) = split_bare(specifier, base)?;
        let base_path = file_url_to_path(base).map_err(|error| error.with_module(base))?;
        if let Some(package) = self.package_scope(&base_path)?
            && package.exports.is_some()
            && package.name.as_deref() == Some(name)
        {
            return Ok(Some(package));
        }
        let mut dir = folder_of(&base_path);
        loop {
            let folder = normalize(&join(&join(dir, "node_modules"), name));
            if self.kind(&folder) == FileKind::Dir {
                return self.read_package(&folder, || Some(format!("\"{specifier}\" from {base_path}")));
            }
            if dir == "/" {
                break;
            }
            dir = dirname(dir);
        }
        Err(ResolveError::ModuleNotFound { what: name.to_owned(), base: base_path, package: true, url: None })
    }

    fn subpath_url(&self, dir: String, subpath: &str, specifier: &str, base: &str) -> Result<String, ResolveError> {
        let folder = path_to_file_url(&join(&dir, ""));
        let inside = &subpath[2..];
        if is_url_safe(inside) && !inside.starts_with('/') && !inside.split('/').any(|part| matches!(part, "." | ".."))
        {
            return Ok(folder + inside);
        }
        self.urls.parse(subpath, Some(&folder)).ok_or_else(|| ResolveError::UnsupportedResolveRequest {
            specifier: specifier.to_owned(),
            base: base.to_owned(),
            relative: true,
        })
    }

    /// What a package without `exports` means by its name.
    fn legacy_main(&self, dir: &str, package: Option<&PackageConfig>, base: &str) -> Result<String, ResolveError> {
        const AFTER_MAIN: [&str; 7] = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
        const WITHOUT: [&str; 3] = ["index.js", "index.json", "index.node"];
        let main = package.and_then(|package| package.main.as_deref());
        let named = main.into_iter().flat_map(|main| AFTER_MAIN.iter().map(move |end| format!("{main}{end}")));
        let mut first = None;
        for name in named.chain(WITHOUT.iter().map(|name| (*name).to_owned())) {
            let path = if name.starts_with('/') { normalize(&name) } else { normalize(&join(dir, &name)) };
            if self.kind(&path) == FileKind::File {
                self.warn_of_search(dir, main, &path, base)?;
                return Ok(path_to_file_url(&path));
            }
            first.get_or_insert(path);
        }
        Err(ResolveError::ModuleNotFound {
            what: first.unwrap_or_default(),
            base: file_url_to_path(base).unwrap_or_else(|_| base.to_owned()),
            package: true,
            url: None,
        })
    }

    /// Warns where the main entry point is an ES module that its package does not name in full.
    fn warn_of_search(&self, dir: &str, main: Option<&str>, path: &str, base: &str) -> Result<(), ResolveError> {
        let main = main.filter(|main| !main.is_empty());
        let exact = main.is_some_and(|main| {
            normalize(&if main.starts_with('/') { main.to_owned() } else { join(dir, main) }) == path
        });
        let is_module =
            path.ends_with(".mjs") || (path.ends_with(".js") && self.package_type(path)? == PackageType::Module);
        if !exact && is_module {
            let folder = join(dir, "");
            let found = path.strip_prefix(&folder).unwrap_or(path);
            let base = file_url_to_path(base).unwrap_or_else(|_| base.to_owned());
            self.warn(Deprecation::searched_main(&folder, main, found, &base));
        }
        Ok(())
    }

    /// Step 7 of ESM_RESOLVE: the file must exist; links are resolved, query and fragment stay.
    fn finish_file(&self, url: String, parent: &str, keep_links: bool) -> Result<EsmResolution, ResolveError> {
        let base = || file_url_to_path(parent).unwrap_or_else(|_| parent.to_owned());
        let parts = split_file_url(&url).ok_or(ResolveError::InvalidUrlScheme)?;
        if has_encoded_separator(parts.pathname) {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: parts.pathname.to_owned(),
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                base: Some(base()),
            });
        }
        let path = file_url_to_path(&url).map_err(|error| error.with_module(parent))?;
        let clean = normalize(&path);
        let kind = self.kind(&clean);
        if kind == FileKind::Dir {
            return Err(ResolveError::UnsupportedDirImport { path, base: base(), url });
        }
        if kind == FileKind::Missing || path.ends_with('/') {
            return Err(ResolveError::ModuleNotFound { what: path, base: base(), package: false, url: Some(url) });
        }
        let (url, path) = if keep_links {
            (url, clean)
        } else {
            let real = self.realpath(&clean);
            (path_to_file_url(&real) + parts.tail, real)
        };
        let format = self.format_of_path(&path)?;
        Ok(EsmResolution { url, format })
    }

    /// Format of a file by its path: extension, then the nearest package.json.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG`
    pub fn format_of_path(&self, path: &str) -> Result<Option<Format>, ResolveError> {
        format_of_extension(url_extension(path), self.flags, || self.package_type(path))
    }

    fn format_of_other(&self, url: &str) -> Option<Format> {
        if url.starts_with("node:") || url.starts_with("weir:") {
            return Some(Format::Builtin);
        }
        let data = url.strip_prefix("data:")?;
        crate::format::mime_format(&data[..data.find(',')?])
    }
}

/// A relative specifier without anything that URLs treat specially, against a plain `file:` URL, joined without the URL
/// parser: by far the most frequent import.
fn plain_relative(specifier: &str, parent: &str) -> Option<String> {
    if !is_url_safe(specifier) || specifier.starts_with("//") {
        return None;
    }
    let parts = split_file_url(parent).filter(|parts| parts.host.is_empty())?;
    let folder_at = parts.pathname.rfind('/')?;
    let folder = if specifier.starts_with('/') { "" } else { &parts.pathname[..folder_at] };
    let joined = join(folder, specifier.trim_start_matches('/'));
    // Doubled slashes mean something in URLs, and in a parent they may hide: leave those to the parser.
    if joined.contains("//") || joined.contains("%2e") || joined.contains("%2E") {
        return None;
    }
    let folder_only = matches!(specifier.rsplit('/').next(), Some("" | "." | ".."));
    let mut url = String::from("file://");
    url.push_str(&normalize(&joined));
    if folder_only && !url.ends_with('/') {
        url.push('/');
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_specifiers() {
        let split = |specifier| split_bare(specifier, "file:///m.js").map(|(name, sub)| (name.to_owned(), sub));
        assert_eq!(split("a/b"), Ok(("a".to_owned(), "./b".to_owned())));
        assert_eq!(split("@s/a"), Ok(("@s/a".to_owned(), ".".to_owned())));
        assert_eq!(split("@s/.x/y"), Ok(("@s/.x".to_owned(), "./y".to_owned())));
        assert!(split("@s").is_err() && split(".x").is_err() && split("a%").is_err());
    }

    #[test]
    fn relative_without_parser() {
        let join = |specifier| plain_relative(specifier, "file:///d/e/m.js?x#y");
        assert_eq!(join("./a.js").as_deref(), Some("file:///d/e/a.js"));
        assert_eq!(join("../a.js").as_deref(), Some("file:///d/a.js"));
        assert_eq!(join("..").as_deref(), Some("file:///d/"));
        assert_eq!(join("../../..").as_deref(), Some("file:///"));
        assert_eq!(join("/a").as_deref(), Some("file:///a"));
        assert_eq!(join("./a?x"), None);
        assert_eq!(join("./a b"), None);
        assert_eq!(join("//host/x"), None);
    }
}
