//! `v8.Serializer`: V8's serializer, with what it asks of its owner passed to the owner's methods.
//!
//! Invariant: the owner is known to the delegate only while one of its calls runs, so that neither keeps the other alive.

use std::cell::RefCell;
use std::rc::Rc;

use v8::{ValueSerializerHelper, ValueSerializerImpl};
use weir_engine::{Bytes, OpError, Scope, op, v8};

use crate::Env;

type Owner = Rc<RefCell<Option<v8::Global<v8::Object>>>>;

/// A serializer and the slot for its owner.
pub(crate) struct Writer {
    serializer: v8::ValueSerializer<'static>,
    owner: Owner,
}

struct Delegate {
    owner: Owner,
}

impl Delegate {
    /// The owner's method of that name, and the owner.
    fn method<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &str,
    ) -> Option<(v8::Local<'s, v8::Object>, v8::Local<'s, v8::Function>)> {
        let owner = self.owner.borrow().clone()?;
        let owner = v8::Local::new(scope, owner);
        let name = v8::String::new(scope, name)?;
        let method = owner.get(scope, name.into())?;
        Some((owner, method.try_into().ok()?))
    }
}

impl ValueSerializerImpl for Delegate {
    fn throw_data_clone_error<'s>(&self, scope: &mut Scope<'s, '_>, message: v8::Local<'s, v8::String>) {
        let error = match self.method(scope, "_getDataCloneError") {
            // What the method throws itself is the error.
            Some((owner, method)) => match method.call(scope, owner.into(), &[message.into()]) {
                Some(error) => error,
                None => return,
            },
            None => v8::Exception::error(scope, message),
        };
        scope.throw_exception(error);
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        _serializer: &dyn ValueSerializerHelper,
    ) -> Option<bool> {
        match self.method(scope, "_writeHostObject") {
            Some((owner, method)) => method.call(scope, owner.into(), &[object.into()]).map(|_| true),
            None => {
                let text = object.to_detail_string(scope)?.to_rust_string_lossy(scope);
                let message = v8::String::new(scope, &format!("{text} could not be cloned."))?;
                self.throw_data_clone_error(scope, message);
                None
            }
        }
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        buffer: v8::Local<'s, v8::SharedArrayBuffer>,
    ) -> Option<u32> {
        match self.method(scope, "_getSharedArrayBufferId") {
            Some((owner, method)) => method.call(scope, owner.into(), &[buffer.into()])?.uint32_value(scope),
            None => {
                let message = v8::String::new(scope, "#<SharedArrayBuffer> could not be cloned.")?;
                self.throw_data_clone_error(scope, message);
                None
            }
        }
    }
}

/// `newSerializer(owner)`: the number that the other ops know it by.
#[op]
fn new_serializer<'s>(scope: &mut Scope<'s, '_>, env: &Env, owner: v8::Local<'s, v8::Object>) -> u32 {
    let slot = Owner::default();
    let serializer = v8::ValueSerializer::new(scope, Box::new(Delegate { owner: slot.clone() }));
    env.serdes.serializers.add(scope, owner, Writer { serializer, owner: slot })
}

/// `writeHeader(id)`.
#[op]
fn write_header(env: &Env, id: u32) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.write_header();
    Ok(())
}

/// `writeValue(id, owner, value)`.
#[op]
fn write_value<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    owner: v8::Local<'s, v8::Object>,
    value: v8::Local<'s, v8::Value>,
) -> Result<bool, OpError> {
    let writer = env.serdes.serializers.get(id)?;
    // A write within a write finds the same owner there, and leaves it.
    let outer = writer.owner.borrow_mut().replace(v8::Global::new(scope, owner));
    let context = scope.get_current_context();
    let written = writer.serializer.write_value(context, value);
    *writer.owner.borrow_mut() = outer;
    written.ok_or(OpError::Pending)
}

/// `releaseBuffer(id)`: what has been written; the serializer is empty afterwards.
#[op]
fn release_buffer(env: &Env, id: u32) -> Result<Bytes, OpError> {
    Ok(Bytes(env.serdes.serializers.get(id)?.serializer.release()))
}

/// `transferArrayBuffer(id, transferId, arrayBuffer)`: it is written as that number instead of its bytes.
#[op]
fn transfer_array_buffer<'s>(
    env: &Env,
    id: u32,
    transfer_id: u32,
    buffer: v8::Local<'s, v8::ArrayBuffer>,
) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.transfer_array_buffer(transfer_id, buffer);
    Ok(())
}

/// `writeUint32(id, value)`.
#[op]
fn write_uint32(env: &Env, id: u32, value: u32) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.write_uint32(value);
    Ok(())
}

/// `writeUint64(id, high, low)`.
#[op]
fn write_uint64(env: &Env, id: u32, high: u32, low: u32) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.write_uint64(u64::from(high) << 32 | u64::from(low));
    Ok(())
}

/// `writeDouble(id, value)`.
#[op]
fn write_double(env: &Env, id: u32, value: f64) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.write_double(value);
    Ok(())
}

/// `writeRawBytes(id, view)`.
#[op]
fn write_raw_bytes(env: &Env, id: u32, bytes: &[u8]) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.write_raw_bytes(bytes);
    Ok(())
}

/// `treatViewsAsHostObjects(id, flag)`: whether views go to `_writeHostObject`.
#[op]
fn treat_views_as_host_objects(env: &Env, id: u32, flag: bool) -> Result<(), OpError> {
    env.serdes.serializers.get(id)?.serializer.set_treat_array_buffer_views_as_host_objects(flag);
    Ok(())
}
