//! ES module records: compiled or synthetic modules as handles that the JavaScript loader owns. A handle's internal
//! fields keep the V8 module, the modules its requests are linked to, and a synthetic module's evaluation function.
//! The map here only finds a handle again from a module in V8's callbacks, by weak references.

use std::collections::HashMap;

use crate::code_cache::{self, CodeKind};
use crate::compile::{Origin, in_context_of, keeping_arrow, source_of, was_compiled};
use crate::state::EngineState;
use crate::{Bytes, OpError, Scope, convert, op};

const FIELD_MODULE: usize = 0;
const FIELD_LINKS: usize = 1;
const FIELD_STEPS: usize = 2;
/// The global of the context that it runs in, when that is not the main one.
const FIELD_GLOBAL: usize = 3;
/// What `import source` of it gives.
const FIELD_SOURCE: usize = 4;
const FIELDS: usize = 5;

/// Handles by their module's identity hash.
#[derive(Default)]
pub(crate) struct ModuleMap {
    handles: HashMap<i32, Vec<v8::Weak<v8::Object>>>,
    template: Option<v8::Global<v8::ObjectTemplate>>,
    /// Entries at which dead handles are swept next.
    sweep_at: usize,
    /// The module whose requests V8 asks for, and the place of the next one: it asks in their order.
    asked: (i32, usize),
    /// What is wrong with the graph that is being instantiated, where a module of it is not linked.
    unlinked: Option<String>,
}

impl ModuleMap {
    fn insert(&mut self, hash: i32, handle: v8::Weak<v8::Object>) {
        if self.handles.len() >= self.sweep_at.max(64) {
            self.handles.retain(|_, handles| {
                handles.retain(|handle| !handle.is_empty());
                !handles.is_empty()
            });
            self.sweep_at = self.handles.len() * 2;
        }
        self.handles.entry(hash).or_default().push(handle);
    }
}

/// Wraps a module in a handle and remembers it.
fn new_handle<'s>(
    scope: &mut Scope<'s, '_>,
    module: v8::Local<'s, v8::Module>,
    global: Option<v8::Local<'s, v8::Object>>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let state = EngineState::of(scope);
    let known = state.modules.borrow().template.clone();
    let template = match known {
        Some(template) => v8::Local::new(scope, template),
        None => {
            let template = v8::ObjectTemplate::new(scope);
            template.set_internal_field_count(FIELDS);
            state.modules.borrow_mut().template = Some(v8::Global::new(scope, template));
            template
        }
    };
    let handle = template.new_instance(scope).ok_or(OpError::Pending)?;
    handle.set_internal_field(FIELD_MODULE, module.into());
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    handle.set_internal_field(FIELD_LINKS, undefined.into());
    handle.set_internal_field(FIELD_STEPS, undefined.into());
    handle.set_internal_field(FIELD_GLOBAL, global.map_or(undefined, Into::into).into());
    handle.set_internal_field(FIELD_SOURCE, undefined.into());
    let weak = v8::Weak::new(scope, handle);
    state.modules.borrow_mut().insert(module.get_identity_hash().get(), weak);
    Ok(handle)
}

/// The handle of a module, while JavaScript still holds it.
fn handle_of<'s>(scope: &mut Scope<'s, '_>, module: v8::Local<'s, v8::Module>) -> Option<v8::Local<'s, v8::Object>> {
    let state = EngineState::of(scope);
    let map = state.modules.borrow();
    let candidates = map.handles.get(&module.get_identity_hash().get())?;
    candidates.iter().find_map(|weak| {
        let handle = weak.to_local(scope)?;
        module_of(scope, handle).is_ok_and(|candidate| candidate == module).then_some(handle)
    })
}

/// The module of a handle.
pub(crate) fn module_of<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::Module>, OpError> {
    if handle.internal_field_count() != FIELDS {
        return Err(convert::wrong_type("a module handle"));
    }
    handle
        .get_internal_field(scope, FIELD_MODULE)
        .and_then(|data| v8::Local::<v8::Module>::try_from(data).ok())
        .ok_or_else(|| convert::wrong_type("a module handle"))
}

