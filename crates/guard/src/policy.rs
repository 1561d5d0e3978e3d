//! The policy itself: what is granted of each kind of access, whether denials bind or are only told, and how a program
//! gives up what it has.

use std::cell::{Cell, RefCell};

use crate::paths::{Paths, resolve};

/// What access is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Both of the next two; granted where both are granted for everything.
    FileSystem,
    FileSystemRead,
    FileSystemWrite,
    ChildProcess,
    WorkerThreads,
    Inspector,
    Wasi,
    Addon,
    OpenSslStore,
}

/// The kinds with the key that programs ask by, the name that errors tell, and the flag that grants.
const KINDS: [(Kind, &str, &str, &str); 9] = [
    (Kind::FileSystem, "fs", "FileSystem", ""),
    (Kind::FileSystemRead, "fs.read", "FileSystemRead", "--allow-fs-read"),
    (Kind::FileSystemWrite, "fs.write", "FileSystemWrite", "--allow-fs-write"),
    (Kind::ChildProcess, "child", "ChildProcess", "--allow-child-process"),
    (Kind::WorkerThreads, "worker", "WorkerThreads", "--allow-worker"),
    (Kind::Inspector, "inspector", "Inspector", "--allow-inspector"),
    (Kind::Wasi, "wasi", "WASI", "--allow-wasi"),
    (Kind::Addon, "addon", "Addon", "--allow-addons"),
    (Kind::OpenSslStore, "openssl.store", "OpenSSLStore", "--allow-openssl-store"),
];

impl Kind {
    /// The kind that `process.permission.has` calls `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        KINDS.iter().find(|entry| entry.1 == key).map(|entry| entry.0)
    }

    fn row(self) -> &'static (Kind, &'static str, &'static str, &'static str) {
        &KINDS[self as usize]
    }

    /// As errors tell it.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// As programs ask for it.
    pub fn key(self) -> &'static str {
        self.row().1
    }

    /// The command line's flag that grants it.
    pub fn flag(self) -> &'static str {
        self.row().3
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// What a policy is made of.
#[derive(Debug, Clone, Default)]
pub struct PolicyOptions {
    /// Denials are told and do not bind.
    pub is_audit: bool,
    /// Paths as given on the command line.
    pub read: Vec<String>,
    pub write: Vec<String>,
    /// The kinds that are granted whole, paths not among them.
    pub kinds: Vec<Kind>,
    /// What the paths are seen from.
    pub cwd: Vec<u8>,
}

#[derive(Debug)]
struct Policy {
    is_audit: bool,
    read: RefCell<Paths>,
    write: RefCell<Paths>,
    kinds: Cell<u16>,
}

/// What the program may do. The default allows everything.
#[derive(Debug, Default)]
pub struct Guard {
    policy: Option<Box<Policy>>,
}

impl Guard {
    /// A guard with a policy; `is_folder` looks at an absolute path.
    pub fn new(options: &PolicyOptions, is_folder: impl Fn(&[u8]) -> bool) -> Self {
        let paths = |list: &[String]| {
            let mut paths = Paths::default();
            for path in list {
                paths.grant(&options.cwd, path.as_bytes(), &is_folder);
            }
            RefCell::new(paths)
        };
        let kinds = options.kinds.iter().fold(0, |bits, kind| bits | kind.bit());
        let policy = Policy {
            is_audit: options.is_audit,
            read: paths(&options.read),
            write: paths(&options.write),
            kinds: Cell::new(kinds),
        };
        Self { policy: Some(Box::new(policy)) }
    }

    /// Whether nothing is restricted: the one branch that ops take.
    #[inline]
    pub fn is_open(&self) -> bool {
        self.policy.is_none()
    }

    /// Whether denials are only told.
    pub fn is_audit(&self) -> bool {
        self.policy.as_ref().is_some_and(|policy| policy.is_audit)
    }

