//! The descriptors of one program: numbers that are its own, lowest free one first.

use std::cell::Cell;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use rustix::fs::{OFlags, fcntl_getfl, fstat};
use rustix::net::SocketType;
use rustix::net::sockopt::socket_type;

use crate::errno::{Errno, Result};
use crate::rights::{Kind, Rights};

/// The most descriptors that one program may hold: the kernel's own limits are the host's to use.
const MOST: usize = 65_536;

/// An open file or folder.
pub struct Entry {
    pub file: OwnedFd,
    pub kind: Kind,
    pub rights: Cell<Rights>,
    /// The name that a folder has for the program, which absolute links within it start with.
    pub guest_path: Vec<u8>,
    /// The host gave it: the program asks for its name.
    pub preopened: bool,
}

impl Entry {
    /// A descriptor with all rights that its kind can have.
    pub fn of(file: OwnedFd) -> Result<Self> {
        let mut kind = Kind::of(rustix::fs::FileType::from_raw_mode(fstat(&file)?.st_mode));
        if kind == Kind::SocketStream && socket_type(&file) == Ok(SocketType::DGRAM) {
            kind = Kind::SocketDatagram;
        }
        let terminal = kind == Kind::CharacterDevice && rustix::termios::isatty(&file);
        let rights = Cell::new(Rights::most(kind, terminal));
        Ok(Self { file, kind, rights, guest_path: Vec::new(), preopened: false })
    }

    pub fn flags(&self) -> Result<OFlags> {
        Ok(fcntl_getfl(&self.file)?)
    }
}

#[derive(Default)]
pub struct Table {
    entries: Vec<Option<Rc<Entry>>>,
}

impl Table {
    pub fn add(&mut self, entry: Entry) -> Result<u32> {
        let free = self.entries.iter().position(Option::is_none).unwrap_or(self.entries.len());
        if free >= MOST {
            return Err(Errno::MFILE);
        }
        if free == self.entries.len() {
            self.entries.push(None);
        }
        self.entries[free] = Some(Rc::new(entry));
        u32::try_from(free).map_err(|_| Errno::MFILE)
    }

    pub fn get(&self, number: u32) -> Result<Rc<Entry>> {
        self.entries.get(number as usize).and_then(Clone::clone).ok_or(Errno::BADF)
    }

    /// The descriptor, if it has all of `rights`.
    pub fn with(&self, number: u32, rights: u64) -> Result<Rc<Entry>> {
        let entry = self.get(number)?;
        if entry.rights.get().base & rights == rights { Ok(entry) } else { Err(Errno::NOTCAPABLE) }
    }

    /// The folder, if it has all of `rights`.
    pub fn folder(&self, number: u32, rights: u64) -> Result<Rc<Entry>> {
        let entry = self.with(number, rights)?;
        if entry.kind == Kind::Directory { Ok(entry) } else { Err(Errno::NOTDIR) }
    }

    pub fn remove(&mut self, number: u32) -> Result<()> {
        let slot = self.entries.get_mut(number as usize).ok_or(Errno::BADF)?;
        slot.take().map(drop).ok_or(Errno::BADF)
    }

    /// `to`, which is open, becomes what `from` is, which goes.
    pub fn move_to(&mut self, from: u32, to: u32) -> Result<()> {
        let entry = self.get(from)?;
        self.get(to)?;
        if from != to {
            self.entries[to as usize] = Some(entry);
            self.entries[from as usize] = None;
        }
        Ok(())
    }

    pub fn limit_rights(&self, number: u32, rights: Rights) -> Result<()> {
        let entry = self.get(number)?;
        if !entry.rights.get().hold(rights) {
            return Err(Errno::NOTCAPABLE);
        }
        entry.rights.set(rights);
        Ok(())
    }
}
