//! Module resolution as Node 24 does it: CommonJS (`doc/api/modules.md`), ES modules (`doc/api/esm.md`) and
//! `package.json` (`doc/api/packages.md`).
//!
//! Layer 1 of the house: pure logic over two traits. [`Files`] answers for the disk, [`Urls`] for the WHATWG URL
//! parser. Nothing here knows of V8, of the loop or of a policy; whoever implements [`Files`] asks the guard.
//!
//! One [`Resolver`] belongs to one environment and is used on that environment's thread alone. It owns the package.json
//! cache (entries live as long as the environment, as in Node), the cache of real paths of directories, and a cache of
//! file kinds that the caller empties with [`Resolver::begin_operation`].

mod cjs;
mod error;
mod esm;
mod exports;
mod file_url;
mod files;
mod format;
mod lookup;
mod package;
mod paths;
mod target;
mod warning;

pub use cjs::CjsRequest;
pub use error::{ErrorClass, ResolveError};
pub use esm::EsmResolution;
pub use file_url::{file_url_to_path, path_to_file_url};
pub use files::{FileKind, Files, LinkKind, Urls};
pub use format::{Format, ModuleFlags, format_of_extension, mime_format, url_extension};
pub use lookup::Resolver;
pub use package::{PackageConfig, PackageType};
pub use paths::{global_paths, node_modules_paths, normalize, resolve};
pub use warning::Deprecation;
