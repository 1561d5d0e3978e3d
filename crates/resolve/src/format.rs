//! Which kind of module a file is: by extension, by the nearest package.json, by MIME type. Whether a file without any
//! sign holds ES module syntax is for the engine to say, so such files come out as ambiguous.

use crate::package::PackageType;

/// Kind of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `node:` or `weir:` module
    Builtin,
    /// CommonJS
    CommonJs,
    /// ES module
    Module,
    /// JSON
    Json,
    /// WebAssembly
    Wasm,
    /// Native addon
    Addon,
    /// CommonJS in TypeScript
    CommonJsTypeScript,
    /// ES module in TypeScript
    ModuleTypeScript,
    /// JavaScript whose syntax has to tell
    Ambiguous,
    /// TypeScript whose syntax has to tell
    AmbiguousTypeScript,
    /// A file without extension in a `"type": "module"` package: WebAssembly by its first bytes, else an ES module.
    ModuleOrWasm,
}

impl Format {
    /// Node's word; the ambiguous ones have words of our own.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::CommonJs => "commonjs",
            Self::Module => "module",
            Self::Json => "json",
            Self::Wasm => "wasm",
            Self::Addon => "addon",
            Self::CommonJsTypeScript => "commonjs-typescript",
            Self::ModuleTypeScript => "module-typescript",
            Self::Ambiguous => "ambiguous",
            Self::AmbiguousTypeScript => "ambiguous-typescript",
            Self::ModuleOrWasm => "module-or-wasm",
        }
    }
}

/// Which formats are switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleFlags {
    /// `.ts`, `.mts` and `.cts` are known (`--strip-types`).
    pub typescript: bool,
    /// `.node` can be imported (`--experimental-addon-modules`).
    pub addons: bool,
    /// Files without a sign are looked into (`--experimental-detect-module`).
    pub detect: bool,
}

impl Default for ModuleFlags {
    fn default() -> Self {
        Self { typescript: true, addons: true, detect: true }
    }
}

/// The extension of a URL's pathname or of a path, with its dot. A name that only begins with a dot has none, one that
/// ends with a dot has `.`.
pub fn url_extension(pathname: &str) -> &str {
    let name_at = pathname.rfind('/').map_or(0, |at| at + 1);
    let name = &pathname[name_at..];
    match name.rfind('.') {
        None | Some(0) => "",
        Some(at) => &name[at..],
    }
}

/// The format by extension. `package_type` is asked only where it matters; nothing means that the extension is unknown.
///
/// # Errors
/// Those of `package_type`.
pub fn format_of_extension<E>(
    extension: &str,
    flags: ModuleFlags,
    package_type: impl FnOnce() -> Result<PackageType, E>,
) -> Result<Option<Format>, E> {
    let undecided = |ambiguous, plain| if flags.detect { ambiguous } else { plain };
    Ok(Some(match extension {
        ".js" => match package_type()? {
            PackageType::Module => Format::Module,
            PackageType::CommonJs => Format::CommonJs,
            PackageType::None => undecided(Format::Ambiguous, Format::CommonJs),
        },
        "" => match package_type()? {
            PackageType::Module => Format::ModuleOrWasm,
            PackageType::CommonJs => Format::CommonJs,
            PackageType::None => undecided(Format::Ambiguous, Format::CommonJs),
        },
        ".mjs" => Format::Module,
        ".cjs" => Format::CommonJs,
        ".json" => Format::Json,
        ".wasm" => Format::Wasm,
        ".node" if flags.addons => Format::Addon,
        ".ts" if flags.typescript => match package_type()? {
            PackageType::Module => Format::ModuleTypeScript,
            PackageType::CommonJs => Format::CommonJsTypeScript,
            PackageType::None => undecided(Format::AmbiguousTypeScript, Format::CommonJsTypeScript),
        },
        ".mts" if flags.typescript => Format::ModuleTypeScript,
        ".cts" if flags.typescript => Format::CommonJsTypeScript,
        _ => return Ok(None),
    }))
}

/// The format of a `data:` URL's MIME type, parameters and all.
pub fn mime_format(mime: &str) -> Option<Format> {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/javascript" | "application/javascript" => Some(Format::Module),
        "application/json" => Some(Format::Json),
        "application/wasm" => Some(Format::Wasm),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions() {
        for (path, want) in
            [("/a/b.js", ".js"), ("/a.b/c", ""), ("/.hid", ""), ("/dot.", "."), ("/a.b.c", ".c"), ("", "")]
        {
            assert_eq!(url_extension(path), want, "{path}");
        }
    }

    #[test]
    fn formats() {
        let of = |ext, kind| format_of_extension::<()>(ext, ModuleFlags::default(), || Ok(kind)).unwrap();
        assert_eq!(of(".js", PackageType::None), Some(Format::Ambiguous));
        assert_eq!(of(".ts", PackageType::Module), Some(Format::ModuleTypeScript));
        assert_eq!(of("", PackageType::Module), Some(Format::ModuleOrWasm));
        assert_eq!(of(".foo", PackageType::Module), None);
        assert_eq!(mime_format("TEXT/JavaScript; charset=utf-8"), Some(Format::Module));
        assert_eq!(mime_format("text/plain"), None);
    }
}
