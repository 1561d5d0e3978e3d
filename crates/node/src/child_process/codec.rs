//! Values as V8's bytes and back, for the channel's `advanced` serialization, in the form that Node gives them: views on
//! memory and objects of built-in classes are host objects, with a tag that says which of the two.
//!
//! Writing may run JavaScript (getters, proxies) that throws; nothing but handles is held across it. Reading runs none but
//! the constructors of views. Bytes come from another process and may be anything.

use std::cell::OnceCell;
use std::rc::Rc;

use weir_engine::v8::{self, ValueDeserializerHelper, ValueSerializerHelper};
use weir_engine::{OpError, Scope, op};

use crate::Env;

/// The tag and Node 24's version of V8's format. This engine's own is a later one, which Node would refuse; they are
/// alike in all that a message may hold.
const HEADER: [u8; 2] = [0xff, 15];
/// Where the length goes that the framing puts before the bytes. Even, for V8 aligns two-byte strings by their place.
pub(super) const LENGTH: usize = 4;

/// The tag of a host object that is a view.
const VIEW: u32 = 0;
/// The tag of one that is written as a plain object with its own properties.
const PLAIN: u32 = 1;

/// The numbers of kinds that are told by other means than their type.
const DATA_VIEW: u32 = 9;
const BUFFER: u32 = 10;

/// What JavaScript gives once.
struct Classes {
    /// What a view's `constructor` is when it counts as a Buffer.
    buffer: v8::Global<v8::Function>,
    /// The constructors of views by their number.
    views: Vec<v8::Global<v8::Function>>,
    /// Makes a plain object of another's own properties.
    plain: v8::Global<v8::Function>,
}

#[derive(Default)]
pub(super) struct Codec {
    classes: OnceCell<Rc<Classes>>,
}

/// `setUpCodec(Buffer, views, plain)`: the classes of views in the order of their numbers, and what copies an object's own
/// properties. Once, before the first message.
#[op]
fn set_up_codec<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    buffer: v8::Local<'s, v8::Function>,
    views: Vec<v8::Local<'s, v8::Function>>,
    plain: v8::Local<'s, v8::Function>,
) {
    let classes = Classes {
        buffer: v8::Global::new(scope, buffer),
        views: views.into_iter().map(|view| v8::Global::new(scope, view)).collect(),
        plain: v8::Global::new(scope, plain),
    };
    let given_before = env.child_process.codec.classes.set(Rc::new(classes)).is_err();
    debug_assert!(!given_before);
}

impl Codec {
    fn classes(&self) -> Result<Rc<Classes>, OpError> {
        self.classes.get().cloned().ok_or_else(|| invalid_state("the codec is not set up"))
    }

    /// The bytes of a value, behind room for their length.
    ///
    /// # Errors
    /// What the value's getters throw, or an `Error` that says what cannot be cloned.
    pub(super) fn encode<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        value: v8::Local<'s, v8::Value>,
    ) -> Result<Vec<u8>, OpError> {
        let context = scope.get_current_context();
        let serializer = v8::ValueSerializer::new(scope, Box::new(Writer { classes: self.classes()? }));
        serializer.set_treat_array_buffer_views_as_host_objects(true);
        serializer.write_raw_bytes(&[0; LENGTH]);
        serializer.write_raw_bytes(&HEADER);
        match serializer.write_value(context, value) {
            Some(true) => Ok(serializer.release()),
            _ => Err(OpError::Pending),
        }
    }

    /// The value of bytes.
    ///
    /// # Errors
    /// What V8 says of bytes that are no value; `ERR_INVALID_STATE` for a host object that is none of ours.
    pub(super) fn decode<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        bytes: &[u8],
    ) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let context = scope.get_current_context();
        let deserializer = v8::ValueDeserializer::new(scope, Box::new(Reader { classes: self.classes()? }), bytes);
        if deserializer.read_header(context) != Some(true) {
            return Err(OpError::Pending);
        }
        deserializer.read_value(context).ok_or(OpError::Pending)
    }
}

/// `decodeMessage(bytes)`: what a message with these bytes would give.
#[op]
fn decode_message<'s>(scope: &mut Scope<'s, '_>, env: &Env, bytes: &[u8]) -> Result<v8::Local<'s, v8::Value>, OpError> {
    env.child_process.codec.decode(scope, bytes)
}

fn invalid_state(message: impl Into<String>) -> OpError {
    OpError::coded("ERR_INVALID_STATE", format!("Invalid state: {}", message.into()))
}

struct Writer {
    classes: Rc<Classes>,
}

