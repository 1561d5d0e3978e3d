//! Compiling the program's own text: CommonJS functions, scripts and the question whether a text is a module. A syntax
//! error keeps its source line, since its stack does not show the program's position. Runs on the isolate's thread.

use crate::code_cache::{self, CodeKind};
use crate::state::EngineState;
use crate::{OpError, Scope, convert, exceptions, op};

/// The host-defined options that tie a script to the symbol its loader knows it by; without a symbol there are none.
pub(crate) fn host_options<'s>(
    scope: &mut Scope<'s, '_>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Option<v8::Local<'s, v8::Data>> {
    let options = v8::PrimitiveArray::new(scope, 1);
    options.set(scope, 0, symbol?.into());
    Some(options.into())
}

/// Where a text comes from, and what the loader knows it by.
pub struct Origin<'s> {
    /// The file name or URL that stacks show.
    pub name: v8::Local<'s, v8::Value>,
    pub line: i32,
    pub column: i32,
    /// The symbol that `import()` in this text is reported with.
    pub symbol: Option<v8::Local<'s, v8::Symbol>>,
    pub module: bool,
}

impl<'s> Origin<'s> {
    /// The origin as V8 takes it.
    pub fn build(&self, scope: &mut Scope<'s, '_>) -> v8::ScriptOrigin<'s> {
        let options = host_options(scope, self.symbol);
        v8::ScriptOrigin::new(
            scope,
            self.name,
            self.line,
            self.column,
            false,
            -1,
            None,
            false,
            false,
            self.module,
            options,
        )
    }
}

/// Runs `work` in the context that `global` is the global of, or where it is called without one.
pub fn in_context_of<'s, 'i, R>(
    scope: &mut Scope<'s, 'i>,
    global: Option<v8::Local<'s, v8::Object>>,
    work: impl FnOnce(&mut Scope<'s, 'i>) -> R,
) -> R {
    match global.and_then(|global| global.get_creation_context(scope)) {
        Some(context) => work(&mut v8::ContextScope::new(scope, context)),
        None => work(scope),
    }
}

/// Runs a compilation or a script; what it throws keeps its source line and stays pending.
pub fn keeping_arrow<'s, 'i, R>(
    scope: &mut Scope<'s, 'i>,
    compile: impl FnOnce(&mut Scope<'s, 'i>) -> Option<R>,
) -> Result<R, OpError> {
    v8::tc_scope!(let scope, scope);
    if let Some(value) = compile(scope) {
        return Ok(value);
    }
    if scope.has_terminated() {
        scope.rethrow();
    } else if let Some(error) = scope.exception() {
        let message = scope.message();
        exceptions::keep_arrow(scope, error, message);
        scope.rethrow();
    }
    Err(OpError::Pending)
}

/// Like [`keeping_arrow`], and the source line also stands at the head of the error's stack: what a program that
/// catches a syntax error of `require` prints.
fn showing_arrow<'s, 'i, R>(
    scope: &mut Scope<'s, 'i>,
    compile: impl FnOnce(&mut Scope<'s, 'i>) -> Option<R>,
) -> Result<R, OpError> {
    v8::tc_scope!(let scope, scope);
    let result = keeping_arrow(scope, compile);
    if result.is_err()
        && !scope.has_terminated()
        && let Some(error) = scope.exception()
    {
        exceptions::show_arrow(scope, error);
        scope.rethrow();
    }
    result
}

/// `compileFunction(source, filename, lineOffset, columnOffset, parameters, hostSymbol)`: the function, or a syntax
/// error.
#[op]
fn compile_function<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    line: i32,
    column: i32,
    parameters: v8::Local<'s, v8::Array>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    let origin = Origin { name: filename, line, column, symbol, module: false }.build(scope);
    let mut names = Vec::with_capacity(parameters.length() as usize);
    for index in 0..parameters.length() {
        let name = parameters.get_index(scope, index).ok_or(OpError::Pending)?;
        names.push(name.try_into().map_err(|_| convert::wrong_type("parameter names"))?);
    }
    let (mut source, options) = source_of(source, &origin, None);
    function(scope, &mut source, options, &names)
}

/// A text to compile, with code that was kept of it. V8 takes the code when it fits and else compiles the text.
pub(crate) fn source_of<'s>(
    text: v8::Local<'s, v8::String>,
    origin: &v8::ScriptOrigin<'s>,
    code: Option<&[u8]>,
) -> (v8::script_compiler::Source, v8::script_compiler::CompileOptions) {
    use v8::script_compiler::{CachedData, CompileOptions, Source};
    match code {
        Some(code) => {
            let source = Source::new_with_cached_data(text, Some(origin), CachedData::new(code));
            (source, CompileOptions::ConsumeCodeCache)
        }
        None => (Source::new(text, Some(origin)), CompileOptions::NoCompileOptions),
    }
}

/// Whether V8 refused the code that a text came with, or it came with none.
pub(crate) fn was_compiled(source: &v8::script_compiler::Source) -> bool {
    source.get_cached_data().is_none_or(|data| data.rejected())
}

/// Compiles a function body.
fn function<'s>(
    scope: &mut Scope<'s, '_>,
    source: &mut v8::script_compiler::Source,
    options: v8::script_compiler::CompileOptions,
    parameters: &[v8::Local<'s, v8::String>],
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    let reason = v8::script_compiler::NoCacheReason::NoReason;
    showing_arrow(scope, |scope| v8::script_compiler::compile_function(scope, source, parameters, &[], options, reason))
}

/// The parameters of a CommonJS module's function.
const COMMONJS: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

/// A text that turned out to be CommonJS by being compiled, with its function: the loader compiles it next.
pub(crate) struct Probed {
    source: v8::Global<v8::String>,
    filename: v8::Global<v8::Value>,
    symbol: v8::Global<v8::Symbol>,
    function: v8::Global<v8::Function>,
}

