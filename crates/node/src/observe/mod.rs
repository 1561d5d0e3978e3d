//! `weir:observe`, natively: counts that only native code has. Runs on the isolate's thread; reads only.

use weir_engine::{Binding, Scope, op, ops, v8};

use crate::Env;
use crate::structured_clone::shared_kind;

pub(crate) const BINDING: Binding = Binding { name: "observe", ops: ops![slab_counts, memory_kind], init: None };

/// What `memoryKind` says of the slab that the next read may go into.
const BEING_FILLED: i32 = 3;

/// `slabCounts()`: slabs that somebody holds and their bytes, slabs kept for later and their bytes.
#[op]
fn slab_counts(env: &Env) -> Vec<f64> {
    let counts = env.lp.slab_counts();
    [counts.live, counts.live_bytes, counts.kept, counts.kept_bytes].map(|count| count as f64).to_vec()
}

/// `memoryKind(buffer)`: 1 for a slab that reads have filled, 2 for a pool of small Buffers, 3 for the slab that reads go
/// on with, else 0.
#[op]
fn memory_kind(scope: &mut Scope<'_, '_>, env: &Env, buffer: v8::Local<v8::Object>) -> i32 {
    if env.streams.is_last_slab(scope, buffer) { BEING_FILLED } else { shared_kind(scope, buffer) }
}
