//! What the program's key, signature and certificate objects hold natively: one table per environment, by number. An entry
//! goes when the JavaScript object that owns it is collected. Runs on the isolate's thread; keys travel to jobs as counted
//! values of their own.

use std::cell::RefCell;
use std::rc::Rc;

use weir_crypto::agree::{Curve, Modular};
use weir_crypto::key::{Class, Failure, Key, Pkey};
use weir_crypto::sign::Pieces;
use weir_crypto::x509::Certificate;
use weir_engine::{ErrorClass, FromJs, IntoJs, OpError, Scope, op_glue, v8};

use super::failure::{coded, error};
use crate::Env;
use crate::internal::owned::Owned as Table;

/// One object's native part.
pub(crate) enum Native {
    Key(Key),
    /// A message for a signature; taken by what ends it.
    Pieces(RefCell<Option<Pieces>>),
    Modular(RefCell<Modular>),
    Curve(RefCell<Curve>),
    Certificate(Certificate),
}

#[derive(Default)]
pub(crate) struct Natives(Table<Native>);

/// The property that holds the number.
fn id_key<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::String> {
    v8::String::new_from_one_byte(scope, b"id", v8::NewStringType::Internalized)
        .unwrap_or_else(|| v8::String::empty(scope))
}

impl Natives {
    fn add<'s>(&self, scope: &mut Scope<'s, '_>, native: Native) -> v8::Local<'s, v8::Object> {
        let owner = v8::Object::new(scope);
        let id = self.0.add(scope, owner, native);
        let key = id_key(scope);
        let number = v8::Integer::new_from_unsigned(scope, id);
        owner.create_data_property(scope, key.into(), number.into());
        owner
    }

    fn get(&self, id: u32) -> Option<Rc<Native>> {
        self.0.get(id).ok()
    }
}

/// The native part of an object that an op made.
pub(super) struct Held(pub Rc<Native>);

impl<'s> FromJs<'s> for Held {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        let missing = || OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" is the wrong type");
        let owner: v8::Local<v8::Object> = value.try_into().map_err(|_| missing())?;
        let key = id_key(scope);
        let id = owner.get(scope, key.into()).and_then(|id| id.uint32_value(scope)).ok_or_else(missing)?;
        op_glue::host::<Env>(scope).crypto.natives.get(id).map(Held).ok_or_else(missing)
    }
}

/// A native part on its way to an object of its own.
pub(super) struct Made(pub Native);

impl<'s> IntoJs<'s> for Made {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let env = op_glue::host::<Env>(scope);
        Ok(env.crypto.natives.add(scope, self.0).into())
    }
}

/// A key on its way to an object.
pub(super) struct NewKey(pub Key);

impl<'s> IntoJs<'s> for NewKey {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        Made(Native::Key(self.0)).into_js(scope)
    }
}

/// The key of an object.
pub(super) struct KeyOf(pub Key);

impl<'s> FromJs<'s> for KeyOf {
    fn from_js(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        match &*Held::from_js(scope, value)?.0 {
            Native::Key(key) => Ok(Self(key.clone())),
            _ => Err(OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" is the wrong type")),
        }
    }
}

impl KeyOf {
    /// The library's key of one that is public or private.
    pub fn pair(self) -> Result<Pkey, OpError> {
        match self.0 {
            Key::Public(key) | Key::Private(key) => Ok(key),
            Key::Secret(_) => Err(OpError::type_error("ERR_INVALID_ARG_TYPE", "The key is not asymmetric")),
        }
    }

    /// The bytes of a secret one.
    pub fn secret(&self) -> Result<&[u8], OpError> {
        self.0.secret_bytes().ok_or_else(|| OpError::type_error("ERR_INVALID_ARG_TYPE", "The key is not secret"))
    }
}

/// Bytes that outlive the call: copied, since a job reads them while the program may write.
pub(super) struct Owned(pub Vec<u8>);

impl<'s> FromJs<'s> for Owned {
    fn from_js(_scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Result<Self, OpError> {
        Ok(Self(op_glue::bytes(value)?.as_slice().to_vec()))
    }
}

/// The error that a failure becomes.
pub(super) fn op_error(failure: Failure) -> OpError {
    match failure {
        Failure::Coded { class, code, message } => {
            let class = match class {
                Class::Error => ErrorClass::Error,
                Class::TypeError => ErrorClass::TypeError,
                Class::RangeError => ErrorClass::RangeError,
            };
            coded(class, code, message)
        }
        Failure::Plain(message) => OpError::Plain { class: ErrorClass::Error, message: message.to_owned() },
        Failure::Library(failure) => error(failure),
    }
}
