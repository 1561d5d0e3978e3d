//! What the library has and the binding's crate does not declare: the extension for sessions, and one way of closing.

use std::ffi::{c_char, c_int, c_void};

use libsqlite3_sys as ffi;

/// The library's session.
#[repr(C)]
pub(crate) struct RawSession {
    opaque: [u8; 0],
}

pub(crate) type Generator = unsafe extern "C" fn(*mut RawSession, *mut c_int, *mut *mut c_void) -> c_int;

// SAFETY: as `sqlite3.h` of the compiled version declares them.
unsafe extern "C" {
    /// Closes a connection, or has it closed with the last thing that depends on it.
    pub(crate) fn sqlite3_close_v2(db: *mut ffi::sqlite3) -> c_int;
    pub(crate) fn sqlite3session_create(
        db: *mut ffi::sqlite3,
        database: *const c_char,
        out: *mut *mut RawSession,
    ) -> c_int;
    pub(crate) fn sqlite3session_delete(session: *mut RawSession);
    pub(crate) fn sqlite3session_attach(session: *mut RawSession, table: *const c_char) -> c_int;
    pub(crate) fn sqlite3session_changeset(
        session: *mut RawSession,
        length: *mut c_int,
        out: *mut *mut c_void,
    ) -> c_int;
    pub(crate) fn sqlite3session_patchset(session: *mut RawSession, length: *mut c_int, out: *mut *mut c_void)
    -> c_int;
    pub(crate) fn sqlite3changeset_apply(
        db: *mut ffi::sqlite3,
        length: c_int,
        changeset: *mut c_void,
        filter: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int>,
        conflict: Option<unsafe extern "C" fn(*mut c_void, c_int, *mut c_void) -> c_int>,
        data: *mut c_void,
    ) -> c_int;
}