/// The global of the context that a handle's module runs in, when that is not the main one.
fn global_of<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Option<v8::Local<'s, v8::Object>> {
    let value: v8::Local<v8::Value> = handle.get_internal_field(scope, FIELD_GLOBAL)?.try_into().ok()?;
    value.try_into().ok()
}

/// `moduleCompile(url, source, lineOffset, columnOffset, hostSymbol, global, cachedData)`: a handle, or a syntax error.
/// With the global of another context it is a module of that context. Cached data that V8 rejects is an error.
#[op]
fn module_compile<'s>(
    scope: &mut Scope<'s, '_>,
    url: v8::Local<'s, v8::Value>,
    source: v8::Local<'s, v8::String>,
    line: i32,
    column: i32,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
    global: Option<v8::Local<'s, v8::Object>>,
    cached: Option<v8::Local<'s, v8::ArrayBufferView>>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let origin = Origin { name: url, line, column, symbol, module: true }.build(scope);
    let cached = cached.map(|view| {
        let mut data = vec![0; view.byte_length()];
        view.copy_contents(&mut data);
        data
    });
    let (mut source, options) = source_of(source, &origin, cached.as_deref());
    let module = in_context_of(scope, global, |scope| compile(scope, &mut source, options))?;
    if cached.is_some() && was_compiled(&source) {
        return Err(OpError::coded("ERR_VM_MODULE_CACHED_DATA_REJECTED", "cachedData buffer was rejected"));
    }
    new_handle(scope, module, global)
}

fn compile<'s>(
    scope: &mut Scope<'s, '_>,
    source: &mut v8::script_compiler::Source,
    options: v8::script_compiler::CompileOptions,
) -> Result<v8::Local<'s, v8::Module>, OpError> {
    let reason = v8::script_compiler::NoCacheReason::NoReason;
    keeping_arrow(scope, |scope| v8::script_compiler::compile_module2(scope, source, options, reason))
}

/// `moduleCompileFile(url, source, hostSymbol)`: the handle of a file's module, from the code cache when it is there.
#[op]
fn module_compile_file<'s>(
    scope: &mut Scope<'s, '_>,
    url: v8::Local<'s, v8::Value>,
    source: v8::Local<'s, v8::String>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let origin = Origin { name: url, line: 0, column: 0, symbol, module: true }.build(scope);
    let found = code_cache::find(scope, CodeKind::Module, url, source);
    let (ticket, code) = found.map_or((None, None), |(ticket, code)| (Some(ticket), code));
    let (mut source, options) = source_of(source, &origin, code.as_deref());
    let module = compile(scope, &mut source, options)?;
    match ticket {
        Some(ticket) if was_compiled(&source) => code_cache::remember_module(scope, ticket, module),
        Some(ticket) => code_cache::accepted(scope, &ticket),
        None => {}
    }
    new_handle(scope, module, None)
}

/// `moduleSynthetic(url, exportNames, evaluate, global)`: a handle of a module whose exports `evaluate()` sets; with the
/// global of another context, a module of that context.
#[op]
fn module_synthetic<'s>(
    scope: &mut Scope<'s, '_>,
    url: v8::Local<'s, v8::String>,
    export_names: v8::Local<'s, v8::Array>,
    evaluate: v8::Local<'s, v8::Function>,
    global: Option<v8::Local<'s, v8::Object>>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let mut names = Vec::with_capacity(export_names.length() as usize);
    for index in 0..export_names.length() {
        let name = export_names.get_index(scope, index).ok_or(OpError::Pending)?;
        names.push(name.try_into().map_err(|_| convert::wrong_type("export names"))?);
    }
    let module =
        in_context_of(scope, global, |scope| v8::Module::create_synthetic_module(scope, url, &names, synthetic_steps));
    let handle = new_handle(scope, module, global)?;
    handle.set_internal_field(FIELD_STEPS, evaluate.into());
    Ok(handle)
}

