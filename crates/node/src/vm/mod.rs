//! `node:vm`, natively: contexts whose global shows an object of the program (`context`, `global`), scripts and functions
//! (`script`), and the watch that ends code that runs too long (`watch`). Runs on the isolate's thread, except for the
//! watch's own thread.

mod context;
mod global;
mod script;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use context::context_of;
use weir_engine::{Binding, ops, v8};

pub(crate) const BINDING: Binding = Binding {
    name: "contextify",
    ops: ops![
        context::make_context,
        context::is_context,
        context::context_global,
        context::run_microtasks_of,
        script::compile_script,
        script::run_script,
        script::script_cache,
        script::compile_function,
        watch::guarded,
    ],
    init: None,
};

/// What the module keeps of one environment.
#[derive(Default)]
pub(crate) struct Vm {
    /// The shape of all contextified globals.
    global_template: std::cell::OnceCell<v8::Global<v8::ObjectTemplate>>,
    /// The shape of script handles.
    script_template: std::cell::OnceCell<v8::Global<v8::ObjectTemplate>>,
}
