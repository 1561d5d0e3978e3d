//! Reading of arguments and of options' properties, with Node's errors for what they are not.

use std::ffi::CString;

use weir_engine::{OpError, Scope, v8};

use super::failure::{key, wrong_type};

/// An argument that is an object, or left out.
pub(super) fn options<'s>(
    scope: &mut Scope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
) -> Result<Option<v8::Local<'s, v8::Object>>, OpError> {
    if value.is_undefined() {
        return Ok(None);
    }
    match value.try_into() {
        Ok(object) => Ok(Some(object)),
        Err(_) => Err(wrong_type(scope, "The \"options\" argument must be an object.")),
    }
}

pub(super) fn property<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    name: &str,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let name = key(scope, name);
    object.get(scope, name.into()).ok_or(OpError::Pending)
}

/// A property that is a boolean, or not there.
pub(super) fn flag<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    name: &str,
) -> Result<Option<bool>, OpError> {
    let value = property(scope, object, name)?;
    if value.is_undefined() {
        return Ok(None);
    }
    if !value.is_boolean() {
        return Err(wrong_type(scope, &format!("The \"options.{name}\" argument must be a boolean.")));
    }
    Ok(Some(value.is_true()))
}

/// An own property, or `None`.
pub(super) fn own_property<'s>(
    scope: &mut Scope<'s, '_>,
    object: v8::Local<'s, v8::Object>,
    name: &str,
) -> Result<Option<v8::Local<'s, v8::Value>>, OpError> {
    let key = key(scope, name);
    if !object.has_own_property(scope, key).ok_or(OpError::Pending)? {
        return Ok(None);
    }
    object.get(scope, key.into()).map(Some).ok_or(OpError::Pending)
}

/// A property that is a function; `name` is how errors call it.
pub(super) fn function<'s>(
    scope: &mut Scope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
    name: &str,
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    value.try_into().map_err(|_| wrong_type(scope, &format!("The \"{name}\" argument must be a function.")))
}

/// A text as SQLite takes it: up to its first null byte.
pub(super) fn c_string(mut bytes: Vec<u8>) -> CString {
    if let Some(end) = bytes.iter().position(|byte| *byte == 0) {
        bytes.truncate(end);
    }
    CString::new(bytes).unwrap_or_default()
}

/// The same of a JavaScript string.
pub(super) fn c_text(scope: &mut Scope<'_, '_>, text: v8::Local<'_, v8::String>) -> CString {
    c_string(text.to_rust_string_lossy(scope).into_bytes())
}

/// An argument that is a string; `name` is how errors call it.
pub(super) fn text<'s>(
    scope: &mut Scope<'s, '_>,
    value: v8::Local<'s, v8::Value>,
    name: &str,
) -> Result<CString, OpError> {
    match v8::Local::<v8::String>::try_from(value) {
        Ok(text) => Ok(c_text(scope, text)),
        Err(_) => Err(wrong_type(scope, &format!("The \"{name}\" argument must be a string."))),
    }
}

/// An argument that is a boolean; `name` is how errors call it.
pub(super) fn boolean(scope: &mut Scope<'_, '_>, value: v8::Local<'_, v8::Value>, name: &str) -> Result<bool, OpError> {
    if !value.is_boolean() {
        return Err(wrong_type(scope, &format!("The \"{name}\" argument must be a boolean.")));
    }
    Ok(value.is_true())
}

/// An argument that says where a database is: a string, bytes, or what has a `href`, without null bytes.
pub(super) fn location<'s>(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<CString, OpError> {
    let bytes = if let Ok(text) = v8::Local::<v8::String>::try_from(value) {
        Some(text.to_rust_string_lossy(scope).into_bytes())
    } else if let Ok(view) = v8::Local::<v8::Uint8Array>::try_from(value) {
        let mut bytes = vec![0; view.byte_length()];
        view.copy_contents(&mut bytes);
        Some(bytes)
    } else if let Ok(object) = v8::Local::<v8::Object>::try_from(value) {
        let href = property(scope, object, "href")?;
        match v8::Local::<v8::String>::try_from(href) {
            Ok(href) => Some(location_of_url(scope, href)?),
            Err(_) => None,
        }
    } else {
        None
    };
    bytes.and_then(|bytes| CString::new(bytes).ok()).ok_or_else(|| {
        wrong_type(scope, "The \"path\" argument must be a string, Uint8Array, or URL without null bytes.")
    })
}

/// SQLite reads URIs itself.
fn location_of_url(scope: &mut Scope<'_, '_>, href: v8::Local<'_, v8::String>) -> Result<Vec<u8>, OpError> {
    let href = href.to_rust_string_lossy(scope);
    if !href.starts_with("file:") {
        let class = weir_engine::ErrorClass::TypeError;
        let message = "The URL must be of scheme file:";
        return Err(super::failure::throw(scope, class, "ERR_INVALID_URL_SCHEME", message));
    }
    Ok(href.into_bytes())
}

/// The file that a location stands for; `None` for memory and for files without a name. Of a URI, the part between its
/// authority and its query, decoded.
pub(super) fn file_of(location: &[u8]) -> Option<Vec<u8>> {
    let Some(uri) = location.strip_prefix(b"file:") else {
        return (!location.is_empty() && location != b":memory:").then(|| location.to_vec());
    };
    let path = match uri.strip_prefix(b"//") {
        Some(rest) => rest.iter().position(|byte| *byte == b'/').map_or(&b""[..], |start| &rest[start..]),
        None => uri,
    };
    let end = path.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(path.len());
    let path = decoded(&path[..end]);
    (!path.is_empty() && path != b":memory:").then_some(path)
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match (byte, digit(text.get(at + 1)), digit(text.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}
