//! Prepared statements. To use one is to take its [`Run`], which there is one of at a time, so that what a row gives out
//! cannot be pulled away by a callback.

use std::cell::Cell;
use std::ffi::{CStr, c_char};
use std::rc::Rc;

use libsqlite3_sys as ffi;

use crate::core::{Core, Entered};
use crate::{Error, Refusal, Value, value};

pub struct Statement {
    core: Rc<Core>,
    raw: *mut ffi::sqlite3_stmt,
    era: u32,
    is_running: Cell<bool>,
}

/// Where a column of a result comes from. `None` for what is no column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnOrigin {
    pub name: Option<String>,
    pub column: Option<String>,
    pub table: Option<String>,
    pub database: Option<String>,
    pub declared_type: Option<String>,
}

/// A copy of the library's text.
///
/// # Safety
/// `text` is null or ends with a null byte.
unsafe fn copied(text: *const c_char) -> Option<String> {
    // SAFETY: as the caller promises.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

impl Statement {
    /// `None` for a text without a statement.
    pub(crate) fn prepare(core: &Rc<Core>, sql: &CStr) -> Result<Option<Self>, Error> {
        let entered = core.enter()?;
        let mut raw = std::ptr::null_mut();
        let length = i32::try_from(sql.to_bytes_with_nul().len()).unwrap_or(-1);
        // SAFETY: the connection is open and the text ends with a null byte.
        let code =
            unsafe { ffi::sqlite3_prepare_v2(entered.raw, sql.as_ptr(), length, &mut raw, std::ptr::null_mut()) };
        core.check(code)?;
        if raw.is_null() {
            return Ok(None);
        }
        core.statements.borrow_mut().insert(raw);
        Ok(Some(Self { core: core.clone(), raw, era: core.era.get(), is_running: Cell::new(false) }))
    }

    /// Whether it can still be used.
    pub fn is_alive(&self) -> bool {
        self.core.is_open() && self.era == self.core.era.get()
    }

    fn require(&self) -> Result<(), Error> {
        if self.is_alive() { Ok(()) } else { Err(Error::Gone) }
    }

    /// Takes the use of it.
    ///
    /// # Errors
    /// It is gone, somebody else has its use, or the library may not be used now.
    pub fn run(&self) -> Result<Run<'_>, Error> {
        self.require()?;
        if self.is_running.get() {
            return Err(Error::Refused(Refusal::Statement));
        }
        let entered = self.core.enter()?;
        self.is_running.set(true);
        Ok(Run { statement: self, _entered: entered })
    }

    /// The index of a parameter, which counts from 1, by its name with the prefix; 0 for none.
    ///
    /// # Errors
    /// It is gone.
    pub fn parameter_index(&self, name: &CStr) -> Result<i32, Error> {
        self.require()?;
        // SAFETY: alive; the list of names is the statement's own and changes by no callback.
        Ok(unsafe { ffi::sqlite3_bind_parameter_index(self.raw, name.as_ptr()) })
    }

    /// The names of the parameters, in order; `None` for those without one.
    ///
    /// # Errors
    /// It is gone.
    pub fn parameter_names(&self) -> Result<Vec<Option<String>>, Error> {
        self.require()?;
        // SAFETY: alive; each name is copied at once.
        unsafe {
            let count = ffi::sqlite3_bind_parameter_count(self.raw);
            Ok((1..=count).map(|index| copied(ffi::sqlite3_bind_parameter_name(self.raw, index))).collect())
        }
    }

    /// The text it was made of.
    ///
    /// # Errors
    /// It is gone.
    pub fn sql(&self) -> Result<String, Error> {
        self.require()?;
        // SAFETY: alive; copied at once.
        Ok(unsafe { copied(ffi::sqlite3_sql(self.raw)) }.unwrap_or_default())
    }

    /// The text with the bound values in it.
    ///
    /// # Errors
    /// It is gone, or there is no room for so long a text.
    pub fn expanded_sql(&self) -> Result<String, Error> {
        self.require()?;
        // SAFETY: alive; the text is the caller's to free.
        unsafe {
            let text = ffi::sqlite3_expanded_sql(self.raw);
            let copy = copied(text);
            ffi::sqlite3_free(text.cast());
            copy.ok_or(Error::Code(ffi::SQLITE_NOMEM))
        }
    }

    /// Where its columns come from.
    ///
    /// # Errors
    /// It is gone.
    pub fn columns(&self) -> Result<Vec<ColumnOrigin>, Error> {
        self.require()?;
        // SAFETY: alive; each text is copied before the next is asked for.
        unsafe {
            let count = ffi::sqlite3_column_count(self.raw);
            Ok((0..count)
                .map(|index| ColumnOrigin {
                    name: copied(ffi::sqlite3_column_name(self.raw, index)),
                    column: copied(ffi::sqlite3_column_origin_name(self.raw, index)),
                    table: copied(ffi::sqlite3_column_table_name(self.raw, index)),
                    database: copied(ffi::sqlite3_column_database_name(self.raw, index)),
                    declared_type: copied(ffi::sqlite3_column_decltype(self.raw, index)),
                })
                .collect())
        }
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        if self.is_alive() {
            self.core.release_statement(self.raw);
        }
    }
}

