//! Properties that look like plain data and load a built-in module when they are first read. Used for what start-up must
//! not pay for; runs on the isolate's thread, and may be part of a start-up snapshot.
//!
//! V8 keeps what such a property carries in the part of a snapshot that belongs to no context. So it carries the id of a
//! module as a string, never a function; the hook `loadLazy`, attached at start, makes the value of it.

use crate::state::EngineState;
use crate::{OpError, Scope, op};

/// `defineLazyData(target, name, id, enumerable)`: the first read keeps what `loadLazy(id, name)` answers; a write before
/// that replaces it.
#[op]
fn define_lazy_data<'s>(
    scope: &mut Scope<'s, '_>,
    target: v8::Local<'s, v8::Object>,
    name: v8::Local<'s, v8::Name>,
    id: v8::Local<'s, v8::String>,
    enumerable: bool,
) -> Result<(), OpError> {
    let attributes = if enumerable { v8::PropertyAttribute::NONE } else { v8::PropertyAttribute::DONT_ENUM };
    let effect = || v8::SideEffectType::HasSideEffect;
    target
        .set_lazy_data_property_with_data(scope, name, read, id.into(), attributes, effect(), effect())
        .map(|_| ())
        .ok_or(OpError::Pending)
}

/// What V8 calls for the first read. An exception goes to the reader, and the property stays lazy.
fn read<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'s, v8::Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut result: v8::ReturnValue<v8::Value>,
) {
    let state = EngineState::of(scope);
    let Some(load) = state.hooks.borrow().load_lazy.clone() else { return };
    let load = v8::Local::new(scope, load);
    let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
    if let Some(value) = load.call(scope, receiver, &[args.data(), name.into()]) {
        result.set(value);
    }
}

/// The address that a snapshot with such properties names.
pub(crate) fn external_reference() -> v8::ExternalReference {
    let callback: v8::AccessorNameGetterCallback = v8::MapFnTo::map_fn_to(read);
    v8::ExternalReference { pointer: callback as *mut _ }
}
