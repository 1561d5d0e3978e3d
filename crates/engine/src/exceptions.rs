//! Uncaught exceptions: the source line with its caret, and their dispatch to JavaScript. Runs inside the door.

use crate::state::EngineState;
use crate::{OpError, Scope, convert, op};

/// The private symbol under which an error keeps its source line, as text ready to print.
fn arrow_key<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Private> {
    let name = convert::intern(scope, "weir:arrow");
    v8::Private::for_api(scope, Some(name))
}

/// The source position of `message` in the form Node prints above the stack: `file:line`, the line, the caret.
pub(crate) fn arrow_text(scope: &mut Scope<'_, '_>, message: v8::Local<'_, v8::Message>) -> Option<String> {
    let file = message.get_script_resource_name(scope)?;
    let file = match file.is_undefined() {
        // Text that is no script, as what JSON.parse was given.
        true => String::from("<anonymous_script>"),
        false => file.to_rust_string_lossy(scope),
    };
    let line_number = message.get_line_number(scope)?;
    let line = message.get_source_line(scope)?.to_rust_string_lossy(scope);
    if file.starts_with("node:") && line.is_empty() {
        return None;
    }
    let start = message.get_start_column();
    let end = message.get_end_column();
    let mut marks = String::new();
    let units: Vec<char> = line.chars().collect();
    for index in 0..end.min(units.len()).max(start) {
        if index < start {
            marks.push(if units.get(index) == Some(&'\t') { '\t' } else { ' ' });
        } else {
            marks.push('^');
        }
    }
    Some(format!("{file}:{line_number}\n{line}\n{marks}\n"))
}

/// Keeps the source line with an error that a compilation threw, since its stack does not show it.
pub(crate) fn keep_arrow(
    scope: &mut Scope<'_, '_>,
    error: v8::Local<'_, v8::Value>,
    message: Option<v8::Local<'_, v8::Message>>,
) {
    let (Ok(object), Some(message)) = (v8::Local::<v8::Object>::try_from(error), message) else { return };
    let key = arrow_key(scope);
    if object.has_private(scope, key) == Some(true) {
        return;
    }
    if let Some(text) = arrow_text(scope, message) {
        let value = convert::string(scope, &text);
        object.set_private(scope, key, value.into());
    }
}

/// Moves an error's source line to the head of its stack; it is not printed a second time.
pub(crate) fn show_arrow(scope: &mut Scope<'_, '_>, error: v8::Local<'_, v8::Value>) {
    let Ok(object) = v8::Local::<v8::Object>::try_from(error) else { return };
    let key = arrow_key(scope);
    let name = convert::intern(scope, "stack");
    let Some(arrow) = object.get_private(scope, key).filter(|arrow| arrow.is_string()) else { return };
    let Some(stack) = object.get(scope, name.into()).filter(|stack| stack.is_string()) else { return };
    let text = format!("{}\n{}", arrow.to_rust_string_lossy(scope), stack.to_rust_string_lossy(scope));
    let text = convert::string(scope, &text);
    object.set(scope, name.into(), text.into());
    let shown: v8::Local<v8::Value> = v8::undefined(scope).into();
    object.set_private(scope, key, shown);
}

/// Dispatches the exception that a `TryCatch` holds and clears it.
pub(crate) fn dispatch_caught(scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>) {
    if scope.has_terminated() {
        return;
    }
    let Some(error) = scope.exception() else { return };
    let message = scope.message();
    scope.reset();
    keep_arrow(scope, error, message);
    // What is no object has no place to keep it.
    let arrow = if error.is_object() { None } else { message.and_then(|message| arrow_text(scope, message)) };
    dispatch(scope, error, false, arrow);
}

/// Gives an uncaught error to the program; when nothing there can take it, prints it and ends the process. `arrow` is
/// the source line of an error that cannot keep it.
pub(crate) fn dispatch(
    scope: &mut Scope<'_, '_>,
    error: v8::Local<'_, v8::Value>,
    from_promise: bool,
    arrow: Option<String>,
) {
    let state = EngineState::of(scope);
    let hook = state.hooks.borrow().uncaught.clone();
    if let Some(hook) = hook {
        let hook = v8::Local::new(scope, hook);
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let from_promise: v8::Local<v8::Value> = v8::Boolean::new(scope, from_promise).into();
        let arrow: v8::Local<v8::Value> = match arrow {
            Some(text) => convert::string(scope, &text).into(),
            None => undefined,
        };
        v8::tc_scope!(let scope, scope);
        if hook.call(scope, undefined, &[error, from_promise, arrow]).is_some() || scope.has_terminated() {
            return;
        }
        if let Some(second) = scope.exception() {
            scope.reset();
            fatal(scope, second, 7);
        }
    }
    fatal(scope, error, 1);
}

/// Prints an error that no handler can take any more and ends the process.
fn fatal(scope: &mut Scope<'_, '_>, error: v8::Local<'_, v8::Value>, code: i32) -> ! {
    eprintln!("{}", describe(scope, error));
    std::process::exit(code);
}

/// The text of an error without running the program's code: source line, then stack or value.
pub fn describe(scope: &mut Scope<'_, '_>, error: v8::Local<'_, v8::Value>) -> String {
    v8::tc_scope!(let scope, scope);
    let mut text = String::new();
    if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
        let key = arrow_key(scope);
        if let Some(arrow) = object.get_private(scope, key).filter(|a| a.is_string()) {
            text.push_str(&arrow.to_rust_string_lossy(scope));
            text.push('\n');
        }
        let key = convert::intern(scope, "stack");
        if let Some(stack) = object.get(scope, key.into()).filter(|s| s.is_string()) {
            text.push_str(&stack.to_rust_string_lossy(scope));
            return text;
        }
    }
    match error.to_detail_string(scope) {
        Some(detail) => text.push_str(&detail.to_rust_string_lossy(scope)),
        None => text.push_str("an error that cannot be shown"),
    }
    text
}

/// `errorArrow(error)`: the source line to print above the stack, or undefined. Works for any thrown value that the
/// door or the compiler has seen.
#[op]
fn error_arrow<'s>(scope: &mut Scope<'s, '_>, error: v8::Local<'s, v8::Value>) -> Option<v8::Local<'s, v8::Value>> {
    let object = v8::Local::<v8::Object>::try_from(error).ok()?;
    let key = arrow_key(scope);
    if object.has_private(scope, key) != Some(true) {
        // JavaScript caught it before the door did: where it was made is what is left.
        let message = v8::Exception::create_message(scope, error);
        keep_arrow(scope, error, Some(message));
    }
    object.get_private(scope, key)
}

/// `setErrorArrow(error, text)`: replaces it (source maps), or removes it with undefined.
#[op]
fn set_error_arrow<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Object>,
    text: v8::Local<'s, v8::Value>,
) -> Result<(), OpError> {
    let key = arrow_key(scope);
    error.set_private(scope, key, text).map(|_| ()).ok_or(OpError::Pending)
}

/// `triggerUncaughtException(error, fromPromise)`: dispatches as if it had been thrown at top level.
#[op]
fn trigger_uncaught_exception<'s>(scope: &mut Scope<'s, '_>, error: v8::Local<'s, v8::Value>, from_promise: bool) {
    if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
        let message = v8::Exception::create_message(scope, object.into());
        keep_arrow(scope, error, Some(message));
    }
    dispatch(scope, error, from_promise, None);
}
