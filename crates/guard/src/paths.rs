//! Paths that are granted: single ones, and all that begin with a prefix. Paths are bytes, absolute and without `.`
//! and `..`; links are not looked at, as in Node.

/// `path` seen from `cwd`, made absolute and free of `.`, `..` and doubled slashes. `cwd` is absolute.
pub fn resolve(cwd: &[u8], path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(cwd.len() + path.len() + 1);
    let base = if path.first() == Some(&b'/') { b"" } else { cwd };
    for part in base.split(|byte| *byte == b'/').chain(path.split(|byte| *byte == b'/')) {
        match part {
            b"" | b"." => {}
            b".." => out.truncate(out.iter().rposition(|byte| *byte == b'/').unwrap_or(0)),
            name => {
                out.push(b'/');
                out.extend_from_slice(name);
            }
        }
    }
    if out.is_empty() {
        out.push(b'/');
    }
    out
}

/// One `--allow-fs-...` of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    /// The path as it was granted, resolved: what a later drop must name.
    given: Vec<u8>,
    /// What a path must be or begin with.
    path: Vec<u8>,
    is_prefix: bool,
}

impl Grant {
    fn covers(&self, path: &[u8]) -> bool {
        if !self.is_prefix {
            return path == self.path;
        }
        // `/folder/*` is the folder as well.
        path.starts_with(&self.path) || self.path.strip_suffix(b"/").is_some_and(|folder| folder == path)
    }
}

/// The paths that one kind of access is granted for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    all: bool,
    grants: Vec<Grant>,
}

impl Paths {
    /// Grants `path`: `*` for all, what stands before a `*` as a prefix, a folder with all that is in it.
    pub(crate) fn grant(&mut self, cwd: &[u8], path: &[u8], is_folder: impl FnOnce(&[u8]) -> bool) {
        if path == b"*" {
            self.all = true;
            return;
        }
        let full = resolve(cwd, path);
        let grant = match full.iter().position(|byte| *byte == b'*') {
            Some(star) => Grant { given: full.clone(), path: full[..star].to_vec(), is_prefix: true },
            None if is_folder(&full) => {
                let mut prefix = full.clone();
                if prefix.last() != Some(&b'/') {
                    prefix.push(b'/');
                }
                Grant { given: full, path: prefix, is_prefix: true }
            }
            None => Grant { given: full.clone(), path: full, is_prefix: false },
        };
        if !self.grants.contains(&grant) {
            self.grants.push(grant);
        }
    }

    /// Whether everything is granted.
    pub(crate) fn has_all(&self) -> bool {
        self.all
    }

    /// Whether a resolved path is granted.
    pub(crate) fn covers(&self, path: &[u8]) -> bool {
        self.all || self.grants.iter().any(|grant| grant.covers(path))
    }

    /// Takes back the grant of a resolved path. A grant of everything has no parts to take back.
    pub(crate) fn revoke(&mut self, path: &[u8]) {
        if !self.all {
            self.grants.retain(|grant| grant.given != path);
        }
    }

    /// Takes back everything.
    pub(crate) fn revoke_all(&mut self) {
        self.all = false;
        self.grants.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(list: &[&str], folders: &[&str]) -> Paths {
        let mut paths = Paths::default();
        for path in list {
            paths.grant(b"/base", path.as_bytes(), |path| folders.iter().any(|folder| folder.as_bytes() == path));
        }
        paths
    }

    #[test]
    fn resolving_is_lexical() {
        assert_eq!(resolve(b"/a/b", b"../c//./d/"), b"/a/c/d");
        assert_eq!(resolve(b"/a", b"../../.."), b"/");
        assert_eq!(resolve(b"/a", b"/x/../y"), b"/y");
        assert_eq!(resolve(b"/a", b""), b"/a");
    }

    #[test]
    fn a_folder_is_granted_with_its_contents_and_a_missing_one_alone() {
        let paths = granted(&["/tmp/a", "there"], &["/tmp/a"]);
        for good in ["/tmp/a", "/tmp/a/x", "/tmp/a/x/y", "/base/there"] {
            assert!(paths.covers(good.as_bytes()), "{good}");
        }
        for bad in ["/tmp", "/tmp/ab", "/base/there/x", "/"] {
            assert!(!paths.covers(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn a_star_ends_a_prefix() {
        let paths = granted(&["/example/foo*", "/there/foo/*", "/etc/passwd.*", "/there/*.js"], &[]);
        for good in ["/example/foo2/file", "/example/foo", "/there/foo", "/there/foo/x", "/there/other.md"] {
            assert!(paths.covers(good.as_bytes()), "{good}");
        }
        for bad in ["/example/for", "/etc/passwd", "/ther"] {
            assert!(!paths.covers(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn only_what_was_granted_can_be_taken_back() {
        let mut paths = granted(&["/a", "/b"], &["/a", "/b"]);
        paths.revoke(b"/a/file");
        assert!(paths.covers(b"/a/file"));
        paths.revoke(b"/a");
        assert!(!paths.covers(b"/a/file"));
        assert!(paths.covers(b"/b/file"));
        let mut all = granted(&["*"], &[]);
        all.revoke(b"/a");
        assert!(all.covers(b"/a"));
        all.revoke_all();
        assert!(!all.covers(b"/a"));
    }
}
