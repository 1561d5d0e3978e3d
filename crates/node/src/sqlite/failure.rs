//! The errors of `node:sqlite`, as Node's native code makes them: the code is a property and not part of the stack's
//! first line. Each is thrown where it is made.

use weir_engine::{ErrorClass, OpError, Scope, v8};
use weir_sqlite::{Error, describe};

/// A property's name.
pub(crate) fn key<'s>(scope: &mut Scope<'s, '_>, name: &str) -> v8::Local<'s, v8::Name> {
    v8::String::new_from_utf8(scope, name.as_bytes(), v8::NewStringType::Internalized)
        .unwrap_or_else(|| v8::String::empty(scope))
        .into()
}

fn text<'s>(scope: &mut Scope<'s, '_>, text: &str) -> v8::Local<'s, v8::String> {
    v8::String::new(scope, text).unwrap_or_else(|| v8::String::empty(scope))
}

fn set(scope: &mut Scope<'_, '_>, error: v8::Local<'_, v8::Object>, name: &str, value: v8::Local<'_, v8::Value>) {
    let name = key(scope, name);
    error.create_data_property(scope, name, value);
}

fn error<'s>(scope: &mut Scope<'s, '_>, class: ErrorClass, code: &str, message: &str) -> v8::Local<'s, v8::Object> {
    let message = text(scope, message);
    let error: v8::Local<v8::Object> = match class {
        ErrorClass::TypeError => v8::Exception::type_error(scope, message).cast(),
        ErrorClass::RangeError => v8::Exception::range_error(scope, message).cast(),
        _ => v8::Exception::error(scope, message).cast(),
    };
    if !code.is_empty() {
        let code = text(scope, code);
        set(scope, error, "code", code.into());
    }
    error
}

/// Throws an error with a code; without one where that is empty.
pub(crate) fn throw(scope: &mut Scope<'_, '_>, class: ErrorClass, code: &str, message: &str) -> OpError {
    let error = error(scope, class, code, message);
    scope.throw_exception(error.into());
    OpError::Pending
}

/// `ERR_INVALID_ARG_TYPE`.
pub(super) fn wrong_type(scope: &mut Scope<'_, '_>, message: &str) -> OpError {
    throw(scope, ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", message)
}

/// `ERR_INVALID_ARG_VALUE`.
pub(super) fn wrong_value(scope: &mut Scope<'_, '_>, message: &str) -> OpError {
    throw(scope, ErrorClass::TypeError, "ERR_INVALID_ARG_VALUE", message)
}

/// `ERR_OUT_OF_RANGE`.
pub(super) fn out_of_range(scope: &mut Scope<'_, '_>, message: &str) -> OpError {
    throw(scope, ErrorClass::RangeError, "ERR_OUT_OF_RANGE", message)
}

/// `ERR_INVALID_STATE`.
pub(super) fn wrong_state(scope: &mut Scope<'_, '_>, message: &str) -> OpError {
    throw(scope, ErrorClass::Error, "ERR_INVALID_STATE", message)
}

/// What SQLite says, as an error with `errcode` and, where it was noted on the connection, `errstr`.
pub(super) fn of_library<'s>(scope: &mut Scope<'s, '_>, failure: &Error) -> v8::Local<'s, v8::Object> {
    let message = failure.to_string();
    let (code, words) = match failure {
        Error::Library { code, .. } => (*code, Some(describe(*code))),
        Error::Code(code) => (*code, None),
        Error::Closed | Error::Gone | Error::Refused(_) => {
            return error(scope, ErrorClass::Error, "ERR_INVALID_STATE", &message);
        }
    };
    let error = error(scope, ErrorClass::Error, "ERR_SQLITE_ERROR", &message);
    let code = v8::Integer::new(scope, code);
    set(scope, error, "errcode", code.into());
    if let Some(words) = words {
        let words = text(scope, &words);
        set(scope, error, "errstr", words.into());
    }
    error
}

/// Throws what SQLite says.
pub(super) fn throw_library(scope: &mut Scope<'_, '_>, failure: &Error) -> OpError {
    let error = of_library(scope, failure);
    scope.throw_exception(error.into());
    OpError::Pending
}
