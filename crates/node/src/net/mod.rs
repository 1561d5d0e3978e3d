//! Stream handles for `node:net`, `tty`, child processes and standard streams: what JavaScript's handle classes
//! (`net/stream_handle.js`) call, and how the loop's events reach them.
//!
//! JavaScript names a stream by a number that is used once. It holds the handle's object until the stream is closed, as
//! its events need somebody to go to; events name the stream by its index. A read is one call into JavaScript with the
//! slab's ArrayBuffer and the place of the bytes in it; a write that fits is one call out, and no object is made for it.

pub(crate) mod address;
pub(crate) mod block_list;
mod events;
mod ops;
pub(crate) mod table;
mod write;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use weir_engine::{Binding, EngineHandle, Scope, ops, slab_buffer, v8};
use weir_loop::{BULK_LENGTH, Loop, LoopError, Received, Slab, StreamId};

use crate::structured_clone::Shared as SharedMemory;
pub(crate) use events::Events;

pub(crate) const BINDING: Binding = Binding {
    name: "stream_handles",
    ops: ops![
        ops::setup,
        ops::create,
        ops::open,
        ops::open_accepted,
        ops::open_shared,
        ops::open_terminal,
        ops::close,
        ops::descriptor,
        ops::set_referenced,
        ops::has_reference,
        ops::bind_internet,
        ops::bind_path,
        ops::listen,
        ops::connect_internet,
        ops::connect_path,
        ops::read_start,
        ops::read_stop,
        ops::read_into,
        ops::receive_descriptors,
        ops::shutdown,
        ops::reset,
        ops::set_no_delay,
        ops::set_keep_alive,
        ops::set_type_of_service,
        ops::type_of_service,
        ops::set_blocking,
        ops::open_path_to_all,
        ops::bytes_read,
        ops::bytes_written,
        ops::queued_bytes,
        ops::delayed_error,
        ops::local_address,
        ops::peer_address,
        ops::socket_pair,
        write::write_bytes,
        write::queue_bytes,
        write::write_string,
        write::write_chunks,
        write::write_with_descriptor,
    ],
    init: None,
};

/// The functions that the loop's events call.
pub(super) struct Hooks {
    on_read: v8::Global<v8::Function>,
    on_connection: v8::Global<v8::Function>,
    on_connect: v8::Global<v8::Function>,
    on_written: v8::Global<v8::Function>,
    on_write_lost: v8::Global<v8::Function>,
    on_shutdown: v8::Global<v8::Function>,
    on_close: v8::Global<v8::Function>,
}

/// A slab by its address, and the ArrayBuffer that keeps it.
type SlabBuffer = (*const Slab, v8::Global<v8::ArrayBuffer>);

/// Who takes what a stream reads, in the place of its handle in JavaScript.
pub(crate) trait Reader {
    /// Something came. Given back where it is for the handle.
    fn on_read(&self, events: &Events, lp: &Loop, id: StreamId, received: Received) -> Option<Received>;
    /// Nothing more comes: the stream is closed, or its handle reads again.
    fn released(&self, lp: &Loop);
}

/// What the streams of an environment share.
#[derive(Default)]
pub(crate) struct Shared {
    hooks: OnceCell<Hooks>,
    events: OnceCell<Rc<Events>>,
    /// The readers of streams, by index.
    readers: RefCell<Vec<Option<Rc<dyn Reader>>>>,
    /// The slab of the last read and of the last one of bulk, and the ArrayBuffers over them.
    slabs: [RefCell<Option<SlabBuffer>>; 2],
}

/// The environment's streams.
pub(crate) type Streams = Rc<Shared>;

impl Shared {
    fn hooks(&self) -> &Hooks {
        match self.hooks.get() {
            Some(hooks) => hooks,
            None => unreachable!("a handle is made after the hooks are set"),
        }
    }

    /// Whom the loop tells, for all streams of the environment.
    fn events(self: &Rc<Self>, engine: &EngineHandle) -> &Rc<Events> {
        self.events.get_or_init(|| Events::new(engine.clone(), self.clone()))
    }

    /// Has `reader` take what a stream reads from now on, or the handle again.
    pub(crate) fn set_reader(&self, lp: &Loop, id: StreamId, reader: Option<Rc<dyn Reader>>) {
        let index = id.index() as usize;
        let before = {
            let mut readers = self.readers.borrow_mut();
            if readers.len() <= index {
                if reader.is_none() {
                    return;
                }
                readers.resize_with(index + 1, || None);
            }
            std::mem::replace(&mut readers[index], reader)
        };
        if let Some(before) = before {
            before.released(lp);
        }
    }

    fn reader(&self, id: StreamId) -> Option<Rc<dyn Reader>> {
        self.readers.borrow().get(id.index() as usize)?.clone()
    }

    /// Whether a buffer is over one of the slabs of the last reads.
    pub(crate) fn is_last_slab(&self, scope: &mut Scope<'_, '_>, buffer: v8::Local<'_, v8::Object>) -> bool {
        let mut is_known = |place: &RefCell<Option<SlabBuffer>>| {
            place.borrow().as_ref().is_some_and(|(_, known)| v8::Local::new(scope, known) == buffer)
        };
        self.slabs.iter().any(&mut is_known)
    }

    /// The ArrayBuffer over a slab: one per slab, so that Buffers of one slab share it.
    pub(crate) fn buffer_of<'s>(&self, scope: &mut Scope<'s, '_>, slab: Arc<Slab>) -> v8::Local<'s, v8::ArrayBuffer> {
        let address = Arc::as_ptr(&slab);
        let place = &self.slabs[usize::from(slab.length() == BULK_LENGTH)];
        if let Some((known, buffer)) = &*place.borrow()
            && *known == address
        {
            // The buffer keeps the slab, so the address is still that slab's.
            return v8::Local::new(scope, buffer);
        }
        let buffer = slab_buffer(scope, slab);
        crate::structured_clone::mark_untransferable(scope, buffer.into(), SharedMemory::Slab);
        let before = place.replace(Some((address, v8::Global::new(scope, buffer))));
        drop(before);
        buffer
    }
}

/// The stream of a number that JavaScript holds. What is done to one that is closed fails.
pub(crate) fn id(number: f64) -> StreamId {
    StreamId::from_number(number)
}

/// The same if it is open, for what must not begin otherwise.
pub(crate) fn find(lp: &Loop, number: f64) -> Result<StreamId, LoopError> {
    let id = id(number);
    if lp.is_closing(id) { Err(LoopError::Closed) } else { Ok(id) }
}

/// A negative errno as ops answer with, or 0.
fn status<T>(result: Result<T, LoopError>) -> i32 {
    match result {
        Ok(_) => 0,
        Err(error) => failure(error),
    }
}

/// A negative errno. A stream that is closed answers as a closed descriptor does.
pub(crate) fn failure(error: LoopError) -> i32 {
    match error {
        LoopError::Closed => -libc::EBADF,
        other => -other.errno(),
    }
}
