//! `node:v8`, natively: heap statistics, engine flags and V8's serialization. Runs on the isolate's thread.

mod deserializer;
mod serializer;
mod statistics;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use weir_engine::{Binding, OpError, cached_data_version_tag, op, ops, set_v8_flags, v8};

pub(crate) const BINDING: Binding = Binding {
    name: "v8",
    ops: ops![
        statistics::heap_statistics,
        statistics::heap_space_statistics,
        statistics::heap_code_statistics,
        version_tag,
        set_flags,
        is_one_byte,
        serializer::new_serializer,
        serializer::write_header,
        serializer::write_value,
        serializer::release_buffer,
        serializer::transfer_array_buffer,
        serializer::write_uint32,
        serializer::write_uint64,
        serializer::write_double,
        serializer::write_raw_bytes,
        serializer::treat_views_as_host_objects,
        deserializer::new_deserializer,
        deserializer::read_header,
        deserializer::read_value,
        deserializer::accept_array_buffer,
        deserializer::wire_format_version,
        deserializer::read_uint32,
        deserializer::read_uint64,
        deserializer::read_double,
        deserializer::read_raw_bytes,
    ],
    init: None,
};

/// Native objects of one kind by number; each goes when its JavaScript owner is collected.
pub(crate) struct Table<T> {
    next: Cell<u32>,
    entries: Rc<RefCell<HashMap<u32, Entry<T>>>>,
}

struct Entry<T> {
    value: Rc<T>,
    /// Takes the entry out when the owner goes.
    _owner: v8::Weak<v8::Object>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { next: Cell::new(1), entries: Rc::default() }
    }
}

impl<T: 'static> Table<T> {
    fn add(&self, scope: &mut weir_engine::Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, value: T) -> u32 {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let entries = Rc::downgrade(&self.entries);
        let weak = v8::Weak::with_finalizer(
            scope,
            owner,
            Box::new(move |_| {
                if let Some(entries) = entries.upgrade() {
                    entries.borrow_mut().remove(&id);
                }
            }),
        );
        self.entries.borrow_mut().insert(id, Entry { value: Rc::new(value), _owner: weak });
        id
    }

    fn get(&self, id: u32) -> Result<Rc<T>, OpError> {
        match self.entries.borrow().get(&id) {
            Some(entry) => Ok(entry.value.clone()),
            None => Err(OpError::type_error("ERR_INVALID_THIS", "Illegal invocation")),
        }
    }
}

/// What the module keeps of one environment.
#[derive(Default)]
pub(crate) struct Serdes {
    serializers: Table<serializer::Writer>,
    deserializers: Table<deserializer::Reader>,
}

/// `versionTag()`: changes with V8's version and with flags that a code cache depends on.
#[op]
fn version_tag() -> u32 {
    cached_data_version_tag()
}

/// `setFlags(flags)`: V8 passes over what it does not know.
#[op]
fn set_flags(flags: &str) {
    let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
    set_v8_flags(&flags);
}

/// `isOneByte(text)`: whether V8 keeps a string in Latin-1.
#[op]
fn is_one_byte(text: v8::Local<v8::String>) -> bool {
    text.is_onebyte()
}
