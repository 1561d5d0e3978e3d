//! `DatabaseSync`: opening, closing, and what is asked of a connection. The options are read once; what they say of the
//! connection is set each time it is opened.

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::time::Duration;

use weir_engine::{Bytes, EngineHandle, ErrorClass, OpError, Rest, Scope, This, op, v8};
use weir_guard::Kind;
use weir_sqlite::{Connection, Error, Limit, OpenOptions, Switch};

use super::callbacks::Place;
use super::failure::{throw, wrong_state, wrong_type, wrong_value};
use super::limits::Limits;
use super::options::{self, flag};
use super::owners::{FIELD_KEPT, Part};
use super::statement::{self, Reading};
use super::{aggregates, authorizer, functions};
use crate::Env;

/// What a database was made with.
#[derive(Debug, Clone)]
struct Settings {
    opens_at_once: bool,
    is_read_only: bool,
    has_foreign_keys: bool,
    has_double_quoted_strings: bool,
    may_load_extensions: bool,
    is_defensive: bool,
    timeout: i32,
    limits: Limits,
    reading: Reading,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            opens_at_once: true,
            is_read_only: false,
            has_foreign_keys: true,
            has_double_quoted_strings: false,
            may_load_extensions: false,
            is_defensive: true,
            timeout: 0,
            limits: Limits::default(),
            reading: Reading::default(),
        }
    }
}

/// The native part of a `DatabaseSync`.
pub(super) struct Database {
    location: CString,
    settings: Settings,
    connection: RefCell<Option<Rc<Connection>>>,
    loads_extensions: Cell<bool>,
    pub engine: EngineHandle,
    pub object: v8::Weak<v8::Object>,
    pub has_thrown: Cell<bool>,
    pub free_places: RefCell<Vec<u32>>,
    /// The authorizer's place, while there is one.
    pub authorizer: RefCell<Option<Rc<Place>>>,
}

impl Part for Database {
    const KIND: u32 = 0;
}

impl Database {
    /// The connection, if it is open.
    pub fn open_connection(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().as_ref().filter(|connection| connection.is_open()).cloned()
    }

    /// The open connection.
    ///
    /// # Errors
    /// `ERR_INVALID_STATE`.
    pub fn connection(&self, scope: &mut Scope<'_, '_>) -> Result<Rc<Connection>, OpError> {
        self.open_connection().ok_or_else(|| wrong_state(scope, "database is not open"))
    }

    /// As the environment ends; one in the middle of a call stays as it is.
    pub fn close_quietly(&self) {
        if let Some(connection) = self.open_connection() {
            let _in_use = connection.close();
        }
    }

    pub fn is_read_only(&self) -> bool {
        self.settings.is_read_only
    }
}

/// The native part of the receiver.
pub(super) fn database_of(scope: &mut Scope<'_, '_>, env: &Env, this: &This<'_>) -> Result<Rc<Database>, OpError> {
    env.sqlite.databases.of(scope, this.0)
}

/// The receiver's native part and its open connection.
pub(super) fn opened(
    scope: &mut Scope<'_, '_>,
    env: &Env,
    this: &This<'_>,
) -> Result<(Rc<Database>, Rc<Connection>), OpError> {
    let database = database_of(scope, env, this)?;
    let connection = database.connection(scope)?;
    Ok((database, connection))
}

