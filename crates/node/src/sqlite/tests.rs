//! The module under V8, without a program: what the JavaScript tests cannot see.

use crate::testing::run;

#[test]
fn rows_and_functions() {
    run("const { DatabaseSync } = load('sqlite');
        const db = new DatabaseSync(':memory:');
        db.function('twice', (x) => x * 2);
        same(db.prepare('select twice(21) as a, ? as b').all('x'), [{ a: 42, b: 'x' }]);
        fails('ERR_SQLITE_ERROR', () => db.exec('nonsense'));
        db.close();
        fails('ERR_INVALID_STATE', () => db.close());");
}

#[test]
fn an_object_of_another_class_is_refused() {
    run("const { DatabaseSync, StatementSync } = load('sqlite');
        const db = new DatabaseSync(':memory:');
        const statement = db.prepare('select 1');
        const { begin, requireOpen } = bindings.sqlite;
        for (const call of [() => begin(db), () => requireOpen(statement), () => StatementSync.prototype.get.call(db)]) {
          let message;
          try { call(); } catch (error) { message = error.message; }
          same(message, 'Illegal invocation');
        }");
}
