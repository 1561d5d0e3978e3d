//! Everything that can go wrong while resolving, with Node's class, code and text. The only error type of the crate.

use std::fmt;

use crate::file_url::file_url_to_path_lossy;

/// Which constructor the JavaScript error has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `URIError`
    UriError,
}

/// A failed resolution. Paths and URLs are as Node shows them; `base` is the importing file's path, when one is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// `MODULE_NOT_FOUND` of a CommonJS target that `exports`, `imports` or `main` names. The plain case (nothing found
    /// at all) is not an error here: it is `None`, and JavaScript adds the require stack.
    CjsTargetNotFound {
        /// What is missing.
        request: String,
        /// The package folder or package.json that named it.
        path: Option<String>,
        /// The request, for a bad `main`.
        request_path: Option<String>,
    },
    /// `ERR_MODULE_NOT_FOUND`
    ModuleNotFound {
        /// Package name or path.
        what: String,
        /// Importing file.
        base: String,
        /// Whether `what` was looked up as a package.
        package: bool,
        /// The URL that was tried.
        url: Option<String>,
    },
    /// `ERR_UNSUPPORTED_DIR_IMPORT`
    UnsupportedDirImport {
        /// The folder.
        path: String,
        /// Importing file.
        base: String,
        /// The folder's URL.
        url: String,
    },
    /// `ERR_INVALID_MODULE_SPECIFIER`
    InvalidModuleSpecifier {
        /// The specifier.
        request: String,
        /// Why, as the end of the sentence.
        reason: String,
        /// Importing file.
        base: Option<String>,
    },
    /// `ERR_INVALID_PACKAGE_CONFIG`
    InvalidPackageConfig {
        /// The package.json.
        path: String,
        /// Who was importing what.
        base: Option<String>,
        /// What is wrong, when more is known than that it does not parse.
        message: Option<&'static str>,
    },
    /// `ERR_INVALID_PACKAGE_TARGET`
    InvalidPackageTarget {
        /// Folder of the package, with its slash.
        dir: String,
        /// The key in `exports` or `imports`.
        key: String,
        /// The target as text.
        target: String,
        /// Whether it stands in `imports`.
        imports: bool,
        /// Importing file.
        base: Option<String>,
    },
    /// `ERR_PACKAGE_PATH_NOT_EXPORTED`
    PackagePathNotExported {
        /// The package.json.
        json_path: String,
        /// `.` or `./...`
        subpath: String,
        /// Importing file.
        base: Option<String>,
    },
    /// `ERR_PACKAGE_IMPORT_NOT_DEFINED`
    PackageImportNotDefined {
        /// `#...`
        specifier: String,
        /// The package.json, when the importer has one.
        json_path: Option<String>,
        /// Importing file.
        base: String,
    },
    /// `ERR_UNSUPPORTED_RESOLVE_REQUEST`
    UnsupportedResolveRequest {
        /// The specifier.
        specifier: String,
        /// The importing module's URL.
        base: String,
        /// Whether the URL parser was asked with the base; tells the shape of `cause`.
        relative: bool,
    },
    /// `ERR_INVALID_FILE_URL_HOST`
    InvalidFileUrlHost {
        /// The URL.
        input: String,
        /// The importing module's URL.
        module: Option<String>,
    },
    /// `URIError` of a path with broken percent encoding.
    UriMalformed {
        /// The URL.
        input: String,
        /// The importing module's URL.
        module: Option<String>,
    },
    /// `ERR_INVALID_FILE_URL_PATH`
    InvalidFileUrlPath {
        /// The URL.
        input: String,
    },
    /// `ERR_INVALID_URL_SCHEME`: a target resolved to a builtin where a file is needed.
    InvalidUrlScheme,
    /// `ERR_ACCESS_DENIED`: a policy refuses to read a package.json that a request leads to.
    AccessDenied {
        /// The package.json.
        path: String,
    },
    /// `ERR_UNKNOWN_FILE_EXTENSION`
    UnknownFileExtension {
        /// With its dot.
        extension: String,
        /// The file.
        path: String,
    },
}

