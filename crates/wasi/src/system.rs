//! What one program sees of the world: its arguments, variables and descriptors. One thread at a time.

use std::cell::{Ref, RefCell, RefMut};
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, open};

use crate::errno::{Errno, Result};
use crate::rights::Kind;
use crate::table::{Entry, Table};

/// What the host gives a program.
pub struct Settings {
    pub arguments: Vec<Vec<u8>>,
    /// `NAME=value`.
    pub variables: Vec<Vec<u8>>,
    /// Standard input, output and error, which the program may close.
    pub standard: [OwnedFd; 3],
    /// The folders, by the program's name for them and the host's.
    pub folders: Vec<(Vec<u8>, Vec<u8>)>,
}

pub struct System {
    arguments: Vec<Vec<u8>>,
    variables: Vec<Vec<u8>>,
    table: RefCell<Table>,
}

impl System {
    /// # Errors
    /// A folder cannot be opened.
    pub fn new(settings: Settings) -> Result<Self> {
        let mut table = Table::default();
        for fd in settings.standard {
            table.add(Entry::of(fd)?)?;
        }
        for (guest, host) in settings.folders {
            if guest.contains(&0) || host.contains(&0) {
                return Err(Errno::INVAL);
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let mut entry = Entry::of(open(host.as_slice(), flags, Mode::empty())?)?;
            if entry.kind != Kind::Directory {
                return Err(Errno::NOTDIR);
            }
            entry.guest_path = guest;
            entry.preopened = true;
            table.add(entry)?;
        }
        Ok(Self { arguments: settings.arguments, variables: settings.variables, table: RefCell::new(table) })
    }

    pub(crate) fn arguments(&self) -> &[Vec<u8>] {
        &self.arguments
    }

    pub(crate) fn variables(&self) -> &[Vec<u8>] {
        &self.variables
    }

    pub(crate) fn table(&self) -> Ref<'_, Table> {
        self.table.borrow()
    }

    pub(crate) fn table_mut(&self) -> RefMut<'_, Table> {
        self.table.borrow_mut()
    }
}
