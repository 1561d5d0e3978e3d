//! SQLite as weir uses it: connections, statements, functions, sessions and backups by the library's C interface, made
//! safe. The one place that touches the library; no JavaScript, and no V8.
//!
//! A [`Connection`] and what hangs on it belong to one thread, but a [`Backup`] may travel. The library calls back:
//! functions, authorizers and handlers of conflicts run in the middle of its own work, and may use the connection again.
//! What would pull something from under that work (closing the connection, using the statement that runs, anything at
//! all from within an authorizer) is refused with [`Error::Refused`].
//!
//! Invariant: no borrow of a cell is held across a call into the library.

mod backup;
mod connection;
mod core;
mod error;
mod function;
mod session;
mod statement;
#[cfg(test)]
mod tests;
mod undeclared;
mod value;

pub use backup::{Backup, BackupStep};
pub use connection::{Action, Authorizer, Connection, Limit, OpenOptions, Switch};
pub use error::{Error, Refusal, describe};
pub use function::{Aggregate, Call, FunctionFlags};
pub use session::{Changes, Session};
pub use statement::{ColumnOrigin, Run, Statement};
pub use value::Value;

/// The library's version.
pub fn version() -> &'static str {
    libsqlite3_sys::SQLITE_VERSION.to_str().unwrap_or_default()
}