/// `moduleCodeCache(handle)`: the code cache of a module that has not run.
#[op]
fn module_code_cache<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Result<Bytes, OpError> {
    let module = module_of(scope, handle)?;
    let cache = module.get_unbound_module_script(scope).create_code_cache();
    Ok(Bytes(cache.map(|data| data.to_vec()).unwrap_or_default()))
}

/// V8 evaluates a synthetic module: calls its function and answers with a settled promise, as V8 expects.
fn synthetic_steps<'s>(
    context: v8::Local<'s, v8::Context>,
    module: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Value>> {
    // SAFETY: V8 calls this on the isolate's thread with its context entered, which is what the scope is made of.
    v8::callback_scope!(unsafe scope, context);
    let handle = handle_of(scope, module)?;
    let steps = handle.get_internal_field(scope, FIELD_STEPS)?;
    let steps: v8::Local<v8::Value> = steps.try_into().ok()?;
    let steps: v8::Local<v8::Function> = steps.try_into().ok()?;
    steps.call(scope, handle.into(), &[])?;
    let resolver = v8::PromiseResolver::new(scope)?;
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    resolver.resolve(scope, undefined)?;
    let promise: v8::Local<v8::Value> = resolver.get_promise(scope).into();
    // SAFETY: the promise is kept alive by V8 through the returned handle, which it reads before any scope closes.
    Some(unsafe { promise.extend_lifetime_unchecked() })
}

/// `moduleRequests(handle)`: an array of [specifier, [key, value, ...], line, column, phase] in source order.
#[op]
fn module_requests<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::Array>, OpError> {
    let module = module_of(scope, handle)?;
    let requests = module.get_module_requests();
    let mut out = Vec::with_capacity(requests.length());
    for index in 0..requests.length() {
        let request = requests.get(scope, index).ok_or(OpError::Pending)?;
        let request: v8::Local<v8::ModuleRequest> =
            request.try_into().map_err(|_| convert::wrong_type("a module request"))?;
        let attributes = request.get_import_attributes();
        let pairs = attribute_pairs(scope, attributes, 3)?;
        let pairs = v8::Array::new_with_elements(scope, &pairs);
        let location = module.source_offset_to_location(request.get_source_offset());
        let phase = match request.get_phase() {
            v8::ModuleImportPhase::kEvaluation => 2,
            v8::ModuleImportPhase::kSource => 1,
            v8::ModuleImportPhase::kDefer => 3,
        };
        let fields: [v8::Local<v8::Value>; 5] = [
            request.get_specifier().into(),
            pairs.into(),
            v8::Integer::new(scope, location.get_line_number()).into(),
            v8::Integer::new(scope, location.get_column_number()).into(),
            v8::Integer::new(scope, phase).into(),
        ];
        out.push(v8::Array::new_with_elements(scope, &fields).into());
    }
    Ok(v8::Array::new_with_elements(scope, &out))
}

/// Keys and values of import attributes; V8 lists them in groups of `stride` (a third item is the position).
fn attribute_pairs<'s>(
    scope: &mut Scope<'s, '_>,
    attributes: v8::Local<'s, v8::FixedArray>,
    stride: usize,
) -> Result<Vec<v8::Local<'s, v8::Value>>, OpError> {
    let mut pairs = Vec::new();
    for index in (0..attributes.length()).step_by(stride) {
        for offset in 0..2 {
            let item = attributes.get(scope, index + offset).ok_or(OpError::Pending)?;
            pairs.push(item.try_into().map_err(|_| convert::wrong_type("an import attribute"))?);
        }
    }
    Ok(pairs)
}

/// `moduleLink(handle, handles)`: the modules of its requests, in the order of `moduleRequests`.
#[op]
fn module_link<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
    links: v8::Local<'s, v8::Array>,
) -> Result<(), OpError> {
    module_of(scope, handle)?;
    handle.set_internal_field(FIELD_LINKS, links.into());
    Ok(())
}

