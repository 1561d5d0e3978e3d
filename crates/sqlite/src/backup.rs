//! Backups: one database copied into another file, page by page, while both may be used. A backup may be stepped on any
//! thread: the library is compiled to lock its connections. It may outlive the connection it copies from, which the
//! library keeps for it.

use std::ffi::CStr;

use libsqlite3_sys as ffi;

use crate::connection::{note_of, open};
use crate::undeclared::sqlite3_close_v2;
use crate::{Connection, Error, OpenOptions};

/// A copy on its way.
pub struct Backup {
    raw: *mut ffi::sqlite3_backup,
    target: *mut ffi::sqlite3,
}

// SAFETY: the library locks both connections for each step, and nothing of the program hangs on the target; on the source
// neither, once it is closed (see `Core::close`). The backup itself is used by whoever owns it, one at a time.
unsafe impl Send for Backup {}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupStep {
    pub total_pages: i32,
    pub remaining_pages: i32,
    pub is_done: bool,
}

impl Connection {
    /// Begins to copy the database `source` of this connection over the database `target` of a file.
    ///
    /// # Errors
    /// The file cannot be opened, or there is no such database.
    pub fn begin_backup(&self, source: &CStr, file: &CStr, target: &CStr) -> Result<Backup, Error> {
        let entered = self.core().enter()?;
        let handle = open(file, OpenOptions::default())?.as_ptr();
        // SAFETY: both are open, and the names end with null bytes. The target says why it failed.
        unsafe {
            let raw = ffi::sqlite3_backup_init(handle, target.as_ptr(), entered.raw, source.as_ptr());
            if raw.is_null() {
                let error = note_of(handle, ffi::sqlite3_errcode(handle));
                sqlite3_close_v2(handle);
                return Err(error);
            }
            Ok(Backup { raw, target: handle })
        }
    }
}

impl Backup {
    /// Copies up to `pages` pages. One that finds the source locked has copied none and may be tried again.
    ///
    /// # Errors
    /// It cannot go on.
    pub fn step(&mut self, pages: i32) -> Result<BackupStep, Error> {
        // SAFETY: alive until it is dropped.
        let (code, total_pages, remaining_pages) = unsafe {
            let code = ffi::sqlite3_backup_step(self.raw, pages);
            (code, ffi::sqlite3_backup_pagecount(self.raw), ffi::sqlite3_backup_remaining(self.raw))
        };
        let goes_on = matches!(code & 0xff, ffi::SQLITE_OK | ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED);
        if code == ffi::SQLITE_DONE || goes_on && remaining_pages != 0 {
            return Ok(BackupStep { total_pages, remaining_pages, is_done: code == ffi::SQLITE_DONE });
        }
        Err(Error::Code(code))
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        // SAFETY: alive until now; the target is this backup's own.
        unsafe {
            ffi::sqlite3_backup_finish(self.raw);
            sqlite3_close_v2(self.target);
        }
    }
}
