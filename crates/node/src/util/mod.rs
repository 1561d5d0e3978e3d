//! `node:util`: what only the engine can tell of a value, of the call stack and of system errors, and the format of
//! environment files. No state; runs on the isolate's thread.
//!
//! Three bindings: `types` (predicates, see [`kinds`]), `uv` (names of system errors, see [`uv`]) and `util`.

mod descriptor;
pub mod dotenv;
pub(crate) mod kinds;
mod look;
mod stack;
pub(crate) mod uv;

pub(crate) use descriptor::duplicate;
use weir_engine::{Binding, OpError, Scope, op, ops, v8};

pub(crate) const BINDING: Binding = Binding {
    name: "util",
    ops: ops![
        descriptor::guess_handle_type,
        kinds::kind_of,
        look::get_constructor_name,
        look::get_external_value,
        look::get_own_non_index_properties,
        look::get_promise_details,
        look::get_proxy_details,
        look::preview_entries,
        stack::caller_location,
        stack::get_call_sites,
        stack::is_inside_node_modules,
        is_builtin_id,
        parse_env,
        set_trace_sig_int,
        sleep,
    ],
    init: None,
};

/// `parseEnv(content)`: the variables of an environment file as an object.
#[op]
fn parse_env<'s>(scope: &mut Scope<'s, '_>, content: &str) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let object = v8::Object::new(scope);
    for (name, value) in dotenv::parse(content) {
        let name = string(scope, &name)?;
        let value = string(scope, &value)?;
        object.create_data_property(scope, name.into(), value.into());
    }
    Ok(object.into())
}

fn string<'s>(scope: &mut Scope<'s, '_>, text: &str) -> Result<v8::Local<'s, v8::String>, OpError> {
    v8::String::new(scope, text).ok_or_else(|| {
        OpError::coded("ERR_STRING_TOO_LONG", "Cannot create a string longer than 0x1fffffe8 characters")
    })
}

/// `sleep(milliseconds)`: blocks the thread.
#[op]
fn sleep(milliseconds: u32) {
    std::thread::sleep(std::time::Duration::from_millis(milliseconds.into()));
}

/// `isBuiltinId(id)`: whether a script named `node:<id>` is one of ours.
#[op]
fn is_builtin_id(id: &str) -> bool {
    let builtins = crate::builtins();
    let known = |id: &str| builtins.binary_search_by(|builtin| builtin.id.cmp(id)).is_ok();
    // Internal ones show in stacks with the folder's name in front.
    known(id) || id.strip_prefix("internal/").is_some_and(known)
}

/// `setTraceSigInt(enable)`: printing a stack on SIGINT needs the watchdog thread.
#[op]
fn set_trace_sig_int(enable: bool) -> Result<(), OpError> {
    let _ = enable;
    Err(OpError::not_yet("util.setTraceSigInt"))
}
