//! The loop's events of streams, on their way into JavaScript. Each is one entry through the door, in the async context
//! in which the stream was made, and names the stream by its index. One object for all streams of an environment, so
//! that a connection costs none. No borrow is held meanwhile.

use std::cell::RefCell;
use std::collections::HashMap;
use std::os::fd::{IntoRawFd, OwnedFd};
use std::rc::Rc;
use std::sync::Arc;

use weir_engine::{EngineHandle, Scope, v8};
use weir_loop::{Loop, Received, Slab, StreamEvents, StreamId};

use super::{Hooks, Shared, Streams};

/// What Node calls the end of a stream, among the negative errno values.
const UV_EOF: i32 = -4095;

pub(crate) struct Events {
    engine: EngineHandle,
    streams: Streams,
    /// The async contexts of the streams that were made in one, by index.
    contexts: RefCell<HashMap<u32, Rc<v8::Global<v8::Value>>>>,
}

impl Events {
    pub(super) fn new(engine: EngineHandle, streams: Streams) -> Rc<Self> {
        Rc::new(Self { engine, streams, contexts: RefCell::default() })
    }

    /// A stream was made here and now.
    pub(super) fn opened(&self, scope: &mut Scope<'_, '_>, id: StreamId) {
        let data = scope.get_continuation_preserved_embedder_data();
        if !data.is_undefined() {
            let context = Rc::new(v8::Global::new(scope, data));
            self.contexts.borrow_mut().insert(id.index(), context);
        }
    }

    fn context(&self, id: StreamId) -> Option<Rc<v8::Global<v8::Value>>> {
        let contexts = self.contexts.borrow();
        if contexts.is_empty() { None } else { contexts.get(&id.index()).cloned() }
    }

    /// Enters JavaScript in the async context in which the stream was made.
    pub(crate) fn enter<R>(
        &self,
        id: StreamId,
        body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Option<R>,
    ) -> Option<R> {
        let context = self.context(id);
        self.engine.enter(context.as_deref(), body)
    }

    /// The ArrayBuffer over a slab that was read into.
    pub(crate) fn buffer_of<'s>(&self, scope: &mut Scope<'s, '_>, slab: Arc<Slab>) -> v8::Local<'s, v8::ArrayBuffer> {
        self.streams.buffer_of(scope, slab)
    }

    /// Calls one of the hooks.
    fn call<const N: usize>(
        &self,
        id: StreamId,
        hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>,
        arguments: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, v8::Local<'s, v8::Value>) -> [v8::Local<'s, v8::Value>; N],
    ) {
        let function = hook(self.streams.hooks());
        self.enter(id, |scope| {
            let index = v8::Integer::new_from_unsigned(scope, id.index()).into();
            let arguments = arguments(scope, index);
            let function = v8::Local::new(scope, function);
            let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
            function.call(scope, undefined, &arguments).map(|_| ())
        });
    }

    fn call_with_status(
        &self,
        id: StreamId,
        hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>,
        result: Result<(), i32>,
    ) {
        self.call_with_number(id, hook, result.map_or_else(|errno| -errno, |()| 0));
    }

    fn call_with_number(&self, id: StreamId, hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>, number: i32) {
        self.call(id, hook, |scope, index| [index, v8::Integer::new(scope, number).into()]);
    }

    /// The stream is closed: tells JavaScript, which lets go of the handle.
    pub(super) fn closed(&self, lp: &Loop, id: StreamId) {
        self.streams.set_reader(lp, id, None);
        self.call(id, |hooks| &hooks.on_close, |_, index| [index]);
        let context = self.contexts.borrow_mut().remove(&id.index());
        drop(context);
    }
}

/// The arguments that tell of bytes.
fn place<'s>(
    scope: &mut Scope<'s, '_>,
    streams: &Shared,
    index: v8::Local<'s, v8::Value>,
    chunk: weir_loop::Chunk,
) -> [v8::Local<'s, v8::Value>; 4] {
    let (slab, range) = chunk.into_parts();
    let buffer = streams.buffer_of(scope, slab);
    [
        index,
        v8::Integer::new(scope, range.len() as i32).into(),
        buffer.into(),
        v8::Integer::new(scope, range.start as i32).into(),
    ]
}

impl StreamEvents for Events {
    fn on_read(&self, lp: &Loop, id: StreamId, received: Received) {
        let received = match self.streams.reader(id) {
            Some(reader) => match reader.on_read(self, lp, id, received) {
                Some(received) => received,
                None => return,
            },
            None => received,
        };
        let (chunk, descriptors) = match received {
            Received::Bytes(chunk) => {
                let streams = &self.streams;
                return self.call(id, |hooks| &hooks.on_read, |scope, index| place(scope, streams, index, chunk));
            }
            Received::WithDescriptors(chunk, descriptors) => (chunk, descriptors),
            Received::Placed(count) => return self.call_with_number(id, |hooks| &hooks.on_read, count as i32),
            Received::End => return self.call_with_number(id, |hooks| &hooks.on_read, UV_EOF),
            Received::Failed(errno) => return self.call_with_number(id, |hooks| &hooks.on_read, -errno),
        };
        self.call(
            id,
            |hooks| &hooks.on_read,
            |scope, index| {
                let [index, length, buffer, start] = place(scope, &self.streams, index, chunk);
                let mut values: Vec<v8::Local<v8::Value>> = Vec::with_capacity(descriptors.len());
                for descriptor in descriptors {
                    values.push(v8::Integer::new(scope, descriptor.into_raw_fd()).into());
                }
                [index, length, buffer, start, v8::Array::new_with_elements(scope, &values).into()]
            },
        );
    }

    fn on_connection(&self, _lp: &Loop, id: StreamId, connection: Result<OwnedFd, i32>) {
        // The number is JavaScript's from here on: it opens a handle on it first thing.
        let number = connection.map_or_else(|errno| -errno, IntoRawFd::into_raw_fd);
        self.call_with_number(id, |hooks| &hooks.on_connection, number);
    }

    fn on_connect(&self, _lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.call_with_status(id, |hooks| &hooks.on_connect, result);
    }

    fn on_written(&self, _lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.call_with_status(id, |hooks| &hooks.on_written, result);
    }

    fn on_write_lost(&self, _lp: &Loop, id: StreamId, errno: i32) {
        self.call_with_status(id, |hooks| &hooks.on_write_lost, Err(errno));
    }

    fn on_shutdown(&self, _lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.call_with_status(id, |hooks| &hooks.on_shutdown, result);
    }
}
