//! PACKAGE_EXPORTS_RESOLVE and PACKAGE_IMPORTS_RESOLVE: which key of `exports` or `imports` answers a request.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::error::ResolveError;
use crate::file_url::{file_url_to_path, file_url_to_path_lossy};
use crate::files::{Files, Urls};
use crate::lookup::Resolver;
use crate::package::PackageConfig;
use crate::target::{Asked, Outcome};
use crate::warning::Deprecation;

/// PATTERN_KEY_COMPARE: the longer base before the `*` first, then the longer key.
fn pattern_order(a: &str, b: &str) -> Ordering {
    let base = |key: &str| key.find('*').map_or(key.len(), |at| at + 1);
    base(b).cmp(&base(a)).then(b.len().cmp(&a.len()))
}

/// The most specific pattern of `map` that `request` matches, and what its `*` stands for.
fn best_pattern<'m, 'r>(
    map: &'m Map<String, Value>,
    request: &'r str,
    mut on_base: impl FnMut(),
) -> Option<(&'m str, &'r str)> {
    let mut best: Option<(&str, &str)> = None;
    for key in map.keys() {
        let Some((base, trailer)) = key.split_once('*') else { continue };
        if !request.starts_with(base) {
            continue;
        }
        on_base();
        let fits = request.len() >= key.len() && request.ends_with(trailer) && !trailer.contains('*');
        if fits && best.is_none_or(|(found, _)| pattern_order(found, key) == Ordering::Greater) {
            best = Some((key, &request[base.len()..request.len() - trailer.len()]));
        }
    }
    best
}

impl<F: Files, U: Urls> Resolver<F, U> {
    /// URL of `subpath` (`.` or `./...`) of a package that has `exports`.
    pub(crate) fn exports_resolve(
        &self,
        package: &PackageConfig,
        subpath: &str,
        base: Option<&str>,
        conditions: &[&str],
    ) -> Result<String, ResolveError> {
        let exports = package.exports.as_ref().unwrap_or(&Value::Null);
        let main_only = is_main_only(exports, package, base)?;
        let not_exported = || ResolveError::PackagePathNotExported {
            json_path: package.json_path.clone(),
            subpath: subpath.to_owned(),
            base: base.map(str::to_owned),
        };
        let ask = |key: &str, matched: Option<&str>, target: &Value| {
            let asked = Asked { package, key, matched, imports: false, conditions, base };
            match self.resolve_target(&asked, target)? {
                Outcome::Url(url) => Ok(url),
                Outcome::Null | Outcome::Undefined => Err(not_exported()),
            }
        };
        if main_only {
            return if subpath == "." { ask(".", None, exports) } else { Err(not_exported()) };
        }
        let Value::Object(map) = exports else { return Err(not_exported()) };
        if !subpath.contains('*')
            && !subpath.ends_with('/')
            && let Some(target) = map.get(subpath)
        {
            return ask(subpath, None, target);
        }
        let mut slash = false;
        let best = best_pattern(map, subpath, || slash = subpath.ends_with('/'));
        if slash {
            let base = base.map(file_url_to_path_lossy);
            self.warn(Deprecation::trailing_slash(subpath, &package.json_path, base.as_deref()));
        }
        match best {
            Some((key, matched)) => ask(key, Some(matched), &map[key]),
            None => Err(not_exported()),
        }
    }

    /// URL that `#name` stands for in the package of the module at `base`.
    pub(crate) fn imports_resolve(&self, name: &str, base: &str, conditions: &[&str]) -> Result<String, ResolveError> {
        if name == "#" || name.ends_with('/') {
            return Err(ResolveError::InvalidModuleSpecifier {
                request: name.to_owned(),
                reason: "is not a valid internal imports specifier name".to_owned(),
                base: Some(base.to_owned()),
            });
        }
        let scope = match file_url_to_path(base) {
            Ok(path) => self.package_scope(&path)?,
            Err(_) => None,
        };
        if let Some(package) = &scope
            && let Some(imports) = &package.imports
        {
            let exact = if name.contains('*') { None } else { imports.get_key_value(name) };
            let found = match exact {
                Some((key, target)) => Some((key.as_str(), None, target)),
                None => best_pattern(imports, name, || {}).map(|(key, matched)| (key, Some(matched), &imports[key])),
            };
            if let Some((key, matched, target)) = found {
                let asked = Asked { package, key, matched, imports: true, conditions, base: Some(base) };
                if let Outcome::Url(url) = self.resolve_target(&asked, target)? {
                    return Ok(url);
                }
            }
        }
        Err(ResolveError::PackageImportNotDefined {
            specifier: name.to_owned(),
            json_path: scope.map(|package| package.json_path.clone()),
            base: base.to_owned(),
        })
    }
}

/// Whether `exports` is the target of `.` itself and not a map of subpaths; a mixture is refused.
fn is_main_only(exports: &Value, package: &PackageConfig, base: Option<&str>) -> Result<bool, ResolveError> {
    let Value::Object(map) = exports else { return Ok(!exports.is_null()) };
    let is_condition = |key: &String| !key.starts_with('.');
    let main_only = map.keys().next().is_some_and(is_condition);
    if map.keys().any(|key| is_condition(key) != main_only) {
        return Err(ResolveError::InvalidPackageConfig {
            path: package.json_path.clone(),
            base: base.map(str::to_owned),
            message: Some(
                "\"exports\" cannot contain some keys starting with '.' and some not. The exports object must either be \
                 an object of package subpath keys or an object of main entry condition name keys only.",
            ),
        });
    }
    Ok(main_only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_specific_pattern_wins() {
        let map: Map<String, Value> =
            serde_json::from_str(r#"{"./*":1,"./a/*":2,"./a/*.js":3,"./a/b*":4,"./x*y*":5}"#).unwrap();
        let best = |request| best_pattern(&map, request, || {});
        assert_eq!(best("./a/c.js"), Some(("./a/*.js", "c")));
        assert_eq!(best("./a/bc.js"), Some(("./a/b*", "c.js")));
        assert_eq!(best("./q"), Some(("./*", "q")));
        assert_eq!(best("./"), None);
        assert_eq!(best("q"), None);
    }
}
