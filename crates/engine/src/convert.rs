//! Conversions between Rust and JavaScript values at the op boundary. No state; runs on the isolate's thread.

use std::marker::PhantomData;

use crate::{OpError, Scope, error::ErrorClass};

/// Makes a Rust value from an argument. JavaScript has validated it already: a wrong type here is a bug of the built-in
/// code and becomes a plain `TypeError`.
pub trait FromJs<'s>: Sized {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError>;
}

/// Makes a JavaScript value from an op's result.
pub trait IntoJs<'s>: Sized {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError>;

    /// Sets the result of a call; primitives avoid the handle.
    fn set(self, scope: &mut Scope<'s, '_>, mut rv: v8::ReturnValue<'_, v8::Value>) -> Result<(), OpError> {
        let value = self.into_js(scope)?;
        rv.set(value);
        Ok(())
    }
}

/// The receiver of the call.
pub struct This<'s>(pub v8::Local<'s, v8::Object>);

/// The arguments from an index on.
pub struct Rest<'a, 's> {
    args: &'a v8::FunctionCallbackArguments<'s>,
    from: i32,
}

impl<'a, 's> Rest<'a, 's> {
    #[doc(hidden)]
    pub fn new(args: &'a v8::FunctionCallbackArguments<'s>, from: i32) -> Self {
        Self { args, from }
    }

    pub fn len(&self) -> usize {
        (self.args.length() - self.from).max(0) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The `index`th of the rest; `undefined` past the end.
    pub fn get(&self, index: usize) -> v8::Local<'s, v8::Value> {
        self.args.get(self.from + index as i32)
    }
}

/// Bytes that become a new `Uint8Array` of their own (no copy: the vector's memory is handed over).
pub struct Bytes(pub Vec<u8>);

/// Bytes that become a one-byte string, each byte one UTF-16 unit.
pub struct Latin1(pub Vec<u8>);

/// UTF-16 units that become a string as they are, lone surrogates included.
pub struct Utf16(pub Vec<u16>);

/// Values that become an array.
pub struct JsList<T>(pub Vec<T>);

/// A plain object under construction: keys in the order given.
#[derive(Default)]
pub struct JsObject<'s> {
    entries: Vec<(&'static str, v8::Local<'s, v8::Value>)>,
    marker: PhantomData<&'s ()>,
}

impl<'s> JsObject<'s> {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a property.
    pub fn set(
        mut self,
        scope: &mut Scope<'s, '_>,
        key: &'static str,
        value: impl IntoJs<'s>,
    ) -> Result<Self, OpError> {
        let value = value.into_js(scope)?;
        self.entries.push((key, value));
        Ok(self)
    }
}

impl<'s> IntoJs<'s> for JsObject<'s> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let object = v8::Object::new(scope);
        for (key, value) in self.entries {
            let key = intern(scope, key);
            object.create_data_property(scope, key.into(), value);
        }
        Ok(object.into())
    }
}

/// A new string; text beyond V8's length limit becomes the empty string's place holder never: it is an error upstream,
/// so callers that can exceed it use `try_string`.
pub(crate) fn string<'s>(scope: &mut Scope<'s, '_>, text: &str) -> v8::Local<'s, v8::String> {
    v8::String::new(scope, text).unwrap_or_else(|| v8::String::empty(scope))
}

/// A new string, or Node's error where V8 cannot hold one so long.
pub(crate) fn try_string<'s>(scope: &mut Scope<'s, '_>, text: &str) -> Result<v8::Local<'s, v8::String>, OpError> {
    // Plain copying for what is short and ASCII, as nearly every name and path is. Any other text asks which instructions
    // the processor has, which on a virtual machine costs a start a fiftieth.
    if text.len() <= SHORT && text.is_ascii() {
        return v8::String::new_from_one_byte(scope, text.as_bytes(), v8::NewStringType::Normal).ok_or_else(too_long);
    }
    v8::String::new(scope, text).ok_or_else(too_long)
}

/// Up to how many bytes a text is looked through without wide instructions.
const SHORT: usize = 1024;

/// The error for a string longer than V8's limit.
fn too_long() -> OpError {
    OpError::coded("ERR_STRING_TOO_LONG", format!("Cannot create a string longer than 0x{:x} characters", 0x1fffffe8))
}

