//! Scripts and functions that a program compiles itself, with V8's code cache.

use v8::script_compiler::{CachedData, CompileOptions, NoCacheReason, Source};
use weir_engine::{
    Bytes, IntoJs, OpError, Origin, Scope, in_context_of, keeping_arrow, new_script_handle, op, script_of,
    script_template, v8,
};

use super::context;
use crate::Env;

/// A copy of cached data: V8 reads it while it compiles, when the program could no longer write to the original, but
/// the view may be one on shared memory.
fn copied(cached: Option<v8::Local<'_, v8::ArrayBufferView>>) -> Option<Vec<u8>> {
    cached.map(|view| {
        let mut data = vec![0; view.byte_length()];
        view.copy_contents(&mut data);
        data
    })
}

fn source<'s>(
    text: v8::Local<'s, v8::String>,
    origin: &v8::ScriptOrigin<'s>,
    cached: Option<&[u8]>,
) -> (Source, CompileOptions) {
    match cached {
        Some(data) => {
            (Source::new_with_cached_data(text, Some(origin), CachedData::new(data)), CompileOptions::ConsumeCodeCache)
        }
        None => (Source::new(text, Some(origin)), CompileOptions::NoCompileOptions),
    }
}

/// `[compiled, sourceMapURL, sourceURL, cachedDataRejected, cachedData]`, as `vm.js` reads it.
fn facts<'s>(
    scope: &mut Scope<'s, '_>,
    compiled: v8::Local<'s, v8::Value>,
    source_map_url: v8::Local<'s, v8::Value>,
    source_url: v8::Local<'s, v8::Value>,
    rejected: Option<bool>,
    cache: Option<Vec<u8>>,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let rejected = rejected.into_js(scope)?;
    let cache = cache.map(Bytes).into_js(scope)?;
    Ok(v8::Array::new_with_elements(scope, &[compiled, source_map_url, source_url, rejected, cache]))
}

/// `compileScript(code, filename, line, column, hostSymbol, cachedData, produceCachedData)`: a script's handle with what
/// became of the cache; or a syntax error.
#[op]
#[allow(clippy::too_many_arguments)]
fn compile_script<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    code: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    line: i32,
    column: i32,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
    cached: Option<v8::Local<'s, v8::ArrayBufferView>>,
    produce: bool,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let origin = Origin { name: filename, line, column, symbol, module: false }.build(scope);
    let cached = copied(cached);
    let (mut source, options) = source(code, &origin, cached.as_deref());
    let script = keeping_arrow(scope, |scope| {
        v8::script_compiler::compile_unbound_script(scope, &mut source, options, NoCacheReason::NoReason)
    })?;
    let rejected = cached.is_some().then(|| source.get_cached_data().is_none_or(|data| data.rejected()));
    let cache = produce.then(|| script.create_code_cache().map(|data| data.to_vec())).flatten();

    let template = env.vm.script_template.get_or_init(|| {
        let template = script_template(scope);
        v8::Global::new(scope, template)
    });
    let template = v8::Local::new(scope, template);
    let handle = new_script_handle(scope, template, script)?;
    let map_url = script.get_source_mapping_url(scope);
    let url = script.get_source_url(scope);
    facts(scope, handle.into(), map_url, url, rejected, cache)
}

/// `runScript(handle, object | undefined)`: runs it in the object's context, or in the main one; the value of its last
/// statement. A context with a microtask queue of its own has it drained.
#[op]
fn run_script<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
    object: Option<v8::Local<'s, v8::Object>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let script = script_of(scope, handle)?;
    let global = match object {
        Some(object) => Some(context::global_of(scope, object).ok_or(OpError::Pending)?),
        None => None,
    };
    in_context_of(scope, global, |scope| {
        keeping_arrow(scope, |scope| {
            let result = script.bind_to_current_context(scope).run(scope)?;
            let context = scope.get_current_context();
            context::drain(scope, context);
            // Draining may have been ended by the watch.
            (!scope.is_execution_terminating()).then_some(result)
        })
    })
}

/// `scriptCache(handle)`: the code cache of a script, with what has been compiled of it by now.
#[op]
fn script_cache<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Result<Bytes, OpError> {
    let script = script_of(scope, handle)?;
    Ok(Bytes(script.create_code_cache().map(|data| data.to_vec()).unwrap_or_default()))
}

/// `compileFunction(code, filename, line, column, hostSymbol, cachedData, produceCachedData, context, extensions,
/// parameters)`: a function with what became of the cache; or a syntax error.
#[op]
#[allow(clippy::too_many_arguments)]
fn compile_function<'s>(
    scope: &mut Scope<'s, '_>,
    code: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    line: i32,
    column: i32,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
    cached: Option<v8::Local<'s, v8::ArrayBufferView>>,
    produce: bool,
    context: Option<v8::Local<'s, v8::Object>>,
    extensions: Vec<v8::Local<'s, v8::Object>>,
    parameters: Vec<v8::Local<'s, v8::String>>,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let origin = Origin { name: filename, line, column, symbol, module: false }.build(scope);
    let cached = copied(cached);
    let (mut source, options) = source(code, &origin, cached.as_deref());
    let global = context.and_then(|object| context::global_of(scope, object));
    let function = in_context_of(scope, global, |scope| {
        keeping_arrow(scope, |scope| {
            v8::script_compiler::compile_function(
                scope,
                &mut source,
                &parameters,
                &extensions,
                options,
                NoCacheReason::NoReason,
            )
        })
    })?;
    let rejected = cached.is_some().then(|| source.get_cached_data().is_none_or(|data| data.rejected()));
    let cache = produce.then(|| function.create_code_cache().map(|data| data.to_vec())).flatten();
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let map_url = function.get_script_origin(scope).source_map_url().unwrap_or(undefined);
    facts(scope, function.into(), map_url, undefined, rejected, cache)
}
