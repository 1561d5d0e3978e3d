//! The two doors out of this crate: the disk and the URL parser. Implemented by the runtime (the real ones) and by tests
//! (in memory). Called on the environment's thread; an implementation may block, but never calls back into a resolver.

use std::io;

/// What a path leads to once links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Nothing there, or it cannot be reached.
    Missing,
    /// Anything that is not a directory.
    File,
    /// A directory.
    Dir,
}

/// What a path is itself, without following a last link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Nothing there, or it cannot be reached.
    Missing,
    /// Anything that is neither a directory nor a link.
    File,
    /// A directory.
    Dir,
    /// A symbolic link; ask [`Files::stat_kind`] where it leads.
    Link,
}

/// The disk, as far as resolution needs it. Paths are absolute.
pub trait Files {
    /// Kind of what `path` leads to, links followed.
    fn stat_kind(&self, path: &str) -> FileKind;

    /// Kind of `path` itself. One call tells both the kind and whether the real path can differ, which saves a second
    /// system call for every ordinary file.
    fn link_kind(&self, path: &str) -> LinkKind;

    /// The text of a file.
    ///
    /// # Errors
    /// Those of opening and reading; `InvalidData` where the file is no UTF-8.
    fn read_to_string(&self, path: &str) -> io::Result<String>;

    /// The real path, every link resolved.
    ///
    /// # Errors
    /// Those of `realpath(3)`.
    fn realpath(&self, path: &str) -> io::Result<String>;

    /// Whether a policy lets the program read `path`; whether there is such a file does not matter.
    fn may_read(&self, _path: &str) -> bool {
        true
    }

    /// The working directory, asked for only when a relative path has to be made absolute.
    fn cwd(&self) -> String;
}

/// The WHATWG URL parser.
pub trait Urls {
    /// The serialised URL (`href`) of `input` against `base`, or nothing when it does not parse.
    fn parse(&self, input: &str, base: Option<&str>) -> Option<String>;
}
