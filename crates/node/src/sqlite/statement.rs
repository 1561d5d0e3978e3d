//! `StatementSync`: each method is one crossing that binds, steps and reads; what it returns `sqlite.js` makes objects of. A statement knows how often it was started:
//! an iterator of an earlier start has nothing to read any more.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use weir_engine::{OpError, Rest, Scope, This, op, v8};
use weir_sqlite::{Connection, Error, Run, Statement};

use super::database::Database;
use super::failure::{key, wrong_state};
use super::options::boolean;
use super::owners::{FIELD_KEPT, Part};
use super::parameters::{self, Names};
use super::rows::{self, Columns};
use super::values;
use crate::Env;

/// How rows are read and parameters bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub big_ints: bool,
    pub arrays: bool,
    pub bare_names: bool,
    pub unknown_names: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self { big_ints: false, arrays: false, bare_names: true, unknown_names: false }
    }
}

/// The native part of a `StatementSync`.
pub(super) struct Prepared {
    pub statement: Statement,
    pub database: Rc<Database>,
    connection: Rc<Connection>,
    pub reading: Cell<Reading>,
    pub names: OnceCell<Names>,
    pub columns: RefCell<Option<Rc<Columns>>>,
    /// How often it was started.
    starts: Cell<u32>,
    /// It has not been stepped since it was reset: each call into SQLite takes the connection's lock.
    is_at_start: Cell<bool>,
}

impl Part for Prepared {
    const KIND: u32 = 1;
}

/// Makes the object of a new statement, which keeps its database's.
pub(super) fn wrap<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    owner: v8::Local<'s, v8::Object>,
    database: Rc<Database>,
    connection: Rc<Connection>,
    statement: Statement,
    reading: Reading,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let template = env.sqlite.templates.get().map(|templates| v8::Local::new(scope, &templates.statement));
    let object = template.and_then(|template| template.new_instance(scope)).ok_or(OpError::Pending)?;
    object.set_internal_field(FIELD_KEPT, owner.into());
    let prepared = Prepared {
        statement,
        database,
        connection,
        reading: Cell::new(reading),
        names: OnceCell::new(),
        columns: RefCell::default(),
        starts: Cell::new(0),
        is_at_start: Cell::new(true),
    };
    env.sqlite.statements.add(scope, object, prepared);
    Ok(object)
}

/// The live statement of an object.
fn prepared_of<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
) -> Result<Rc<Prepared>, OpError> {
    let prepared = env.sqlite.statements.of(scope, object)?;
    if !prepared.statement.is_alive() {
        return Err(wrong_state(scope, "statement has been finalized"));
    }
    Ok(prepared)
}

impl Prepared {
    fn settle<T>(&self, scope: &mut Scope<'_, '_>, result: Result<T, Error>) -> Result<T, OpError> {
        self.database.settle(scope, result)
    }

    /// Takes the statement's use.
    fn take(&self, scope: &mut Scope<'_, '_>) -> Result<Run<'_>, OpError> {
        match self.statement.run() {
            Ok(run) => Ok(run),
            Err(Error::Gone) => Err(wrong_state(scope, "statement has been finalized")),
            Err(error) => self.settle(scope, Err(error)),
        }
    }

    /// Starts anew with the values that JavaScript gives.
    fn start<'s>(&self, scope: &mut Scope<'s, '_>, args: &Rest<'_, 's>) -> Result<Run<'_>, OpError> {
        self.starts.set(self.starts.get().wrapping_add(1));
        // What the program's getters do comes first, so that they find the statement free.
        let named = parameters::named(scope, self, args)?;
        let mut run = self.take(scope)?;
        if !self.is_at_start.replace(false) {
            // The failure of an earlier step has been told then.
            let _told = run.reset();
        }
        parameters::bind(scope, self, &mut run, named, args)?;
        Ok(run)
    }

    /// Ends a use: the statement stands at its start again, with no lock held.
    fn end(&self, mut run: Run<'_>) {
        // What failed has been told by the step that failed.
        let _told = run.reset();
        self.is_at_start.set(true);
    }
}

/// `all(...parameters)`: the cells of the rows.
#[op]
pub(super) fn all<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let mut run = prepared.start(scope, &args)?;
    let rows = rows::all(scope, &prepared, &mut run);
    prepared.end(run);
    rows
}

/// `get(...parameters)`: the cells of a row, or undefined.
#[op]
pub(super) fn get<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let mut run = prepared.start(scope, &args)?;
    let row = rows::one(scope, &prepared, &mut run);
    prepared.end(run);
    row
}

/// `run(...parameters)`: `[changes, lastInsertRowid]`; of a single change the id alone, as of most that insert.
#[op]
pub(super) fn run<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let mut run = prepared.start(scope, &args)?;
    // One step does all that a statement does to tables.
    let stepped = run.step();
    prepared.end(run);
    prepared.settle(scope, stepped)?;
    let counts = (|| Ok([prepared.connection.changes()?, prepared.connection.last_insert_rowid()?]))();
    let counts = prepared.settle(scope, counts)?;
    if prepared.reading.get().big_ints {
        let counts = counts.map(|count| v8::BigInt::new_from_i64(scope, count).into());
        return Ok(v8::Array::new_with_elements(scope, &counts).into());
    }
    let [changes, rowid] = counts.map(|count| number(scope, count));
    if counts[0] == 1 {
        return Ok(rowid);
    }
    Ok(v8::Array::new_with_elements(scope, &[changes, rowid]).into())
}

