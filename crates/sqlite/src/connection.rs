//! A connection to a database: opening and closing, what is set on it, and what it does without a statement of the
//! program's.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::NonNull;
use std::rc::Rc;
use std::time::Duration;

use libsqlite3_sys as ffi;

use crate::core::Core;
use crate::undeclared::sqlite3_close_v2;
use crate::{Error, Statement};

/// How a database is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenOptions {
    /// It must be there, and is not written to. Otherwise it is made where it is not there.
    pub is_read_only: bool,
}

/// What can be switched on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    ForeignKeys,
    /// Text in double quotes that names no column is a string.
    DoubleQuotedStrings,
    /// `Connection::load_extension`; not the function of SQL.
    LoadExtension,
    /// SQL cannot damage the file on purpose.
    Defensive,
}

/// Ceilings of one connection, in the order in which Node tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Limit {
    Length = ffi::SQLITE_LIMIT_LENGTH,
    SqlLength = ffi::SQLITE_LIMIT_SQL_LENGTH,
    Column = ffi::SQLITE_LIMIT_COLUMN,
    ExprDepth = ffi::SQLITE_LIMIT_EXPR_DEPTH,
    CompoundSelect = ffi::SQLITE_LIMIT_COMPOUND_SELECT,
    VdbeOp = ffi::SQLITE_LIMIT_VDBE_OP,
    FunctionArg = ffi::SQLITE_LIMIT_FUNCTION_ARG,
    Attach = ffi::SQLITE_LIMIT_ATTACHED,
    LikePatternLength = ffi::SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
    VariableNumber = ffi::SQLITE_LIMIT_VARIABLE_NUMBER,
    TriggerDepth = ffi::SQLITE_LIMIT_TRIGGER_DEPTH,
}

impl Limit {
    pub const ALL: [Self; 11] = [
        Self::Length,
        Self::SqlLength,
        Self::Column,
        Self::ExprDepth,
        Self::CompoundSelect,
        Self::VdbeOp,
        Self::FunctionArg,
        Self::Attach,
        Self::LikePatternLength,
        Self::VariableNumber,
        Self::TriggerDepth,
    ];
}

/// What a statement that is being compiled is about to do, for an authorizer.
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    pub code: i32,
    /// What it means depends on the code; often a table and a column.
    pub details: [Option<&'a [u8]>; 2],
    pub database: Option<&'a [u8]>,
    /// The innermost trigger or view that leads to it.
    pub source: Option<&'a [u8]>,
}

