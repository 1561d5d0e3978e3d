//! Names of a program, resolved within a folder that it holds. What is found is a folder, opened and held, and one name
//! in it that is used without following links, so that nothing which happens meanwhile can lead a call elsewhere.
//!
//! The walk opens one component after the other without following links, reads links itself, and goes back by `..` to
//! the folder that it came from, never to the one that the kernel says is above. A name or a link that starts at the
//! root starts at the program's own: it must lie in the folder's own name (`/sandbox/...`).
//!
//! Invariant: no descriptor that is held here lies above the folder that the walk began in when it was opened.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags, openat, openat2, readlinkat, statat};
use rustix::io::Errno as Kernel;

use crate::errno::{Errno, Result};
use crate::table::Entry;

/// How many links one name may lead through.
const MOST_LINKS: u32 = 40;

/// What a name stands for: `name` in the folder `parent`.
pub struct Found<'a> {
    parent: Parent<'a>,
    pub name: Vec<u8>,
    /// The name ended with a slash: only a folder is meant.
    pub folder: bool,
}

enum Parent<'a> {
    Base(BorrowedFd<'a>),
    Within(OwnedFd),
}

impl Found<'_> {
    pub fn parent(&self) -> BorrowedFd<'_> {
        match &self.parent {
            Parent::Base(base) => *base,
            Parent::Within(fd) => fd.as_fd(),
        }
    }

    /// Refuses what is no folder although the name ended with a slash.
    pub fn check_folder(&self) -> Result<()> {
        if !self.folder {
            return Ok(());
        }
        let stat = statat(self.parent(), self.name.as_slice(), AtFlags::SYMLINK_NOFOLLOW)?;
        match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
            rustix::fs::FileType::Directory => Ok(()),
            _ => Err(Errno::NOTDIR),
        }
    }
}

/// Resolves `path` within the folder `base`. With `follow` a link at its end is followed too.
pub fn resolve<'a>(base: &'a Entry, path: &[u8], follow: bool) -> Result<Found<'a>> {
    if path.is_empty() || path.contains(&0) {
        return Err(Errno::INVAL);
    }
    let folder = path.ends_with(b"/");
    let mut walk = Walk { base, held: Vec::new(), ahead: Vec::new(), links: 0 };
    walk.put_ahead(path)?;
    if let Some((fd, name)) = walk.leap(follow) {
        return Ok(Found { parent: Parent::Within(fd), name, folder });
    }
    let name = walk.run(follow)?;
    let parent = match walk.held.pop() {
        Some(fd) => Parent::Within(fd),
        None => Parent::Base(base.file.as_fd()),
    };
    Ok(Found { parent, name, folder })
}

/// `path` of the program without the folder's own name, if it lies there.
fn within_guest<'p>(guest_path: &[u8], path: &'p [u8]) -> Option<&'p [u8]> {
    let own = guest_path.strip_suffix(b"/").unwrap_or(guest_path);
    if !own.starts_with(b"/") && !own.is_empty() {
        return None;
    }
    let rest = path.strip_prefix(own)?;
    if rest.is_empty() || rest.starts_with(b"/") { Some(rest) } else { None }
}

struct Walk<'a> {
    base: &'a Entry,
    /// The folders on the way from the base to where the walk is.
    held: Vec<OwnedFd>,
    /// Components still to go, the next one last.
    ahead: Vec<Vec<u8>>,
    links: u32,
}

impl Walk<'_> {
    fn here(&self) -> BorrowedFd<'_> {
        self.held.last().map_or(self.base.file.as_fd(), AsFd::as_fd)
    }

    fn put_ahead(&mut self, path: &[u8]) -> Result<()> {
        let path = if path.starts_with(b"/") {
            self.held.clear();
            within_guest(&self.base.guest_path, path).ok_or(Errno::NOTCAPABLE)?
        } else {
            path
        };
        let parts = path.split(|&byte| byte == b'/').filter(|part| !part.is_empty() && *part != b".");
        let parts: Vec<Vec<u8>> = parts.rev().map(<[u8]>::to_vec).collect();
        // At the end these ask for a folder, as they do of the kernel; a slash that the program wrote is `Found::folder`.
        let asks_for_folder = path.ends_with(b"/.") || (self.links > 0 && path.ends_with(b"/"));
        if asks_for_folder && self.ahead.is_empty() && !parts.is_empty() {
            self.ahead.push(b".".to_vec());
        }
        self.ahead.extend(parts);
        Ok(())
    }

    /// The end, by one call of the kernel where no link is on the way. Whatever stands in the way is met by the walk.
    fn leap(&self, follow: bool) -> Option<(OwnedFd, Vec<u8>)> {
        let (name, folders) = self.ahead.split_first()?;
        if folders.is_empty() || name == b".." {
            return None;
        }
        let components: Vec<&[u8]> = folders.iter().rev().map(Vec::as_slice).collect();
        let how = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let fd = openat2(self.here(), components.join(&b'/').as_slice(), FOLDER, Mode::empty(), how).ok()?;
        if follow && readlinkat(&fd, name.as_slice(), Vec::new()).is_ok() {
            return None;
        }
        Some((fd, name.clone()))
    }

    /// Goes to the end; the name there, in the folder where the walk then is.
    fn run(&mut self, follow: bool) -> Result<Vec<u8>> {
        while let Some(component) = self.ahead.pop() {
            if component == b".." {
                self.held.pop().map(drop).ok_or(Errno::NOTCAPABLE)?;
                continue;
            }
            if self.ahead.is_empty() {
                if !follow || !self.take_link(&component)? {
                    return Ok(component);
                }
                continue;
            }
            match openat(self.here(), component.as_slice(), FOLDER, Mode::empty()) {
                Ok(fd) => self.held.push(fd),
                Err(error @ (Kernel::NOTDIR | Kernel::LOOP)) => {
                    if !self.take_link(&component)? {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(b".".to_vec())
    }

    /// If `name` here is a link, puts what it says ahead.
    fn take_link(&mut self, name: &[u8]) -> Result<bool> {
        let Ok(text) = readlinkat(self.here(), name, Vec::new()) else { return Ok(false) };
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(Errno::LOOP);
        }
        self.put_ahead(text.as_bytes())?;
        Ok(true)
    }
}

const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// The name that the program has for `path` in a folder that it calls `guest_path`: as text, without asking the kernel.
pub fn guest_join(guest_path: &[u8], path: &[u8]) -> Vec<u8> {
    let mut joined = if path.starts_with(b"/") { Vec::new() } else { guest_path.to_vec() };
    let floor = if path.starts_with(b"/") { 0 } else { guest_path.len() };
    for part in path.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                let cut = joined.iter().rposition(|&byte| byte == b'/').unwrap_or(0);
                joined.truncate(cut.max(floor));
            }
            part => {
                if !joined.ends_with(b"/") {
                    joined.push(b'/');
                }
                joined.extend_from_slice(part);
            }
        }
    }
    joined
}