/// V8 asks for the module of a request while it instantiates `referrer`.
fn resolve_request<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Module>> {
    // SAFETY: V8 calls this on the isolate's thread with its context entered, which is what the scope is made of.
    v8::callback_scope!(unsafe scope, context);
    let linked = find_link(scope, specifier, attributes, referrer, v8::ModuleImportPhase::kEvaluation);
    match linked.and_then(|handle| module_of(scope, handle).ok()) {
        // SAFETY: the module is kept alive by its handle, which the referrer's links hold; V8 reads it at once.
        Some(module) => Some(unsafe { module.extend_lifetime_unchecked() }),
        None => {
            // No JavaScript may run here, which making an error with a code would: `module_instantiate` makes it.
            let name = specifier.to_rust_string_lossy(scope);
            let url = url_of(scope, referrer);
            let text = format!("request for '{name}' can not be resolved on module '{url}' that is not linked");
            let message = convert::string(scope, &text);
            EngineState::of(scope).modules.borrow_mut().unlinked = Some(text);
            let error = v8::Exception::error(scope, message);
            scope.throw_exception(error);
            None
        }
    }
}

/// V8 asks for what an `import source` of `referrer` gives.
fn resolve_source<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Object>> {
    // SAFETY: V8 calls this on the isolate's thread with its context entered, which is what the scope is made of.
    v8::callback_scope!(unsafe scope, context);
    let linked = find_link(scope, specifier, attributes, referrer, v8::ModuleImportPhase::kSource);
    let source = linked
        .and_then(|handle| v8::Local::<v8::Value>::try_from(handle.get_internal_field(scope, FIELD_SOURCE)?).ok())
        .and_then(|source| v8::Local::<v8::Object>::try_from(source).ok());
    match source {
        // SAFETY: the object is kept alive by its module's handle, which the referrer's links hold; V8 reads it at once.
        Some(source) => Some(unsafe { source.extend_lifetime_unchecked() }),
        None => {
            // JavaScript has refused such links already, unless it never made any.
            let name = specifier.to_rust_string_lossy(scope);
            let text = format!("Source phase import object is not defined for module '{name}'");
            let message = convert::string(scope, &text);
            let error = v8::Exception::syntax_error(scope, message);
            scope.throw_exception(error);
            None
        }
    }
}

/// What JavaScript keeps as `url` on the module's handle.
fn url_of<'s>(scope: &mut Scope<'s, '_>, module: v8::Local<'s, v8::Module>) -> String {
    let key = convert::intern(scope, "url");
    handle_of(scope, module)
        .and_then(|handle| handle.get(scope, key.into()))
        .map(|url| url.to_rust_string_lossy(scope))
        .unwrap_or_default()
}

fn find_link<'s>(
    scope: &mut Scope<'s, '_>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
    phase: v8::ModuleImportPhase,
) -> Option<v8::Local<'s, v8::Object>> {
    let handle = handle_of(scope, referrer)?;
    let links: v8::Local<v8::Value> = handle.get_internal_field(scope, FIELD_LINKS)?.try_into().ok()?;
    let links: v8::Local<v8::Array> = links.try_into().ok()?;
    let requests = referrer.get_module_requests();
    let count = requests.length();
    let state = EngineState::of(scope);
    let referrer = referrer.get_identity_hash().get();
    let first = match state.modules.borrow().asked {
        (of, next) if of == referrer && next < count => next,
        _ => 0,
    };
    for index in (first..count).chain(0..first) {
        let request: v8::Local<v8::ModuleRequest> = requests.get(scope, index)?.try_into().ok()?;
        // Of a deferred module V8 asks as of any other.
        let is_source = request.get_phase() == v8::ModuleImportPhase::kSource;
        let same = is_source == (phase == v8::ModuleImportPhase::kSource)
            && request.get_specifier().strict_equals(specifier.into())
            && same_attributes(scope, request.get_import_attributes(), attributes);
        if same {
            state.modules.borrow_mut().asked = (referrer, index + 1);
            return links.get_index(scope, index as u32)?.try_into().ok();
        }
    }
    None
}

