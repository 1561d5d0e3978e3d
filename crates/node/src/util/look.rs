//! Looking into values past what JavaScript can see: promise states, proxy targets, entries of weak collections.
//! Nothing here runs the program's code, except that listing the properties of a proxy would: callers unwrap first.

use weir_engine::{OpError, Scope, op, v8};

/// `getOwnNonIndexProperties(object, filter)`: own keys without array indices; the filter is a sum of 2 for enumerable ones
/// only and 16 for no symbols.
#[op]
fn get_own_non_index_properties<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    filter: u32,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut property_filter = v8::PropertyFilter::ALL_PROPERTIES;
    if filter & 2 != 0 {
        property_filter = property_filter | v8::PropertyFilter::ONLY_ENUMERABLE;
    }
    if filter & 16 != 0 {
        property_filter = property_filter | v8::PropertyFilter::SKIP_SYMBOLS;
    }
    let args = v8::GetPropertyNamesArgs {
        mode: v8::KeyCollectionMode::OwnOnly,
        property_filter,
        index_filter: v8::IndexFilter::SkipIndices,
        key_conversion: v8::KeyConversionMode::KeepNumbers,
    };
    object.get_property_names(scope, args).map(Into::into).ok_or(OpError::Pending)
}

/// `getConstructorName(object)`: the class the engine remembers, whatever became of the prototype.
#[op]
fn get_constructor_name<'s>(scope: &mut Scope<'s, '_>, object: v8::Local<'s, v8::Object>) -> String {
    object.get_constructor_name().to_rust_string_lossy(scope)
}

/// `getPromiseDetails(promise)`: [state, result]; 0 pending (no result), 1 fulfilled, 2 rejected.
#[op]
fn get_promise_details<'s>(scope: &mut Scope<'s, '_>, promise: v8::Local<'s, v8::Promise>) -> v8::Local<'s, v8::Value> {
    let state = match promise.state() {
        v8::PromiseState::Pending => {
            let state = v8::Integer::new(scope, 0);
            return v8::Array::new_with_elements(scope, &[state.into()]).into();
        }
        v8::PromiseState::Fulfilled => 1,
        v8::PromiseState::Rejected => 2,
    };
    let state = v8::Integer::new(scope, state);
    let result = promise.result(scope);
    v8::Array::new_with_elements(scope, &[state.into(), result]).into()
}

/// `getProxyDetails(value, both)`: the target, or [target, handler]; null where the proxy is revoked, undefined for
/// what is no proxy.
#[op]
fn get_proxy_details<'s>(
    scope: &mut Scope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
    both: bool,
) -> v8::Local<'s, v8::Value> {
    let Ok(proxy) = v8::Local::<v8::Proxy>::try_from(value) else { return v8::undefined(scope).into() };
    let target = proxy.get_target(scope);
    if !both {
        return target;
    }
    let handler = proxy.get_handler(scope);
    v8::Array::new_with_elements(scope, &[target, handler]).into()
}

/// `previewEntries(object, isIterator)`: what a collection or iterator holds, without advancing it: a flat list, keys and
/// values in turn. For an iterator [list, whether it is of keys and values].
#[op]
fn preview_entries<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    is_iterator: bool,
) -> v8::Local<'s, v8::Value> {
    let (entries, pairs) = object.preview_entries(scope);
    let Some(entries) = entries else { return v8::undefined(scope).into() };
    if !is_iterator {
        return entries.into();
    }
    let pairs = v8::Boolean::new(scope, pairs);
    v8::Array::new_with_elements(scope, &[entries.into(), pairs.into()]).into()
}

/// `getExternalValue(external)`: the address an embedder's value stands for, in hexadecimal.
#[op]
fn get_external_value<'s>(value: v8::Local<'s, v8::Value>) -> String {
    match v8::Local::<v8::External>::try_from(value) {
        Ok(external) => format!("{:x}", external.value() as usize),
        Err(_) => String::from("0"),
    }
}
