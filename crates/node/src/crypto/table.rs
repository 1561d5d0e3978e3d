//! Native values by number. An entry goes when it is taken out, or when the JavaScript object that owns it, if it has an
//! owner, is collected.
//! Runs on the isolate's thread; nothing is lent while JavaScript runs.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use weir_engine::{Scope, v8};

struct Entry<T> {
    value: T,
    /// Takes the entry out when the owner goes.
    _owner: Option<v8::Weak<v8::Object>>,
}

/// Numbers are given one after the other: spreading them is enough, since nobody outside chooses one.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

type Entries<T> = HashMap<u32, Entry<T>, BuildHasherDefault<Spread>>;

pub(crate) struct Table<T> {
    entries: Rc<RefCell<Entries<T>>>,
    last: Cell<u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { entries: Rc::default(), last: Cell::new(0) }
    }
}

impl<T: 'static> Table<T> {
    /// Adds a value that lives until it is taken out; its number is never zero.
    pub fn add_free(&self, value: T) -> u32 {
        let mut entries = self.entries.borrow_mut();
        let mut id = self.last.get().wrapping_add(1);
        while id == 0 || entries.contains_key(&id) {
            id = id.wrapping_add(1);
        }
        self.last.set(id);
        entries.insert(id, Entry { value, _owner: None });
        id
    }

    /// Adds a value that lives no longer than `owner`; its number is never zero.
    pub fn add(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, value: T) -> u32 {
        let id = self.add_free(value);
        self.own(scope, owner, id);
        id
    }

    /// From now on the value lives no longer than `owner`.
    pub fn own(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, id: u32) {
        let table = Rc::downgrade(&self.entries);
        let weak = v8::Weak::with_finalizer(
            scope,
            owner,
            Box::new(move |_| {
                if let Some(entries) = table.upgrade() {
                    let gone = entries.borrow_mut().remove(&id);
                    drop(gone);
                }
            }),
        );
        if let Some(entry) = self.entries.borrow_mut().get_mut(&id) {
            entry._owner = Some(weak);
        }
    }

    /// Works on a value; `None` when there is none with this number.
    pub fn with<R>(&self, id: u32, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.entries.borrow_mut().get_mut(&id).map(|entry| work(&mut entry.value))
    }

    /// Takes a value out.
    pub fn remove(&self, id: u32) -> Option<T> {
        self.entries.borrow_mut().remove(&id).map(|entry| entry.value)
    }
}
