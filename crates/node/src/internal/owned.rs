//! Native objects by number, each of which goes when its JavaScript owner is collected.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use weir_engine::{OpError, Scope, v8};

pub(crate) struct Owned<T> {
    last: Cell<u32>,
    entries: Rc<RefCell<HashMap<u32, Entry<T>>>>,
}

struct Entry<T> {
    value: Rc<T>,
    /// Takes the entry out when the owner goes.
    _owner: v8::Weak<v8::Object>,
}

impl<T> Default for Owned<T> {
    fn default() -> Self {
        Self { last: Cell::default(), entries: Rc::default() }
    }
}

impl<T: 'static> Owned<T> {
    pub fn add(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, value: T) -> u32 {
        let mut id = self.last.get().wrapping_add(1);
        while self.entries.borrow().contains_key(&id) {
            id = id.wrapping_add(1);
        }
        self.last.set(id);
        let entries = Rc::downgrade(&self.entries);
        let weak = v8::Weak::with_finalizer(
            scope,
            owner,
            Box::new(move |_| {
                if let Some(entries) = entries.upgrade() {
                    // What the value does as it goes may come back here.
                    let gone = entries.borrow_mut().remove(&id);
                    drop(gone);
                }
            }),
        );
        self.entries.borrow_mut().insert(id, Entry { value: Rc::new(value), _owner: weak });
        id
    }

    pub fn get(&self, id: u32) -> Result<Rc<T>, OpError> {
        match self.entries.borrow().get(&id) {
            Some(entry) => Ok(entry.value.clone()),
            None => Err(OpError::type_error("ERR_INVALID_THIS", "Illegal invocation")),
        }
    }
}
