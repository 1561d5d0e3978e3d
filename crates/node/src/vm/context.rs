//! Making contexts and finding them again. A contextified object keeps its context's global under a private symbol, the
//! context keeps the object in its embedder data: a cycle in V8's heap alone, which its collector can take apart.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use weir_engine::{OpError, Scope, forbid_wasm, op, set_import_symbol, v8};

use super::global;
use crate::Env;

/// The embedder data slot of the object; V8's inspector owns slot 0.
const SLOT_OBJECT: i32 = 1;

/// Marks a context as one of ours, complete, and owns its microtask queue. Empty until the context is ready, so that the
/// interceptors of its global, which V8 calls while it builds the context, see no half-made one.
struct Contextified {
    queue: RefCell<Option<v8::UniqueRef<v8::MicrotaskQueue>>>,
    /// Set while V8 is asked what the real global has itself: then the query interceptor steps aside.
    aside: Cell<bool>,
}

fn key<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Private> {
    let name = v8::String::new(scope, "weir:vm:global");
    v8::Private::for_api(scope, name)
}

/// The global of the context that an object was contextified with.
pub(super) fn global_of<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
) -> Option<v8::Local<'s, v8::Object>> {
    let key = key(scope);
    object.get_private(scope, key)?.try_into().ok()
}

/// The context that an object was contextified with.
pub(crate) fn context_of<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
) -> Option<v8::Local<'s, v8::Context>> {
    global_of(scope, object)?.get_creation_context(scope)
}

/// The contextified object of a complete context of ours.
pub(super) fn object_of<'s>(
    scope: &mut Scope<'s, '_>,
    context: v8::Local<'s, v8::Context>,
) -> Option<v8::Local<'s, v8::Object>> {
    context.get_slot::<Contextified>()?;
    context.get_embedder_data(scope, SLOT_OBJECT)?.try_into().ok()
}

/// Whether the query interceptor of a context has to step aside.
pub(super) fn is_aside(context: v8::Local<'_, v8::Context>) -> bool {
    context.get_slot::<Contextified>().is_some_and(|contextified| contextified.aside.get())
}

/// Whether the real global of a context has a property of its own, which code in the context declared or which is part
/// of the language.
pub(super) fn declares<'s>(
    scope: &mut Scope<'s, '_>,
    context: v8::Local<'s, v8::Context>,
    name: v8::Local<'s, v8::Name>,
) -> Option<bool> {
    let contextified = context.get_slot::<Contextified>()?;
    let before = contextified.aside.replace(true);
    let found = context.global(scope).has_own_property(scope, name);
    contextified.aside.set(before);
    found
}

/// `makeContext(object | undefined, name, origin, strings, wasm, ownQueue, hostSymbol)`: makes a context and ties it to
/// the object; without one the context has an ordinary global, which is the result. Name and origin are for an inspector.
#[op]
#[allow(clippy::too_many_arguments)]
fn make_context<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: Option<v8::Local<'s, v8::Object>>,
    _name: v8::Local<'s, v8::Value>,
    _origin: v8::Local<'s, v8::Value>,
    strings: bool,
    wasm: bool,
    own_queue: bool,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let mut queue = own_queue.then(|| v8::MicrotaskQueue::new(scope, v8::MicrotasksPolicy::Explicit));
    let template = object.map(|_| {
        let template = env.vm.global_template.get_or_init(|| {
            let template = global::template(scope);
            v8::Global::new(scope, template)
        });
        v8::Local::new(scope, template)
    });
    let options = v8::ContextOptions {
        global_template: template,
        global_object: None,
        microtask_queue: queue.as_mut().map(|queue| std::ptr::from_mut(&mut **queue)),
    };
    let context = v8::Context::new(scope, options);
    hide_extras(scope, context)?;

    // Code may pass between our contexts freely, as it does through the objects that they share.
    let token = scope.get_current_context().get_security_token(scope);
    context.set_security_token(token);
    context.set_allow_generation_from_strings(strings);
    if !wasm {
        forbid_wasm(scope, context);
    }
    let global = context.global(scope);
    let shown = object.unwrap_or(global);
    context.set_embedder_data(SLOT_OBJECT, shown.into());
    if let Some(symbol) = symbol {
        set_import_symbol(context, symbol);
    }
    context.set_slot(Rc::new(Contextified { queue: RefCell::new(queue), aside: Cell::new(false) }));

    let key = key(scope);
    shown.set_private(scope, key, global.into()).ok_or(OpError::Pending)?;
    Ok(shown)
}

/// Takes away `Intl.v8BreakIterator` and `queueMicrotask`, which V8 adds to the language. Called while the interceptors of
/// the context's global still step aside.
fn hide_extras<'s>(scope: &mut Scope<'s, '_>, context: v8::Local<'s, v8::Context>) -> Result<(), OpError> {
    let scope = &mut v8::ContextScope::new(scope, context);
    let Some(intl) = v8::String::new(scope, "Intl") else { return Ok(()) };
    let Some(name) = v8::String::new(scope, "v8BreakIterator") else { return Ok(()) };
    let Some(queue_microtask) = v8::String::new(scope, "queueMicrotask") else { return Ok(()) };
    let global = context.global(scope);
    global.delete(scope, queue_microtask.into()).ok_or(OpError::Pending)?;
    let intl = global.get(scope, intl.into()).ok_or(OpError::Pending)?;
    if let Ok(intl) = v8::Local::<v8::Object>::try_from(intl) {
        intl.delete(scope, name.into()).ok_or(OpError::Pending)?;
    }
    Ok(())
}

/// `isContext(object)`: whether it was contextified, or is the global of a context made without an object.
#[op]
fn is_context<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) -> bool {
    global_of(scope, object).is_some()
}

/// `contextGlobal(object)`: the global inside of the object's context.
#[op]
fn context_global<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
) -> Option<v8::Local<'s, v8::Object>> {
    global_of(scope, object)
}

/// Drains the microtask queue that a context has to itself, if it has one.
pub(super) fn drain(scope: &mut Scope<'_, '_>, context: v8::Local<'_, v8::Context>) {
    let Some(contextified) = context.get_slot::<Contextified>() else { return };
    // The queue lives as long as the context, which the caller's handle keeps alive.
    if let Ok(queue) = contextified.queue.try_borrow()
        && let Some(queue) = queue.as_ref()
    {
        queue.perform_checkpoint(scope);
    }
}

/// `runMicrotasksOf(object)`: drains the microtask queue of the object's context, if it has one of its own.
#[op]
fn run_microtasks_of<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) {
    let context = global_of(scope, object).and_then(|global| global.get_creation_context(scope));
    if let Some(context) = context {
        drain(scope, context);
    }
}