fn settings<'s>(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Settings, OpError> {
    let mut settings = Settings::default();
    let Some(given) = options::options(scope, value)? else { return Ok(settings) };
    let set = |scope: &mut Scope<'s, '_>, name: &str, place: &mut bool| -> Result<(), OpError> {
        if let Some(value) = flag(scope, given, name)? {
            *place = value;
        }
        Ok(())
    };
    set(scope, "open", &mut settings.opens_at_once)?;
    set(scope, "readOnly", &mut settings.is_read_only)?;
    set(scope, "enableForeignKeyConstraints", &mut settings.has_foreign_keys)?;
    set(scope, "enableDoubleQuotedStringLiterals", &mut settings.has_double_quoted_strings)?;
    set(scope, "allowExtension", &mut settings.may_load_extensions)?;
    let timeout = options::property(scope, given, "timeout")?;
    if !timeout.is_undefined() {
        let Ok(timeout) = v8::Local::<v8::Int32>::try_from(timeout) else {
            return Err(wrong_type(scope, "The \"options.timeout\" argument must be an integer."));
        };
        settings.timeout = timeout.value();
    }
    set(scope, "readBigInts", &mut settings.reading.big_ints)?;
    set(scope, "returnArrays", &mut settings.reading.arrays)?;
    set(scope, "allowBareNamedParameters", &mut settings.reading.bare_names)?;
    set(scope, "allowUnknownNamedParameters", &mut settings.reading.unknown_names)?;
    set(scope, "defensive", &mut settings.is_defensive)?;
    settings.limits = Limits::read(scope, given)?;
    Ok(settings)
}

/// `new DatabaseSync(path, options)`.
pub(super) fn construct<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _rv: v8::ReturnValue<'s>,
) {
    // What failed is thrown already, or is the guard's to throw.
    if let Err(error) = make(scope, &args)
        && let Some(error) = error.to_js(scope)
    {
        scope.throw_exception(error);
    }
}

fn make<'s>(scope: &mut Scope<'s, '_>, args: &v8::FunctionCallbackArguments<'s>) -> Result<(), OpError> {
    if !args.is_construct_call() {
        let message = "Cannot call constructor without `new`";
        return Err(throw(scope, ErrorClass::TypeError, "ERR_CONSTRUCT_CALL_REQUIRED", message));
    }
    let location = options::location(scope, args.get(0))?;
    let settings = settings(scope, args.get(1))?;
    let env = weir_engine::op_glue::host::<Env>(scope);
    let object = args.this();
    let opens_at_once = settings.opens_at_once;
    let database = Database {
        location,
        loads_extensions: Cell::new(settings.may_load_extensions),
        settings,
        connection: RefCell::default(),
        engine: env.engine.clone(),
        object: v8::Weak::new(scope, object),
        has_thrown: Cell::new(false),
        free_places: RefCell::default(),
        authorizer: RefCell::default(),
    };
    let database = env.sqlite.databases.add(scope, object, database);
    if opens_at_once { open_now(scope, &env, &database) } else { Ok(()) }
}

/// Opens the file and sets what the options say.
fn open_now(scope: &mut Scope<'_, '_>, env: &Env, database: &Rc<Database>) -> Result<(), OpError> {
    if database.open_connection().is_some() {
        return Err(wrong_state(scope, "database is already open"));
    }
    let settings = &database.settings;
    if settings.may_load_extensions {
        refuse_extensions(scope, env)?;
    }
    ask(env, database.location.to_bytes(), settings.is_read_only)?;
    let open = || {
        let connection = Connection::open(&database.location, OpenOptions { is_read_only: settings.is_read_only })?;
        connection.switch(Switch::DoubleQuotedStrings, settings.has_double_quoted_strings)?;
        connection.switch(Switch::ForeignKeys, settings.has_foreign_keys)?;
        connection.switch(Switch::Defensive, settings.is_defensive)?;
        connection.switch(Switch::LoadExtension, settings.may_load_extensions)?;
        connection.set_busy_timeout(Duration::from_millis(u64::try_from(settings.timeout).unwrap_or(0)))?;
        settings.limits.apply(&connection)?;
        Ok(connection)
    };
    let connection = Rc::new(open().map_err(|error: Error| super::failure::throw_library(scope, &error))?);
    authorizer::install(env, database, &connection, None)
        .map_err(|error| super::failure::throw_library(scope, &error))?;
    *database.connection.borrow_mut() = Some(connection);
    Ok(())
}

/// Asks the guard for the file behind a location.
pub(crate) fn ask(env: &Env, location: &[u8], is_read_only: bool) -> Result<(), OpError> {
    let Some(file) = options::file_of(location) else { return Ok(()) };
    env.ask(Kind::FileSystemRead, &file)?;
    if is_read_only { Ok(()) } else { env.ask(Kind::FileSystemWrite, &file) }
}