impl Writer {
    /// The number of a view's kind. A Buffer is what says so by its `constructor`.
    fn kind<'s>(&self, scope: &mut Scope<'s, '_>, view: v8::Local<'s, v8::Object>) -> Option<u32> {
        let value: v8::Local<v8::Value> = view.into();
        if value.is_data_view() {
            return Some(DATA_VIEW);
        }
        let key = v8::String::new(scope, "constructor")?;
        let constructor = view.get(scope, key.into())?;
        if constructor == v8::Local::<v8::Value>::from(v8::Local::new(scope, &self.classes.buffer)) {
            return Some(BUFFER);
        }
        let kinds = [
            (value.is_uint8_array(), 1),
            (value.is_int8_array(), 0),
            (value.is_uint8_clamped_array(), 2),
            (value.is_int16_array(), 3),
            (value.is_uint16_array(), 4),
            (value.is_int32_array(), 5),
            (value.is_uint32_array(), 6),
            (value.is_float32_array(), 7),
            (value.is_float64_array(), 8),
            (value.is_big_int64_array(), 11),
            (value.is_big_uint64_array(), 12),
        ];
        // What is left is the youngest kind, of half-precision numbers.
        Some(kinds.iter().find(|(is, _)| *is).map_or(13, |(_, kind)| *kind))
    }
}

impl v8::ValueSerializerImpl for Writer {
    fn throw_data_clone_error<'s>(&self, scope: &mut Scope<'s, '_>, message: v8::Local<'s, v8::String>) {
        let error = v8::Exception::error(scope, message);
        scope.throw_exception(error);
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        serializer: &dyn ValueSerializerHelper,
    ) -> Option<bool> {
        let value: v8::Local<v8::Value> = object.into();
        if let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) {
            serializer.write_uint32(VIEW);
            serializer.write_uint32(self.kind(scope, object)?);
            let mut bytes = vec![0; view.byte_length()];
            view.copy_contents(&mut bytes);
            serializer.write_uint32(bytes.len() as u32);
            serializer.write_raw_bytes(&bytes);
            return Some(true);
        }
        serializer.write_uint32(PLAIN);
        let plain = v8::Local::new(scope, &self.classes.plain);
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let copy = plain.call(scope, undefined, &[value])?;
        let context = scope.get_current_context();
        serializer.write_value(context, copy)
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _buffer: v8::Local<'s, v8::SharedArrayBuffer>,
    ) -> Option<u32> {
        // Memory is not shared between processes.
        let message = v8::String::new(scope, "#<SharedArrayBuffer> could not be cloned.")?;
        self.throw_data_clone_error(scope, message);
        None
    }
}

struct Reader {
    classes: Rc<Classes>,
}

impl v8::ValueDeserializerImpl for Reader {
    fn read_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        deserializer: &dyn ValueDeserializerHelper,
    ) -> Option<v8::Local<'s, v8::Object>> {
        let number = || {
            let mut value = 0;
            deserializer.read_uint32(&mut value).then_some(value)
        };
        match number()? {
            VIEW => {
                let (kind, length) = (number()?, number()?);
                let bytes = deserializer.read_raw_bytes(length as usize)?;
                self.view(scope, kind, bytes)
            }
            PLAIN => {
                let context = scope.get_current_context();
                deserializer.read_value(context)?.try_into().ok()
            }
            tag => {
                // Making an error formats its stack, in JavaScript.
                v8::allow_javascript_execution_scope!(let scope, scope);
                let error = invalid_state(format!("Unknown host object tag: {tag}")).to_js(scope)?;
                scope.throw_exception(error);
                None
            }
        }
    }
}

impl Reader {
    /// A view of its own memory. `None` for a kind that is not known or a length that does not fit it.
    fn view<'s>(&self, scope: &mut Scope<'s, '_>, kind: u32, bytes: &[u8]) -> Option<v8::Local<'s, v8::Object>> {
        let class = v8::Local::new(scope, self.classes.views.get(kind as usize)?);
        let width = match kind {
            3 | 4 | 13 => 2,
            5..=7 => 4,
            8 | 11 | 12 => 8,
            _ => 1,
        };
        if !bytes.len().is_multiple_of(width) {
            return None;
        }
        let store = v8::ArrayBuffer::new_backing_store_from_vec(bytes.to_vec()).make_shared();
        let buffer = v8::ArrayBuffer::with_backing_store(scope, &store);
        let offset = v8::Integer::new(scope, 0);
        let length = v8::Number::new(scope, (bytes.len() / width) as f64);
        // V8 reads without JavaScript in between; these constructors it allows.
        v8::allow_javascript_execution_scope!(let scope, scope);
        class.new_instance(scope, &[buffer.into(), offset.into(), length.into()])
    }
}
