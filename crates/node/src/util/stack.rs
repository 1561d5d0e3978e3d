//! The current call stack as programs and built-in code ask for it. Frames are named by their scripts; those of the
//! built-in modules start with `node:`.

use weir_engine::{JsObject, OpError, Scope, op, v8};

fn script_name<'s>(scope: &mut Scope<'s, '_>, frame: v8::Local<'s, v8::StackFrame>) -> Option<String> {
    frame.get_script_name_or_source_url(scope).map(|name| name.to_rust_string_lossy(scope))
}

/// `getCallSites(count)`: the frames above the built-in function that called this, nearest first.
#[op]
fn get_call_sites<'s>(scope: &mut Scope<'s, '_>, count: u32) -> Result<v8::Local<'s, v8::Value>, OpError> {
    // The caller's own frame is not wanted.
    let list = v8::Array::new(scope, 0);
    let Some(trace) = v8::StackTrace::current_stack_trace(scope, count as usize + 1) else { return Ok(list.into()) };
    for index in 1..trace.get_frame_count() {
        let Some(frame) = trace.get_frame(scope, index) else { break };
        let function = frame.get_function_name(scope).map(|name| name.to_rust_string_lossy(scope)).unwrap_or_default();
        let name = script_name(scope, frame).unwrap_or_default();
        let column = frame.get_column() as u32;
        let site = JsObject::new()
            .set(scope, "functionName", function)?
            .set(scope, "scriptId", frame.get_script_id().to_string())?
            .set(scope, "scriptName", name)?
            .set(scope, "lineNumber", frame.get_line_number() as u32)?
            .set(scope, "columnNumber", column)?
            .set(scope, "column", column)?;
        let site = weir_engine::IntoJs::into_js(site, scope)?;
        if let Ok(site) = v8::Local::<v8::Object>::try_from(site) {
            let null = v8::null(scope).into();
            site.set_prototype(scope, null);
        }
        list.set_index(scope, index as u32 - 1, site);
    }
    Ok(list.into())
}

/// `callerLocation(limit)`: `[line, column, script]` of the nearest frame that is not built in; undefined when all of the
/// `limit` nearest are, or when it has no script file.
#[op]
fn caller_location<'s>(scope: &mut Scope<'s, '_>, limit: u32) -> v8::Local<'s, v8::Value> {
    // Each frame that V8 notes costs, and mostly the one that is wanted is among the first.
    let near = match nearest_location(scope, limit.min(4)) {
        None if limit > 4 => nearest_location(scope, limit),
        near => near,
    };
    near.flatten().map_or_else(|| v8::undefined(scope).into(), Into::into)
}

/// The location, or that it has none, or nothing when all of the `limit` nearest frames are built in.
fn nearest_location<'s>(scope: &mut Scope<'s, '_>, limit: u32) -> Option<Option<v8::Local<'s, v8::Array>>> {
    let trace = v8::StackTrace::current_stack_trace(scope, limit as usize);
    let count = trace.map_or(0, |trace| trace.get_frame_count());
    for index in 0..count {
        let frame = trace.and_then(|trace| trace.get_frame(scope, index))?;
        // Code made from text has no file, and whoever made it is not meant.
        let Some(name) = frame.get_script_name(scope) else { return Some(None) };
        let text = name.to_rust_string_lossy(scope);
        if text.starts_with("node:") {
            continue;
        }
        let line = v8::Integer::new(scope, i32::try_from(frame.get_line_number()).unwrap_or(0));
        let column = v8::Integer::new(scope, i32::try_from(frame.get_column()).unwrap_or(0));
        return Some(Some(v8::Array::new_with_elements(scope, &[line.into(), column.into(), name.into()])));
    }
    None
}

/// `isInsideNodeModules(limit)`: whether the nearest frame that is not built in lies under a `node_modules` folder.
#[op]
fn is_inside_node_modules(scope: &mut Scope<'_, '_>, limit: u32) -> bool {
    let Some(trace) = v8::StackTrace::current_stack_trace(scope, limit as usize) else { return false };
    for index in 0..trace.get_frame_count() {
        let Some(frame) = trace.get_frame(scope, index) else { return false };
        let Some(name) = script_name(scope, frame) else { continue };
        if name.is_empty() || name.starts_with("node:") {
            continue;
        }
        return under_node_modules(&name);
    }
    false
}

fn under_node_modules(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part == "node_modules")
}
