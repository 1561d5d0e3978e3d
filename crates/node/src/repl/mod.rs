//! What the interactive mode asks of V8's compiler: where in a text a syntax error is.

use weir_engine::v8::script_compiler::{CompileOptions, NoCacheReason, Source};
use weir_engine::{Binding, OpError, Origin, Scope, op, ops, v8};

pub(crate) const BINDING: Binding = Binding { name: "repl", ops: ops![syntax_error], init: None };

/// `syntaxError(code)`: undefined when the text is a script, else `[message, start, end]` of its first error, in UTF-16
/// units. Nothing is run.
#[op]
fn syntax_error<'s>(
    scope: &mut Scope<'s, '_>,
    code: v8::Local<'s, v8::String>,
) -> Result<Option<v8::Local<'s, v8::Array>>, OpError> {
    let name: v8::Local<v8::Value> = v8::undefined(scope).into();
    let origin = Origin { name, line: 0, column: 0, symbol: None, module: false }.build(scope);
    let mut source = Source::new(code, Some(&origin));
    v8::tc_scope!(let scope, scope);
    let script = v8::script_compiler::compile_unbound_script(
        scope,
        &mut source,
        CompileOptions::NoCompileOptions,
        NoCacheReason::NoReason,
    );
    if script.is_some() {
        return Ok(None);
    }
    let Some(message) = scope.message() else {
        scope.rethrow();
        return Err(OpError::Pending);
    };
    let text: v8::Local<v8::Value> = message.get(scope).into();
    let start: v8::Local<v8::Value> = v8::Integer::new(scope, message.get_start_position()).into();
    let end: v8::Local<v8::Value> = v8::Integer::new(scope, message.get_end_position()).into();
    scope.reset();
    Ok(Some(v8::Array::new_with_elements(scope, &[text, start, end])))
}
