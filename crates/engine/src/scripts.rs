//! Handles of scripts that a program compiled, as `node:vm` keeps them, and what it sets on contexts: who answers
//! `import()` in code without an origin, and that WebAssembly may not be compiled.
//!
//! A handle holds its script in an internal field, in V8's heap alone: what the script's host symbol leads to (a callback
//! that may know the handle again) is then collected with it. Runs on the isolate's thread.

use std::rc::Rc;

use crate::{OpError, Scope, convert};

const FIELD_SCRIPT: usize = 0;
const FIELD_MARK: usize = 1;
const FIELDS: usize = 2;

/// What marks a handle as one of a script: JavaScript cannot write internal fields.
fn mark<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Value> {
    let name = convert::intern(scope, "weir:script");
    v8::Symbol::for_api(scope, name).into()
}

/// The template of script handles, for [`new_script_handle`].
pub fn script_template<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::ObjectTemplate> {
    let template = v8::ObjectTemplate::new(scope);
    template.set_internal_field_count(FIELDS);
    template
}

/// Wraps a script in an object for JavaScript.
///
/// # Errors
/// The exception of making an object.
pub fn new_script_handle<'s>(
    scope: &mut Scope<'s, '_>,
    template: v8::Local<'s, v8::ObjectTemplate>,
    script: v8::Local<'s, v8::UnboundScript>,
) -> Result<v8::Local<'s, v8::Object>, OpError> {
    let handle = template.new_instance(scope).ok_or(OpError::Pending)?;
    let mark = mark(scope);
    handle.set_internal_field(FIELD_SCRIPT, script.into());
    handle.set_internal_field(FIELD_MARK, mark.into());
    Ok(handle)
}

/// The script of a handle.
///
/// # Errors
/// `ERR_INVALID_THIS` for any other object.
pub fn script_of<'s>(
    scope: &mut Scope<'s, '_>,
    handle: v8::Local<'s, v8::Object>,
) -> Result<v8::Local<'s, v8::UnboundScript>, OpError> {
    let wrong = || OpError::type_error("ERR_INVALID_THIS", "Value of \"this\" must be of type Script");
    if handle.internal_field_count() != FIELDS {
        return Err(wrong());
    }
    let mark = mark(scope);
    let marked =
        handle.get_internal_field(scope, FIELD_MARK).and_then(|data| v8::Local::<v8::Value>::try_from(data).ok());
    if !marked.is_some_and(|found| found == mark) {
        return Err(wrong());
    }
    let script = handle.get_internal_field(scope, FIELD_SCRIPT).ok_or_else(wrong)?;
    // SAFETY: the mark is set by `new_script_handle` alone, which puts a script into the other field.
    Ok(unsafe { v8::Local::cast_unchecked(script) })
}

/// The embedder data slot of [`set_import_symbol`]'s symbol.
const SLOT_IMPORT: i32 = 2;

/// Marks a context as one that has such a symbol.
struct HasImportSymbol;

/// The symbol that `import()` is reported with in a context's code that has no script or module of its own, such as what
/// a promise reaction evaluates.
pub fn set_import_symbol(context: v8::Local<'_, v8::Context>, symbol: v8::Local<'_, v8::Symbol>) {
    context.set_embedder_data(SLOT_IMPORT, symbol.into());
    context.set_slot(Rc::new(HasImportSymbol));
}

/// That symbol of the current context.
pub(crate) fn import_symbol<'s>(scope: &mut Scope<'s, '_>) -> Option<v8::Local<'s, v8::Value>> {
    let context = scope.get_current_context();
    context.get_slot::<HasImportSymbol>()?;
    context.get_embedder_data(scope, SLOT_IMPORT)
}

/// Marks a context as one that may not compile WebAssembly.
struct NoWasm;

/// Has V8 refuse to compile WebAssembly in a context.
pub fn forbid_wasm(scope: &mut Scope<'_, '_>, context: v8::Local<'_, v8::Context>) {
    context.set_slot(Rc::new(NoWasm));
    scope.set_allow_wasm_code_generation_callback(allow_wasm);
}

// SAFETY: called by V8 alone, with live handles; the signature is V8's.
unsafe extern "C" fn allow_wasm(context: v8::Local<v8::Context>, _source: v8::Local<v8::String>) -> bool {
    context.get_slot::<NoWasm>().is_none()
}