/// An internalized string, for property names.
pub(crate) fn intern<'s>(scope: &mut Scope<'s, '_>, text: &'static str) -> v8::Local<'s, v8::String> {
    v8::String::new_from_utf8(scope, text.as_bytes(), v8::NewStringType::Internalized)
        .unwrap_or_else(|| v8::String::empty(scope))
}

pub(crate) fn wrong_type(expected: &str) -> OpError {
    OpError::Plain { class: ErrorClass::TypeError, message: format!("native operation expected {expected}") }
}

macro_rules! from_js {
    ($ty:ty, $scope:ident, $value:ident => $body:expr) => {
        impl<'s> FromJs<'s> for $ty {
            fn from_js($scope: &mut Scope<'s, '_>, $value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
                $body
            }
        }
    };
}

from_js!(bool, scope, value => Ok(value.boolean_value(scope)));
// What is a number already is read without asking for the context, which a conversion needs.
from_js!(i32, scope, value => match v8::Local::<v8::Int32>::try_from(value) {
    Ok(number) => Ok(number.value()),
    Err(_) => value.int32_value(scope).ok_or(OpError::Pending),
});
from_js!(u32, scope, value => match v8::Local::<v8::Uint32>::try_from(value) {
    Ok(number) => Ok(number.value()),
    Err(_) => value.uint32_value(scope).ok_or(OpError::Pending),
});
from_js!(f64, scope, value => match v8::Local::<v8::Number>::try_from(value) {
    Ok(number) => Ok(number.value()),
    Err(_) => value.number_value(scope).ok_or(OpError::Pending),
});
from_js!(String, scope, value => crate::op_glue::string(scope, value));
from_js!(i64, scope, value => {
    if let Ok(big) = v8::Local::<v8::BigInt>::try_from(value) {
        return Ok(big.i64_value().0);
    }
    value.integer_value(scope).ok_or(OpError::Pending)
});
from_js!(u64, scope, value => {
    if let Ok(big) = v8::Local::<v8::BigInt>::try_from(value) {
        return Ok(big.u64_value().0);
    }
    value.integer_value(scope).map(|v| v.max(0) as u64).ok_or(OpError::Pending)
});
from_js!(v8::Local<'s, v8::Value>, _scope, value => Ok(value));

macro_rules! from_js_cast {
    ($($ty:ident),*) => { $(
        from_js!(v8::Local<'s, v8::$ty>, _scope, value => value.try_into().map_err(|_| wrong_type(stringify!($ty))));
        impl<'s> IntoJs<'s> for v8::Local<'s, v8::$ty> {
            fn into_js(self, _scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
                Ok(self.into())
            }
        }
    )* };
}

from_js_cast!(
    Object,
    Function,
    Array,
    String,
    Symbol,
    Promise,
    Map,
    Uint8Array,
    Uint32Array,
    Int32Array,
    Float64Array,
    BigInt64Array,
    ArrayBuffer,
    ArrayBufferView,
    Name,
    BigInt,
    Proxy
);

impl<'s> IntoJs<'s> for v8::Local<'s, v8::Value> {
    fn into_js(self, _scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        Ok(self)
    }
}

/// `undefined` and `null` are `None`.
impl<'s, T: FromJs<'s>> FromJs<'s> for Option<T> {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        if value.is_null_or_undefined() { Ok(None) } else { T::from_js(scope, value).map(Some) }
    }
}

impl<'s, T: FromJs<'s>> FromJs<'s> for Vec<T> {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        let array: v8::Local<v8::Array> = value.try_into().map_err(|_| wrong_type("an array"))?;
        let mut out = Vec::with_capacity(array.length() as usize);
        for index in 0..array.length() {
            let item = array.get_index(scope, index).ok_or(OpError::Pending)?;
            out.push(T::from_js(scope, item)?);
        }
        Ok(out)
    }
}

