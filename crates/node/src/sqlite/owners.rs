//! Native parts of JavaScript objects: an object knows its part's number by an internal field, which programs cannot
//! reach, and the part goes when the object is collected. A number is used again only after that.

use std::cell::RefCell;
use std::rc::Rc;

use weir_engine::{OpError, Scope, v8};

/// The internal field for the number.
pub(crate) const FIELD_NUMBER: usize = 0;
/// The internal field for what else the object keeps alive.
pub(crate) const FIELD_KEPT: usize = 1;
/// How many fields each class has.
pub(crate) const FIELDS: usize = 2;

/// A kind of native part.
pub(crate) trait Part: 'static {
    /// Told apart by this, so that no object is taken for one of another class.
    const KIND: u32;
}

const KIND_BITS: u32 = 2;

struct Entry<T> {
    value: Rc<T>,
    /// Takes the entry out when the owner goes.
    _owner: v8::Weak<v8::Object>,
}

struct Slots<T> {
    entries: Vec<Option<Entry<T>>>,
    free: Vec<u32>,
}

pub(crate) struct Owners<T> {
    slots: Rc<RefCell<Slots<T>>>,
}

impl<T> Default for Owners<T> {
    fn default() -> Self {
        Self { slots: Rc::new(RefCell::new(Slots { entries: Vec::new(), free: Vec::new() })) }
    }
}

impl<T: Part> Owners<T> {
    /// Makes `value` the native part of `owner`.
    pub fn add(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, value: T) -> Rc<T> {
        let number = {
            let mut slots = self.slots.borrow_mut();
            match slots.free.pop() {
                Some(number) => number,
                None => {
                    slots.entries.push(None);
                    (slots.entries.len() - 1) as u32
                }
            }
        };
        let slots = Rc::downgrade(&self.slots);
        let forget = move |_: &mut v8::Isolate| {
            let Some(slots) = slots.upgrade() else { return };
            let gone = {
                let mut slots = slots.borrow_mut();
                slots.free.push(number);
                slots.entries.get_mut(number as usize).and_then(Option::take)
            };
            drop(gone);
        };
        let weak = v8::Weak::with_finalizer(scope, owner, Box::new(forget));
        let value = Rc::new(value);
        let entry = Entry { value: value.clone(), _owner: weak };
        self.slots.borrow_mut().entries[number as usize] = Some(entry);
        let number = v8::Integer::new_from_unsigned(scope, number << KIND_BITS | T::KIND);
        owner.set_internal_field(FIELD_NUMBER, number.into());
        value
    }

    /// The native part of an object of the right class; none of one that was not made by it.
    pub fn of(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>) -> Result<Rc<T>, OpError> {
        // No other kind of object has a number in that field.
        if let Some(field) = owner.get_internal_field(scope, FIELD_NUMBER)
            && let Ok(number) = v8::Local::<v8::Value>::try_from(field)
            && let Ok(number) = v8::Local::<v8::Uint32>::try_from(number)
            && number.value() & ((1 << KIND_BITS) - 1) == T::KIND
            && let Some(Some(entry)) = self.slots.borrow().entries.get((number.value() >> KIND_BITS) as usize)
        {
            return Ok(entry.value.clone());
        }
        Err(OpError::Plain { class: weir_engine::ErrorClass::TypeError, message: "Illegal invocation".into() })
    }

    /// All that live.
    pub fn all(&self) -> Vec<Rc<T>> {
        self.slots.borrow().entries.iter().flatten().map(|entry| entry.value.clone()).collect()
    }
}