    /// Whether access is granted: to everything of the kind without a `resource`, else to that path (seen from `cwd`).
    /// Kinds other than those of paths know no parts.
    pub fn allows(&self, kind: Kind, resource: Option<&[u8]>, cwd: impl FnOnce() -> Vec<u8>) -> bool {
        let Some(policy) = &self.policy else { return true };
        match kind {
            Kind::FileSystem => {
                // An empty reference names no path.
                resource != Some(b"") && policy.read.borrow().has_all() && policy.write.borrow().has_all()
            }
            Kind::FileSystemRead => covers(&policy.read.borrow(), resource, cwd),
            Kind::FileSystemWrite => covers(&policy.write.borrow(), resource, cwd),
            other => policy.kinds.get() & other.bit() != 0,
        }
    }

    /// Gives up a kind of access, or that to a path which was granted by that name. There is no way back.
    pub fn give_up(&self, kind: Kind, resource: Option<&[u8]>, cwd: impl FnOnce() -> Vec<u8>) {
        let Some(policy) = &self.policy else { return };
        let lists = match kind {
            Kind::FileSystem => [Some(&policy.read), Some(&policy.write)],
            Kind::FileSystemRead => [Some(&policy.read), None],
            Kind::FileSystemWrite => [Some(&policy.write), None],
            other => {
                policy.kinds.set(policy.kinds.get() & !other.bit());
                return;
            }
        };
        let path = resource.map(|path| resolve(&cwd_for(path, cwd), path));
        for list in lists.into_iter().flatten() {
            match &path {
                Some(path) => list.borrow_mut().revoke(path),
                None => list.borrow_mut().revoke_all(),
            }
        }
    }
}

fn cwd_for(path: &[u8], cwd: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    if path.first() == Some(&b'/') { Vec::new() } else { cwd() }
}

fn covers(paths: &Paths, resource: Option<&[u8]>, cwd: impl FnOnce() -> Vec<u8>) -> bool {
    match resource {
        None => paths.has_all(),
        Some(b"") => false,
        Some(_) if paths.has_all() => true,
        Some(path) => paths.covers(&resolve(&cwd_for(path, cwd), path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(read: &[&str], write: &[&str], kinds: &[Kind]) -> Guard {
        let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let options = PolicyOptions {
            is_audit: false,
            read: list(read),
            write: list(write),
            kinds: kinds.to_vec(),
            cwd: b"/base".to_vec(),
        };
        Guard::new(&options, |path| path == b"/base/folder")
    }

    fn asks(guard: &Guard, key: &str, path: Option<&str>) -> bool {
        let kind = Kind::from_key(key).expect("a kind");
        guard.allows(kind, path.map(str::as_bytes), || b"/base".to_vec())
    }

    #[test]
    fn no_policy_allows_everything() {
        let open = Guard::default();
        assert!(open.is_open() && asks(&open, "fs", None) && asks(&open, "child", None));
    }

    #[test]
    fn the_table_of_kinds_is_in_order() {
        for (index, entry) in KINDS.iter().enumerate() {
            assert_eq!(entry.0 as usize, index);
        }
    }

    #[test]
    fn a_scope_needs_everything_and_a_path_its_grant() {
        let guard = guard(&["*"], &["folder"], &[Kind::Addon]);
        assert!(!guard.is_open());
        assert!(asks(&guard, "fs.read", None) && asks(&guard, "fs.read", Some("/etc/passwd")));
        assert!(!asks(&guard, "fs.write", None) && !asks(&guard, "fs", None) && !asks(&guard, "fs.read", Some("")));
        assert!(asks(&guard, "fs.write", Some("folder/x")) && asks(&guard, "fs.write", Some("/base/folder")));
        assert!(!asks(&guard, "fs.write", Some("folder/../x")));
        assert!(asks(&guard, "addon", None) && !asks(&guard, "child", None));
    }

    #[test]
    fn what_is_given_up_stays_so() {
        let guard = guard(&["folder"], &["*"], &[Kind::ChildProcess]);
        guard.give_up(Kind::ChildProcess, None, Vec::new);
        assert!(!asks(&guard, "child", None));
        guard.give_up(Kind::FileSystem, Some(b"folder"), || b"/base".to_vec());
        assert!(!asks(&guard, "fs.read", Some("folder/x")) && asks(&guard, "fs.write", None));
        guard.give_up(Kind::FileSystem, None, Vec::new);
        assert!(!asks(&guard, "fs.write", Some("/x")));
    }
}
