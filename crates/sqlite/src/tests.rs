//! The crate against the library itself.

use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::rc::Rc;

use proptest::prelude::*;

use super::*;

fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

fn memory() -> Connection {
    Connection::open(&c(":memory:"), OpenOptions::default()).unwrap()
}

fn prepare(db: &Connection, sql: &str) -> Statement {
    db.prepare(&c(sql)).unwrap().unwrap()
}

fn integer(db: &Connection, sql: &str) -> i64 {
    let statement = prepare(db, sql);
    let mut run = statement.run().unwrap();
    assert!(run.step().unwrap());
    match run.value(0) {
        Value::Integer(value) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn version_is_of_the_third_series() {
    assert!(version().starts_with("3."), "{}", version());
}

#[test]
fn failures_tell_code_and_message() {
    let db = memory();
    db.exec(&c("create table t(a primary key); insert into t values(1)")).unwrap();
    let error = db.exec(&c("insert into t values(1)")).unwrap_err();
    assert_eq!(error, Error::Library { code: 1555, message: "UNIQUE constraint failed: t.a".into() });
    assert_eq!(describe(1555), "constraint failed");
    assert!(matches!(
        Connection::open(&c("/nonexistent/x"), OpenOptions::default()),
        Err(Error::Library { code: 14, .. })
    ));
}

#[test]
fn a_text_without_statements_is_none() {
    assert!(memory().prepare(&c(" -- nothing")).unwrap().is_none());
}

#[test]
fn statements_are_gone_with_their_connection() {
    let db = memory();
    let statement = prepare(&db, "select 1");
    db.close().unwrap();
    assert!(!statement.is_alive());
    assert!(matches!(statement.run(), Err(Error::Gone)));
    assert_eq!(db.close(), Err(Error::Closed));
    assert_eq!(db.exec(&c("select 1")), Err(Error::Closed));
}

#[test]
fn a_statement_has_one_user_at_a_time() {
    let db = memory();
    let statement = prepare(&db, "select 1");
    let run = statement.run().unwrap();
    assert!(matches!(statement.run(), Err(Error::Refused(Refusal::Statement))));
    drop(run);
    assert!(statement.run().is_ok());
}

#[test]
fn functions_are_called_and_cannot_close_their_connection() {
    let db = Rc::new(memory());
    let weak = Rc::downgrade(&db);
    let refused = Rc::new(Cell::new(false));
    let seen = refused.clone();
    db.create_function(&c("twice"), 1, FunctionFlags::default(), move |call| {
        let db = weak.upgrade().unwrap();
        seen.set(db.close() == Err(Error::Refused(Refusal::Connection)));
        // Another statement of the same connection is fine.
        assert_eq!(integer(&db, "select 7"), 7);
        match call.argument(0) {
            Value::Integer(value) => call.give(Value::Integer(value * 2)),
            _ => call.fail("no number"),
        }
    })
    .unwrap();
    assert_eq!(integer(&db, "select twice(21)"), 42);
    assert!(refused.get());
    let error = db.exec(&c("select twice('x')")).unwrap_err();
    assert_eq!(error.to_string(), "no number");
    assert!(db.exec(&c("select twice(1, 2)")).is_err());
    db.close().unwrap();
}

#[test]
fn what_a_function_holds_goes_with_the_connection_or_its_successor() {
    let held = Rc::new(());
    let db = memory();
    for _ in 0..2 {
        let kept = held.clone();
        db.create_function(&c("f"), 0, FunctionFlags::default(), move |call| {
            let _ = &kept;
            call.give(Value::Null);
        })
        .unwrap();
        assert_eq!(Rc::strong_count(&held), 2);
    }
    drop(db);
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn a_statement_dropped_in_a_callback_is_finalized_afterwards() {
    let db = memory();
    let other = RefCell::new(Some(prepare(&db, "select 1")));
    db.create_function(&c("f"), 0, FunctionFlags::default(), move |_| drop(other.take())).unwrap();
    db.exec(&c("select f()")).unwrap();
    assert_eq!(db.core().statements.borrow().len(), 0);
}

struct Sum {
    groups: Rc<Cell<i32>>,
}

/// Counts the groups that live.
struct Group(i64, Rc<Cell<i32>>);

impl Drop for Group {
    fn drop(&mut self) {
        self.1.set(self.1.get() - 1);
    }
}

fn number(call: &Call<'_>) -> i64 {
    match call.argument(0) {
        Value::Integer(value) => value,
        _ => 0,
    }
}

impl Aggregate for Sum {
    type Group = Group;
    fn start(&self, _: &Call<'_>) -> Option<Group> {
        self.groups.set(self.groups.get() + 1);
        Some(Group(0, self.groups.clone()))
    }
    fn step(&self, group: &mut Group, call: &Call<'_>) {
        if number(call) == 13 {
            return call.fail("unlucky");
        }
        group.0 += number(call);
    }
    fn inverse(&self, group: &mut Group, call: &Call<'_>) {
        group.0 -= number(call);
    }
    fn value(&self, group: &mut Group, call: &Call<'_>) {
        call.give(Value::Integer(group.0));
    }
}

#[test]
fn aggregates_and_windows_free_their_groups() {
    let groups = Rc::new(Cell::new(0));
    let db = memory();
    db.create_aggregate(&c("total"), 1, FunctionFlags::default(), true, Sum { groups: groups.clone() }).unwrap();
    db.exec(&c("create table t(a, b); insert into t values(1, 1), (1, 2), (2, 4)")).unwrap();
    assert_eq!(integer(&db, "select total(b) from t"), 7);
    assert_eq!(integer(&db, "select total(b) from t where 0"), 0);
    assert_eq!(integer(&db, "select total(b) over (order by b rows 1 preceding) from t order by b desc"), 6);
    assert_eq!(groups.get(), 0);
    // One that fails, and one that is left in the middle of its groups.
    assert!(db.exec(&c("insert into t values(3, 13); select total(b) from t")).is_err());
    let statement = prepare(&db, "select a, total(b) from t group by a");
    let mut run = statement.run().unwrap();
    assert!(run.step().unwrap());
    drop(run);
    drop(statement);
    assert_eq!(groups.get(), 0);
}

#[test]
fn an_authorizer_denies_and_cannot_use_its_connection() {
    let db = Rc::new(memory());
    let weak = Rc::downgrade(&db);
    db.set_authorizer(Some(Box::new(move |action| {
        let db = weak.upgrade().unwrap();
        assert_eq!(db.exec(&c("select 1")), Err(Error::Refused(Refusal::Authorizer)));
        assert_eq!(db.close(), Err(Error::Refused(Refusal::Authorizer)));
        i32::from(action.details[0] == Some(b"secret"))
    })))
    .unwrap();
    db.exec(&c("create table open(a)")).unwrap();
    let error = db.exec(&c("create table secret(a)")).unwrap_err();
    assert_eq!(error.to_string(), "not authorized");
    db.set_authorizer(None).unwrap();
    db.exec(&c("create table secret(a)")).unwrap();
}

#[test]
fn changesets_travel() {
    let (source, target) = (memory(), memory());
    for db in [&source, &target] {
        db.exec(&c("create table t(k integer primary key, v)")).unwrap();
    }
    let session = source.create_session(&c("main"), None).unwrap();
    source.exec(&c("insert into t values(1, 'a'), (2, 'b')")).unwrap();
    let changes = session.changes(Changes::Changeset).unwrap();
    assert!(session.changes(Changes::Patchset).unwrap().len() < changes.len() + 1);
    assert_eq!(target.apply_changes(&changes, None, &|_| 2), Ok(true));
    assert_eq!(integer(&target, "select count(*) from t"), 2);
    // Once more conflicts; an answer of 2 undoes, one of 0 passes over.
    assert_eq!(target.apply_changes(&changes, None, &|_| 2), Ok(false));
    assert_eq!(target.apply_changes(&changes, None, &|_| 0), Ok(true));
    assert_eq!(target.apply_changes(&changes, Some(&|_| false), &|_| 2), Ok(true));
    assert_eq!(target.apply_changes(&[1, 2, 3], None, &|_| 2), Err(Error::Code(11)));
    session.close().unwrap();
    assert_eq!(session.close(), Err(Error::Gone));
    let left = source.create_session(&c("main"), Some(&c("t"))).unwrap();
    source.close().unwrap();
    assert!(!left.is_open());
}

#[test]
fn a_serialized_database_replaces_another() {
    let (source, target) = (memory(), memory());
    source.exec(&c("create table t(a); insert into t values(5)")).unwrap();
    let bytes = source.serialize(&c("main")).unwrap();
    let statement = prepare(&target, "select 1");
    target.deserialize(&c("main"), &bytes).unwrap();
    assert!(!statement.is_alive());
    target.exec(&c("insert into t values(6)")).unwrap();
    assert_eq!(integer(&target, "select sum(a) from t"), 11);
    assert!(source.serialize(&c("nope")).is_err());
}

#[test]
fn a_backup_goes_on_when_its_source_is_closed() {
    let folder = std::env::temp_dir().join(format!("weir-sqlite-{}", std::process::id()));
    let file = c(folder.to_str().unwrap());
    let db = memory();
    let held = Rc::new(());
    let kept = held.clone();
    db.create_function(&c("f"), 0, FunctionFlags::default(), move |_| {
        let _ = &kept;
    })
    .unwrap();
    db.exec(&c("create table t(a); insert into t values(zeroblob(20000))")).unwrap();
    let mut backup = db.begin_backup(&c("main"), &file, &c("main")).unwrap();
    assert!(!backup.step(1).unwrap().is_done);
    db.close().unwrap();
    // What is the program's is gone before the backup, which may end on another thread.
    assert_eq!(Rc::strong_count(&held), 1);
    let done = std::thread::spawn(move || backup.step(-1).unwrap().is_done).join().unwrap();
    assert!(done);
    let copy = Connection::open(&file, OpenOptions { is_read_only: true }).unwrap();
    assert_eq!(integer(&copy, "select length(a) from t"), 20000);
    drop(copy);
    std::fs::remove_file(folder).unwrap();
}

#[test]
fn limits_are_cut_to_what_was_compiled_in() {
    let db = memory();
    for limit in Limit::ALL {
        let most = db.limit(limit, i32::MAX).unwrap();
        assert!(most > 0);
        assert_eq!(db.limit(limit, -1).unwrap(), most);
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Owned {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Owned {
    fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(value) => Self::Integer(value),
            Value::Real(value) => Self::Real(value),
            Value::Text(text) => Self::Text(String::from_utf8(text.to_vec()).unwrap()),
            Value::Blob(blob) => Self::Blob(blob.to_vec()),
        }
    }

    fn lend(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(value) => Value::Integer(*value),
            Self::Real(value) => Value::Real(*value),
            Self::Text(text) => Value::Text(text.as_bytes()),
            Self::Blob(blob) => Value::Blob(blob),
        }
    }
}

fn any_value() -> impl Strategy<Value = Owned> {
    prop_oneof![
        Just(Owned::Null),
        any::<i64>().prop_map(Owned::Integer),
        any::<f64>().prop_filter("SQLite has no NaN", |value| !value.is_nan()).prop_map(Owned::Real),
        any::<String>().prop_map(Owned::Text),
        proptest::collection::vec(any::<u8>(), 0..200).prop_map(Owned::Blob),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is bound comes back as it is, by a statement, through a function, and out of a table.
    #[test]
    fn values_come_back(values in proptest::collection::vec(any_value(), 1..20)) {
        let db = memory();
        let seen = Rc::new(RefCell::new(Vec::new()));
        let passed = seen.clone();
        db.create_function(&c("same"), 1, FunctionFlags::default(), move |call| {
            passed.borrow_mut().push(Owned::of(call.argument(0)));
            call.give(call.argument(0));
        }).unwrap();
        db.exec(&c("create table t(a)")).unwrap();
        let insert = prepare(&db, "insert into t values(same(?)) returning a");
        let mut run = insert.run().unwrap();
        for value in &values {
            run.bind(1, value.lend()).unwrap();
            prop_assert!(run.step().unwrap());
            prop_assert_eq!(&Owned::of(run.value(0)), value);
            prop_assert!(!run.step().unwrap());
            run.reset().unwrap();
        }
        let select = prepare(&db, "select a from t order by rowid");
        let mut run = select.run().unwrap();
        let mut rows = Vec::new();
        while run.step().unwrap() {
            rows.push(Owned::of(run.value(0)));
        }
        prop_assert_eq!(&rows, &values);
        prop_assert_eq!(&*seen.borrow(), &values);
    }
}
