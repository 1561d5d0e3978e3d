//! The built-in JavaScript: sources by id, compiled as functions when first required. The table itself is made at build
//! time by the crate above; with a development root, sources are read from the tree instead.

use crate::state::EngineState;
use crate::{OpError, Scope, compile, convert, op};

/// One built-in module.
pub struct Builtin {
    /// What `require` inside the built-ins calls it, for example `util/inspect`.
    pub id: &'static str,
    /// Path below the development root.
    pub path: &'static str,
    /// The text; ASCII only, so that V8 can use it in place.
    pub source: &'static str,
    /// Whether all of it is ASCII: known from the build, since looking would read a text that compiled code stands for.
    pub is_ascii: bool,
    pub visibility: Visibility,
}

/// Who may require a built-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Built-in code only.
    Internal,
    /// Programs, as `id` or `node:id`.
    Public,
    /// Programs, as `node:id` only.
    SchemeOnly,
    /// Programs, as `weir:id` only: what Node does not have.
    WeirOnly,
}

/// The parameters of every built-in module's function.
pub(crate) const PARAMETERS: [&str; 6] = ["exports", "require", "module", "process", "binding", "primordials"];

/// The script name that stacks show: `node:fs`, `node:internal/util/inspect`.
fn script_name(builtin: &Builtin) -> String {
    match builtin.visibility {
        Visibility::WeirOnly => format!("weir:{}", builtin.id),
        Visibility::Internal if !builtin.id.starts_with("internal/") => format!("node:internal/{}", builtin.id),
        _ => format!("node:{}", builtin.id),
    }
}

/// A built-in's place in the table.
fn place_of(scope: &mut Scope<'_, '_>, id: &str) -> Result<usize, OpError> {
    let builtins = EngineState::of(scope).config.builtins;
    builtins
        .binary_search_by(|b| b.id.cmp(id))
        .map_err(|_| OpError::coded("ERR_UNKNOWN_BUILTIN_MODULE", format!("No such built-in module: {id}")))
}

fn find(scope: &mut Scope<'_, '_>, id: &str) -> Result<&'static Builtin, OpError> {
    let place = place_of(scope, id)?;
    Ok(&EngineState::of(scope).config.builtins[place])
}

/// The text of a built-in: from the tree where there is a development root, else in place.
fn source_of<'s>(scope: &mut Scope<'s, '_>, builtin: &'static Builtin) -> Result<v8::Local<'s, v8::String>, OpError> {
    let state = EngineState::of(scope);
    match &state.config.development_root {
        Some(root) if !builtin.path.is_empty() => {
            let path = root.join(builtin.path);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| OpError::coded("ERR_INTERNAL_ASSERTION", format!("{}: {error}", path.display())))?;
            convert::try_string(scope, &text)
        }
        _ if builtin.is_ascii => {
            v8::String::new_external_onebyte_static(scope, builtin.source.as_bytes()).ok_or(OpError::Pending)
        }
        _ => convert::try_string(scope, builtin.source),
    }
}

/// Compiles the function of a built-in.
pub(crate) fn compile<'s>(scope: &mut Scope<'s, '_>, id: &str) -> Result<v8::Local<'s, v8::Function>, OpError> {
    let place = place_of(scope, id)?;
    let state = EngineState::of(scope);
    let builtin = &state.config.builtins[place];
    let text = source_of(scope, builtin)?;
    let name = convert::string(scope, &script_name(builtin));
    let origin = v8::ScriptOrigin::new(scope, name.into(), 0, 0, false, -1, None, false, false, false, None);
    let parameters = PARAMETERS.map(|p| convert::intern(scope, p));
    // What is compiled to be kept is compiled whole, so that no start has to do it again.
    let is_eager = state.eager_builtins.get();
    let code = if is_eager { None } else { state.config.builtin_code.piece(place) };
    let (mut source, mut options) = compile::source_of(text, &origin, code);
    if is_eager {
        options = v8::script_compiler::CompileOptions::EagerCompile;
    }
    let reason = v8::script_compiler::NoCacheReason::NoReason;
    let function = v8::script_compiler::compile_function(scope, &mut source, &parameters, &[], options, reason)
        .ok_or(OpError::Pending)?;
    if state.config.keeps_builtins {
        let kept = v8::Global::new(scope, function);
        state.kept_builtins.borrow_mut().push((place, kept));
    }
    Ok(function)
}

/// `compileBuiltin(id)`: the module's function, not run.
#[op]
fn compile_builtin<'s>(scope: &mut Scope<'s, '_>, id: &str) -> Result<v8::Local<'s, v8::Function>, OpError> {
    compile(scope, id)
}

/// `builtinSource(id)`: the text of a built-in.
#[op]
fn builtin_source<'s>(scope: &mut Scope<'s, '_>, id: &str) -> Result<v8::Local<'s, v8::String>, OpError> {
    let builtin = find(scope, id)?;
    source_of(scope, builtin)
}

/// `builtinIds()`: pairs of id and visibility: 0 internal, 1 public, 2 public with the `node:` scheme only, 3 with
/// `weir:` only.
#[op]
fn builtin_ids<'s>(scope: &mut Scope<'s, '_>) -> Vec<(&'static str, i32)> {
    EngineState::of(scope).config.builtins.iter().map(|b| (b.id, b.visibility as i32)).collect()
}

/// `makeBinding(name)`: the object of native operations, or undefined.
#[op]
fn make_binding<'s>(scope: &mut Scope<'s, '_>, name: &str) -> Option<v8::Local<'s, v8::Object>> {
    let state = EngineState::of(scope);
    let binding = crate::own_ops::all_bindings(state.config.bindings).find(|b| b.name == name)?;
    Some(binding.instantiate(scope))
}