/// The function of the text that was looked at last, if it is this one.
fn take_probed<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Option<v8::Local<'s, v8::Function>> {
    let probed = EngineState::of(scope).probed.take()?;
    let is_it = symbol.is_some_and(|symbol| probed.symbol == symbol)
        && v8::Local::new(scope, &probed.filename).strict_equals(filename)
        && v8::Local::new(scope, &probed.source).strict_equals(source.into());
    is_it.then(|| v8::Local::new(scope, &probed.function))
}

/// `compileCommonjs(source, filename, hostSymbol)`: the function of a CommonJS module, from the code cache when it is
/// there.
#[op]
fn compile_commonjs<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    match take_probed(scope, source, filename, symbol) {
        Some(function) => Ok(function),
        None => commonjs_function(scope, source, filename, symbol),
    }
}

fn commonjs_function<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Function>, OpError> {
    let origin = Origin { name: filename, line: 0, column: 0, symbol, module: false }.build(scope);
    let parameters = COMMONJS.map(|p| convert::intern(scope, p));
    let Some((ticket, code)) = code_cache::find(scope, CodeKind::Commonjs, filename, source) else {
        let (mut source, options) = source_of(source, &origin, None);
        return function(scope, &mut source, options, &parameters);
    };
    let (mut source, options) = source_of(source, &origin, code.as_deref());
    let compiled = function(scope, &mut source, options, &parameters)?;
    if was_compiled(&source) {
        code_cache::remember_function(scope, ticket, compiled);
    } else {
        code_cache::accepted(scope, &ticket);
    }
    Ok(compiled)
}

/// `runScript(source, filename, lineOffset, columnOffset, hostSymbol)`: compiles and runs a script in the main context.
#[op]
fn run_script<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    line: i32,
    column: i32,
    symbol: Option<v8::Local<'s, v8::Symbol>>,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let origin = Origin { name: filename, line, column, symbol, module: false }.build(scope);
    let script = showing_arrow(scope, |scope| v8::Script::compile(scope, source, Some(&origin)))?;
    script.run(scope).ok_or(OpError::Pending)
}

/// Syntax errors that only module syntax causes in a CommonJS text.
const MODULE_ONLY: [&str; 3] = [
    "Cannot use import statement outside a module",
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
];

/// Syntax errors that a module would not have: its own names for the wrapper's parameters, or await at top level.
const MODULE_TOLERATES: [&str; 8] = [
    "Identifier '__filename' has already been declared",
    "Identifier '__dirname' has already been declared",
    "await is only valid in async functions and the top level bodies of modules",
    "Identifier 'module' has already been declared",
    "Identifier 'exports' has already been declared",
    "Identifier 'require' has already been declared",
    // `if (await x)` and the like
    "Unexpected ",
    // `f(await x)`
    "missing ) after argument list",
];

/// The message of the syntax error that compiling as CommonJS gives, or none.
fn commonjs_error<'s>(
    scope: &mut Scope<'s, '_>,
    text: v8::Local<'s, v8::String>,
    name: v8::Local<'s, v8::Value>,
    parameters: &[&'static str],
) -> Option<String> {
    let origin = Origin { name, line: 0, column: 0, symbol: None, module: false }.build(scope);
    let parameters: Vec<_> = parameters.iter().map(|p| convert::intern(scope, p)).collect();
    let mut source = v8::script_compiler::Source::new(text, Some(&origin));
    v8::tc_scope!(let scope, scope);
    let compiled = v8::script_compiler::compile_function(
        scope,
        &mut source,
        &parameters,
        &[],
        v8::script_compiler::CompileOptions::NoCompileOptions,
        v8::script_compiler::NoCacheReason::NoReason,
    );
    if compiled.is_some() {
        return None;
    }
    let message = scope.message()?.get(scope).to_rust_string_lossy(scope);
    Some(message.strip_prefix("Uncaught SyntaxError: ").map_or_else(|| message.clone(), str::to_owned))
}

/// `isCommonjs(source, filename, hostSymbol)`: whether a text compiles as CommonJS. Its function is kept for
/// `compileCommonjs`, should it come next.
#[op]
fn is_commonjs<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
    symbol: v8::Local<'s, v8::Symbol>,
) -> bool {
    v8::tc_scope!(let scope, scope);
    let Ok(function) = commonjs_function(scope, source, filename, Some(symbol)) else { return false };
    let probed = Probed {
        source: v8::Global::new(scope, source),
        filename: v8::Global::new(scope, filename),
        symbol: v8::Global::new(scope, symbol),
        function: v8::Global::new(scope, function),
    };
    *EngineState::of(scope).probed.borrow_mut() = Some(probed);
    true
}

/// `containsModuleSyntax(source, filename)`: whether a text that fails as CommonJS would do as a module.
#[op]
fn contains_module_syntax<'s>(
    scope: &mut Scope<'s, '_>,
    source: v8::Local<'s, v8::String>,
    filename: v8::Local<'s, v8::Value>,
) -> bool {
    let Some(error) = commonjs_error(scope, source, filename, &COMMONJS) else { return false };
    if MODULE_ONLY.iter().any(|text| error.starts_with(text)) {
        return true;
    }
    if !MODULE_TOLERATES.iter().any(|text| error.starts_with(text)) {
        return false;
    }
    let text = source.to_rust_string_lossy(scope);
    let wrapped = convert::string(scope, &format!("(async function() {{{text}\n}})();"));
    match commonjs_error(scope, wrapped, filename, &[]) {
        None => true,
        Some(error) => MODULE_ONLY.iter().any(|text| error.starts_with(text)),
    }
}