impl ResolveError {
    /// Value of the error's `code`; a `URIError` has none.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::CjsTargetNotFound { .. } => "MODULE_NOT_FOUND",
            Self::ModuleNotFound { .. } => "ERR_MODULE_NOT_FOUND",
            Self::UnsupportedDirImport { .. } => "ERR_UNSUPPORTED_DIR_IMPORT",
            Self::InvalidModuleSpecifier { .. } => "ERR_INVALID_MODULE_SPECIFIER",
            Self::InvalidPackageConfig { .. } => "ERR_INVALID_PACKAGE_CONFIG",
            Self::InvalidPackageTarget { .. } => "ERR_INVALID_PACKAGE_TARGET",
            Self::PackagePathNotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            Self::PackageImportNotDefined { .. } => "ERR_PACKAGE_IMPORT_NOT_DEFINED",
            Self::UnsupportedResolveRequest { .. } => "ERR_UNSUPPORTED_RESOLVE_REQUEST",
            Self::InvalidFileUrlHost { .. } => "ERR_INVALID_FILE_URL_HOST",
            Self::UriMalformed { .. } => return None,
            Self::InvalidFileUrlPath { .. } => "ERR_INVALID_FILE_URL_PATH",
            Self::InvalidUrlScheme => "ERR_INVALID_URL_SCHEME",
            Self::AccessDenied { .. } => "ERR_ACCESS_DENIED",
            Self::UnknownFileExtension { .. } => "ERR_UNKNOWN_FILE_EXTENSION",
        })
    }

    /// Constructor of the error.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::CjsTargetNotFound { .. }
            | Self::ModuleNotFound { .. }
            | Self::UnsupportedDirImport { .. }
            | Self::InvalidPackageConfig { .. }
            | Self::InvalidPackageTarget { .. }
            | Self::AccessDenied { .. }
            | Self::PackagePathNotExported { .. } => ErrorClass::Error,
            Self::UriMalformed { .. } => ErrorClass::UriError,
            _ => ErrorClass::TypeError,
        }
    }

    /// Whether the stack's head shows the code in brackets, as for errors that Node makes in JavaScript.
    pub fn is_code_in_name(&self) -> bool {
        match self {
            Self::CjsTargetNotFound { .. }
            | Self::UriMalformed { .. }
            | Self::AccessDenied { .. }
            | Self::InvalidPackageConfig { message: None, .. } => false,
            // A package that is there and has no main file.
            Self::ModuleNotFound { what, package, .. } => !(*package && what.starts_with('/')),
            _ => true,
        }
    }

    /// Further own properties of the error: name and value.
    pub fn properties(&self) -> Vec<(&'static str, &str)> {
        let mut out = Vec::new();
        match self {
            Self::CjsTargetNotFound { path, request_path, .. } => {
                out.extend(path.as_deref().map(|path| ("path", path)));
                out.extend(request_path.as_deref().map(|path| ("requestPath", path)));
            }
            Self::ModuleNotFound { url, .. } => out.extend(url.as_deref().map(|url| ("url", url))),
            Self::UnsupportedDirImport { url, .. } => out.push(("url", url)),
            Self::InvalidFileUrlHost { input, module } | Self::UriMalformed { input, module } => {
                out.push(("input", input));
                out.extend(module.as_deref().map(|module| ("module", module)));
            }
            Self::InvalidFileUrlPath { input } => out.push(("input", input)),
            Self::AccessDenied { path } => out.extend([("permission", "FileSystemRead"), ("resource", path.as_str())]),
            _ => {}
        }
        out
    }

    /// The same error, knowing which module was importing (for those that tell it as a property).
    pub(crate) fn with_module(mut self, url: &str) -> Self {
        if let Self::InvalidFileUrlHost { module, .. } | Self::UriMalformed { module, .. } = &mut self {
            *module = Some(url.to_owned());
        }
        self
    }
}