fn same_attributes<'s>(
    scope: &mut Scope<'s, '_>,
    a: v8::Local<'s, v8::FixedArray>,
    b: v8::Local<'s, v8::FixedArray>,
) -> bool {
    let (Ok(a), Ok(b)) = (attribute_pairs(scope, a, 3), attribute_pairs(scope, b, 3)) else { return false };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.strict_equals(*b))
}

/// `moduleInstantiate(handle)`: links the graph; throws a SyntaxError for a missing export.
#[op]
fn module_instantiate<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Result<(), OpError> {
    let module = module_of(scope, handle)?;
    v8::tc_scope!(let scope, scope);
    let global = global_of(scope, handle);
    let result = in_context_of(scope, global, |scope| {
        keeping_arrow(scope, |scope| module.instantiate_module2(scope, resolve_request, resolve_source))
    });
    if result.is_err() {
        if let Some(text) = EngineState::of(scope).modules.borrow_mut().unlinked.take() {
            scope.reset();
            return Err(OpError::coded("ERR_VM_MODULE_LINK_FAILURE", text));
        }
        scope.rethrow();
    }
    result.map(|_| ())
}

/// `moduleEvaluate(handle)`: runs the graph; the promise of its completion.
#[op]
fn module_evaluate<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let module = module_of(scope, handle)?;
    let global = global_of(scope, handle);
    in_context_of(scope, global, |scope| module.evaluate(scope)).ok_or(OpError::Pending)
}

/// `moduleSetSource(handle, source)`: what `import source` of it gives.
#[op]
fn module_set_source<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
    source: v8::Local<'s, v8::Object>,
) -> Result<(), OpError> {
    module_of(scope, handle)?;
    handle.set_internal_field(FIELD_SOURCE, source.into());
    Ok(())
}

/// `moduleStatus(handle)`: 0 uninstantiated, 1 instantiating, 2 instantiated, 3 evaluating, 4 evaluated, 5 errored.
#[op]
fn module_status<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Result<i32, OpError> {
    Ok(match module_of(scope, handle)?.get_status() {
        v8::ModuleStatus::Uninstantiated => 0,
        v8::ModuleStatus::Instantiating => 1,
        v8::ModuleStatus::Instantiated => 2,
        v8::ModuleStatus::Evaluating => 3,
        v8::ModuleStatus::Evaluated => 4,
        v8::ModuleStatus::Errored => 5,
    })
}

/// `moduleError(handle)`: the error of an errored module.
#[op]
fn module_error<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<Option<v8::Local<'s, v8::Value>>, OpError> {
    let module = module_of(scope, handle)?;
    Ok((module.get_status() == v8::ModuleStatus::Errored).then(|| module.get_exception()))
}

/// `moduleNamespace(handle)`: the namespace object; the module must be instantiated.
#[op]
fn module_namespace<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let module = module_of(scope, handle)?;
    match module.get_status() {
        v8::ModuleStatus::Uninstantiated | v8::ModuleStatus::Instantiating => {
            Err(OpError::coded("ERR_MODULE_NOT_INSTANTIATED", "Module is not instantiated"))
        }
        _ => Ok(module.get_module_namespace()),
    }
}

/// `moduleSetExport(handle, name, value)`: sets an export of a synthetic module.
#[op]
fn module_set_export<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
    name: v8::Local<'s, v8::String>,
    value: v8::Local<'s, v8::Value>,
) -> Result<(), OpError> {
    let module = module_of(scope, handle)?;
    module.set_synthetic_module_export(scope, name, value).map(|_| ()).ok_or(OpError::Pending)
}

