//! The class `Storage`: its methods. What its instances show as properties is in `items`.

use std::ffi::CString;
use std::rc::Rc;

use weir_engine::{ErrorClass, IntoJs as _, OpError, Rest, Scope, This, Utf16, op, ops, v8};
use weir_sqlite::Error;

use super::items;
use super::store::{Store, Units, is_full};
use crate::Env;
use crate::sqlite::classes::{class, method_template};
use crate::sqlite::failure::{self, throw};

/// `storageClass(makeQuotaError)`: the class; `makeQuotaError()` makes what a full storage throws.
#[op]
pub(super) fn storage_class<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    make_quota_error: v8::Local<'s, v8::Function>,
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    let class = class(
        scope,
        "Storage",
        crate::sqlite::classes::illegal_constructor,
        ops![clear, get_item, key, remove_item, set_item],
        &[],
    );
    let signature = v8::Signature::new(scope, class);
    let getter = method_template(scope, signature, &length());
    let name = failure::key(scope, "length");
    class.prototype_template(scope).set_accessor_property(name, Some(getter), None, v8::PropertyAttribute::DONT_DELETE);
    let instance = class.instance_template(scope);
    items::intercept(instance);
    let kept = (v8::Global::new(scope, instance), v8::Global::new(scope, make_quota_error));
    *env.webstorage.class.borrow_mut() = Some(kept);
    class.get_function(scope).ok_or(OpError::Pending)
}

/// `openStorage(location)`: a storage of that file, which is opened when it is first used.
#[op]
pub(super) fn open_storage<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    location: &str,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let template = env.webstorage.class.borrow().as_ref().map(|(template, _)| v8::Local::new(scope, template));
    let object = template.and_then(|template| template.new_instance(scope)).ok_or(OpError::Pending)?;
    let location = CString::new(location).unwrap_or_default();
    env.webstorage.stores.add(scope, object, Store::new(location));
    Ok(object)
}

/// The store of an object of the class; the guard is asked before its file is opened.
pub(super) fn store_of(
    scope: &mut Scope<'_, '_>,
    env: &Env,
    object: v8::Local<'_, v8::Object>,
) -> Result<Rc<Store>, OpError> {
    let store = env.webstorage.stores.of(scope, object)?;
    if !store.is_open() {
        crate::sqlite::database::ask(env, store.location().to_bytes(), false)?;
    }
    Ok(store)
}

/// What a call into the store gave, or its error thrown.
pub(super) fn settle<T>(scope: &mut Scope<'_, '_>, env: &Env, result: Result<T, Error>) -> Result<T, OpError> {
    let error = match result {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !is_full(&error) {
        return Err(throw(scope, ErrorClass::Error, "", &error.to_string()));
    }
    let make = env.webstorage.class.borrow().as_ref().map(|(_, make)| v8::Local::new(scope, make));
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let error = make.and_then(|make| make.call(scope, undefined, &[])).ok_or(OpError::Pending)?;
    scope.throw_exception(error);
    Err(OpError::Pending)
}

/// A value as a string's units.
pub(super) fn units<'s>(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Units, OpError> {
    let text = value.to_string(scope).ok_or(OpError::Pending)?;
    let mut units = vec![0; text.length()];
    text.write_v2(scope, 0, &mut units, v8::WriteFlags::default());
    Ok(units)
}

fn text_or_null<'s>(scope: &mut Scope<'s, '_>, units: Option<Units>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match units {
        Some(units) => Utf16(units).into_js(scope),
        None => Ok(v8::null(scope).into()),
    }
}

fn require_arguments(scope: &mut Scope<'_, '_>, args: &Rest<'_, '_>, name: &str, count: usize) -> Result<(), OpError> {
    if args.len() >= count {
        return Ok(());
    }
    let plural = if count == 1 { "" } else { "s" };
    let message = format!("Failed to execute '{name}' on 'Storage': {count} argument{plural} required");
    Err(throw(scope, ErrorClass::TypeError, "ERR_MISSING_ARGS", &message))
}

/// `length`.
#[op]
fn length(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<f64, OpError> {
    let count = store_of(scope, env, this.0)?.count();
    settle(scope, env, count)
}

/// `clear()`.
#[op]
fn clear(scope: &mut Scope<'_, '_>, env: &Env, this: This<'_>) -> Result<(), OpError> {
    let cleared = store_of(scope, env, this.0)?.clear();
    settle(scope, env, cleared)
}

/// `getItem(key)`: a string, or null.
#[op]
fn get_item<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    require_arguments(scope, &args, "getItem", 1)?;
    let name = units(scope, args.get(0))?;
    let found = store_of(scope, env, this.0)?.get(&name);
    let found = settle(scope, env, found)?;
    text_or_null(scope, found)
}

/// `setItem(key, value)`.
#[op]
fn set_item<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>, args: Rest<'_, 's>) -> Result<(), OpError> {
    require_arguments(scope, &args, "setItem", 2)?;
    let name = units(scope, args.get(0))?;
    let value = units(scope, args.get(1))?;
    let set = store_of(scope, env, this.0)?.set(&name, &value);
    settle(scope, env, set)
}

/// `removeItem(key)`.
#[op]
fn remove_item<'s>(scope: &mut Scope<'s, '_>, env: &Env, this: This<'s>, args: Rest<'_, 's>) -> Result<(), OpError> {
    require_arguments(scope, &args, "removeItem", 1)?;
    let name = units(scope, args.get(0))?;
    let removed = store_of(scope, env, this.0)?.remove(&name);
    settle(scope, env, removed)
}

/// `key(index)`: the key at a place, or null.
#[op]
fn key<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    this: This<'s>,
    args: Rest<'_, 's>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    require_arguments(scope, &args, "key", 1)?;
    let place = args.get(0).uint32_value(scope).ok_or(OpError::Pending)?;
    let found = store_of(scope, env, this.0)?.at(place);
    let found = settle(scope, env, found)?;
    text_or_null(scope, found)
}
