//! The engine's own ops, which built-in JavaScript gets as `binding('engine')`: attaching hooks, microtasks, the async
//! context, compiling and module records.

use crate::op::Binding;
use crate::state::EngineState;
use crate::{OpError, Scope, builtins, compile, convert, exceptions, lazy, modules, op, ops};

/// The engine's binding, then those of the crates above.
pub(crate) fn all_bindings(more: &'static [Binding]) -> impl Iterator<Item = &'static Binding> {
    std::iter::once(&ENGINE).chain(more)
}

static ENGINE: Binding = Binding {
    name: "engine",
    ops: ops![
        attach,
        run_microtasks,
        set_promise_hooks,
        heap_usage,
        detail_string,
        builtins::compile_builtin,
        builtins::builtin_ids,
        builtins::builtin_source,
        builtins::make_binding,
        compile::compile_function,
        compile::compile_commonjs,
        compile::run_script,
        compile::contains_module_syntax,
        compile::is_commonjs,
        exceptions::error_arrow,
        exceptions::set_error_arrow,
        exceptions::trigger_uncaught_exception,
        lazy::define_lazy_data,
        exceptions::trace_throws,
        exceptions::current_frames,
        modules::module_compile,
        modules::module_compile_file,
        modules::module_synthetic,
        modules::module_code_cache,
        modules::module_requests,
        modules::module_link,
        modules::module_instantiate,
        modules::module_evaluate,
        modules::module_set_source,
        modules::module_status,
        modules::module_error,
        modules::module_namespace,
        modules::module_set_export,
        modules::module_is_graph_async,
        modules::module_stalled_awaits,
    ],
    init: Some(add_context_functions),
};

const HOOKS: [&str; 9] = [
    "processTicks",
    "uncaught",
    "fatal",
    "promiseReject",
    "importDynamic",
    "importMeta",
    "loadLazy",
    "prepareStack",
    "dressError",
];

/// `attach(hooks)`: gives the native side the functions it calls. Keys: processTicks, tickInfo (Int32Array), uncaught, fatal,
/// promiseReject, importDynamic, importMeta, prepareStack, dressError, loadLazy. Keys left out stay as they are; called after the start-up
/// snapshot is loaded, since the native side keeps nothing across it.
#[op]
fn attach<'s>(scope: &mut Scope<'s, '_>, given: v8::Local<'s, v8::Object>) -> Result<(), OpError> {
    let state = EngineState::of(scope);
    for key in HOOKS {
        let name = convert::intern(scope, key);
        let value = given.get(scope, name.into()).ok_or(OpError::Pending)?;
        if value.is_undefined() {
            continue;
        }
        let function: Option<v8::Local<v8::Function>> = value.try_into().ok();
        let function = function.map(|function| v8::Global::new(scope, function));
        {
            let mut hooks = state.hooks.borrow_mut();
            match key {
                "processTicks" => hooks.process_ticks = function,
                "uncaught" => hooks.uncaught = function,
                "fatal" => hooks.fatal = function,
                "promiseReject" => hooks.promise_reject = function,
                "importDynamic" => hooks.import_dynamic = function,
                "importMeta" => hooks.import_meta = function,
                "loadLazy" => hooks.load_lazy = function,
                "dressError" => hooks.dress_error = function,
                _ => hooks.prepare_stack = function,
            }
        }
        match key {
            "promiseReject" => scope.set_promise_reject_callback(promise_reject),
            "prepareStack" if value.is_function() => scope.set_prepare_stack_trace_callback(prepare_stack),
            _ => {}
        }
    }
    let name = convert::intern(scope, "tickInfo");
    let info = given.get(scope, name.into()).ok_or(OpError::Pending)?;
    if let Ok(info) = v8::Local::<v8::Int32Array>::try_from(info) {
        *state.tick_info.borrow_mut() = info.get_backing_store();
    }
    Ok(())
}

