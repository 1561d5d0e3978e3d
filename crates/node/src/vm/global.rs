//! The global of a contextified object: interceptors that show the object's properties as global variables.
//!
//! The object is the truth. A name is looked for on it first and on the context's real global second, where the
//! language's built-ins are; what is written goes to the object, and to the real global only when the object does not
//! take it (it is frozen, or the name belongs to the language). V8 itself checks, by asking the query interceptor, that
//! strict code assigns to variables that exist.
//!
//! Invariant: each callback finds its object anew from the context of the holder; during the making of a context there
//! is none yet, and V8 goes on as if there were no interceptor.

use v8::{Intercepted, Local, PropertyAttribute};
use weir_engine::{Scope, v8};

use super::context;

/// The context, the object and the real global behind a property access.
struct Parts<'s> {
    context: Local<'s, v8::Context>,
    object: Local<'s, v8::Object>,
    global: Local<'s, v8::Object>,
}

fn parts<'s>(scope: &mut Scope<'s, '_>, args: &v8::PropertyCallbackArguments<'s>) -> Option<Parts<'s>> {
    let context = args.holder().get_creation_context(scope)?;
    let object = context::object_of(scope, context)?;
    let global = context.global(scope);
    Some(Parts { context, object, global })
}

/// The template of such globals.
pub(super) fn template<'s>(scope: &mut Scope<'s, '_>) -> Local<'s, v8::ObjectTemplate> {
    let template = v8::ObjectTemplate::new(scope);
    template.set_named_property_handler(
        v8::NamedPropertyHandlerConfiguration::new()
            .getter(get_named)
            .setter(set_named)
            .query(query_named)
            .deleter(delete_named)
            .enumerator(names)
            .definer(define_named)
            .descriptor(describe_named)
            .flags(v8::PropertyHandlerFlags::HAS_NO_SIDE_EFFECT),
    );
    template.set_indexed_property_handler(
        v8::IndexedPropertyHandlerConfiguration::new()
            .getter(get_indexed)
            .setter(set_indexed)
            .query(query_indexed)
            .deleter(delete_indexed)
            .enumerator(indices)
            .definer(define_indexed)
            .descriptor(describe_indexed)
            .flags(v8::PropertyHandlerFlags::HAS_NO_SIDE_EFFECT),
    );
    template
}

fn name_of<'s>(scope: &mut Scope<'s, '_>, index: u32) -> Local<'s, v8::Name> {
    let number = v8::Integer::new_from_unsigned(scope, index);
    match number.to_string(scope) {
        Some(name) => name.into(),
        // A number always has a text; an empty name is on no object.
        None => v8::String::empty(scope).into(),
    }
}

/// Runs `access`, which may run the program's getters, traps and setters; what they throw stays pending and counts as
/// intercepted.
fn thrown_or<'s, 'i, R>(
    scope: &mut Scope<'s, 'i>,
    access: impl FnOnce(&mut Scope<'s, 'i>) -> R,
) -> Result<R, Intercepted> {
    v8::tc_scope!(let scope, scope);
    let result = access(scope);
    if scope.has_caught() {
        scope.rethrow();
        return Err(Intercepted::kYes);
    }
    Ok(result)
}

fn get<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: &v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    let Some(Parts { object, global, .. }) = parts(scope, args) else { return Intercepted::kNo };
    let found = thrown_or(scope, |scope| {
        let own = object.get_real_named_property(scope, name);
        if own.is_some() { own } else { global.get_real_named_property(scope, name) }
    });
    match found {
        Err(intercepted) => intercepted,
        Ok(None) => Intercepted::kNo,
        Ok(Some(value)) => {
            // Inside, the object is seen as what it stands for.
            rv.set(if value == object { global.into() } else { value });
            Intercepted::kYes
        }
    }
}

fn query<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: &v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> Intercepted {
    let Some(Parts { context, object, global }) = parts(scope, args) else { return Intercepted::kNo };
    if context::is_aside(context) {
        return Intercepted::kNo;
    }
    // Own properties alone: what the object inherits is no property of the global.
    let attributes = thrown_or(scope, |scope| {
        if object.has_own_property(scope, name)? {
            object.get_property_attributes(scope, name.into())
        } else if context::declares(scope, context, name)? {
            global.get_real_named_property_attributes(scope, name)
        } else {
            None
        }
    });
    match attributes {
        Err(intercepted) => intercepted,
        Ok(None) => Intercepted::kNo,
        Ok(Some(attributes)) => {
            rv.set_uint32(attributes.as_u32());
            Intercepted::kYes
        }
    }
}

fn set<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    value: Local<'s, v8::Value>,
    args: &v8::PropertyCallbackArguments<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    let Some(Parts { object, global, .. }) = parts(scope, args) else { return Intercepted::kNo };
    let taken = thrown_or(scope, |scope| {
        let on_object = object.get_real_named_property_attributes(scope, name);
        let on_global = global.get_real_named_property_attributes(scope, name);
        if on_object.as_ref().is_some_and(|a| a.is_read_only()) || on_global.as_ref().is_some_and(|a| a.is_read_only())
        {
            return Some(false);
        }
        // A symbol that neither has is the real global's own affair.
        if on_object.is_none() && on_global.is_none() && name.is_symbol() {
            return Some(false);
        }
        object.set(scope, name.into(), value)?;
        if on_object.is_some() { Some(true) } else { object.has_real_named_property(scope, name) }
    });
    match taken {
        Err(intercepted) => intercepted,
        Ok(Some(true)) => Intercepted::kYes,
        Ok(_) => Intercepted::kNo,
    }
}

