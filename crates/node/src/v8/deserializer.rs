//! `v8.Deserializer`: V8's deserializer over a copy of the program's bytes, so that nothing the program does to them
//! meanwhile reaches V8.
//!
//! Invariant: as in `serializer`, the owner is known to the delegate only while one of its calls runs.

use std::cell::RefCell;
use std::rc::Rc;

use v8::{ValueDeserializerHelper, ValueDeserializerImpl};
use weir_engine::{OpError, Scope, op, v8};

use crate::Env;

type Owner = Rc<RefCell<Option<v8::Global<v8::Object>>>>;

/// A deserializer, the bytes that it reads and the slot for its owner. The deserializer goes first.
pub(crate) struct Reader {
    deserializer: v8::ValueDeserializer<'static>,
    bytes: Box<[u8]>,
    owner: Owner,
}

struct Delegate {
    owner: Owner,
}

impl ValueDeserializerImpl for Delegate {
    fn read_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _deserializer: &dyn ValueDeserializerHelper,
    ) -> Option<v8::Local<'s, v8::Object>> {
        let owner = self.owner.borrow().clone()?;
        let owner = v8::Local::new(scope, owner);
        let name = v8::String::new(scope, "_readHostObject")?;
        let method = owner.get(scope, name.into())?;
        let Ok(method) = v8::Local::<v8::Function>::try_from(method) else {
            return throw(scope, "Deserializer._readHostObject is not a function");
        };
        // V8 reads without JavaScript in between; this call it allows.
        let value = {
            v8::allow_javascript_execution_scope!(let scope, scope);
            method.call(scope, owner.into(), &[])?
        };
        match value.try_into() {
            Ok(object) => Some(object),
            Err(_) => throw(scope, "readHostObject must return an object"),
        }
    }
}

fn throw<'s>(scope: &mut Scope<'s, '_>, message: &str) -> Option<v8::Local<'s, v8::Object>> {
    let message = v8::String::new(scope, message)?;
    let error = v8::Exception::type_error(scope, message);
    scope.throw_exception(error);
    None
}

fn failed(operation: &str) -> OpError {
    OpError::Plain { class: weir_engine::ErrorClass::Error, message: format!("{operation}() failed") }
}

/// `newDeserializer(owner, bytes)`: the number that the other ops know it by.
#[op]
fn new_deserializer<'s>(scope: &mut Scope<'s, '_>, env: &Env, owner: v8::Local<'s, v8::Object>, bytes: &[u8]) -> u32 {
    let bytes: Box<[u8]> = bytes.into();
    let slot = Owner::default();
    let deserializer = v8::ValueDeserializer::new(scope, Box::new(Delegate { owner: slot.clone() }), &bytes);
    env.serdes.deserializers.add(scope, owner, Reader { deserializer, bytes, owner: slot })
}

/// `readHeader(id)`.
#[op]
fn read_header<'s>(scope: &mut Scope<'s, '_>, env: &Env, id: u32) -> Result<bool, OpError> {
    let reader = env.serdes.deserializers.get(id)?;
    let context = scope.get_current_context();
    reader.deserializer.read_header(context).ok_or(OpError::Pending)
}

/// `readValue(id, owner)`.
#[op]
fn read_value<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    id: u32,
    owner: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let reader = env.serdes.deserializers.get(id)?;
    let outer = reader.owner.borrow_mut().replace(v8::Global::new(scope, owner));
    let context = scope.get_current_context();
    let value = reader.deserializer.read_value(context);
    *reader.owner.borrow_mut() = outer;
    value.ok_or(OpError::Pending)
}

/// `acceptArrayBuffer(id, transferId, buffer)`: what stands for a number that was written instead of a buffer.
#[op]
fn accept_array_buffer<'s>(
    env: &Env,
    id: u32,
    transfer_id: u32,
    buffer: v8::Local<'s, v8::Value>,
) -> Result<(), OpError> {
    let reader = env.serdes.deserializers.get(id)?;
    if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(buffer) {
        reader.deserializer.transfer_array_buffer(transfer_id, buffer);
    } else if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(buffer) {
        reader.deserializer.transfer_shared_array_buffer(transfer_id, buffer);
    } else {
        return Err(OpError::type_error(
            "ERR_INVALID_ARG_TYPE",
            "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer",
        ));
    }
    Ok(())
}

/// `wireFormatVersion(id)`: of the bytes; known after the header.
#[op]
fn wire_format_version(env: &Env, id: u32) -> Result<u32, OpError> {
    Ok(env.serdes.deserializers.get(id)?.deserializer.get_wire_format_version())
}

/// `readUint32(id)`.
#[op]
fn read_uint32(env: &Env, id: u32) -> Result<u32, OpError> {
    let mut value = 0;
    let read = env.serdes.deserializers.get(id)?.deserializer.read_uint32(&mut value);
    if read { Ok(value) } else { Err(failed("ReadUint32")) }
}

/// `readUint64(id)`: [high, low].
#[op]
fn read_uint64(env: &Env, id: u32) -> Result<Vec<u32>, OpError> {
    let mut value = 0;
    let read = env.serdes.deserializers.get(id)?.deserializer.read_uint64(&mut value);
    if read { Ok(vec![(value >> 32) as u32, value as u32]) } else { Err(failed("ReadUint64")) }
}

/// `readDouble(id)`.
#[op]
fn read_double(env: &Env, id: u32) -> Result<f64, OpError> {
    let mut value = 0.0;
    let read = env.serdes.deserializers.get(id)?.deserializer.read_double(&mut value);
    if read { Ok(value) } else { Err(failed("ReadDouble")) }
}

/// `readRawBytes(id, length)`: where they begin in the bytes given.
#[op]
fn read_raw_bytes(env: &Env, id: u32, length: f64) -> Result<f64, OpError> {
    let reader = env.serdes.deserializers.get(id)?;
    let found = reader.deserializer.read_raw_bytes(length as usize).ok_or_else(|| failed("ReadRawBytes"))?;
    let offset = found.as_ptr().addr() - reader.bytes.as_ptr().addr();
    Ok(offset as f64)
}
