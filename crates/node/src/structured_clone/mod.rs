//! Copies of values by V8's serialization, within one realm. Runs on the isolate's thread.
//!
//! What V8 cannot write as bytes is kept aside in [`Aside`] and written as an index: copies of built-in objects, memory
//! that stays shared, WebAssembly modules. JavaScript runs while a value is written (getters, the making of those
//! copies) and must not while it is read; nothing but handles is held across it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use weir_engine::v8::{self, ValueDeserializerHelper, ValueSerializerHelper};
use weir_engine::{Binding, OpError, Scope, op, ops};

use crate::Env;

pub(crate) const BINDING: Binding =
    Binding { name: "structured_clone", ops: ops![clone, can_transfer, mark, is_marked, mark_uncloneable], init: None };

/// The name of the private mark on buffers that must not be transferred.
const UNTRANSFERABLE: &str = "weir:untransferable";

/// The name of the private mark on objects that must not be copied.
const UNCLONEABLE: &str = "weir:uncloneable";

fn private<'s>(scope: &mut Scope<'s, '_>, name: &str) -> v8::Local<'s, v8::Private> {
    let name = v8::String::new(scope, name);
    v8::Private::for_api(scope, name)
}

/// Why a buffer must not be transferred.
#[derive(Clone, Copy)]
pub(crate) enum Shared {
    /// The program said so.
    Marked = 0,
    /// Reads fill it, and each of their Buffers is a part.
    Slab = 1,
    /// Small Buffers are parts of it.
    Pool = 2,
}

fn put_mark(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, name: &str, value: i32) {
    let mark = private(scope, name);
    let value = v8::Integer::new(scope, value);
    object.set_private(scope, mark, value.into());
}

fn has_mark(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, name: &str) -> bool {
    let mark = private(scope, name);
    object.has_private(scope, mark).unwrap_or(true)
}

/// Makes `canTransfer` refuse an object for good.
pub(crate) fn mark_untransferable(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, why: Shared) {
    put_mark(scope, object, UNTRANSFERABLE, why as i32);
}

/// Why a buffer was marked; [`Shared::Marked`] as a number for those that never were, too.
pub(crate) fn shared_kind(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>) -> i32 {
    let mark = private(scope, UNTRANSFERABLE);
    let value = object.get_private(scope, mark).and_then(|value| value.int32_value(scope));
    value.unwrap_or(Shared::Marked as i32)
}

/// `mark(object)`: it is not transferred any more.
#[op]
fn mark(scope: &mut Scope<'_, '_>, object: v8::Local<v8::Object>) {
    mark_untransferable(scope, object, Shared::Marked);
}

/// `isMarked(object)`.
#[op]
fn is_marked(scope: &mut Scope<'_, '_>, object: v8::Local<v8::Object>) -> bool {
    has_mark(scope, object, UNTRANSFERABLE)
}

/// `markUncloneable(object)`: it is not copied any more, on its own or in another object.
#[op]
fn mark_uncloneable(scope: &mut Scope<'_, '_>, env: &Env, object: v8::Local<v8::Object>) {
    env.structured_clone.refuses.set(true);
    put_mark(scope, object, UNCLONEABLE, 1);
}

/// Whether a buffer has memory that may be taken from it.
#[op]
fn can_transfer(scope: &mut Scope<'_, '_>, buffer: v8::Local<v8::ArrayBuffer>) -> bool {
    !has_mark(scope, buffer.into(), UNTRANSFERABLE) && buffer.is_detachable() && !buffer.was_detached()
}

/// What is not written as bytes; an entry's place is what the bytes say.
#[derive(Default)]
struct Aside {
    copies: RefCell<Vec<v8::Global<v8::Object>>>,
    shared: RefCell<Vec<v8::Global<v8::SharedArrayBuffer>>>,
    modules: RefCell<Vec<v8::Global<v8::WasmModuleObject>>>,
}

/// Adds to one of the lists; returns the place.
fn keep<T>(list: &RefCell<Vec<T>>, item: T) -> u32 {
    let mut list = list.borrow_mut();
    list.push(item);
    list.len() as u32 - 1
}

/// The entry at a place that was written before.
fn kept<'s, T>(scope: &mut Scope<'s, '_>, list: &RefCell<Vec<v8::Global<T>>>, place: u32) -> Option<v8::Local<'s, T>> {
    let global = list.borrow().get(place as usize)?.clone();
    Some(v8::Local::new(scope, global))
}

/// Throws the DataCloneError that JavaScript makes of a text; when making it throws, that error is pending instead.
fn throw_made<'s>(scope: &mut Scope<'s, '_>, make: v8::Local<'s, v8::Function>, message: v8::Local<'s, v8::String>) {
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    if let Some(error) = make.call(scope, undefined, &[message.into()]) {
        scope.throw_exception(error);
    }
}

/// What clones of one environment share.
#[derive(Default)]
pub(crate) struct Clones {
    /// Whether any object was ever marked as one that is not copied.
    refuses: Cell<bool>,
}

struct Writer {
    aside: Rc<Aside>,
    /// `Object.prototype`: an object right below it is of no built-in class.
    plain: v8::Global<v8::Value>,
    /// The mark on objects that must not be copied, where there are any.
    uncloneable: Option<v8::Global<v8::Private>>,
    /// The key of built-in classes' copy methods.
    key: v8::Global<v8::Symbol>,
    /// Copies an object of a built-in class.
    clone_host: v8::Global<v8::Function>,
    /// Makes a DataCloneError of a text.
    make_error: v8::Global<v8::Function>,
}

