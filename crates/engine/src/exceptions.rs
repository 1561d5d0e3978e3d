//! Uncaught exceptions: the source line with its caret, and their dispatch to JavaScript. Runs inside the door.

use crate::state::EngineState;
use crate::{OpError, Scope, convert, op};

/// The private symbol under which an error keeps its source line, as text ready to print.
fn arrow_key<'s>(scope: &mut Scope<'s, '_>) -> v8::Local<'s, v8::Private> {
    let name = convert::intern(scope, "weir:arrow");
    v8::Private::for_api(scope, Some(name))
}

/// As many marks as are drawn below a source line, the blanks before them included.
const MOST_MARKS: usize = 1020;

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
    let marks = marks(&line, message.get_start_column(), message.get_end_column());
    Some(format!("{file}:{line_number}\n{line}\n{marks}"))
}

/// The line of carets below `line`; empty when the position does not lie in it, as in a module of WebAssembly.
fn marks(line: &str, start: usize, end: usize) -> String {
    if start > end || end > line.len() {
        return String::new();
    }
    // A NUL ends the line for whoever prints it.
    let mut units = line.chars().take_while(|unit| *unit != '\0');
    let mut marks = String::new();
    for index in 0..end.min(MOST_MARKS) {
        let Some(unit) = units.next() else { break };
        marks.push(match (index < start, unit) {
            (true, '\t') => '\t',
            (true, _) => ' ',
            (false, _) => '^',
        });
    }
    marks.push('\n');
    marks
}

/// The frames of `message` as `error.stack` shows them, a line each; none when V8 did not take them.
fn frames_text(scope: &mut Scope<'_, '_>, message: v8::Local<'_, v8::Message>) -> Option<String> {
    let trace = message.get_stack_trace(scope)?;
    Some(trace_text(scope, trace))
}

fn trace_text<'s>(scope: &mut Scope<'s, '_>, trace: v8::Local<'s, v8::StackTrace>) -> String {
    let mut text = String::new();
    for index in 0..trace.get_frame_count() {
        let Some(frame) = trace.get_frame(scope, index) else { break };
        let script = frame.get_script_name_or_source_url(scope).map(|name| name.to_rust_string_lossy(scope));
        let place = format!("{}:{}:{}", script.unwrap_or_default(), frame.get_line_number(), frame.get_column());
        let function = frame.get_function_name(scope).map(|name| name.to_rust_string_lossy(scope)).unwrap_or_default();
        text.push_str(&match function.as_str() {
            "" => format!("    at {place}\n"),
            name => format!("    at {name} ({place})\n"),
        });
    }
    text
}

/// `currentFrames(limit)`: the frames that are running, innermost first, as `error.stack` shows them.
#[op]
fn current_frames(scope: &mut Scope<'_, '_>, limit: u32) -> String {
    match v8::StackTrace::current_stack_trace(scope, limit as usize) {
        Some(trace) => trace_text(scope, trace),
        None => String::new(),
    }
}

/// Keeps the source line with an error that a compilation threw, since its stack does not show it.
pub(crate) fn keep_arrow(
    scope: &mut Scope<'_, '_>,
    error: v8::Local<'_, v8::Value>,
    message: Option<v8::Local<'_, v8::Message>>,
) {
    let (Ok(object), Some(message)) = (v8::Local::<v8::Object>::try_from(error), message) else { return };
    if !error.is_native_error() {
        return;
    }
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
    dispatch(scope, error, message, Arrival::Thrown);
}

/// Dispatches an exception that V8 reported to its listener.
pub(crate) fn dispatch_reported<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
    message: v8::Local<'s, v8::Message>,
) {
    dispatch(scope, error, Some(message), Arrival::Thrown);
}

/// How an uncaught error came here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// It left a callback.
    Thrown,
    /// Built-in JavaScript had it in hand.
    Given { by_promise: bool },
}

/// The source line of an error that cannot keep it, as a value.
fn loose_arrow<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
    message: Option<v8::Local<'s, v8::Message>>,
) -> v8::Local<'s, v8::Value> {
    keep_arrow(scope, error, message);
    let text = message.filter(|_| !error.is_native_error()).and_then(|message| arrow_text(scope, message));
    match text {
        Some(text) => convert::string(scope, &text).into(),
        None => v8::undefined(scope).into(),
    }
}

/// Gives an uncaught error to the program; when nothing there can take it, prints it and ends the process.
fn dispatch<'s>(
    scope: &mut Scope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
    message: Option<v8::Local<'s, v8::Message>>,
    arrival: Arrival,
) {
    let state = EngineState::of(scope);
    let (hook, last) = {
        let hooks = state.hooks.borrow();
        (hooks.uncaught.clone(), hooks.fatal.clone())
    };
    let (Some(hook), Some(last)) = (hook, last) else { fatal(scope, error, 1) };
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let arrow = loose_arrow(scope, error, message);
    let frames: v8::Local<v8::Value> = match message.and_then(|message| frames_text(scope, message)) {
        Some(text) if state.traces_throws.get() => convert::string(scope, &text).into(),
        _ => undefined,
    };
    let by_promise: v8::Local<v8::Value> =
        v8::Boolean::new(scope, arrival == Arrival::Given { by_promise: true }).into();
    let thrown: v8::Local<v8::Value> = v8::Boolean::new(scope, arrival == Arrival::Thrown).into();
    v8::tc_scope!(let scope, scope);
    let hook = v8::Local::new(scope, hook);
    if hook.call(scope, undefined, &[error, by_promise, arrow, frames, thrown]).is_some() || scope.has_terminated() {
        return;
    }
    // A handler failed: nothing can be expected of the program any more.
    let Some(second) = scope.exception() else { fatal(scope, error, 1) };
    let message = scope.message();
    scope.reset();
    let arrow = loose_arrow(scope, second, message);
    let code: v8::Local<v8::Value> = v8::Integer::new(scope, HANDLER_FAILED).into();
    let last = v8::Local::new(scope, last);
    if last.call(scope, undefined, &[second, arrow, undefined, code]).is_none() && !scope.has_terminated() {
        scope.reset();
        fatal(scope, second, HANDLER_FAILED);
    }
}

/// The exit code of a program whose handler of uncaught errors throws.
const HANDLER_FAILED: i32 = 7;

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
    let message = v8::Exception::create_message(scope, error);
    dispatch(scope, error, Some(message), Arrival::Given { by_promise: from_promise });
}

/// `traceThrows(limit)`: has V8 take the frames where an uncaught value is thrown, which costs each throw that nothing
/// catches.
#[op]
fn trace_throws(scope: &mut Scope<'_, '_>, limit: i32) {
    EngineState::of(scope).traces_throws.set(true);
    scope.set_capture_stack_trace_for_uncaught_exceptions(true, limit);
}

#[cfg(test)]
mod tests {
    use super::marks;

    #[test]
    fn marks_lie_below_their_text() {
        assert_eq!(marks("\tlet 1x", 5, 7), "\t    ^^\n");
        assert_eq!(marks("abc", 3, 3), "   \n");
        assert_eq!(marks("abc", 2, 9), "");
        assert_eq!(marks("", 30, 31), "");
        assert_eq!(marks("ab\0", 2, 3), "  \n");
        assert_eq!(marks(&"x".repeat(3000), 2000, 2001).len(), 1021);
    }
}
