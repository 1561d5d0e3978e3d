//! The environment's end as JavaScript hears of it: who is told, and the exit code that comes back.

use weir_engine::{Binding, JsCallback, op, ops};

use crate::Env;

pub const BINDING: Binding = Binding {
    name: "lifecycle",
    ops: ops![set_exit_hooks, set_exit_code, environment_flags, flags_in_force],
    init: None,
};

/// `setExitHooks(beforeExit, exit)`: `exit` stores the code with `setExitCode`.
#[op]
fn set_exit_hooks(env: &Env, before_exit: JsCallback, exit: JsCallback) {
    let mut lifecycle = env.lifecycle.borrow_mut();
    lifecycle.before_exit = Some(before_exit);
    lifecycle.exit = Some(exit);
}

/// `setExitCode(code)`: what the process ends with when nothing keeps it alive any more.
#[op]
fn set_exit_code(env: &Env, code: i32) {
    env.lifecycle.borrow_mut().exit_code = code;
}

/// `environmentFlags()`: the flags that NODE_OPTIONS may hold.
#[op]
fn environment_flags(env: &Env) -> Vec<&'static str> {
    env.options.environment_flags.clone()
}

/// `flagsInForce()`: the flags that differ from their defaults, as a command line would have them.
#[op]
fn flags_in_force(env: &Env) -> Vec<String> {
    env.options.flags_in_force.clone()
}