fn describe<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: &v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    let Some(Parts { object, .. }) = parts(scope, args) else { return Intercepted::kNo };
    let descriptor = thrown_or(scope, |scope| {
        if object.has_own_property(scope, name)? { object.get_own_property_descriptor(scope, name) } else { None }
    });
    match descriptor {
        Err(intercepted) => intercepted,
        Ok(Some(descriptor)) if !descriptor.is_undefined() => {
            rv.set(descriptor);
            Intercepted::kYes
        }
        Ok(_) => Intercepted::kNo,
    }
}

fn define<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    given: &v8::PropertyDescriptor,
    args: &v8::PropertyCallbackArguments<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    let Some(Parts { object, global, .. }) = parts(scope, args) else { return Intercepted::kNo };
    // `undefined`, `NaN` and `Infinity` stay what they are.
    let fixed = PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_DELETE;
    let defined = thrown_or(scope, |scope| {
        let on_global = global.get_real_named_property_attributes(scope, name);
        if on_global.is_some_and(|a| a.as_u32() & fixed.as_u32() == fixed.as_u32()) {
            return Some(false);
        }
        object.define_property(scope, name, given)
    });
    match defined {
        Err(intercepted) => intercepted,
        Ok(Some(true)) => Intercepted::kYes,
        Ok(_) => Intercepted::kNo,
    }
}

fn delete<'s>(
    scope: &mut Scope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: &v8::PropertyCallbackArguments<'s>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> Intercepted {
    let Some(Parts { object, global, .. }) = parts(scope, args) else { return Intercepted::kNo };
    let deleted = thrown_or(scope, |scope| {
        // A variable that code in the context declared: V8 has it on the real global, and it stays.
        if global.get_real_named_property_attributes(scope, name).is_some_and(|a| a.is_dont_delete()) {
            return Some(false);
        }
        object.delete(scope, name.into())
    });
    match deleted {
        Err(intercepted) => intercepted,
        Ok(Some(false)) => {
            rv.set_bool(false);
            Intercepted::kYes
        }
        // V8 goes on and deletes it from the real global, too.
        Ok(_) => Intercepted::kNo,
    }
}

fn names<'s>(scope: &mut Scope<'s, '_>, args: v8::PropertyCallbackArguments<'s>, mut rv: v8::ReturnValue<v8::Array>) {
    let Some(Parts { object, .. }) = parts(scope, &args) else { return };
    let wanted = v8::GetPropertyNamesArgs {
        mode: v8::KeyCollectionMode::OwnOnly,
        property_filter: v8::PropertyFilter::ALL_PROPERTIES,
        index_filter: v8::IndexFilter::SkipIndices,
        key_conversion: v8::KeyConversionMode::ConvertToString,
    };
    if let Some(list) = object.get_property_names(scope, wanted) {
        rv.set(list);
    }
}

fn indices<'s>(scope: &mut Scope<'s, '_>, args: v8::PropertyCallbackArguments<'s>, mut rv: v8::ReturnValue<v8::Array>) {
    let Some(Parts { object, .. }) = parts(scope, &args) else { return };
    let wanted = v8::GetPropertyNamesArgs {
        mode: v8::KeyCollectionMode::OwnOnly,
        property_filter: v8::PropertyFilter::SKIP_SYMBOLS,
        index_filter: v8::IndexFilter::IncludeIndices,
        key_conversion: v8::KeyConversionMode::KeepNumbers,
    };
    let Some(list) = object.get_property_names(scope, wanted) else { return };
    let mut numbers = Vec::new();
    for index in 0..list.length() {
        match list.get_index(scope, index) {
            Some(key) if key.is_uint32() => numbers.push(key),
            Some(_) => {}
            None => return,
        }
    }
    rv.set(v8::Array::new_with_elements(scope, &numbers));
}

/// The two forms of an interceptor that V8 asks for: an index is treated as the name that it spells.
macro_rules! by_name_and_index {
    ($($access:ident($($given:ident: $kind:ty)?) -> $result:ty: $named:ident, $indexed:ident;)*) => {$(
        fn $named<'s>(
            scope: &mut Scope<'s, '_>,
            name: Local<'s, v8::Name>,
            $($given: $kind,)?
            args: v8::PropertyCallbackArguments<'s>,
            rv: v8::ReturnValue<$result>,
        ) -> Intercepted {
            $access(scope, name, $($given,)? &args, rv)
        }

        fn $indexed<'s>(
            scope: &mut Scope<'s, '_>,
            index: u32,
            $($given: $kind,)?
            args: v8::PropertyCallbackArguments<'s>,
            rv: v8::ReturnValue<$result>,
        ) -> Intercepted {
            let name = name_of(scope, index);
            $access(scope, name, $($given,)? &args, rv)
        }
    )*};
}

by_name_and_index! {
    get() -> v8::Value: get_named, get_indexed;
    query() -> v8::Integer: query_named, query_indexed;
    set(value: Local<'s, v8::Value>) -> (): set_named, set_indexed;
    describe() -> v8::Value: describe_named, describe_indexed;
    define(given: &v8::PropertyDescriptor) -> (): define_named, define_indexed;
    delete() -> v8::Boolean: delete_named, delete_indexed;
}
