//! Resolution errors as the JavaScript errors that programs know: class, code, message and own properties.

use weir_engine::{ErrorClass, OpError, Scope, v8};
use weir_resolve::{ErrorClass as Class, ResolveError};

/// Throws `error` and tells the glue that an exception is pending.
pub(super) fn throw(scope: &mut Scope<'_, '_>, error: &ResolveError) -> OpError {
    let class = match error.class() {
        Class::Error | Class::UriError => ErrorClass::Error,
        Class::TypeError => ErrorClass::TypeError,
    };
    let message = error.to_string();
    let shown = match error.code() {
        Some(code) if error.is_code_in_name() => OpError::Coded { class, code, message },
        _ => OpError::Plain { class, message },
    };
    let Some(value) = shown.to_js(scope) else { return shown };
    let Ok(object) = v8::Local::<v8::Object>::try_from(value) else { return shown };
    let code = error.code().filter(|_| !error.is_code_in_name());
    for (name, value) in code.map(|code| ("code", code)).into_iter().chain(error.properties()) {
        set(scope, object, name, value);
    }
    scope.throw_exception(value);
    OpError::Pending
}

fn set(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, name: &str, value: &str) {
    if let (Some(name), Some(value)) = (v8::String::new(scope, name), v8::String::new(scope, value)) {
        object.create_data_property(scope, name.into(), value.into());
    }
}
