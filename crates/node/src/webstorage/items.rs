//! The items of a `Storage` as its properties. What its prototype has is not hidden by an item of the same name, though
//! an assignment makes one; symbols are properties as on any object.

use v8::{Intercepted, Local};
use weir_engine::{IntoJs as _, OpError, Scope, Utf16, v8};

use super::storage::{settle, store_of, units};
use crate::Env;

/// Has the instances of a template show their items.
pub(super) fn intercept(template: Local<'_, v8::ObjectTemplate>) {
    template.set_named_property_handler(
        v8::NamedPropertyHandlerConfiguration::new()
            .getter(get_named)
            .setter(set_named)
            .query(query_named)
            .deleter(delete_named)
            .enumerator(names)
            .definer(define_named)
            .flags(v8::PropertyHandlerFlags::ONLY_INTERCEPT_STRINGS),
    );
    template.set_indexed_property_handler(
        v8::IndexedPropertyHandlerConfiguration::new()
            .getter(get_indexed)
            .setter(set_indexed)
            .query(query_indexed)
            .deleter(delete_indexed)
            .definer(define_indexed),
    );
}

type Args<'s> = v8::PropertyCallbackArguments<'s>;

/// Whether the prototype has a property of that name.
fn is_shadowed<'s>(scope: &mut Scope<'s, '_>, args: &Args<'s>, name: Local<'s, v8::Value>) -> Option<bool> {
    match Local::<v8::Object>::try_from(args.holder().get_prototype(scope)?) {
        Ok(prototype) => prototype.has(scope, name),
        Err(_) => Some(false),
    }
}

/// The end of an access: what failed is thrown, and counts as intercepted.
fn done(scope: &mut Scope<'_, '_>, result: Result<bool, OpError>) -> Intercepted {
    match result {
        Ok(true) => Intercepted::kYes,
        Ok(false) => Intercepted::kNo,
        Err(error) => {
            if let Some(error) = error.to_js(scope) {
                scope.throw_exception(error);
            }
            Intercepted::kYes
        }
    }
}

/// The item of a name that the prototype does not have.
fn item<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
) -> Result<Option<Vec<u16>>, OpError> {
    if is_shadowed(scope, args, name).ok_or(OpError::Pending)? {
        return Ok(None);
    }
    let env = weir_engine::op_glue::host::<Env>(scope);
    let name = units(scope, name)?;
    let found = store_of(scope, &env, args.holder())?.get(&name);
    settle(scope, &env, found)
}

fn get<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
    mut rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    let result = item(scope, args, name).and_then(|item| match item {
        Some(item) => {
            let text = Utf16(item).into_js(scope)?;
            rv.set(text);
            Ok(true)
        }
        None => Ok(false),
    });
    done(scope, result)
}

fn set<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
    value: Local<'s, v8::Value>,
) -> Intercepted {
    let env = weir_engine::op_glue::host::<Env>(scope);
    let result = (|| {
        let (name, value) = (units(scope, name)?, units(scope, value)?);
        let set = store_of(scope, &env, args.holder())?.set(&name, &value);
        settle(scope, &env, set)?;
        Ok(true)
    })();
    done(scope, result)
}

fn query<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
    mut rv: v8::ReturnValue<v8::Integer>,
) -> Intercepted {
    let result = item(scope, args, name).map(|item| {
        if item.is_some() {
            rv.set_uint32(v8::PropertyAttribute::NONE.as_u32());
        }
        item.is_some()
    });
    done(scope, result)
}

fn delete<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
    mut rv: v8::ReturnValue<v8::Boolean>,
) -> Intercepted {
    let env = weir_engine::op_glue::host::<Env>(scope);
    let result = (|| {
        let name = units(scope, name)?;
        let removed = store_of(scope, &env, args.holder())?.remove(&name);
        settle(scope, &env, removed)?;
        rv.set_bool(true);
        Ok(true)
    })();
    done(scope, result)
}

/// A definition with a value is an assignment; one without makes nothing.
fn define<'s>(
    scope: &mut Scope<'s, '_>,
    args: &Args<'s>,
    name: Local<'s, v8::Value>,
    given: &v8::PropertyDescriptor,
) -> Intercepted {
    if !given.has_value() {
        return Intercepted::kYes;
    }
    let value = Local::new(scope, given.value());
    set(scope, args, name, value)
}

fn names<'s>(scope: &mut v8::PinScope<'s, '_>, args: Args<'s>, mut rv: v8::ReturnValue<v8::Array>) {
    let env = weir_engine::op_glue::host::<Env>(scope);
    let result = (|| {
        let keys = store_of(scope, &env, args.holder())?.keys();
        let keys = settle(scope, &env, keys)?;
        let mut names = Vec::with_capacity(keys.len());
        for key in keys {
            names.push(Utf16(key).into_js(scope)?);
        }
        rv.set(v8::Array::new_with_elements(scope, &names));
        Ok(true)
    })();
    // An enumeration cannot be passed on.
    let _intercepted = done(scope, result);
}

fn index_name<'s>(scope: &mut Scope<'s, '_>, index: u32) -> Local<'s, v8::Value> {
    let number = v8::Integer::new_from_unsigned(scope, index);
    number.to_string(scope).map_or_else(|| number.into(), Into::into)
}

fn get_named<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    get(scope, &args, name.into(), rv)
}

fn get_indexed<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    index: u32,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Value>,
) -> Intercepted {
    let name = index_name(scope, index);
    get(scope, &args, name, rv)
}

fn set_named<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: Local<'s, v8::Name>,
    value: Local<'s, v8::Value>,
    args: Args<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    set(scope, &args, name.into(), value)
}

fn set_indexed<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    index: u32,
    value: Local<'s, v8::Value>,
    args: Args<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    let name = index_name(scope, index);
    set(scope, &args, name, value)
}

fn query_named<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Integer>,
) -> Intercepted {
    query(scope, &args, name.into(), rv)
}

fn query_indexed<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    index: u32,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Integer>,
) -> Intercepted {
    let name = index_name(scope, index);
    query(scope, &args, name, rv)
}

fn delete_named<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: Local<'s, v8::Name>,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Boolean>,
) -> Intercepted {
    delete(scope, &args, name.into(), rv)
}

fn delete_indexed<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    index: u32,
    args: Args<'s>,
    rv: v8::ReturnValue<v8::Boolean>,
) -> Intercepted {
    let name = index_name(scope, index);
    delete(scope, &args, name, rv)
}

fn define_named<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: Local<'s, v8::Name>,
    given: &v8::PropertyDescriptor,
    args: Args<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    define(scope, &args, name.into(), given)
}

fn define_indexed<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    index: u32,
    given: &v8::PropertyDescriptor,
    args: Args<'s>,
    _rv: v8::ReturnValue<()>,
) -> Intercepted {
    let name = index_name(scope, index);
    define(scope, &args, name, given)
}
