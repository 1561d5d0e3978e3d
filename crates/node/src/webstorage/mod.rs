//! Web Storage, natively: `Storage` objects, whose properties are rows of a SQLite database. A file has the layout that
//! Node gives it, so that programs of both may share one. Runs on the isolate's thread.

mod items;
mod storage;
mod store;

use std::cell::RefCell;

use weir_engine::{Binding, ops, v8};

use crate::sqlite::owners::Owners;

pub(crate) const BINDING: Binding =
    Binding { name: "webstorage", ops: ops![storage::storage_class, storage::open_storage], init: None };

/// What the module keeps of one environment.
#[derive(Default)]
pub(crate) struct WebStorage {
    stores: Owners<store::Store>,
    /// What instances are made of, and who makes the error of a full store; once the class is there.
    class: RefCell<Option<(v8::Global<v8::ObjectTemplate>, v8::Global<v8::Function>)>>,
}

impl WebStorage {
    /// Closes what is open, as the process ends.
    pub(crate) fn close_all(&self) {
        for store in self.stores.all() {
            store.close();
        }
    }
}