/// `moduleIsGraphAsync(handle)`: whether it or what it imports awaits at top level; it must be instantiated.
#[op]
fn module_is_graph_async<'s>(scope: &mut Scope<'s, '_>, handle: v8::Local<'s, v8::Object>) -> Result<bool, OpError> {
    let module = module_of(scope, handle)?;
    match module.get_status() {
        v8::ModuleStatus::Uninstantiated | v8::ModuleStatus::Instantiating => Ok(false),
        _ => Ok(module.is_graph_async()),
    }
}

/// `moduleStalledAwaits(handle)`: where unsettled top-level awaits stand, as texts ready to print.
#[op]
fn module_stalled_awaits<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<Vec<String>, OpError> {
    let module = module_of(scope, handle)?;
    let stalled = module.get_stalled_top_level_await_message(scope);
    Ok(stalled.into_iter().filter_map(|(_, message)| crate::exceptions::arrow_text(scope, message)).collect())
}

/// V8 wants a module for `import()`.
pub(crate) fn import_dynamic<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    options: v8::Local<'s, v8::Data>,
    referrer: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    import_in_phase(scope, options, referrer, specifier, v8::ModuleImportPhase::kEvaluation, attributes)
}

/// V8 wants what `import.source()` gives.
pub(crate) fn import_in_phase<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    options: v8::Local<'s, v8::Data>,
    referrer: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    phase: v8::ModuleImportPhase,
    attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    let state = EngineState::of(scope);
    let hook = state.hooks.borrow().import_dynamic.clone();
    let symbol: v8::Local<v8::Value> = v8::Local::<v8::FixedArray>::try_from(options)
        .ok()
        .filter(|options| options.length() > 0)
        .and_then(|options| options.get(scope, 0)?.try_into().ok())
        .or_else(|| crate::scripts::import_symbol(scope))
        .unwrap_or_else(|| v8::undefined(scope).into());
    let resolver = v8::PromiseResolver::new(scope)?;
    v8::tc_scope!(let scope, scope);
    let answer = (|| {
        let hook = v8::Local::new(scope, hook?);
        let pairs = attribute_pairs(scope, attributes, 2).ok()?;
        let pairs = v8::Array::new_with_elements(scope, &pairs);
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let of_source = v8::Boolean::new(scope, phase == v8::ModuleImportPhase::kSource).into();
        hook.call(scope, undefined, &[symbol, specifier.into(), pairs.into(), referrer, of_source])
    })();
    // The hook's own promise, where it gives one: a second one would cut asynchronous stacks in two. Code of another
    // context gets a promise of its own context.
    let in_main = state.context.get().is_some_and(|main| scope.get_current_context() == *main);
    if let Some(promise) = answer.and_then(|value| v8::Local::<v8::Promise>::try_from(value).ok()).filter(|_| in_main) {
        return Some(promise);
    }
    match answer {
        Some(value) => resolver.resolve(scope, value)?,
        None => {
            let error = scope.exception().unwrap_or_else(|| v8::undefined(scope).into());
            scope.reset();
            resolver.reject(scope, error)?
        }
    };
    Some(resolver.get_promise(scope))
}

/// V8 wants `import.meta` filled, at its first use in a module.
// SAFETY: called by V8 alone, with live handles.
pub(crate) unsafe extern "C" fn import_meta(
    context: v8::Local<v8::Context>,
    module: v8::Local<v8::Module>,
    meta: v8::Local<v8::Object>,
) {
    // SAFETY: V8 calls this on the isolate's thread with its context entered, which is what the scope is made of.
    v8::callback_scope!(unsafe scope, context);
    let state = EngineState::of(scope);
    let Some(hook) = state.hooks.borrow().import_meta.clone() else { return };
    let module = v8::Local::new(scope, module);
    let Some(handle) = handle_of(scope, module) else { return };
    let hook = v8::Local::new(scope, hook);
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    hook.call(scope, undefined, &[handle.into(), meta.into()]);
}
