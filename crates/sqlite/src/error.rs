//! Why a call failed: by the library's word, or because this crate would not make it.

use std::ffi::CStr;
use std::fmt;

/// What the library is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It works on the connection.
    Connection,
    /// It runs the statement.
    Statement,
    /// It asks the authorizer.
    Authorizer,
    /// It reads the session.
    Session,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The library failed: its extended result code, and what it says of it.
    Library { code: i32, message: String },
    /// The library failed with this result code and noted nothing on the connection.
    Code(i32),
    /// The connection is closed.
    Closed,
    /// The statement or session is no more.
    Gone,
    /// The call cannot be made from within a callback of the library.
    Refused(Refusal),
}

/// The library's own words for a result code.
pub fn describe(code: i32) -> String {
    // SAFETY: takes any code; the answer is a static string.
    let text = unsafe { CStr::from_ptr(libsqlite3_sys::sqlite3_errstr(code)) };
    text.to_string_lossy().into_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Library { message, .. } => message,
            Self::Code(code) => return f.write_str(&describe(*code)),
            Self::Closed => "database is not open",
            Self::Gone => "statement or session is gone",
            Self::Refused(Refusal::Connection) => "database is in use by a call that has not returned",
            Self::Refused(Refusal::Statement) => "statement is in use by a call that has not returned",
            Self::Refused(Refusal::Authorizer) => "database cannot be used by its own authorizer",
            Self::Refused(Refusal::Session) => "session is in use by a call that has not returned",
        })
    }
}

impl std::error::Error for Error {}
