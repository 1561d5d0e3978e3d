//! A value as the library hands it out: valid until the library moves on, which the lifetime stands for.

use libsqlite3_sys as ffi;

/// A value of a row or of a function's argument. Text is UTF-8 as far as whoever stored it saw to that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

/// Bytes that the library owns. It gives null for none.
///
/// # Safety
/// `start` is null, or good for `length` bytes for as long as `'a`.
unsafe fn bytes<'a>(start: *const u8, length: i32) -> &'a [u8] {
    if start.is_null() || length <= 0 {
        return &[];
    }
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(start, length as usize) }
}

/// Column `index` of the row that a statement stands on.
///
/// # Safety
/// The statement is alive, and neither stepped, reset nor finalized for as long as `'a`; its connection's lock is held.
pub(crate) unsafe fn of_column<'a>(statement: *mut ffi::sqlite3_stmt, index: i32) -> Value<'a> {
    // SAFETY: out of range, the library answers with a null. Asked for once, the value is good until the statement goes on.
    unsafe { of_argument(ffi::sqlite3_column_value(statement, index)) }
}

/// What a function was called with, or a column.
///
/// # Safety
/// The value is alive for as long as `'a`, and its connection's lock is held.
pub(crate) unsafe fn of_argument<'a>(value: *mut ffi::sqlite3_value) -> Value<'a> {
    // SAFETY: as the caller promises. Text is asked for before its length, as the library wants it.
    unsafe {
        match ffi::sqlite3_value_type(value) {
            ffi::SQLITE_INTEGER => Value::Integer(ffi::sqlite3_value_int64(value)),
            ffi::SQLITE_FLOAT => Value::Real(ffi::sqlite3_value_double(value)),
            ffi::SQLITE_TEXT => {
                let start = ffi::sqlite3_value_text(value);
                Value::Text(bytes(start, ffi::sqlite3_value_bytes(value)))
            }
            ffi::SQLITE_BLOB => {
                let start = ffi::sqlite3_value_blob(value);
                Value::Blob(bytes(start.cast(), ffi::sqlite3_value_bytes(value)))
            }
            _ => Value::Null,
        }
    }
}
