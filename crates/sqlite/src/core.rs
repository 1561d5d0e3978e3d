//! What a connection and everything on it share: the library's handle, how deep its work is, and what must go before it.
//! A call into the library is made between [`Core::enter`] and the drop of what that returns, which holds the connection's
//! lock: the library takes it for every value that it is given or asked for, and again costs it no more than a count.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ffi::{CStr, CString};
use std::rc::Rc;

use libsqlite3_sys as ffi;

use crate::connection::Authorizer;
use crate::undeclared::{RawSession, sqlite3_close_v2};
use crate::{Error, Refusal};

#[derive(Default)]
pub(crate) struct Core {
    /// Null once closed.
    raw: Cell<Option<std::ptr::NonNull<ffi::sqlite3>>>,
    /// How many calls into the library have not returned.
    depth: Cell<u32>,
    /// The authorizer is being asked.
    pub authorizing: Cell<bool>,
    /// The library only cleans up: functions are not to be called for what they would give.
    pub is_cleaning: Cell<bool>,
    /// Changes when all statements are finalized at once.
    pub era: Cell<u32>,
    pub statements: RefCell<HashSet<*mut ffi::sqlite3_stmt>>,
    /// Dropped while the library worked, to be finalized after that.
    abandoned: RefCell<Vec<*mut ffi::sqlite3_stmt>>,
    pub sessions: RefCell<HashSet<*mut RawSession>>,
    /// Names and numbers of arguments of the functions that were made.
    pub functions: RefCell<HashSet<(CString, i32)>>,
    pub authorizer: RefCell<Option<Rc<Authorizer>>>,
}

/// A call into the library under way.
pub(crate) struct Entered<'a> {
    core: &'a Core,
    pub raw: *mut ffi::sqlite3,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let depth = self.core.depth.get() - 1;
        self.core.depth.set(depth);
        if depth == 0 {
            // SAFETY: taken by the outermost call on this thread; no connection is closed below it.
            unsafe { ffi::sqlite3_mutex_leave(ffi::sqlite3_db_mutex(self.raw)) };
            self.core.finalize_abandoned();
        }
    }
}

impl Core {
    pub fn new(raw: std::ptr::NonNull<ffi::sqlite3>) -> Rc<Self> {
        let core = Self::default();
        core.raw.set(Some(raw));
        Rc::new(core)
    }

    pub fn is_open(&self) -> bool {
        self.raw.get().is_some()
    }

    /// The handle for a call that only asks and cannot call back.
    pub fn raw(&self) -> Result<*mut ffi::sqlite3, Error> {
        self.raw.get().map(std::ptr::NonNull::as_ptr).ok_or(Error::Closed)
    }

    /// Begins a call.
    pub fn enter(&self) -> Result<Entered<'_>, Error> {
        let raw = self.raw()?;
        if self.authorizing.get() {
            return Err(Error::Refused(Refusal::Authorizer));
        }
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        if depth == 0 {
            // SAFETY: the connection is open. A backup's step on another thread is waited for, as by any call.
            unsafe { ffi::sqlite3_mutex_enter(ffi::sqlite3_db_mutex(raw)) };
        }
        Ok(Entered { core: self, raw })
    }

    /// Whether functions may be called: the library works for somebody who waits for what they give.
    pub fn wants_answers(&self) -> bool {
        self.depth.get() > 0 && !self.is_cleaning.get()
    }

    /// Runs what only cleans up.
    pub fn cleaning<R>(&self, body: impl FnOnce() -> R) -> R {
        let before = self.is_cleaning.replace(true);
        let result = body();
        self.is_cleaning.set(before);
        result
    }

    /// No call may be under way when things are taken away.
    pub fn require_rest(&self) -> Result<(), Error> {
        if self.authorizing.get() {
            return Err(Error::Refused(Refusal::Authorizer));
        }
        if self.depth.get() > 0 {
            return Err(Error::Refused(Refusal::Connection));
        }
        Ok(())
    }

    /// What the library says of the call that just failed with `code`.
    pub fn failure(&self, code: i32) -> Error {
        let Ok(raw) = self.raw() else { return Error::Code(code) };
        // SAFETY: the connection is open; the text is copied before the library can change it.
        unsafe {
            let extended = ffi::sqlite3_extended_errcode(raw);
            // Some misuses are answered without a note on the connection, where an older error may still stand.
            if extended & 0xff != code & 0xff {
                return Error::Code(code);
            }
            let message = CStr::from_ptr(ffi::sqlite3_errmsg(raw)).to_string_lossy().into_owned();
            Error::Library { code: extended, message }
        }
    }

    pub fn check(&self, code: i32) -> Result<(), Error> {
        if code == ffi::SQLITE_OK { Ok(()) } else { Err(self.failure(code)) }
    }

    /// Lets go of a statement, now or when the library's work is done.
    pub fn release_statement(&self, statement: *mut ffi::sqlite3_stmt) {
        if !self.statements.borrow_mut().remove(&statement) {
            return;
        }
        if self.depth.get() > 0 {
            self.abandoned.borrow_mut().push(statement);
            return;
        }
        // SAFETY: it was alive in the list that it was just taken out of, and the library is at rest.
        self.cleaning(|| unsafe { ffi::sqlite3_finalize(statement) });
    }

    fn finalize_abandoned(&self) {
        let abandoned = self.abandoned.take();
        for statement in abandoned {
            // SAFETY: on the list once and nowhere else, and the library is at rest.
            self.cleaning(|| unsafe { ffi::sqlite3_finalize(statement) });
        }
    }

    /// Finalizes all statements; whoever holds one finds it gone.
    ///
    /// # Errors
    /// The library is at work.
    pub fn finalize_statements(&self) -> Result<(), Error> {
        self.require_rest()?;
        self.era.set(self.era.get().wrapping_add(1));
        let statements = self.statements.take();
        for statement in statements {
            // SAFETY: alive, as all on the list, and no longer reached by its owner, whose era is over.
            self.cleaning(|| unsafe { ffi::sqlite3_finalize(statement) });
        }
        Ok(())
    }

    /// Closes the connection with all that is on it. What a backup still holds of it lasts until that ends, and has
    /// nothing of the program's left.
    ///
    /// # Errors
    /// It is closed, or the library is at work.
    pub fn close(&self) -> Result<(), Error> {
        let raw = self.raw()?;
        self.finalize_statements()?;
        let sessions = self.sessions.take();
        for session in sessions {
            // SAFETY: alive, as all on the list; its owner finds it gone by the closed connection.
            unsafe { crate::session::delete(session) };
        }
        crate::connection::set_raw_authorizer(self, raw, None);
        let functions = self.functions.take();
        for (name, arguments) in functions {
            crate::function::remove(raw, &name, arguments);
        }
        self.raw.set(None);
        // SAFETY: open until now; what still depends on it keeps it for itself.
        unsafe { sqlite3_close_v2(raw) };
        Ok(())
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        // A connection that nobody holds has no call under way, so all that is left to fail on is that it is closed.
        let _closed_before = self.close();
    }
}
