//! The loop's events of one stream, on their way into JavaScript. Each is one entry through the door, in the async
//! context in which the handle was made. No borrow is held meanwhile.

use std::cell::RefCell;
use std::os::fd::{IntoRawFd, OwnedFd};
use std::rc::Rc;

use weir_engine::{EngineHandle, Scope, v8};
use weir_loop::{Loop, Received, StreamEvents, StreamId};

use super::{Hooks, Shared, Streams};

/// What Node calls the end of a stream, among the negative errno values.
const UV_EOF: i32 = -4095;

pub(super) struct HandleEvents {
    engine: EngineHandle,
    streams: Streams,
    object: RefCell<Option<v8::Global<v8::Object>>>,
    context: Option<v8::Global<v8::Value>>,
}

impl HandleEvents {
    pub(super) fn new(
        scope: &mut Scope<'_, '_>,
        engine: EngineHandle,
        streams: Streams,
        object: v8::Local<'_, v8::Object>,
    ) -> Rc<Self> {
        let data = scope.get_continuation_preserved_embedder_data();
        let context = if data.is_undefined() { None } else { Some(v8::Global::new(scope, data)) };
        let object = RefCell::new(Some(v8::Global::new(scope, object)));
        Rc::new(Self { engine, streams, object, context })
    }

    /// Calls one of the hooks with the handle as its receiver.
    fn call(
        &self,
        hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>,
        arguments: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, &Shared) -> [v8::Local<'s, v8::Value>; 4],
    ) {
        let function = hook(self.streams.hooks());
        self.engine.enter(self.context.as_ref(), |scope| {
            let Some(object) = self.object.borrow().as_ref().map(|object| v8::Local::new(scope, object)) else {
                return Some(());
            };
            let arguments = arguments(scope, &self.streams);
            let function = v8::Local::new(scope, function);
            function.call(scope, object.into(), &arguments).map(|_| ())
        });
    }

    fn call_with_status(&self, hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>, result: Result<(), i32>) {
        self.call(hook, |scope, _| numbers(scope, result.map_or_else(|errno| -errno, |()| 0)));
    }

    /// The stream is closed: tells JavaScript, and lets go of the object.
    pub(super) fn closed(&self) {
        self.call(|hooks| &hooks.on_close, |scope, _| numbers(scope, 0));
        let object = self.object.borrow_mut().take();
        drop(object);
    }
}

fn numbers<'s>(scope: &mut Scope<'s, '_>, first: i32) -> [v8::Local<'s, v8::Value>; 4] {
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    [v8::Integer::new(scope, first).into(), undefined, undefined, undefined]
}

impl StreamEvents for HandleEvents {
    fn on_read(&self, _lp: &Loop, _id: StreamId, received: Received) {
        let (chunk, descriptors) = match received {
            Received::Bytes(chunk) => (chunk, Vec::new()),
            Received::WithDescriptors(chunk, descriptors) => (chunk, descriptors),
            Received::Placed(count) => {
                return self.call(|hooks| &hooks.on_read, |scope, _| numbers(scope, count as i32));
            }
            Received::End => return self.call(|hooks| &hooks.on_read, |scope, _| numbers(scope, UV_EOF)),
            Received::Failed(errno) => {
                return self.call(|hooks| &hooks.on_read, |scope, _| numbers(scope, -errno));
            }
        };
        self.call(
            |hooks| &hooks.on_read,
            |scope, streams| {
                let (slab, range) = chunk.into_parts();
                let buffer = streams.buffer_of(scope, slab);
                let passed: v8::Local<v8::Value> = if descriptors.is_empty() {
                    v8::undefined(scope).into()
                } else {
                    let mut values: Vec<v8::Local<v8::Value>> = Vec::with_capacity(descriptors.len());
                    for descriptor in descriptors {
                        values.push(v8::Integer::new(scope, descriptor.into_raw_fd()).into());
                    }
                    v8::Array::new_with_elements(scope, &values).into()
                };
                [
                    v8::Integer::new(scope, range.len() as i32).into(),
                    buffer.into(),
                    v8::Integer::new(scope, range.start as i32).into(),
                    passed,
                ]
            },
        );
    }

    fn on_connection(&self, _lp: &Loop, _id: StreamId, connection: Result<OwnedFd, i32>) {
        // The number is JavaScript's from here on: it opens a handle on it first thing.
        let number = connection.map_or_else(|errno| -errno, IntoRawFd::into_raw_fd);
        self.call(|hooks| &hooks.on_connection, |scope, _| numbers(scope, number));
    }

    fn on_connect(&self, _lp: &Loop, _id: StreamId, result: Result<(), i32>) {
        self.call_with_status(|hooks| &hooks.on_connect, result);
    }

    fn on_written(&self, _lp: &Loop, _id: StreamId, result: Result<(), i32>) {
        self.call_with_status(|hooks| &hooks.on_written, result);
    }

    fn on_shutdown(&self, _lp: &Loop, _id: StreamId, result: Result<(), i32>) {
        self.call_with_status(|hooks| &hooks.on_shutdown, result);
    }
}