impl v8::ValueSerializerImpl for Writer {
    fn throw_data_clone_error<'s>(&self, scope: &mut Scope<'s, '_>, message: v8::Local<'s, v8::String>) {
        let make = v8::Local::new(scope, &self.make_error);
        throw_made(scope, make, message);
    }

    fn has_custom_host_object(&self, _isolate: &v8::Isolate) -> bool {
        true
    }

    fn is_host_object<'s>(&self, scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) -> Option<bool> {
        if let Some(mark) = &self.uncloneable {
            let mark = v8::Local::new(scope, mark);
            if object.has_private(scope, mark).unwrap_or(true) {
                return Some(true);
            }
        }
        let plain = v8::Local::new(scope, &self.plain);
        if object.get_prototype(scope)?.strict_equals(plain) {
            return Some(false);
        }
        let key = v8::Local::new(scope, &self.key);
        Some(!object.get(scope, key.into())?.is_undefined())
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        serializer: &dyn ValueSerializerHelper,
    ) -> Option<bool> {
        let clone = v8::Local::new(scope, &self.clone_host);
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let is_marked = has_mark(scope, object, UNCLONEABLE);
        let is_marked = v8::Boolean::new(scope, is_marked);
        let arguments = [object.into(), is_marked.into()];
        let copy: v8::Local<v8::Object> = clone.call(scope, undefined, &arguments)?.try_into().ok()?;
        serializer.write_uint32(keep(&self.aside.copies, v8::Global::new(scope, copy)));
        Some(true)
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        buffer: v8::Local<'s, v8::SharedArrayBuffer>,
    ) -> Option<u32> {
        Some(keep(&self.aside.shared, v8::Global::new(scope, buffer)))
    }

    fn get_wasm_module_transfer_id(
        &self,
        scope: &mut Scope<'_, '_>,
        module: v8::Local<v8::WasmModuleObject>,
    ) -> Option<u32> {
        Some(keep(&self.aside.modules, v8::Global::new(scope, module)))
    }
}

struct Reader {
    aside: Rc<Aside>,
}

impl v8::ValueDeserializerImpl for Reader {
    fn read_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        deserializer: &dyn ValueDeserializerHelper,
    ) -> Option<v8::Local<'s, v8::Object>> {
        let mut place = 0;
        if !deserializer.read_uint32(&mut place) {
            return None;
        }
        kept(scope, &self.aside.copies, place)
    }

    fn get_shared_array_buffer_from_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        place: u32,
    ) -> Option<v8::Local<'s, v8::SharedArrayBuffer>> {
        let buffer = kept(scope, &self.aside.shared, place)?;
        let store = buffer.get_backing_store();
        Some(v8::SharedArrayBuffer::with_backing_store(scope, &store))
    }

    fn get_wasm_module_from_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        place: u32,
    ) -> Option<v8::Local<'s, v8::WasmModuleObject>> {
        let module = kept(scope, &self.aside.modules, place)?;
        v8::WasmModuleObject::from_compiled_module(scope, &module.get_compiled_module())
    }
}

/// `clone(value, transfer, key, cloneHost, makeError)`: a copy of `value`. The memory of the ArrayBuffers in `transfer`,
/// which JavaScript has checked with `canTransfer`, moves to the copies.
#[op]
fn clone<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    value: v8::Local<'s, v8::Value>,
    transfer: Vec<v8::Local<'s, v8::ArrayBuffer>>,
    key: v8::Local<'s, v8::Symbol>,
    clone_host: v8::Local<'s, v8::Function>,
    make_error: v8::Local<'s, v8::Function>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let context = scope.get_current_context();
    let aside = Rc::<Aside>::default();
    let plain = v8::Object::new(scope).get_prototype(scope).ok_or(OpError::Pending)?;
    let uncloneable = env.structured_clone.refuses.get().then(|| private(scope, UNCLONEABLE));
    let writer = Writer {
        aside: aside.clone(),
        plain: v8::Global::new(scope, plain),
        uncloneable: uncloneable.map(|mark| v8::Global::new(scope, mark)),
        key: v8::Global::new(scope, key),
        clone_host: v8::Global::new(scope, clone_host),
        make_error: v8::Global::new(scope, make_error),
    };
    let serializer = v8::ValueSerializer::new(scope, Box::new(writer));
    serializer.write_header();
    for (place, buffer) in transfer.iter().enumerate() {
        serializer.transfer_array_buffer(place as u32, *buffer);
    }
    if serializer.write_value(context, value) != Some(true) {
        return Err(OpError::Pending);
    }
    let bytes = serializer.release();

    // A getter may have detached a buffer since it was checked: then there is nothing left to move.
    if transfer.iter().any(|buffer| buffer.was_detached()) {
        let message = v8::String::new(scope, "Cannot transfer object of unsupported type.").ok_or(OpError::Pending)?;
        throw_made(scope, make_error, message);
        return Err(OpError::Pending);
    }
    let deserializer = v8::ValueDeserializer::new(scope, Box::new(Reader { aside }), &bytes);
    if deserializer.read_header(context) != Some(true) {
        return Err(OpError::Pending);
    }
    for (place, buffer) in transfer.iter().enumerate() {
        let store = buffer.get_backing_store();
        let moved = v8::ArrayBuffer::with_backing_store(scope, &store);
        buffer.detach(None).ok_or(OpError::Pending)?;
        deserializer.transfer_array_buffer(place as u32, moved);
    }
    deserializer.read_value(context).ok_or(OpError::Pending)
}