fn refuse_extensions(scope: &mut Scope<'_, '_>, env: &Env) -> Result<(), OpError> {
    let message = "Cannot load SQLite extensions when the permission model is enabled.";
    env.refuse_under_policy(|| message.into())
        .map_err(|_| throw(scope, ErrorClass::Error, "ERR_LOAD_SQLITE_EXTENSION", message))
}

/// `open()`.
#[op]
pub(super) fn open(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<(), OpError> {
    let database = database_of(scope, env, &this)?;
    open_now(scope, env, &database)
}

fn close_now(scope: &mut Scope<'_, '_>, database: &Database, object: v8::Local<'_, v8::Object>) -> Result<(), OpError> {
    let connection = database.connection(scope)?;
    connection.close().map_err(|error| super::failure::throw_library(scope, &error))?;
    database.connection.take();
    database.authorizer.take();
    // Nothing knows a place of the list any more.
    database.free_places.take();
    let undefined = v8::undefined(scope);
    object.set_internal_field(FIELD_KEPT, undefined.into());
    Ok(())
}

/// `close()`.
#[op]
pub(super) fn close(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<(), OpError> {
    let database = database_of(scope, env, &this)?;
    close_now(scope, &database, this.0)
}

/// `[Symbol.dispose]()`: closes it if it is open.
#[op]
pub(super) fn dispose(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<(), OpError> {
    let database = database_of(scope, env, &this)?;
    if database.open_connection().is_none() {
        return Ok(());
    }
    close_now(scope, &database, this.0)
}

/// `isOpen`.
#[op]
pub(super) fn is_open(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<bool, OpError> {
    Ok(database_of(scope, env, &this)?.open_connection().is_some())
}

/// `isTransaction`.
#[op]
pub(super) fn is_transaction(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<bool, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let result = connection.is_in_transaction();
    database.settle(scope, result)
}

/// `requireOpen(database)`: throws unless it is open.
#[op]
pub(super) fn require_open<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
) -> Result<(), OpError> {
    opened(scope, env, &This(object)).map(|_| ())
}

/// `prepare(sql, options)`.
#[op]
pub(super) fn prepare<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let sql = options::text(scope, args.get(0), "sql")?;
    let mut reading = database.settings.reading;
    if let Some(given) = options::options(scope, args.get(1))? {
        reading.arrays = flag(scope, given, "returnArrays")?.unwrap_or(reading.arrays);
        reading.big_ints = flag(scope, given, "readBigInts")?.unwrap_or(reading.big_ints);
        reading.bare_names = flag(scope, given, "allowBareNamedParameters")?.unwrap_or(reading.bare_names);
        reading.unknown_names = flag(scope, given, "allowUnknownNamedParameters")?.unwrap_or(reading.unknown_names);
    }
    let result = connection.prepare(&sql);
    match database.settle(scope, result)? {
        Some(made) => statement::wrap(scope, env, this.0, database, connection, made, reading),
        None => Err(wrong_value(scope, "The SQL query contains no statements.")),
    }
}

/// `exec(sql)`.
#[op]
pub(super) fn exec<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let sql = options::text(scope, args.get(0), "sql")?;
    let result = connection.exec(&sql);
    database.settle(scope, result)
}

/// `function(name, options, fn)`.
#[op]
pub(super) fn function<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    functions::create(scope, &database, &connection, this.0, &args)
}

/// `aggregate(name, options)`.
#[op]
pub(super) fn aggregate<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    aggregates::create(scope, &database, &connection, this.0, &args)
}

/// `setAuthorizer(callback)`.
#[op]
pub(super) fn set_authorizer<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let callback = args.get(0);
    let place = if callback.is_null() {
        None
    } else if callback.is_function() {
        Some(Rc::new(database.keep(scope, this.0, callback)?))
    } else {
        return Err(wrong_type(scope, "The \"callback\" argument must be a function or null."));
    };
    let result = authorizer::install(env, &database, &connection, place);
    database.settle(scope, result)
}

