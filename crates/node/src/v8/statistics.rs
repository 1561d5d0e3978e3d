//! V8's heap statistics as lists of numbers; `v8.js` names them.

use weir_engine::{OpError, Scope, op, v8};

fn numbers<'s>(scope: &mut Scope<'s, '_>, values: &[usize]) -> v8::Local<'s, v8::Array> {
    let values: Vec<v8::Local<v8::Value>> = values.iter().map(|n| v8::Number::new(scope, *n as f64).into()).collect();
    v8::Array::new_with_elements(scope, &values)
}

/// `heapStatistics()`: in the order of `v8.getHeapStatistics()`'s keys.
#[op]
fn heap_statistics<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Array> {
    let heap = scope.get_heap_statistics();
    numbers(
        scope,
        &[
            heap.total_heap_size(),
            heap.total_heap_size_executable(),
            heap.total_physical_size(),
            heap.total_available_size(),
            heap.used_heap_size(),
            heap.heap_size_limit(),
            heap.malloced_memory(),
            heap.peak_malloced_memory(),
            heap.does_zap_garbage().into(),
            heap.number_of_native_contexts(),
            heap.number_of_detached_contexts(),
            heap.total_global_handles_size(),
            heap.used_global_handles_size(),
            heap.external_memory(),
        ],
    )
}

/// `heapSpaceStatistics()`: for each space its name and [size, used, available, physical size].
#[op]
fn heap_space_statistics<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let mut out: Vec<v8::Local<v8::Value>> = Vec::new();
    for index in 0..scope.number_of_heap_spaces() {
        let Some(space) = scope.get_heap_space_statistics(index) else { continue };
        let name = v8::String::new(scope, &space.space_name().to_string_lossy()).ok_or(OpError::Pending)?;
        out.push(name.into());
        let sizes =
            [space.space_size(), space.space_used_size(), space.space_available_size(), space.physical_space_size()];
        out.push(numbers(scope, &sizes).into());
    }
    Ok(v8::Array::new_with_elements(scope, &out))
}

/// `heapCodeStatistics()`: in the order of `v8.getHeapCodeStatistics()`'s keys.
#[op]
fn heap_code_statistics<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Array> {
    let sizes = scope.get_heap_code_and_metadata_statistics().map_or([0; 4], |code| {
        [
            code.code_and_metadata_size(),
            code.bytecode_and_metadata_size(),
            code.external_script_source_size(),
            code.cpu_profiler_metadata_size(),
        ]
    });
    numbers(scope, &sizes)
}
