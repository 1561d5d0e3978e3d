//! `Session`, and the changes of one that a database takes over.

use std::rc::Rc;

use weir_engine::{Bytes, OpError, Rest, Scope, This, op, v8};
use weir_sqlite::{Changes, Error, Session};

use super::database::{Database, opened};
use super::failure::{throw_library, wrong_state, wrong_type};
use super::options::{function, options, own_property, property, text};
use super::owners::{FIELD_KEPT, Part};
use super::values;
use crate::Env;

/// What undoes all changes.
const ABORT: i32 = 2;
/// No answer that SQLite knows: it fails with a misuse.
const NO_ANSWER: i32 = -1;

/// The native part of a `Session`.
pub(super) struct Recorder {
    session: Session,
    database: Rc<Database>,
}

impl Part for Recorder {
    const KIND: u32 = 2;
}

/// `database.createSession(options)`.
#[op]
pub(super) fn create_session<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let (mut table, mut name) = (None, c"main".into());
    if let Some(given) = options(scope, args.get(0))? {
        if let Some(value) = own_property(scope, given, "table")? {
            table = Some(text(scope, value, "options.table")?);
        }
        if let Some(value) = own_property(scope, given, "db")? {
            name = text(scope, value, "options.db")?;
        }
    }
    let result = connection.create_session(&name, table.as_deref());
    let session = database.settle(scope, result)?;
    let template = env.sqlite.templates.get().map(|templates| v8::Local::new(scope, &templates.session));
    let object = template.and_then(|template| template.new_instance(scope)).ok_or(OpError::Pending)?;
    object.set_internal_field(FIELD_KEPT, this.0.into());
    env.sqlite.sessions.add(scope, object, Recorder { session, database });
    Ok(object)
}

fn recorder<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<Rc<Recorder>, OpError> {
    let recorder = env.sqlite.sessions.of(scope, this.0)?;
    recorder.database.connection(scope)?;
    if !recorder.session.is_open() {
        return Err(wrong_state(scope, "session is not open"));
    }
    Ok(recorder)
}

fn changes<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>, kind: Changes) -> Result<Bytes, OpError> {
    let recorder = recorder(scope, env, this)?;
    let result = recorder.session.changes(kind);
    recorder.database.settle(scope, result).map(Bytes)
}

/// `changeset()`.
#[op]
pub(super) fn changeset<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<Bytes, OpError> {
    changes(scope, env, this, Changes::Changeset)
}

/// `patchset()`.
#[op]
pub(super) fn patchset<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<Bytes, OpError> {
    changes(scope, env, this, Changes::Patchset)
}

/// `close()`.
#[op]
pub(super) fn close<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<(), OpError> {
    let recorder = recorder(scope, env, this)?;
    let result = recorder.session.close();
    recorder.database.settle(scope, result)
}

/// `[Symbol.dispose]()`: closes it if it is open.
#[op]
pub(super) fn dispose<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>) -> Result<(), OpError> {
    let recorder = env.sqlite.sessions.of(scope, this.0)?;
    if recorder.database.open_connection().is_none() || !recorder.session.is_open() {
        return Ok(());
    }
    let result = recorder.session.close();
    recorder.database.settle(scope, result)
}

/// `database.applyChangeset(changeset, options)`.
#[op]
pub(super) fn apply_changeset<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<bool, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let Ok(changeset) = v8::Local::<v8::Uint8Array>::try_from(args.get(0)) else {
        return Err(wrong_type(scope, "The \"changeset\" argument must be a Uint8Array."));
    };
    let (mut on_conflict, mut on_table) = (None, None);
    if let Some(given) = options(scope, args.get(1))? {
        let value = property(scope, given, "onConflict")?;
        if !value.is_undefined() {
            let handler = function(scope, value, "options.onConflict")?;
            on_conflict = Some(v8::Global::new(scope, handler));
        }
        if let Some(value) = own_property(scope, given, "filter")? {
            let handler = function(scope, value, "options.filter")?;
            on_table = Some(v8::Global::new(scope, handler));
        }
    }
    let mut bytes = vec![0; changeset.byte_length()];
    changeset.copy_contents(&mut bytes);
    let conflict = |kind: i32| match &on_conflict {
        None => ABORT,
        Some(handler) => database.call_back(|scope, _object| answer(scope, handler, kind)).unwrap_or(NO_ANSWER),
    };
    let takes = |table: &[u8]| match &on_table {
        None => true,
        Some(handler) => database.call_back(|scope, _object| is_taken(scope, handler, table)).unwrap_or(false),
    };
    match connection.apply_changes(&bytes, Some(&takes), &conflict) {
        // Not noted on the connection, so it has no words of its own.
        Err(error @ Error::Code(_)) if !database.has_thrown.get() => Err(throw_library(scope, &error)),
        result => database.settle(scope, result),
    }
}

fn answer(scope: &mut Scope<'_, '_>, handler: &v8::Global<v8::Function>, kind: i32) -> Option<i32> {
    let handler = v8::Local::new(scope, handler);
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let kind = v8::Integer::new(scope, kind);
    let answer = handler.call(scope, undefined, &[kind.into()])?;
    Some(v8::Local::<v8::Int32>::try_from(answer).map_or(NO_ANSWER, |answer| answer.value()))
}

fn is_taken(scope: &mut Scope<'_, '_>, handler: &v8::Global<v8::Function>, table: &[u8]) -> Option<bool> {
    let handler = v8::Local::new(scope, handler);
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let table = values::string(scope, table).ok()?;
    Some(handler.call(scope, undefined, &[table])?.boolean_value(scope))
}
