//! `node:sqlite`, natively. The classes are V8's own kind, as Node's are, since most of their methods are one crossing
//! each; their native parts hang on them by number (`owners`). JavaScript keeps what is not: iterators, tag stores,
//! the loop of a backup.
//!
//! SQLite calls back in the middle of its work: functions, aggregates, authorizers and handlers of conflicts. They enter
//! JavaScript by `callbacks` alone. What they throw stays pending until SQLite has returned; until then no other callback
//! runs JavaScript.
//!
//! Invariant: no borrow of a cell is held across a call into SQLite or JavaScript.

mod aggregates;
mod authorizer;
mod backups;
mod callbacks;
pub(crate) mod classes;
pub(crate) mod database;
pub(crate) mod failure;
mod functions;
mod limits;
mod options;
pub(crate) mod owners;
mod parameters;
mod rows;
mod sessions;
mod statement;
#[cfg(test)]
mod tests;
mod values;

use std::cell::OnceCell;

use weir_engine::{Binding, ops};

pub(crate) const BINDING: Binding = Binding {
    name: "sqlite",
    ops: ops![
        classes::classes,
        database::require_open,
        statement::begin,
        statement::next,
        statement::finish,
        statement::is_alive,
        statement::parameter_count,
        backups::require_location,
        backups::begin_backup,
        backups::step_backup,
        backups::end_backup,
    ],
    init: None,
};

/// What the module keeps of one environment.
#[derive(Default)]
pub(crate) struct Sqlite {
    templates: OnceCell<classes::Templates>,
    databases: owners::Owners<database::Database>,
    statements: owners::Owners<statement::Prepared>,
    sessions: owners::Owners<sessions::Recorder>,
    backups: backups::Backups,
}

impl Sqlite {
    /// Closes what is open, as the process ends: a file of its own that a journal needs goes with that.
    pub(crate) fn close_all(&self) {
        for database in self.databases.all() {
            database.close_quietly();
        }
    }
}