/// An argument that names one of the databases of a connection.
fn name_or_main<'s>(
    scope: &mut Scope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
    name: &str,
) -> Result<CString, OpError> {
    if value.is_undefined() { Ok(c"main".into()) } else { options::text(scope, value, name) }
}

/// `location(dbName)`.
#[op]
pub(super) fn location<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let name = name_or_main(scope, args.get(0), "dbName")?;
    let file = connection.file_of(&name);
    match database.settle(scope, file)? {
        Some(file) => super::values::string(scope, &file),
        None => Ok(v8::null(scope).into()),
    }
}

/// `enableLoadExtension(allow)`.
#[op]
pub(super) fn enable_load_extension<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let allow = options::boolean(scope, args.get(0), "allow")?;
    if allow && !database.settings.may_load_extensions {
        let message = "Cannot enable extension loading because it was disabled at database creation.";
        return Err(wrong_state(scope, message));
    }
    database.loads_extensions.set(allow);
    let result = connection.switch(Switch::LoadExtension, allow);
    database.settle(scope, result)
}

/// `loadExtension(path, entryPoint)`.
#[op]
pub(super) fn load_extension<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    if !database.settings.may_load_extensions || !database.loads_extensions.get() {
        return Err(wrong_state(scope, "extension loading is not allowed"));
    }
    let path = options::text(scope, args.get(0), "path")?;
    let entry = v8::Local::<v8::String>::try_from(args.get(1)).ok().map(|entry| options::c_text(scope, entry));
    refuse_extensions(scope, env)?;
    let result = connection.load_extension(&path, entry.as_deref());
    if database.has_thrown.take() {
        return Err(OpError::Pending);
    }
    result.map_err(|error| match error {
        Error::Library { message, .. } => throw(scope, ErrorClass::Error, "ERR_LOAD_SQLITE_EXTENSION", &message),
        error => super::failure::throw_library(scope, &error),
    })
}

/// `enableDefensive(active)`.
#[op]
pub(super) fn enable_defensive<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let active = options::boolean(scope, args.get(0), "active")?;
    let result = connection.switch(Switch::Defensive, active);
    database.settle(scope, result)
}

/// `serialize(dbName)`.
#[op]
pub(super) fn serialize<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<Bytes, OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let name = name_or_main(scope, args.get(0), "dbName")?;
    let result = connection.serialize(&name);
    database.settle(scope, result).map(Bytes)
}

/// `deserialize(buffer, options)`.
#[op]
pub(super) fn deserialize<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<(), OpError> {
    let (database, connection) = opened(scope, env, &this)?;
    let Ok(buffer) = v8::Local::<v8::Uint8Array>::try_from(args.get(0)) else {
        return Err(wrong_type(scope, "The \"buffer\" argument must be a Uint8Array."));
    };
    if buffer.byte_length() == 0 {
        return Err(wrong_value(scope, "The \"buffer\" argument must not be empty."));
    }
    let mut name: CString = c"main".into();
    if let Some(given) = options::options(scope, args.get(1))? {
        let value = options::property(scope, given, "dbName")?;
        name = name_or_main(scope, value, "options.dbName")?;
    }
    let mut bytes = vec![0; buffer.byte_length()];
    buffer.copy_contents(&mut bytes);
    let result = connection.deserialize(&name, &bytes).and_then(|()| read_schema(&connection, &name));
    database.settle(scope, result)
}

/// Has SQLite look at a database, which it otherwise does when it is first used.
fn read_schema(connection: &Connection, name: &CStr) -> Result<(), Error> {
    let quoted = name.to_string_lossy().replace('"', "\"\"");
    let sql = options::c_string(format!("SELECT 1 FROM \"{quoted}\".sqlite_schema LIMIT 1").into_bytes());
    connection.exec(&sql)
}

/// Reads or sets a ceiling of an open connection.
pub(super) fn limit(scope: &mut Scope<'_, '_>, database: &Database, limit: Limit, value: i32) -> Result<i32, OpError> {
    let connection = database.connection(scope)?;
    let result = connection.limit(limit, value);
    database.settle(scope, result)
}