/// The use of a statement, until it is dropped. One call into the library, in which nothing can take the statement away.
pub struct Run<'a> {
    statement: &'a Statement,
    _entered: Entered<'a>,
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.statement.is_running.set(false);
    }
}

impl Run<'_> {
    fn raw(&self) -> *mut ffi::sqlite3_stmt {
        self.statement.raw
    }

    fn core(&self) -> &Core {
        &self.statement.core
    }

    /// Back to the start; what is bound stays.
    ///
    /// # Errors
    /// The failure of the last step once more, which whoever made that step has been told.
    pub fn reset(&mut self) -> Result<(), Error> {
        let core = self.core();
        // SAFETY: alive while it runs: in the middle of a call nothing finalizes it.
        let code = core.cleaning(|| unsafe { ffi::sqlite3_reset(self.raw()) });
        core.check(code)
    }

    /// Binds null to all parameters.
    pub fn clear_bindings(&mut self) {
        // SAFETY: alive, as above. It cannot fail.
        unsafe { ffi::sqlite3_clear_bindings(self.raw()) };
    }

    /// Binds a value to a parameter, which counts from 1. The value is copied.
    ///
    /// # Errors
    /// There is no such parameter, or the value is too long.
    pub fn bind(&mut self, index: i32, value: Value<'_>) -> Result<(), Error> {
        let raw = self.raw();
        // SAFETY: alive, as above; memory is given with its length and copied by the library before it returns. What is
        // empty has an address nonetheless, since null would be bound as such.
        let code = unsafe {
            match value {
                Value::Null => ffi::sqlite3_bind_null(raw, index),
                Value::Integer(value) => ffi::sqlite3_bind_int64(raw, index, value),
                Value::Real(value) => ffi::sqlite3_bind_double(raw, index, value),
                Value::Text(text) => ffi::sqlite3_bind_text64(
                    raw,
                    index,
                    text.as_ptr().cast(),
                    text.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                    ffi::SQLITE_UTF8 as u8,
                ),
                Value::Blob(blob) => ffi::sqlite3_bind_blob64(
                    raw,
                    index,
                    blob.as_ptr().cast(),
                    blob.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                ),
            }
        };
        self.core().check(code)
    }

    /// The next row; false when there is none any more.
    ///
    /// # Errors
    /// What the library says.
    pub fn step(&mut self) -> Result<bool, Error> {
        // SAFETY: alive, as above.
        match unsafe { ffi::sqlite3_step(self.raw()) } {
            ffi::SQLITE_ROW => Ok(true),
            ffi::SQLITE_DONE => Ok(false),
            code => Err(self.core().failure(code)),
        }
    }

    pub fn column_count(&self) -> i32 {
        // SAFETY: alive, as above.
        unsafe { ffi::sqlite3_column_count(self.raw()) }
    }

    /// The name of a column, as bytes of UTF-8.
    pub fn column_name(&self, index: i32) -> &[u8] {
        // SAFETY: alive, and it stays as it is until a step, which wants the run for itself.
        unsafe {
            let name = ffi::sqlite3_column_name(self.raw(), index);
            if name.is_null() { &[] } else { CStr::from_ptr(name).to_bytes() }
        }
    }

    /// How often it has been compiled anew since another hand changed the schema: its columns may be others then.
    pub fn recompilations(&self) -> i32 {
        // SAFETY: alive, as above.
        unsafe { ffi::sqlite3_stmt_status(self.raw(), ffi::SQLITE_STMTSTATUS_REPREPARE, 0) }
    }

    /// Column `index` of the row it stands on.
    pub fn value(&self, index: i32) -> Value<'_> {
        // SAFETY: alive; steps and resets want the run for themselves, so the value outlives none. The run holds the lock.
        unsafe { value::of_column(self.raw(), index) }
    }
}
