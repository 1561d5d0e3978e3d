//! Where an error was made, as the engine recorded it. No state; runs on the isolate's thread.

use weir_engine::{Binding, JsObject, OpError, Scope, op, ops, v8};

pub(crate) const BINDING: Binding = Binding { name: "errors", ops: ops![get_error_source_positions], init: None };

/// `getErrorSourcePositions(error)`: { sourceLine, scriptResourceName, lineNumber, startColumn } of the frame that the
/// captured stack of `error` starts with; parts that are not known are left out.
#[op]
fn get_error_source_positions<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
) -> Result<JsObject<'s>, OpError> {
    let message = v8::Exception::create_message(scope, error);
    let mut out = JsObject::new();
    if let Some(line) = message.get_source_line(scope) {
        out = out.set(scope, "sourceLine", line)?;
    }
    if let Some(name) = message.get_script_resource_name(scope) {
        out = out.set(scope, "scriptResourceName", name)?;
    }
    if let Some(line) = message.get_line_number(scope) {
        out = out.set(scope, "lineNumber", line as u32)?;
    }
    out.set(scope, "startColumn", message.get_start_column() as u32)
}