/// ` imported from X`, or nothing.
struct From<'a>(Option<&'a str>);

impl fmt::Display for From<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(base) => write!(f, " imported from {}", file_url_to_path_lossy(base)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CjsTargetNotFound { request, request_path, .. } => {
                write!(f, "Cannot find module '{request}'")?;
                if request_path.is_some() {
                    f.write_str(". Please verify that the package.json has a valid \"main\" entry")?;
                }
                Ok(())
            }
            Self::ModuleNotFound { what, base, package, .. } => {
                let kind = if *package { "package" } else { "module" };
                write!(f, "Cannot find {kind} '{what}'{}", From(Some(base)))
            }
            Self::UnsupportedDirImport { path, base, .. } => {
                write!(f, "Directory import '{path}' is not supported resolving ES modules{}", From(Some(base)))
            }
            Self::InvalidModuleSpecifier { request, reason, base } => {
                write!(f, "Invalid module \"{request}\" {reason}{}", From(base.as_deref()))
            }
            Self::InvalidPackageConfig { path, base, message } => {
                write!(f, "Invalid package config {path}")?;
                if let Some(base) = base {
                    write!(f, " while importing {base}")?;
                }
                f.write_str(".")?;
                match message {
                    Some(message) => write!(f, " {message}"),
                    None => Ok(()),
                }
            }
            Self::InvalidPackageTarget { dir, key, target, imports, base } => {
                let field = if *imports { "imports" } else { "exports" };
                let quoted = serde_json::Value::from(target.as_str());
                if key == "." && !imports {
                    write!(
                        f,
                        "Invalid \"exports\" main target {quoted} defined in the package config {dir}package.json"
                    )?;
                } else {
                    write!(
                        f,
                        "Invalid \"{field}\" target {quoted} defined for '{key}' in the package config {dir}package.json"
                    )?;
                }
                write!(f, "{}", From(base.as_deref()))?;
                if !imports && !target.is_empty() && !target.starts_with("./") {
                    f.write_str("; targets must start with \"./\"")?;
                }
                Ok(())
            }
            Self::PackagePathNotExported { json_path, subpath, base } => {
                if subpath == "." {
                    write!(f, "No \"exports\" main defined in {json_path}")?;
                } else {
                    write!(f, "Package subpath '{subpath}' is not defined by \"exports\" in {json_path}")?;
                }
                write!(f, "{}", From(base.as_deref()))
            }
            Self::PackageImportNotDefined { specifier, json_path, base } => {
                write!(f, "Package import specifier \"{specifier}\" is not defined")?;
                if let Some(json_path) = json_path {
                    write!(f, " in package {json_path}")?;
                }
                write!(f, "{}", From(Some(base)))
            }
            Self::UnsupportedResolveRequest { specifier, base, .. } => write!(
                f,
                "Failed to resolve module specifier \"{specifier}\" from \"{base}\": Invalid relative URL or base scheme is \
                 not hierarchical."
            ),
            Self::InvalidFileUrlHost { .. } => f.write_str("File URL host must be \"localhost\" or empty on linux"),
            Self::UriMalformed { .. } => f.write_str("URI malformed"),
            Self::InvalidFileUrlPath { .. } => f.write_str("File URL path must not include encoded / characters"),
            Self::InvalidUrlScheme => f.write_str("The URL must be of scheme file"),
            Self::AccessDenied { .. } => {
                f.write_str("Access to this API has been restricted. Use --allow-fs-read to manage permissions.")
            }
            Self::UnknownFileExtension { extension, path } => {
                write!(f, "Unknown file extension \"{extension}\" for {path}")
            }
        }
    }
}

impl std::error::Error for ResolveError {}
