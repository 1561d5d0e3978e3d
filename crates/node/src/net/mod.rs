//! Stream handles for `node:net`, `tty`, child processes and standard streams: what JavaScript's handle classes
//! (`net/stream_handle.js`) call, and how the loop's events reach them.
//!
//! JavaScript names a stream by a number that is used once. The environment holds the handle's object until the stream is
//! closed, as its events need somebody to go to. A read is one call into JavaScript with the slab's ArrayBuffer and the
//! place of the bytes in it; a write that fits is one call out, and no object is made for it.

mod address;
pub(crate) mod block_list;
mod events;
mod ops;
mod write;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use weir_engine::{Binding, Scope, ops, slab_buffer, v8};
use weir_loop::{LoopError, Slab, StreamId};

use events::HandleEvents;

pub(crate) const BINDING: Binding = Binding {
    name: "stream_handles",
    ops: ops![
        ops::setup,
        ops::create,
        ops::open,
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
        ops::limit_reads,
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

/// The functions that the loop's events call, each with the handle's object as its receiver.
pub(super) struct Hooks {
    on_read: v8::Global<v8::Function>,
    on_connection: v8::Global<v8::Function>,
    on_connect: v8::Global<v8::Function>,
    on_written: v8::Global<v8::Function>,
    on_shutdown: v8::Global<v8::Function>,
    on_close: v8::Global<v8::Function>,
}

/// What the streams of an environment share.
#[derive(Default)]
pub(crate) struct Shared {
    hooks: OnceCell<Hooks>,
    table: RefCell<Table>,
    /// The slab of the last read, and the ArrayBuffer over it.
    slab: RefCell<Option<(*const Slab, v8::Global<v8::ArrayBuffer>)>>,
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

    /// The stream of a number that JavaScript holds.
    fn stream(&self, number: f64) -> Result<StreamId, LoopError> {
        self.table.borrow().get(number).ok_or(LoopError::Closed)
    }

    /// The ArrayBuffer over a slab: one per slab, so that Buffers of one slab share it.
    fn buffer_of<'s>(&self, scope: &mut Scope<'s, '_>, slab: Arc<Slab>) -> v8::Local<'s, v8::ArrayBuffer> {
        let address = Arc::as_ptr(&slab);
        if let Some((known, buffer)) = &*self.slab.borrow()
            && *known == address
        {
            // The buffer keeps the slab, so the address is still that slab's.
            return v8::Local::new(scope, buffer);
        }
        let buffer = slab_buffer(scope, slab);
        crate::structured_clone::mark_untransferable(scope, buffer.into());
        let before = self.slab.replace(Some((address, v8::Global::new(scope, buffer))));
        drop(before);
        buffer
    }
}

/// A negative errno as ops answer with, or 0.
fn status<T>(result: Result<T, LoopError>) -> i32 {
    match result {
        Ok(_) => 0,
        Err(error) => failure(error),
    }
}

/// A negative errno. A stream that is closed answers as a closed descriptor does.
fn failure(error: LoopError) -> i32 {
    match error {
        LoopError::Closed => -libc::EBADF,
        other => -other.errno(),
    }
}

/// Streams by the numbers that JavaScript holds: slot and generation in one number that is exact.
#[derive(Default)]
struct Table {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

struct Slot {
    generation: u32,
    stream: Option<(StreamId, Option<Rc<HandleEvents>>)>,
}

/// Generations before a slot's numbers come again: with 32 bits of slot they fill a double's 53.
const GENERATIONS: u32 = 1 << 20;
const SLOTS: f64 = 4_294_967_296.0;

impl Table {
    fn insert(&mut self, stream: StreamId, events: Option<Rc<HandleEvents>>) -> f64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 1, stream: None });
            (self.slots.len() - 1) as u32
        });
        let slot = &mut self.slots[index as usize];
        slot.stream = Some((stream, events));
        f64::from(slot.generation) * SLOTS + f64::from(index)
    }

    fn slot(&self, number: f64) -> Option<usize> {
        let bits = number as u64;
        let index = (bits & 0xFFFF_FFFF) as usize;
        let slot = self.slots.get(index)?;
        (u64::from(slot.generation) == bits >> 32).then_some(index)
    }

    fn get(&self, number: f64) -> Option<StreamId> {
        Some(self.slots[self.slot(number)?].stream.as_ref()?.0)
    }

    fn remove(&mut self, number: f64) -> Option<(StreamId, Option<Rc<HandleEvents>>)> {
        let index = self.slot(number)?;
        let slot = &mut self.slots[index];
        slot.generation = (slot.generation + 1) % GENERATIONS;
        self.free.push(index as u32);
        slot.stream.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use weir_loop::{Loop, Pool, Received, StreamEvents, StreamKind};

    struct Nobody;
    impl StreamEvents for Nobody {
        fn on_read(&self, _: &Loop, _: StreamId, _: Received) {}
        fn on_connection(&self, _: &Loop, _: StreamId, _: Result<std::os::fd::OwnedFd, i32>) {}
        fn on_connect(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
        fn on_written(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
        fn on_shutdown(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
    }

    #[test]
    fn a_number_is_used_once() {
        let lp = Loop::new(Pool::new(1)).unwrap();
        let id = lp.new_stream(StreamKind::Tcp, Rc::new(Nobody));
        let mut table = Table::default();
        let first = table.insert(id, None);
        assert_eq!(table.get(first), Some(id));
        assert_eq!(table.remove(first).map(|(stream, _)| stream), Some(id));
        let second = table.insert(id, None);
        assert_ne!(first, second);
        assert_eq!(table.get(first), None);
        assert!(table.remove(first).is_none());
        assert_eq!(table.get(0.0), None);
        assert_eq!(table.get(f64::NAN), None);
    }
}
