//! One package.json, as far as resolution reads it, and the cache of those that exist. A file that is missing is asked
//! for again each time (a program may write it later), one that was read stays as it was, as in Node.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::error::ResolveError;
use crate::files::{FileKind, Files};
use crate::paths::join;

/// The `type` field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageType {
    /// Absent, or a word without meaning.
    #[default]
    None,
    /// `"commonjs"`
    CommonJs,
    /// `"module"`
    Module,
}

impl PackageType {
    /// The word that Node uses for it inside.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::CommonJs => "commonjs",
            Self::Module => "module",
        }
    }
}

/// What resolution needs of a package.json. Fields of the wrong type count as absent.
#[derive(Debug, Default)]
pub struct PackageConfig {
    /// Path of the package.json.
    pub json_path: String,
    /// Folder that it stands in, without a slash at the end.
    pub dir: String,
    /// `name`
    pub name: Option<String>,
    /// `main`
    pub main: Option<String>,
    /// `type`
    pub kind: PackageType,
    /// `exports`, when it is a string, an array or an object; keys in the order of the file.
    pub exports: Option<Value>,
    /// `imports`, when it is an object.
    pub imports: Option<Map<String, Value>>,
}

impl PackageConfig {
    /// The folder with a slash, as the texts of errors show it.
    pub(crate) fn dir_slash(&self) -> String {
        join(&self.dir, "")
    }

    /// Reads the text of a package.json; nothing when it is not a JSON object or `type` is not a string. Nesting deeper
    /// than the parser's 128 levels counts as invalid, so neither parsing nor walking can exhaust the stack.
    fn parse(text: &str, dir: &str, json_path: String) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else { return None };
        let mut config = Self { json_path, dir: dir.to_owned(), ..Self::default() };
        match fields.get("type") {
            None => {}
            Some(Value::String(kind)) => {
                config.kind = match kind.as_str() {
                    "commonjs" => PackageType::CommonJs,
                    "module" => PackageType::Module,
                    _ => PackageType::None,
                }
            }
            Some(_) => return None,
        }
        let mut text_field = |name| match fields.get_mut(name).map(Value::take) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        config.name = text_field("name");
        config.main = text_field("main");
        config.exports = match fields.get_mut("exports").map(Value::take) {
            Some(exports @ (Value::String(_) | Value::Array(_) | Value::Object(_))) => Some(exports),
            _ => None,
        };
        config.imports = match fields.get_mut("imports").map(Value::take) {
            Some(Value::Object(imports)) => Some(imports),
            _ => None,
        };
        Some(config)
    }
}

/// Every package.json that was read, by folder.
#[derive(Default)]
pub(crate) struct PackageCache {
    by_dir: HashMap<String, Rc<PackageConfig>>,
}

impl PackageCache {
    /// The package.json of the folder `dir`, if it has one. `base` goes into the error alone.
    pub(crate) fn read(
        &mut self,
        files: &impl Files,
        dir: &str,
        base: impl FnOnce() -> Option<String>,
    ) -> Result<Option<Rc<PackageConfig>>, ResolveError> {
        if let Some(config) = self.by_dir.get(dir) {
            return Ok(Some(Rc::clone(config)));
        }
        let json_path = join(dir, "package.json");
        if !files.may_read(&json_path) {
            return match files.stat_kind(dir) {
                FileKind::Dir => Err(ResolveError::AccessDenied { path: json_path }),
                _ => Ok(None),
            };
        }
        let config = match files.read_to_string(&json_path) {
            Ok(text) => PackageConfig::parse(&text, dir, json_path.clone()),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => None,
            // What keeps the file from being read makes it absent; so does Node, which resolves past unreadable ones.
            Err(_) => return Ok(None),
        };
        let Some(config) = config else {
            return Err(ResolveError::InvalidPackageConfig { path: json_path, base: base(), message: None });
        };
        let config = Rc::new(config);
        self.by_dir.insert(dir.to_owned(), Rc::clone(&config));
        Ok(Some(config))
    }
}
