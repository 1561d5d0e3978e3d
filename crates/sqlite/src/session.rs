//! Sessions, which record what changes, and the changesets that they give and other databases take.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::rc::Rc;

use libsqlite3_sys as ffi;

use crate::core::Core;
use crate::undeclared::{
    Generator, RawSession, sqlite3changeset_apply, sqlite3session_attach, sqlite3session_changeset,
    sqlite3session_create, sqlite3session_delete, sqlite3session_patchset,
};
use crate::{Connection, Error, Refusal};

/// # Safety
/// The session is alive, its connection open, and nobody uses it afterwards.
pub(crate) unsafe fn delete(session: *mut RawSession) {
    // SAFETY: as the caller promises.
    unsafe { sqlite3session_delete(session) };
}

/// What of the changes is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// With the values that were there before.
    Changeset,
    /// With as little as is enough to apply them.
    Patchset,
}

/// A record of the changes to a database since it was made.
pub struct Session {
    core: Rc<Core>,
    raw: Cell<*mut RawSession>,
    is_busy: Cell<bool>,
}

impl Session {
    /// Whether it still records.
    pub fn is_open(&self) -> bool {
        !self.raw.get().is_null() && self.core.sessions.borrow().contains(&self.raw.get())
    }

    /// Ends it.
    ///
    /// # Errors
    /// It has ended, or is being read.
    pub fn close(&self) -> Result<(), Error> {
        let _entered = self.core.enter()?;
        if !self.is_open() {
            return Err(Error::Gone);
        }
        if self.is_busy.get() {
            return Err(Error::Refused(Refusal::Session));
        }
        let raw = self.raw.replace(std::ptr::null_mut());
        self.core.sessions.borrow_mut().remove(&raw);
        // SAFETY: alive until now, as all on the list, and its connection is open.
        unsafe { delete(raw) };
        Ok(())
    }

    /// What has changed so far.
    ///
    /// # Errors
    /// It has ended, is being read already, or what the library says.
    pub fn changes(&self, kind: Changes) -> Result<Vec<u8>, Error> {
        let _entered = self.core.enter()?;
        if !self.is_open() {
            return Err(Error::Gone);
        }
        if self.is_busy.replace(true) {
            return Err(Error::Refused(Refusal::Session));
        }
        let generate: Generator = match kind {
            Changes::Changeset => sqlite3session_changeset,
            Changes::Patchset => sqlite3session_patchset,
        };
        let (mut length, mut start) = (0, std::ptr::null_mut::<c_void>());
        // SAFETY: alive, and kept so while it is busy; the bytes are the caller's to free.
        let code = unsafe { generate(self.raw.get(), &mut length, &mut start) };
        self.is_busy.set(false);
        self.core.check(code)?;
        if start.is_null() {
            return Ok(Vec::new());
        }
        // SAFETY: the library gives as many bytes as it says.
        unsafe {
            let bytes = std::slice::from_raw_parts(start.cast::<u8>(), length.max(0) as usize).to_vec();
            ffi::sqlite3_free(start);
            Ok(bytes)
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let raw = self.raw.get();
        if !raw.is_null() && self.core.sessions.borrow_mut().remove(&raw) {
            // SAFETY: alive until now, as all on the list; its connection is open, since closing empties the list.
            unsafe { delete(raw) };
        }
    }
}

/// Asked which tables are taken.
type Filter<'a> = &'a dyn Fn(&[u8]) -> bool;
/// Asked what to do about a conflict, by its kind.
type Conflict<'a> = &'a dyn Fn(i32) -> i32;

struct Handlers<'a> {
    filter: Option<Filter<'a>>,
    conflict: Conflict<'a>,
}

// SAFETY: called by the library alone, with the handlers of the running call.
unsafe extern "C" fn on_filter(data: *mut c_void, table: *const c_char) -> c_int {
    // SAFETY: the handlers live on the stack of the call; the name ends with a null byte.
    let (handlers, table) = unsafe { (&*data.cast::<Handlers<'_>>(), CStr::from_ptr(table)) };
    c_int::from(handlers.filter.is_none_or(|filter| filter(table.to_bytes())))
}

// SAFETY: called by the library alone, with the handlers of the running call.
unsafe extern "C" fn on_conflict(data: *mut c_void, kind: c_int, _change: *mut c_void) -> c_int {
    // SAFETY: as above.
    (unsafe { &*data.cast::<Handlers<'_>>() }.conflict)(kind)
}

impl Connection {
    /// Records the changes to `table`, or to all tables with `None`, of one of this connection's databases.
    ///
    /// # Errors
    /// What the library says.
    pub fn create_session(&self, database: &CStr, table: Option<&CStr>) -> Result<Session, Error> {
        let core = self.core();
        let entered = core.enter()?;
        let mut raw = std::ptr::null_mut();
        // SAFETY: the connection is open, and the texts end with null bytes.
        unsafe {
            core.check(sqlite3session_create(entered.raw, database.as_ptr(), &mut raw))?;
            let code = sqlite3session_attach(raw, table.map_or(std::ptr::null(), CStr::as_ptr));
            if code != ffi::SQLITE_OK {
                let error = core.failure(code);
                delete(raw);
                return Err(error);
            }
        }
        core.sessions.borrow_mut().insert(raw);
        Ok(Session { core: core.clone(), raw: Cell::new(raw), is_busy: Cell::new(false) })
    }

    /// Makes the changes of a changeset or patchset here. False when a handler has it undone.
    ///
    /// # Errors
    /// What the library says; then nothing is changed.
    pub fn apply_changes(
        &self,
        changes: &[u8],
        filter: Option<Filter<'_>>,
        conflict: Conflict<'_>,
    ) -> Result<bool, Error> {
        let entered = self.core().enter()?;
        let Ok(length) = c_int::try_from(changes.len()) else { return Err(Error::Code(ffi::SQLITE_TOOBIG)) };
        let mut handlers = Handlers { filter, conflict };
        // SAFETY: the connection is open; the library reads the bytes without writing, and calls with the handlers during
        // this call alone.
        let code = unsafe {
            sqlite3changeset_apply(
                entered.raw,
                length,
                changes.as_ptr().cast_mut().cast(),
                Some(on_filter),
                Some(on_conflict),
                std::ptr::from_mut(&mut handlers).cast(),
            )
        };
        match code {
            ffi::SQLITE_OK => Ok(true),
            ffi::SQLITE_ABORT => Ok(false),
            code => Err(Error::Code(code)),
        }
    }
}
