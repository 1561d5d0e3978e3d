//! `node:v8`, natively: heap statistics, engine flags and V8's serialization. Runs on the isolate's thread.

mod collections;
mod deserializer;
mod heap_snapshot;
mod serializer;
mod statistics;
#[cfg(test)]
mod tests;

use weir_engine::{Binding, cached_data_version_tag, op, ops, set_v8_flags, v8};

use crate::internal::owned::Owned;

pub(crate) const BINDING: Binding = Binding {
    name: "v8",
    ops: ops![
        statistics::heap_statistics,
        statistics::heap_space_statistics,
        statistics::heap_code_statistics,
        collections::watch_collections,
        collections::take_collections,
        collections::stop_watching_collections,
        heap_snapshot::take_heap_snapshot,
        heap_snapshot::write_heap_snapshot,
        heap_snapshot::write_snapshots_near_limit,
        heap_snapshot::diagnostic_name,
        version_tag,
        set_flags,
        is_one_byte,
        serializer::new_serializer,
        serializer::write_header,
        serializer::write_value,
        serializer::release_buffer,
        serializer::transfer_array_buffer,
        serializer::write_uint32,
        serializer::write_uint64,
        serializer::write_double,
        serializer::write_raw_bytes,
        serializer::treat_views_as_host_objects,
        deserializer::new_deserializer,
        deserializer::read_header,
        deserializer::read_value,
        deserializer::accept_array_buffer,
        deserializer::wire_format_version,
        deserializer::read_uint32,
        deserializer::read_uint64,
        deserializer::read_double,
        deserializer::read_raw_bytes,
    ],
    init: None,
};

pub(crate) use collections::GcWatches;

/// What the module keeps of one environment.
#[derive(Default)]
pub(crate) struct Serdes {
    serializers: Owned<serializer::Writer>,
    deserializers: Owned<deserializer::Reader>,
}

/// `versionTag()`: changes with V8's version and with flags that a code cache depends on.
#[op]
fn version_tag() -> u32 {
    cached_data_version_tag()
}

/// `setFlags(flags)`: V8 passes over what it does not know.
#[op]
fn set_flags(flags: &str) {
    let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
    set_v8_flags(&flags);
}

/// `isOneByte(text)`: whether V8 keeps a string in Latin-1.
#[op]
fn is_one_byte(text: v8::Local<v8::String>) -> bool {
    text.is_onebyte()
}
