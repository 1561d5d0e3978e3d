//! Keys and values of one storage in its database, both as UTF-16. The file is opened when it is first needed. A trigger
//! for each kind of change keeps the sum of all lengths and refuses what goes beyond the quota, so that also programs that
//! share the file keep to it. The layout is Node's.

use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::time::Duration;

use weir_sqlite::{Connection, Error, OpenOptions, Statement, Value};

use crate::sqlite::owners::Part;

/// The layout that is known here.
const LAYOUT: i64 = 1;

/// How long another program's write is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

const SET_UP: &CStr = c"
    PRAGMA encoding = 'UTF-16le';
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS nodejs_webstorage(key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY(key)) STRICT;
    CREATE TABLE IF NOT EXISTS nodejs_webstorage_state(
        max_size INTEGER NOT NULL DEFAULT 10485760,
        total_size INTEGER NOT NULL,
        schema_version INTEGER NOT NULL DEFAULT 0,
        single_row_ INTEGER NOT NULL DEFAULT 1 CHECK(single_row_ = 1),
        PRIMARY KEY(single_row_)) STRICT;
    INSERT OR IGNORE INTO nodejs_webstorage_state(total_size, schema_version) VALUES (0, 1);
    CREATE TRIGGER IF NOT EXISTS nodejs_quota_insert AFTER INSERT ON nodejs_webstorage BEGIN
        UPDATE nodejs_webstorage_state SET total_size = total_size + octet_length(new.key) + octet_length(new.value);
        SELECT RAISE(ABORT, 'QuotaExceeded') FROM nodejs_webstorage_state WHERE total_size > max_size;
    END;
    CREATE TRIGGER IF NOT EXISTS nodejs_quota_update AFTER UPDATE ON nodejs_webstorage BEGIN
        UPDATE nodejs_webstorage_state SET total_size = total_size
            + octet_length(new.key) + octet_length(new.value) - octet_length(old.key) - octet_length(old.value);
        SELECT RAISE(ABORT, 'QuotaExceeded') FROM nodejs_webstorage_state WHERE total_size > max_size;
    END;
    CREATE TRIGGER IF NOT EXISTS nodejs_quota_delete AFTER DELETE ON nodejs_webstorage BEGIN
        UPDATE nodejs_webstorage_state SET total_size = total_size - octet_length(old.key) - octet_length(old.value);
    END;
    COMMIT;";

/// A string's units.
pub(super) type Units = Vec<u16>;

/// What SQLite answers when a trigger raises an error.
const RAISED: i32 = 1811;

/// Whether a failure says that there is no more room.
pub(super) fn is_full(error: &Error) -> bool {
    matches!(error, Error::Library { code: RAISED, .. })
}

/// The native part of a `Storage`.
pub(super) struct Store {
    location: CString,
    open: RefCell<Option<Rc<Open>>>,
}

impl Part for Store {
    const KIND: u32 = 3;
}

/// An open database with its statements.
struct Open {
    connection: Connection,
    get: Statement,
    set: Statement,
    remove: Statement,
    clear: Statement,
    count: Statement,
    at: Statement,
    keys: Statement,
}

impl Open {
    fn new(location: &CStr) -> Result<Self, Error> {
        let connection = Connection::open(location, OpenOptions::default())?;
        connection.set_busy_timeout(PATIENCE)?;
        connection.exec(SET_UP)?;
        let statement = |sql: &CStr| connection.prepare(sql)?.ok_or(Error::Gone);
        let layout = statement(c"SELECT schema_version FROM nodejs_webstorage_state")?;
        match first(&layout, &[], |value| Some(value == Value::Integer(LAYOUT)))? {
            Some(true) => {}
            _ => {
                let message = "the storage has a layout that is not known".into();
                return Err(Error::Library { code: 1, message });
            }
        }
        Ok(Self {
            get: statement(c"SELECT value FROM nodejs_webstorage WHERE key = ?")?,
            set: statement(
                c"INSERT INTO nodejs_webstorage(key, value) VALUES (?, ?)
                  ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            )?,
            remove: statement(c"DELETE FROM nodejs_webstorage WHERE key = ?")?,
            clear: statement(c"DELETE FROM nodejs_webstorage")?,
            count: statement(c"SELECT count(*) FROM nodejs_webstorage")?,
            at: statement(c"SELECT key FROM nodejs_webstorage ORDER BY key LIMIT 1 OFFSET ?")?,
            keys: statement(c"SELECT key FROM nodejs_webstorage ORDER BY key")?,
            connection,
        })
    }
}