/// A number that may be inexact, which for these Node puts up with.
fn number<'s>(scope: &mut Scope<'s, '_>, value: i64) -> v8::Local<'s, v8::Value> {
    match i32::try_from(value) {
        Ok(small) => v8::Integer::new(scope, small).into(),
        Err(_) => v8::Number::new(scope, value as f64).into(),
    }
}

/// `begin(statement, ...parameters)`: starts it for an iterator, which is to come with the number that this returns.
#[op]
pub(super) fn begin<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    args: Rest<'_, 's>,
) -> Result<u32, OpError> {
    let prepared = prepared_of(scope, env, object)?;
    prepared.start(scope, &args)?;
    Ok(prepared.starts.get())
}

/// An iterator's statement, as long as nobody else has started it.
fn begun<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    start: u32,
) -> Result<Rc<Prepared>, OpError> {
    let prepared = prepared_of(scope, env, object)?;
    if prepared.starts.get() != start {
        return Err(wrong_state(scope, "iterator was invalidated"));
    }
    Ok(prepared)
}

/// `next(statement, start)`: the cells of the next row, or undefined.
#[op]
pub(super) fn next<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    start: u32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let prepared = begun(scope, env, object, start)?;
    let mut run = prepared.take(scope)?;
    let row = rows::one(scope, &prepared, &mut run);
    if !matches!(&row, Ok(row) if !row.is_undefined()) {
        prepared.end(run);
    }
    row
}

/// `finish(statement, start)`: an iterator reads no further.
#[op]
pub(super) fn finish<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    start: u32,
) -> Result<(), OpError> {
    // One that others use by now is theirs.
    let prepared = prepared_of(scope, env, object)?;
    if prepared.starts.get() == start {
        prepared.end(prepared.take(scope)?);
    }
    Ok(())
}

/// `isAlive(statement)`: whether it can be used.
#[op]
pub(super) fn is_alive<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
) -> Result<bool, OpError> {
    Ok(env.sqlite.statements.of(scope, object)?.statement.is_alive())
}

/// `parameterCount(statement)`: how many parameters its text has.
#[op]
pub(super) fn parameter_count<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
) -> Result<u32, OpError> {
    let prepared = prepared_of(scope, env, object)?;
    let names = prepared.statement.parameter_names();
    Ok(prepared.settle(scope, names)?.len() as u32)
}

/// `columns()`.
#[op]
pub(super) fn columns<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let columns = prepared.statement.columns();
    let columns = prepared.settle(scope, columns)?;
    let names = ["column", "database", "name", "table", "type"].map(|name| key(scope, name));
    let null: v8::Local<v8::Value> = v8::null(scope).into();
    let mut out = Vec::with_capacity(columns.len());
    for column in &columns {
        let texts = [&column.column, &column.database, &column.name, &column.table, &column.declared_type];
        let mut found = [null; 5];
        for (text, place) in texts.into_iter().zip(&mut found) {
            if let Some(text) = text {
                *place = values::string(scope, text.as_bytes())?;
            }
        }
        out.push(v8::Object::with_prototype_and_properties(scope, null, &names, &found).into());
    }
    Ok(v8::Array::new_with_elements(scope, &out))
}

/// `sourceSQL`.
#[op]
pub(super) fn source_sql<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<String, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let sql = prepared.statement.sql();
    prepared.settle(scope, sql)
}

/// `expandedSQL`.
#[op]
pub(super) fn expanded_sql<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<String, OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let sql = prepared.statement.expanded_sql();
    prepared.settle(scope, sql)
}

/// Sets one of the ways to read and bind.
fn set<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    value: v8::Local<'s, v8::Value>,
    name: &str,
    change: impl FnOnce(&mut Reading, bool),
) -> Result<(), OpError> {
    let prepared = prepared_of(scope, env, this.0)?;
    let value = boolean(scope, value, name)?;
    let mut reading = prepared.reading.get();
    change(&mut reading, value);
    prepared.reading.set(reading);
    Ok(())
}

/// `setAllowBareNamedParameters(enabled)`.
#[op]
pub(super) fn set_allow_bare_named_parameters<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    set(scope, env, this, args.get(0), "allowBareNamedParameters", |reading, value| reading.bare_names = value)
}

/// `setAllowUnknownNamedParameters(enabled)`.
#[op]
pub(super) fn set_allow_unknown_named_parameters<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    set(scope, env, this, args.get(0), "enabled", |reading, value| reading.unknown_names = value)
}

/// `setReadBigInts(enabled)`.
#[op]
pub(super) fn set_read_big_ints<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    set(scope, env, this, args.get(0), "readBigInts", |reading, value| reading.big_ints = value)
}

/// `setReturnArrays(enabled)`.
#[op]
pub(super) fn set_return_arrays<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    set(scope, env, this, args.get(0), "returnArrays", |reading, value| reading.arrays = value)
}