/// Answers `SQLITE_OK`, `SQLITE_DENY` or `SQLITE_IGNORE`. It must not use the connection.
pub type Authorizer = dyn Fn(&Action<'_>) -> i32;

/// A connection, closed at the latest when it is dropped.
pub struct Connection {
    core: Rc<Core>,
}

impl Connection {
    /// Opens the file of that name, or the URI that starts with `file:`, or `:memory:`.
    ///
    /// # Errors
    /// What the library says of the file.
    pub fn open(location: &CStr, options: OpenOptions) -> Result<Self, Error> {
        let raw = open(location, options)?;
        Ok(Self { core: Core::new(raw) })
    }

    pub(crate) fn core(&self) -> &Rc<Core> {
        &self.core
    }

    pub fn is_open(&self) -> bool {
        self.core.is_open()
    }

    /// Closes it; its statements and sessions are gone.
    ///
    /// # Errors
    /// It is closed already, or in the middle of a call.
    pub fn close(&self) -> Result<(), Error> {
        self.core.close()
    }

    /// Compiles the first statement of a text; `None` when there is none in it.
    ///
    /// # Errors
    /// What the library says of it.
    pub fn prepare(&self, sql: &CStr) -> Result<Option<Statement>, Error> {
        Statement::prepare(&self.core, sql)
    }

    /// Runs all statements of a text.
    ///
    /// # Errors
    /// That of the first that fails; those after it are not run.
    pub fn exec(&self, sql: &CStr) -> Result<(), Error> {
        let entered = self.core.enter()?;
        // SAFETY: the connection is open, the text ends with a null byte, and nobody is told of rows.
        let code =
            unsafe { ffi::sqlite3_exec(entered.raw, sql.as_ptr(), None, std::ptr::null_mut(), std::ptr::null_mut()) };
        self.core.check(code)
    }

    /// Finalizes all its statements.
    ///
    /// # Errors
    /// It is in the middle of a call.
    pub fn finalize_statements(&self) -> Result<(), Error> {
        self.core.finalize_statements()
    }

    /// How many rows the last statement that changes rows has changed; its triggers' not among them.
    ///
    /// # Errors
    /// It is closed.
    pub fn changes(&self) -> Result<i64, Error> {
        // SAFETY: the connection is open.
        Ok(unsafe { ffi::sqlite3_changes64(self.core.raw()?) })
    }

    /// The id of the last row that was inserted.
    ///
    /// # Errors
    /// It is closed.
    pub fn last_insert_rowid(&self) -> Result<i64, Error> {
        // SAFETY: the connection is open.
        Ok(unsafe { ffi::sqlite3_last_insert_rowid(self.core.raw()?) })
    }

    /// Whether a transaction was begun and not ended.
    ///
    /// # Errors
    /// It is closed.
    pub fn is_in_transaction(&self) -> Result<bool, Error> {
        // SAFETY: the connection is open.
        Ok(unsafe { ffi::sqlite3_get_autocommit(self.core.raw()?) } == 0)
    }

    /// The file behind a database of this connection; `None` for memory, and for a database that is not there.
    ///
    /// # Errors
    /// It is closed.
    pub fn file_of(&self, database: &CStr) -> Result<Option<Vec<u8>>, Error> {
        // SAFETY: the connection is open; the name is copied at once.
        unsafe {
            let name = ffi::sqlite3_db_filename(self.core.raw()?, database.as_ptr());
            Ok((!name.is_null() && *name != 0).then(|| CStr::from_ptr(name).to_bytes().to_vec()))
        }
    }

    /// How long to wait for another's lock.
    ///
    /// # Errors
    /// It is closed.
    pub fn set_busy_timeout(&self, time: Duration) -> Result<(), Error> {
        let time = c_int::try_from(time.as_millis()).unwrap_or(c_int::MAX);
        // SAFETY: the connection is open.
        let code = unsafe { ffi::sqlite3_busy_timeout(self.core.raw()?, time) };
        self.core.check(code)
    }

    /// # Errors
    /// It is closed, or in the hands of its authorizer.
    pub fn switch(&self, switch: Switch, on: bool) -> Result<(), Error> {
        let entered = self.core.enter()?;
        let names = match switch {
            Switch::ForeignKeys => &[ffi::SQLITE_DBCONFIG_ENABLE_FKEY][..],
            Switch::DoubleQuotedStrings => &[ffi::SQLITE_DBCONFIG_DQS_DML, ffi::SQLITE_DBCONFIG_DQS_DDL],
            Switch::LoadExtension => &[ffi::SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION],
            Switch::Defensive => &[ffi::SQLITE_DBCONFIG_DEFENSIVE],
        };
        for name in names {
            // SAFETY: the connection is open; these take a number and a place for the answer, which may be null.
            let code =
                unsafe { ffi::sqlite3_db_config(entered.raw, *name, c_int::from(on), std::ptr::null_mut::<c_int>()) };
            self.core.check(code)?;
        }
        Ok(())
    }

    /// Sets a ceiling and returns what it was; a negative one changes nothing. More than what was compiled in is cut
    /// to that.
    ///
    /// # Errors
    /// It is closed.
    pub fn limit(&self, limit: Limit, value: i32) -> Result<i32, Error> {
        // SAFETY: the connection is open.
        Ok(unsafe { ffi::sqlite3_limit(self.core.raw()?, limit as i32, value) })
    }

    /// Loads a shared library that extends SQLite.
    ///
    /// # Errors
    /// What the library says of it.
    pub fn load_extension(&self, path: &CStr, entry: Option<&CStr>) -> Result<(), Error> {
        let entered = self.core.enter()?;
        let mut text: *mut c_char = std::ptr::null_mut();
        let entry = entry.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: the connection is open and the texts end with null bytes. What the extension does is up to who asked
        // for it. The message is the caller's to free.
        unsafe {
            let code = ffi::sqlite3_load_extension(entered.raw, path.as_ptr(), entry, &mut text);
            if code == ffi::SQLITE_OK {
                return Ok(());
            }
            if text.is_null() {
                return Err(self.core.failure(code));
            }
            let message = CStr::from_ptr(text).to_string_lossy().into_owned();
            ffi::sqlite3_free(text.cast());
            Err(Error::Library { code, message })
        }
    }

    /// Has `authorizer` asked about everything that statements are about to do; nobody with `None`.
    ///
    /// # Errors
    /// It is closed, or in the hands of its authorizer.
    pub fn set_authorizer(&self, authorizer: Option<Box<Authorizer>>) -> Result<(), Error> {
        let entered = self.core.enter()?;
        set_raw_authorizer(&self.core, entered.raw, authorizer.map(Rc::from));
        Ok(())
    }

    /// A database of this connection as the bytes of its file.
    ///
    /// # Errors
    /// There is none of that name, or no memory for it.
    pub fn serialize(&self, database: &CStr) -> Result<Vec<u8>, Error> {
        let entered = self.core.enter()?;
        let mut length = 0;
        // SAFETY: the connection is open; the bytes are the caller's to free.
        unsafe {
            let start = ffi::sqlite3_serialize(entered.raw, database.as_ptr(), &mut length, 0);
            if start.is_null() {
                require_database(entered.raw, database)?;
                // An empty database has no bytes.
                return if length == 0 { Ok(Vec::new()) } else { Err(Error::Code(ffi::SQLITE_NOMEM)) };
            }
            let bytes = std::slice::from_raw_parts(start, length as usize).to_vec();
            ffi::sqlite3_free(start.cast());
            Ok(bytes)
        }
    }

    /// Puts a database that was serialized in the place of one of this connection. Its statements are finalized first.
    ///
    /// # Errors
    /// There is none of that name, it is in use, or the bytes are no database.
    pub fn deserialize(&self, database: &CStr, bytes: &[u8]) -> Result<(), Error> {
        self.finalize_statements()?;
        let entered = self.core.enter()?;
        require_database(entered.raw, database)?;
        let length = bytes.len() as i64;
        // SAFETY: the connection is open; the memory is the library's own kind and big enough, and handed over: it frees
        // it also when it fails.
        let code = unsafe {
            let start = ffi::sqlite3_malloc64(bytes.len() as u64).cast::<u8>();
            if start.is_null() {
                return Err(Error::Code(ffi::SQLITE_NOMEM));
            }
            start.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            let flags = ffi::SQLITE_DESERIALIZE_FREEONCLOSE | ffi::SQLITE_DESERIALIZE_RESIZEABLE;
            ffi::sqlite3_deserialize(entered.raw, database.as_ptr(), start, length, length, flags)
        };
        self.core.check(code)
    }
}

/// Fails as the library does elsewhere when a connection has no database of that name.
fn require_database(raw: *mut ffi::sqlite3, database: &CStr) -> Result<(), Error> {
    // SAFETY: the connection is open, and the name ends with a null byte.
    if unsafe { ffi::sqlite3_db_readonly(raw, database.as_ptr()) } >= 0 {
        return Ok(());
    }
    let message = format!("unknown database {}", database.to_string_lossy());
    Err(Error::Library { code: ffi::SQLITE_ERROR, message })
}

/// Opens a handle of the library.
pub(crate) fn open(location: &CStr, options: OpenOptions) -> Result<NonNull<ffi::sqlite3>, Error> {
    let access = if options.is_read_only {
        ffi::SQLITE_OPEN_READONLY
    } else {
        ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE
    };
    let mut raw = std::ptr::null_mut();
    // SAFETY: the name ends with a null byte. A handle comes also with most failures, to ask it why.
    unsafe {
        let code = ffi::sqlite3_open_v2(location.as_ptr(), &mut raw, access | ffi::SQLITE_OPEN_URI, std::ptr::null());
        let Some(handle) = NonNull::new(raw) else { return Err(Error::Code(ffi::SQLITE_NOMEM)) };
        if code == ffi::SQLITE_OK {
            return Ok(handle);
        }
        let error = note_of(raw, code);
        sqlite3_close_v2(raw);
        Err(error)
    }
}

/// What a handle that no [`Core`] has says of its last call.
///
/// # Safety
/// The handle is open.
pub(crate) unsafe fn note_of(raw: *mut ffi::sqlite3, code: c_int) -> Error {
    // SAFETY: as the caller promises; the text is copied at once.
    unsafe {
        let extended = ffi::sqlite3_extended_errcode(raw);
        let code = if extended & 0xff == code & 0xff { extended } else { code };
        Error::Library { code, message: CStr::from_ptr(ffi::sqlite3_errmsg(raw)).to_string_lossy().into_owned() }
    }
}

pub(crate) fn set_raw_authorizer(core: &Core, raw: *mut ffi::sqlite3, authorizer: Option<Rc<Authorizer>>) {
    let is_set = authorizer.is_some();
    let before = core.authorizer.replace(authorizer);
    let data = std::ptr::from_ref(core).cast_mut().cast::<c_void>();
    // SAFETY: the connection is open. The core stays where it is, in its `Rc`, and takes the authorizer off before it
    // goes.
    unsafe { ffi::sqlite3_set_authorizer(raw, if is_set { Some(authorize) } else { None }, data) };
    drop(before);
}

/// Text of the library for the length of a call.
///
/// # Safety
/// Null, or ends with a null byte and is good for `'a`.
unsafe fn text<'a>(text: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: as the caller promises.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes())
}

// SAFETY: called by the library alone, with the core that it was registered with.
unsafe extern "C" fn authorize(
    data: *mut c_void,
    code: c_int,
    first: *const c_char,
    second: *const c_char,
    database: *const c_char,
    source: *const c_char,
) -> c_int {
    struct Asking<'a>(&'a Cell<bool>);
    impl Drop for Asking<'_> {
        fn drop(&mut self) {
            self.0.set(false);
        }
    }
    // SAFETY: the core outlives its connection's authorizer; the texts are good for the length of the call.
    let (core, action) = unsafe {
        let action =
            Action { code, details: [text(first), text(second)], database: text(database), source: text(source) };
        (&*data.cast::<Core>().cast_const(), action)
    };
    let authorizer = core.authorizer.borrow().clone();
    let Some(authorizer) = authorizer else { return ffi::SQLITE_OK };
    core.authorizing.set(true);
    let _asking = Asking(&core.authorizing);
    authorizer(&action)
}