fn bytes_of(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_le_bytes()).collect()
}

fn units_of(value: Value<'_>) -> Option<Units> {
    let Value::Blob(bytes) = value else { return None };
    let (pairs, _) = bytes.as_chunks::<2>();
    Some(pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
}

/// Runs a statement for all that `take` makes of its rows' first column.
fn rows<T>(
    statement: &Statement,
    values: &[Value<'_>],
    mut take: impl FnMut(Value<'_>) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let mut run = statement.run()?;
    let mut found = Vec::new();
    let result = (|| {
        for (index, value) in (1..).zip(values) {
            run.bind(index, *value)?;
        }
        while run.step()? {
            found.extend(take(run.value(0)));
        }
        Ok(())
    })();
    // The failure is the one of above.
    let _told = run.reset();
    result.map(|()| found)
}

/// The same for one row at most.
fn first<T>(
    statement: &Statement,
    values: &[Value<'_>],
    take: impl FnMut(Value<'_>) -> Option<T>,
) -> Result<Option<T>, Error> {
    Ok(rows(statement, values, take)?.pop())
}

impl Store {
    pub fn new(location: CString) -> Self {
        Self { location, open: RefCell::default() }
    }

    pub fn close(&self) {
        if let Some(open) = self.open.take() {
            // It is open, and nothing calls back.
            let _closed = open.connection.close();
        }
    }

    fn open(&self) -> Result<Rc<Open>, Error> {
        if let Some(open) = &*self.open.borrow() {
            return Ok(open.clone());
        }
        let open = Rc::new(Open::new(&self.location)?);
        *self.open.borrow_mut() = Some(open.clone());
        Ok(open)
    }

    pub fn location(&self) -> &CStr {
        &self.location
    }

    pub fn is_open(&self) -> bool {
        self.open.borrow().is_some()
    }

    pub fn get(&self, key: &[u16]) -> Result<Option<Units>, Error> {
        first(&self.open()?.get, &[Value::Blob(&bytes_of(key))], units_of)
    }

    pub fn set(&self, key: &[u16], value: &[u16]) -> Result<(), Error> {
        let (key, value) = (bytes_of(key), bytes_of(value));
        rows(&self.open()?.set, &[Value::Blob(&key), Value::Blob(&value)], |_| None::<()>).map(|_| ())
    }

    pub fn remove(&self, key: &[u16]) -> Result<(), Error> {
        rows(&self.open()?.remove, &[Value::Blob(&bytes_of(key))], |_| None::<()>).map(|_| ())
    }

    pub fn clear(&self) -> Result<(), Error> {
        rows(&self.open()?.clear, &[], |_| None::<()>).map(|_| ())
    }

    pub fn count(&self) -> Result<f64, Error> {
        let count = first(&self.open()?.count, &[], |value| match value {
            Value::Integer(count) => Some(count as f64),
            _ => None,
        })?;
        Ok(count.unwrap_or_default())
    }

    /// The key at a place in their order.
    pub fn at(&self, place: u32) -> Result<Option<Units>, Error> {
        first(&self.open()?.at, &[Value::Integer(i64::from(place))], units_of)
    }

    pub fn keys(&self) -> Result<Vec<Units>, Error> {
        rows(&self.open()?.keys, &[], units_of)
    }
}
