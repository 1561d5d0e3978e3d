//! An in-memory disk and the real URL parser, for the tests of this crate.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use weir_resolve::{FileKind, Files, LinkKind, Resolver, Urls, normalize};

/// Files by path; folders follow from them, links stand apart.
#[derive(Default)]
pub struct Memory {
    files: BTreeMap<String, String>,
    dirs: BTreeSet<String>,
    links: BTreeMap<String, String>,
    pub reads: std::cell::Cell<usize>,
}

impl Memory {
    pub fn file(mut self, path: &str, text: &str) -> Self {
        let mut dir = path;
        while let Some(at) = dir.rfind('/') {
            dir = &dir[..at];
            self.dirs.insert(if dir.is_empty() { "/".to_owned() } else { dir.to_owned() });
        }
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    pub fn link(mut self, path: &str, to: &str) -> Self {
        self.links.insert(path.to_owned(), to.to_owned());
        self
    }

    /// Follows links in every component, a bounded number of times.
    fn real(&self, path: &str) -> Option<String> {
        let mut path = normalize(path);
        for _ in 0..40 {
            let hit = self.links.iter().find(|(from, _)| path == **from || path.starts_with(&format!("{from}/")));
            match hit {
                Some((from, to)) => path = normalize(&format!("{to}{}", &path[from.len()..])),
                None => return Some(path),
            }
        }
        None
    }
}

impl Files for Memory {
    fn stat_kind(&self, path: &str) -> FileKind {
        match self.real(path) {
            Some(real) if self.files.contains_key(&real) => FileKind::File,
            Some(real) if self.dirs.contains(&real) => FileKind::Dir,
            _ => FileKind::Missing,
        }
    }

    fn link_kind(&self, path: &str) -> LinkKind {
        if self.links.contains_key(path) {
            return LinkKind::Link;
        }
        match self.stat_kind(path) {
            FileKind::Missing => LinkKind::Missing,
            FileKind::File => LinkKind::File,
            FileKind::Dir => LinkKind::Dir,
        }
    }

    fn read_to_string(&self, path: &str) -> io::Result<String> {
        self.reads.set(self.reads.get() + 1);
        let real = self.real(path).ok_or(io::ErrorKind::NotFound)?;
        self.files.get(&real).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn realpath(&self, path: &str) -> io::Result<String> {
        self.real(path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn cwd(&self) -> String {
        "/cwd".to_owned()
    }
}

pub struct Ada;

impl Urls for Ada {
    fn parse(&self, input: &str, base: Option<&str>) -> Option<String> {
        ada_url::Url::parse(input, base).ok().map(|url| url.href().to_owned())
    }
}

pub fn resolver(files: Memory) -> Resolver<Memory, Ada> {
    Resolver::new(files, Ada, |name| matches!(name, "fs" | "fs/promises" | "path"))
}
