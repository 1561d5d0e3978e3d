//! The real disk and the real URL parser behind `weir-resolve`. Blocking calls on the isolate's thread, as `require` is.

use std::io::{self, Read as _};
use std::rc::Rc;

use weir_guard::{Guard, Kind};
use weir_resolve::{FileKind, Files, LinkKind, Urls};

/// The file system of the process, as far as a policy lets it be read. Kinds and real paths are told in any case, as in
/// Node, which must know what a request leads to before it can refuse it.
pub(super) struct Disk {
    pub guard: Rc<Guard>,
}

impl Files for Disk {
    fn stat_kind(&self, path: &str) -> FileKind {
        match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => FileKind::Dir,
            Ok(_) => FileKind::File,
            Err(_) => FileKind::Missing,
        }
    }

    fn link_kind(&self, path: &str) -> LinkKind {
        match std::fs::symlink_metadata(path).map(|data| data.file_type()) {
            Ok(kind) if kind.is_symlink() => LinkKind::Link,
            Ok(kind) if kind.is_dir() => LinkKind::Dir,
            Ok(_) => LinkKind::File,
            Err(_) => LinkKind::Missing,
        }
    }

    fn read_to_string(&self, path: &str) -> io::Result<String> {
        String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn realpath(&self, path: &str) -> io::Result<String> {
        std::fs::canonicalize(path).map(|path| path.to_string_lossy().into_owned())
    }

    fn may_read(&self, path: &str) -> bool {
        self.guard.is_open()
            || self.guard.is_audit()
            || self.guard.allows(Kind::FileSystemRead, Some(path.as_bytes()), || self.cwd().into_bytes())
    }

    fn cwd(&self) -> String {
        std::env::current_dir().map_or_else(|_| "/".to_owned(), |path| path.to_string_lossy().into_owned())
    }
}

/// All of a file. One that tells its size is read that far, which saves the read that finds the end; should it have grown
/// since, the rest is not there yet.
pub(super) fn read(path: &str) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    let data = file.metadata()?;
    let size = if data.is_file() { data.len() } else { 0 };
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
    if size > 0 {
        file.take(size).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Bytes as text; what is no UTF-8 is replaced. Valid text, which nearly all is, is not copied.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Ada, as in Node.
pub(super) struct Ada;

impl Urls for Ada {
    fn parse(&self, input: &str, base: Option<&str>) -> Option<String> {
        ada_url::Url::parse(input, base).ok().map(|url| url.href().to_owned())
    }
}
