//! Who watches the collector: `perf_hooks`' entries of type 'gc', and `v8.GCProfiler`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use weir_engine::{Collection, GcWatch, HeapFigures, JsCallback, OpError, Scope, op, v8};
use weir_loop::AsyncId;

use crate::Env;

const NANOS_PER_MILLI: f64 = 1e6;

/// The watches of one environment, by number.
#[derive(Default)]
pub(crate) struct GcWatches {
    watches: RefCell<HashMap<u32, (GcWatch, Option<AsyncId>)>>,
    last: Cell<u32>,
}

/// `watchCollections(withFigures, onDone)`: a watch's number. The callback, if any, is called in a later turn, for
/// `takeCollections(number)`; it does not keep the loop alive.
#[op]
fn watch_collections(scope: &mut Scope<'_, '_>, env: &Env, with_figures: bool, on_done: Option<JsCallback>) -> u32 {
    let mut id = None;
    let wake = on_done.map(|on_done| {
        let engine = env.engine.clone();
        let (handle, wake) = env.lp.new_async(move |_, _| on_done.call0(&engine));
        env.lp.unref_handle(handle);
        id = Some(handle);
        wake
    });
    let watch = GcWatch::start(scope, with_figures, move || {
        if let Some(wake) = &wake {
            wake.send();
        }
    });
    let number = env.gc_watches.last.get() + 1;
    env.gc_watches.last.set(number);
    env.gc_watches.watches.borrow_mut().insert(number, (watch, id));
    number
}

/// `takeCollections(watch)`: the collections since the last time, each [kind, flags, start in milliseconds of the
/// program's clock, duration in milliseconds] and, with figures, [before, after].
#[op]
fn take_collections<'s>(scope: &mut Scope<'s, '_>, env: &Env, watch: u32) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let taken = match env.gc_watches.watches.borrow().get(&watch) {
        Some((watch, _)) => watch.take(),
        None => Vec::new(),
    };
    let origin = env.milestones.process;
    let mut list = Vec::with_capacity(taken.len());
    for collection in taken {
        list.push(collection_value(scope, &collection, origin)?);
    }
    Ok(v8::Array::new_with_elements(scope, &list))
}

fn collection_value<'s>(
    scope: &mut Scope<'s, '_>,
    collection: &Collection,
    origin: u64,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let start = collection.began.saturating_sub(origin) as f64 / NANOS_PER_MILLI;
    let duration = collection.ended.saturating_sub(collection.began) as f64 / NANOS_PER_MILLI;
    let numbers = [f64::from(collection.kind), f64::from(collection.flags), start, duration];
    let mut values: Vec<v8::Local<v8::Value>> = numbers.map(|n| v8::Number::new(scope, n).into()).to_vec();
    if let Some((before, after)) = &collection.figures {
        values.push(figures_value(scope, before)?);
        values.push(figures_value(scope, after)?);
    }
    Ok(v8::Array::new_with_elements(scope, &values).into())
}

/// The figures of the heap, then of each space its name and four sizes.
fn figures_value<'s>(scope: &mut Scope<'s, '_>, figures: &HeapFigures) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let total = &figures.total;
    let sizes = [
        total.total_heap_size(),
        total.total_heap_size_executable(),
        total.total_physical_size(),
        total.total_available_size(),
        total.total_global_handles_size(),
        total.used_global_handles_size(),
        total.used_heap_size(),
        total.heap_size_limit(),
        total.malloced_memory(),
        total.external_memory(),
        total.peak_malloced_memory(),
    ];
    let mut values: Vec<v8::Local<v8::Value>> = sizes.map(|n| v8::Number::new(scope, n as f64).into()).to_vec();
    for space in &figures.spaces {
        let name = v8::String::new(scope, &space.space_name().to_string_lossy()).ok_or(OpError::Pending)?;
        values.push(name.into());
        let sizes =
            [space.space_size(), space.space_used_size(), space.space_available_size(), space.physical_space_size()];
        values.extend(sizes.map(|n| v8::Local::<v8::Value>::from(v8::Number::new(scope, n as f64))));
    }
    Ok(v8::Array::new_with_elements(scope, &values).into())
}

/// `stopWatchingCollections(watch)`.
#[op]
fn stop_watching_collections(scope: &mut Scope<'_, '_>, env: &Env, watch: u32) {
    let stopped = env.gc_watches.watches.borrow_mut().remove(&watch);
    if let Some((watch, wake)) = stopped {
        watch.stop(scope);
        if let Some(wake) = wake {
            env.lp.close(wake, |_| {});
        }
    }
}