/// V8 reports that a promise was rejected, or got a handler late.
// SAFETY: called by V8 alone, with live handles.
unsafe extern "C" fn promise_reject(message: v8::PromiseRejectMessage) {
    // SAFETY: V8 calls this on the isolate's thread, and the message is alive during the call.
    v8::callback_scope!(unsafe scope, &message);
    let state = EngineState::of(scope);
    let Some(hook) = state.hooks.borrow().promise_reject.clone() else { return };
    let hook = v8::Local::new(scope, hook);
    let value = message.get_value().unwrap_or_else(|| v8::undefined(scope).into());
    let event: v8::Local<v8::Value> = v8::Integer::new(scope, message.get_event() as i32).into();
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let promise: v8::Local<v8::Value> = message.get_promise().into();
    v8::tc_scope!(let scope, scope);
    if hook.call(scope, undefined, &[event, promise, value]).is_none()
        && let Some(error) = scope.exception()
    {
        // No room on the stack, most likely: there is nobody to throw it to.
        let text = error.to_rust_string_lossy(scope);
        eprintln!("Exception in PromiseRejectCallback:\n{text}");
    }
}

/// V8 wants `error.stack` formatted.
fn prepare_stack<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
    sites: v8::Local<'s, v8::Array>,
) -> v8::Local<'s, v8::Value> {
    let state = EngineState::of(scope);
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let Some(hook) = state.hooks.borrow().prepare_stack.clone() else { return undefined };
    let hook = v8::Local::new(scope, hook);
    let realm: v8::Local<v8::Value> = scope.get_current_context().global(scope).into();
    hook.call(scope, undefined, &[error, sites.into(), realm]).unwrap_or(undefined)
}

/// `runMicrotasks()`: drains V8's microtask queue.
#[op]
fn run_microtasks(scope: &mut Scope<'_, '_>) {
    scope.perform_microtask_checkpoint();
}

/// V8 reports an exception that no frame can catch: of a microtask, or of a callback for collected objects.
// SAFETY: called by V8 alone, with live handles.
pub(crate) unsafe extern "C" fn reported(message: v8::Local<v8::Message>, error: v8::Local<v8::Value>) {
    // SAFETY: V8 calls this on the isolate's thread, and the message is alive during the call.
    v8::callback_scope!(unsafe scope, message);
    // SAFETY: the queue is the isolate's default one, which lives as long as the isolate.
    let queue = EngineState::of(scope).microtasks.get().map(|queue| unsafe { queue.as_ref() });
    let in_microtask = queue.is_some_and(v8::MicrotaskQueue::is_running_microtasks);
    let trace = v8::StackTrace::current_stack_trace(scope, 1);
    if !in_microtask && trace.is_some_and(|trace| trace.get_frame_count() > 0) {
        // In the midst of a program it is a promise hook that found no room on the stack: there is none to tell of it
        // either, and the program itself meets the end of the stack next.
        return;
    }
    exceptions::dispatch_reported(scope, error, message);
}

/// Adds V8's own functions for the async context, `getContinuationData()` and `setContinuationData(value)`: optimised code
/// reads and writes the field in place.
fn add_context_functions<'s>(scope: &mut Scope<'s, '_>, binding: v8::Local<'s, v8::Object>) {
    let extras = scope.get_current_context().get_extras_binding_object(scope);
    for (theirs, ours) in [
        ("getContinuationPreservedEmbedderData", "getContinuationData"),
        ("setContinuationPreservedEmbedderData", "setContinuationData"),
    ] {
        let (theirs, ours) = (convert::intern(scope, theirs), convert::intern(scope, ours));
        if let Some(function) = extras.get(scope, theirs.into()) {
            binding.create_data_property(scope, ours.into(), function);
        }
    }
}

/// `heapUsage()`: [heapTotal, heapUsed, external, arrayBuffers] in bytes.
#[op]
fn heap_usage(scope: &mut Scope<'_, '_>) -> Vec<f64> {
    let buffers = EngineState::of(scope).buffer_memory.bytes();
    let statistics = scope.get_heap_statistics();
    [statistics.total_heap_size(), statistics.used_heap_size(), statistics.external_memory(), buffers]
        .map(|bytes| bytes as f64)
        .to_vec()
}

/// `detailString(value)`: a description that runs none of the program's code.
#[op]
fn detail_string<'s>(scope: &mut Scope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Option<v8::Local<'s, v8::String>> {
    value.to_detail_string(scope)
}

/// `setPromiseHooks(init, before, after, resolve)`: functions that V8 calls in the life of each promise; without
/// arguments, none.
#[op]
fn set_promise_hooks<'s>(
    scope: &mut Scope<'s, '_>,
    init: Option<v8::Local<'s, v8::Function>>,
    before: Option<v8::Local<'s, v8::Function>>,
    after: Option<v8::Local<'s, v8::Function>>,
    resolve: Option<v8::Local<'s, v8::Function>>,
) {
    scope.set_promise_hooks(init, before, after, resolve);
}
