//! From SQLite into JavaScript. Functions of the program are kept by their database's own object, in a list that only
//! this file knows, so that V8 sees what keeps what; the native side knows them by place. After one has thrown, no other
//! is called until the call into SQLite has returned, and with it the exception.

use std::rc::{Rc, Weak};

use weir_engine::{OpError, Scope, v8};
use weir_sqlite::Error;

use super::database::Database;
use super::failure;
use super::owners::FIELD_KEPT;

/// A place in a database's list. What stands there is let go some time after this is dropped.
pub(super) struct Place {
    pub index: u32,
    database: Weak<Database>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(database) = self.database.upgrade() {
            database.free_places.borrow_mut().push(self.index);
        }
    }
}

fn list<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) -> Option<v8::Local<'s, v8::Array>> {
    let list = object.get_internal_field(scope, FIELD_KEPT)?;
    v8::Local::<v8::Value>::try_from(list).ok()?.try_into().ok()
}

impl Database {
    /// Keeps a value for as long as the place that this returns.
    pub fn keep<'s>(
        self: &Rc<Self>,
        scope: &mut Scope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        value: v8::Local<'s, v8::Value>,
    ) -> Result<Place, OpError> {
        let list = match list(scope, object) {
            Some(list) => list,
            None => {
                let list = v8::Array::new(scope, 0);
                object.set_internal_field(FIELD_KEPT, list.into());
                list
            }
        };
        let free = self.free_places.take();
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        for index in &free {
            list.set_index(scope, *index, undefined);
        }
        self.free_places.borrow_mut().extend(free);
        let index = self.free_places.borrow_mut().pop().unwrap_or(list.length());
        list.set_index(scope, index, value).ok_or(OpError::Pending)?;
        Ok(Place { index, database: Rc::downgrade(self) })
    }

    /// What is kept at a place.
    pub fn kept<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        index: u32,
    ) -> Option<v8::Local<'s, v8::Value>> {
        list(scope, object)?.get_index(scope, index)
    }

    /// Runs `body` in JavaScript, with the database's object. `None` when it threw, or an earlier one did.
    pub fn call_back<R>(
        &self,
        body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, v8::Local<'s, v8::Object>) -> Option<R>,
    ) -> Option<R> {
        if self.has_thrown.get() {
            return None;
        }
        let result = self.engine.reenter(|scope| {
            let object = self.object.to_local(scope)?;
            body(scope, object)
        });
        let result = result.flatten();
        if result.is_none() {
            self.has_thrown.set(true);
        }
        result
    }

    /// The end of a call into SQLite: what a callback threw comes first, then what SQLite says.
    pub fn settle<T>(&self, scope: &mut Scope<'_, '_>, result: Result<T, Error>) -> Result<T, OpError> {
        if self.has_thrown.take() {
            return Err(OpError::Pending);
        }
        result.map_err(|error| failure::throw_library(scope, &error))
    }
}