macro_rules! into_js {
    ($ty:ty, $scope:ident, $value:ident => $body:expr) => {
        impl<'s> IntoJs<'s> for $ty {
            fn into_js(self, $scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
                let $value = self;
                $body
            }
        }
    };
    ($ty:ty, $scope:ident, $value:ident => $body:expr, $rv:ident => $set:expr) => {
        impl<'s> IntoJs<'s> for $ty {
            fn into_js(self, $scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
                let $value = self;
                $body
            }
            fn set(self, _: &mut Scope<'s, '_>, mut $rv: v8::ReturnValue<'_, v8::Value>) -> Result<(), OpError> {
                let $value = self;
                $set;
                Ok(())
            }
        }
    };
}

impl<'s> IntoJs<'s> for () {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        Ok(v8::undefined(scope).into())
    }
    // What a function returns when nothing is set.
    fn set(self, _: &mut Scope<'s, '_>, _: v8::ReturnValue<'_, v8::Value>) -> Result<(), OpError> {
        Ok(())
    }
}

into_js!(bool, scope, value => Ok(v8::Boolean::new(scope, value).into()), rv => rv.set_bool(value));
into_js!(i32, scope, value => Ok(v8::Integer::new(scope, value).into()), rv => rv.set_int32(value));
into_js!(u32, scope, value => Ok(v8::Integer::new_from_unsigned(scope, value).into()), rv => rv.set_uint32(value));
into_js!(f64, scope, value => Ok(v8::Number::new(scope, value).into()), rv => rv.set_double(value));
into_js!(usize, scope, value => Ok(v8::Number::new(scope, value as f64).into()), rv => rv.set_double(value as f64));
into_js!(i64, scope, value => Ok(v8::BigInt::new_from_i64(scope, value).into()));
into_js!(u64, scope, value => Ok(v8::BigInt::new_from_u64(scope, value).into()));
into_js!(String, scope, value => try_string(scope, &value).map(Into::into));
into_js!(&str, scope, value => try_string(scope, value).map(Into::into));
into_js!(Bytes, scope, value => {
    let length = value.0.len();
    let buffer = crate::memory::vec_buffer(scope, value.0);
    v8::Uint8Array::new(scope, buffer, 0, length)
        .map(Into::into)
        .ok_or_else(|| OpError::range_error("ERR_BUFFER_TOO_LARGE", "Cannot create a Buffer larger than the maximum size"))
});
into_js!(Latin1, scope, value => {
    v8::String::new_from_one_byte(scope, &value.0, v8::NewStringType::Normal).map(Into::into).ok_or_else(too_long)
});
into_js!(Utf16, scope, value => {
    v8::String::new_from_two_byte(scope, &value.0, v8::NewStringType::Normal).map(Into::into).ok_or_else(too_long)
});

/// `None` becomes `undefined`.
impl<'s, T: IntoJs<'s>> IntoJs<'s> for Option<T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self {
            Some(value) => value.into_js(scope),
            None => Ok(v8::undefined(scope).into()),
        }
    }
}

impl<'s, T: IntoJs<'s>, E: Into<OpError>> IntoJs<'s> for Result<T, E> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        self.map_err(Into::into)?.into_js(scope)
    }
    fn set(self, scope: &mut Scope<'s, '_>, rv: v8::ReturnValue<'_, v8::Value>) -> Result<(), OpError> {
        self.map_err(Into::into)?.set(scope, rv)
    }
}

impl<'s, T: IntoJs<'s>> IntoJs<'s> for Vec<T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let mut values = Vec::with_capacity(self.len());
        for item in self {
            values.push(item.into_js(scope)?);
        }
        Ok(v8::Array::new_with_elements(scope, &values).into())
    }
}

impl<'s, T: IntoJs<'s>> IntoJs<'s> for JsList<T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        self.0.into_js(scope)
    }
}

impl<'s, A: IntoJs<'s>, B: IntoJs<'s>> IntoJs<'s> for (A, B) {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let values = [self.0.into_js(scope)?, self.1.into_js(scope)?];
        Ok(v8::Array::new_with_elements(scope, &values).into())
    }
}

impl<'s, A: IntoJs<'s>, B: IntoJs<'s>, C: IntoJs<'s>> IntoJs<'s> for (A, B, C) {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let values = [self.0.into_js(scope)?, self.1.into_js(scope)?, self.2.into_js(scope)?];
        Ok(v8::Array::new_with_elements(scope, &values).into())
    }
}
