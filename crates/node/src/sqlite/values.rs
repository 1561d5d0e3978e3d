//! Values on their way between SQLite and JavaScript.

use std::borrow::Cow;
use std::mem::MaybeUninit;

use weir_engine::{Bytes, IntoJs as _, OpError, Scope, v8};
use weir_sqlite::Value;

use super::failure::{out_of_range, wrong_type, wrong_value};

/// Where a number stops to be exact.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// Text up to this length is looked through for plain ASCII, which is copied without more ado.
const SHORT: usize = 256;

/// A string of SQLite's text; what is no UTF-8 in it becomes U+FFFD.
pub(super) fn string<'s>(scope: &mut Scope<'s, '_>, text: &[u8]) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let kind = v8::NewStringType::Normal;
    let string = if text.len() <= SHORT && text.is_ascii() {
        v8::String::new_from_one_byte(scope, text, kind)
    } else {
        v8::String::new_from_utf8(scope, text, kind)
    };
    string.map(Into::into).ok_or_else(|| {
        OpError::coded(
            "ERR_STRING_TOO_LONG",
            format!("Cannot create a string longer than 0x{:x} characters", 0x1fff_ffe8),
        )
    })
}

/// An integer as the program wants it.
pub(super) fn integer<'s>(
    scope: &mut Scope<'s, '_>,
    value: i64,
    big: bool,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    if big {
        return Ok(v8::BigInt::new_from_i64(scope, value).into());
    }
    if let Ok(small) = i32::try_from(value) {
        return Ok(v8::Integer::new(scope, small).into());
    }
    if !(-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value) {
        let message = format!("Value is too large to be represented as a JavaScript number: {value}");
        return Err(out_of_range(scope, &message));
    }
    Ok(v8::Number::new(scope, value as f64).into())
}

/// A value for JavaScript; `big` has integers be BigInts.
pub(super) fn to_js<'s>(
    scope: &mut Scope<'s, '_>,
    value: Value<'_>,
    big: bool,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match value {
        Value::Null => Ok(v8::null(scope).into()),
        Value::Integer(value) => integer(scope, value, big),
        Value::Real(value) => Ok(v8::Number::new(scope, value).into()),
        Value::Text(text) => string(scope, text),
        Value::Blob(blob) => Bytes(blob.to_vec()).into_js(scope),
    }
}

/// A JavaScript value that SQLite can store. Nothing of the program runs when it is handed over.
#[derive(Clone, Copy)]
pub(super) enum Storable<'s> {
    Null,
    Integer(i64),
    Real(f64),
    Text(v8::Local<'s, v8::String>),
    /// An ArrayBuffer, a shared one, or a view.
    Memory(v8::Local<'s, v8::Value>),
}

/// Whether a value is memory that is stored as bytes.
pub(super) fn is_memory(value: v8::Local<'_, v8::Value>) -> bool {
    value.is_array_buffer_view() || value.is_array_buffer() || value.is_shared_array_buffer()
}

/// A BigInt that does not fit in SQLite's integers.
pub(super) struct TooBig;

impl<'s> Storable<'s> {
    /// `None` for what cannot be stored. Booleans can be bound, but not returned.
    pub fn of(value: v8::Local<'s, v8::Value>) -> Result<Option<Self>, TooBig> {
        Ok(Some(if let Ok(number) = v8::Local::<v8::Number>::try_from(value) {
            Self::Real(number.value())
        } else if let Ok(text) = v8::Local::<v8::String>::try_from(value) {
            Self::Text(text)
        } else if value.is_null() {
            Self::Null
        } else if is_memory(value) {
            Self::Memory(value)
        } else if let Ok(big) = v8::Local::<v8::BigInt>::try_from(value) {
            let (value, is_exact) = big.i64_value();
            if !is_exact {
                return Err(TooBig);
            }
            Self::Integer(value)
        } else {
            return Ok(None);
        }))
    }

    /// What is to be bound to parameter `index`.
    ///
    /// # Errors
    /// Node's for what cannot be bound.
    pub fn bindable(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>, index: i32) -> Result<Self, OpError> {
        if value.is_boolean() {
            return Ok(Self::Integer(i64::from(value.is_true())));
        }
        match Self::of(value) {
            Ok(Some(storable)) => Ok(storable),
            Ok(None) => {
                let message = format!("Provided value cannot be bound to SQLite parameter {index}.");
                Err(wrong_type(scope, &message))
            }
            Err(TooBig) => Err(wrong_value(scope, "BigInt value is too large to bind.")),
        }
    }

    /// Lends the value to `take`.
    pub fn lend<R>(self, scope: &mut Scope<'s, '_>, take: impl FnOnce(Value<'_>) -> R) -> Result<R, OpError> {
        Ok(match self {
            Self::Null => take(Value::Null),
            Self::Integer(value) => take(Value::Integer(value)),
            Self::Real(value) => take(Value::Real(value)),
            Self::Text(text) => {
                let mut buffer = [MaybeUninit::<u8>::uninit(); 1024];
                let text: Cow<'_, str> = text.to_rust_cow_lossy(scope, &mut buffer);
                take(Value::Text(text.as_bytes()))
            }
            Self::Memory(memory) => take(Value::Blob(weir_engine::op_glue::bytes(memory)?.as_slice())),
        })
    }
}
