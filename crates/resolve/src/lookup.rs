//! The resolver's state and the questions that CommonJS and ES modules share: kinds of paths, real paths, package scopes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::error::ResolveError;
use crate::files::{FileKind, Files, LinkKind, Urls};
use crate::format::ModuleFlags;
use crate::package::{PackageCache, PackageConfig, PackageType};
use crate::paths::{dirname, folder_of, join, resolve};
use crate::warning::Deprecation;

/// A path that exists: what it leads to, and whether it is a link itself.
#[derive(Clone, Copy)]
struct Seen {
    kind: FileKind,
    link: bool,
}

/// Resolution for one environment. Interior state only: every question takes `&self`.
pub struct Resolver<F, U> {
    pub(crate) files: F,
    pub(crate) urls: U,
    is_builtin: fn(&str) -> bool,
    /// `--preserve-symlinks`
    pub preserve_symlinks: bool,
    /// `--preserve-symlinks-main`
    pub preserve_symlinks_main: bool,
    /// Formats that are switched on.
    pub flags: ModuleFlags,
    packages: RefCell<PackageCache>,
    seen: RefCell<HashMap<String, Seen>>,
    real_dirs: RefCell<HashMap<String, String>>,
    warnings: RefCell<Vec<Deprecation>>,
}

impl<F: Files, U: Urls> Resolver<F, U> {
    /// A resolver with empty caches. `is_builtin` tells which bare names are `node:` modules without the scheme.
    pub fn new(files: F, urls: U, is_builtin: fn(&str) -> bool) -> Self {
        Self {
            files,
            urls,
            is_builtin,
            preserve_symlinks: false,
            preserve_symlinks_main: false,
            flags: ModuleFlags::default(),
            packages: RefCell::default(),
            seen: RefCell::default(),
            real_dirs: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Forgets the kinds of paths. Called when a `require` begins that is not inside another, so that within one tree
    /// of requires no path is asked for twice, and afterwards a changed disk is seen. Only what exists is remembered.
    pub fn begin_operation(&self) {
        self.seen.borrow_mut().clear();
    }

    /// The deprecations since the last call.
    pub fn take_warnings(&self) -> Vec<Deprecation> {
        std::mem::take(&mut self.warnings.borrow_mut())
    }

    pub(crate) fn warn(&self, warning: Deprecation) {
        self.warnings.borrow_mut().push(warning);
    }

    pub(crate) fn is_builtin(&self, name: &str) -> bool {
        (self.is_builtin)(name)
    }

    /// Kind of an absolute path, remembered until the next operation.
    pub fn kind(&self, path: &str) -> FileKind {
        self.look(path).kind
    }

    fn look(&self, path: &str) -> Seen {
        if let Some(seen) = self.seen.borrow().get(path) {
            return *seen;
        }
        let seen = match self.files.link_kind(path) {
            LinkKind::Missing => Seen { kind: FileKind::Missing, link: false },
            LinkKind::File => Seen { kind: FileKind::File, link: false },
            LinkKind::Dir => Seen { kind: FileKind::Dir, link: false },
            LinkKind::Link => Seen { kind: self.files.stat_kind(path), link: true },
        };
        if seen.kind != FileKind::Missing {
            self.seen.borrow_mut().insert(path.to_owned(), seen);
        }
        seen
    }

    /// Real path of something that exists. Folders are remembered, so that a file in a known folder which is no link
    /// costs no further call.
    pub fn realpath(&self, path: &str) -> String {
        if self.look(path).link {
            return self.files.realpath(path).unwrap_or_else(|_| path.to_owned());
        }
        let dir = dirname(path);
        if dir == path {
            return path.to_owned();
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        if let Some(real) = self.real_dirs.borrow().get(dir) {
            return join(real, name);
        }
        // The path went away between two looks, or cannot be read: leave it as it was asked for.
        let real = self.files.realpath(dir).unwrap_or_else(|_| dir.to_owned());
        let out = join(&real, name);
        self.real_dirs.borrow_mut().insert(dir.to_owned(), real);
        out
    }

    /// The package.json in the folder `dir`, if there is one.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG`; `base` tells who was importing, for its text.
    pub fn read_package(
        &self,
        dir: &str,
        base: impl FnOnce() -> Option<String>,
    ) -> Result<Option<Rc<PackageConfig>>, ResolveError> {
        self.packages.borrow_mut().read(&self.files, dir, base)
    }

    /// The package that the file at the absolute `path` belongs to: the nearest package.json above it, not past a
    /// `node_modules` folder.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG`
    pub fn package_scope(&self, path: &str) -> Result<Option<Rc<PackageConfig>>, ResolveError> {
        let mut dir = folder_of(path);
        loop {
            if dir.ends_with("/node_modules") {
                return Ok(None);
            }
            match self.read_package(dir, || None) {
                Ok(None) => {}
                // A policy that grants a file need not grant the folders above it.
                Err(ResolveError::AccessDenied { .. }) => {}
                found => return found,
            }
            if dir == "/" {
                return Ok(None);
            }
            dir = dirname(dir);
        }
    }

    /// `type` of the package that the file belongs to.
    ///
    /// # Errors
    /// `ERR_INVALID_PACKAGE_CONFIG`
    pub fn package_type(&self, path: &str) -> Result<PackageType, ResolveError> {
        Ok(self.package_scope(path)?.map_or(PackageType::None, |config| config.kind))
    }

    pub(crate) fn resolve_path(&self, base: &str, request: &str) -> String {
        resolve(base, request, || self.files.cwd())
    }
}
