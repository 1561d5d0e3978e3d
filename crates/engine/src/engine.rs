//! An isolate with its realm: made, booted and dropped here. One per thread that runs JavaScript.

use std::any::Any;
use std::path::PathBuf;
use std::ptr::NonNull;
use std::rc::Rc;
use std::time::Duration;

use crate::memory::BufferMemory;
use crate::op::Binding;
use crate::state::{EngineHandle, EngineState};
use crate::{Builtin, BuiltinCode, OpError, Platform, Scope, builtins, convert, lazy, modules, own_ops, tasks};

/// What an engine is made of; the same for every engine of a process, apart from limits.
#[derive(Clone)]
pub struct EngineConfig {
    /// The built-in JavaScript, sorted by id.
    pub builtins: &'static [Builtin],
    /// Native operations of the crates above.
    pub bindings: &'static [Binding],
    /// Where the built-in JavaScript is read from instead, for development.
    pub development_root: Option<PathBuf>,
    /// Compiled code of the built-in JavaScript, for an engine that is made of the snapshot which it was made with.
    pub builtin_code: BuiltinCode,
    /// Whether the functions of the built-ins are kept, so that [`BuiltinCode::of_run`] can ask for their code.
    pub keeps_builtins: bool,
    /// Memory of the machine or its control group in bytes, from which V8 takes its heap limits unless flags give
    /// them; 0 lets V8 choose.
    pub system_memory: u64,
}

/// The id of the built-in that makes the realm; run first.
const REALM: &str = "internal/boot/realm";
/// Where the context data of the snapshot holds the realm's start function.
const START_INDEX: usize = 0;

/// One isolate, entered on this thread.
pub struct Engine {
    state: Rc<EngineState>,
    isolate: Option<v8::OwnedIsolate>,
    start: v8::Global<v8::Function>,
}

impl Engine {
    /// Makes an isolate and its realm, from `snapshot` if given, else by running the realm's code.
    ///
    /// # Errors
    /// The text of what the realm's code threw.
    pub fn new(config: EngineConfig, snapshot: Option<&'static [u8]>) -> Result<Self, String> {
        Platform::start(0);
        let memory = std::sync::Arc::<BufferMemory>::default();
        let mut params = v8::Isolate::create_params()
            .external_references(external_references(&config).into())
            .array_buffer_allocator(memory.allocator());
        if config.system_memory > 0 {
            params = params.heap_limits_from_system_memory(config.system_memory, 0);
        }
        if let Some(snapshot) = snapshot {
            params = params.snapshot_blob(v8::StartupData::from(snapshot));
        }
        let mut isolate = v8::Isolate::new(params);
        let state = EngineState::new(config, memory);
        state.install(&mut isolate);
        configure(&mut isolate);
        let start = {
            v8::scope!(let scope, &mut isolate);
            let context = match snapshot {
                Some(_) => v8::Context::from_snapshot(scope, 0, Default::default())
                    .ok_or_else(|| String::from("the start-up snapshot holds no context"))?,
                None => v8::Context::new(scope, Default::default()),
            };
            let scope = &mut v8::ContextScope::new(scope, context);
            state.microtasks.set(Some(NonNull::from(context.get_microtask_queue())));
            scope.add_message_listener(own_ops::reported);
            if state.context.set(v8::Global::new(scope, context)).is_err() {
                unreachable!("a new engine has no context");
            }
            let start = match snapshot {
                Some(_) => scope
                    .get_context_data_from_snapshot_once::<v8::Function>(START_INDEX)
                    .map_err(|error| error.to_string())?,
                None => run_realm(scope)?,
            };
            v8::Global::new(scope, start)
        };
        Ok(Self { state, isolate: Some(isolate), start })
    }

    /// The way in for callbacks.
    pub fn handle(&self) -> EngineHandle {
        EngineHandle(self.state.clone())
    }

    /// Gives ops the state that they take as `&T`.
    pub fn set_host(&self, host: Rc<dyn Any>) {
        self.state.set_host(host);
    }

    /// Calls the realm's start function with what `state` makes, through the door, and then the function that it
    /// returns: the program. What starts it is no longer on the stack, so that the program's own frames have the room.
    /// A realm without a program says so by `null`; anything else is an uncaught error, not a program that did nothing.
    pub fn start(
        &self,
        state: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Result<v8::Local<'s, v8::Value>, OpError>,
    ) {
        self.handle().enter(None, |scope| {
            let argument = match state(scope) {
                Ok(value) => value,
                Err(error) => {
                    error.throw(scope);
                    return None;
                }
            };
            let start = v8::Local::new(scope, &self.start);
            let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
            let program = start.call(scope, undefined, &[argument])?;
            match v8::Local::<v8::Function>::try_from(program) {
                Ok(program) => program.call(scope, undefined, &[]).map(|_| ()),
                Err(_) if program.is_null() => Some(()),
                Err(_) => {
                    let text = v8::String::new(scope, "The start function returned no program")?;
                    let error = v8::Exception::error(scope, text);
                    scope.throw_exception(error);
                    None
                }
            }
        });
    }

    /// Whether background work of V8 will post a foreground task.
    pub fn has_background_tasks(&self) -> bool {
        self.isolate.as_ref().is_some_and(|isolate| isolate.has_pending_background_tasks())
    }

    /// Waits for V8's background work to post a task, at most `limit`.
    pub fn wait_for_task(&self, limit: Duration) {
        let tasks = self.state.tasks.borrow().clone();
        tasks.wait(limit);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(mut isolate) = self.isolate.take() {
            // What was left for the end of this isolate is for no other.
            crate::last_words::before_out_of_memory(&mut isolate, None);
            self.state.release(&mut isolate);
            // The realm's handles are dropped after the isolate is disposed of otherwise; V8 ignores those.
            drop(isolate);
            tasks::forget(self.state.key());
        }
    }
}

/// Isolate-wide callbacks; the same for a running engine and for one that is snapshotted.
pub(crate) fn configure(isolate: &mut v8::OwnedIsolate) {
    crate::last_words::listen(isolate);
    isolate.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    isolate.set_host_import_module_dynamically_callback(modules::import_dynamic);
    isolate.set_host_import_module_with_phase_dynamically_callback(modules::import_in_phase);
    isolate.set_host_initialize_import_meta_object_callback(modules::import_meta);
    isolate.set_capture_stack_trace_for_uncaught_exceptions(false, 0);
}

/// Every address that a snapshot may name.
pub(crate) fn external_references(config: &EngineConfig) -> Vec<v8::ExternalReference> {
    let mut references = Vec::new();
    for binding in own_ops::all_bindings(config.bindings) {
        binding.external_references(&mut references);
    }
    references.push(lazy::external_reference());
    references
}

/// Runs the realm's code; its export is the start function.
pub(crate) fn run_realm<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Function>, String> {
    v8::tc_scope!(let scope, scope);
    let result = (|| {
        let function = builtins::compile(scope, REALM)?;
        let exports = v8::Object::new(scope);
        let module = v8::Object::new(scope);
        let key = convert::intern(scope, "exports");
        module.create_data_property(scope, key.into(), exports.into());
        let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
        let binding = own_ops::all_bindings(&[]).next().ok_or(OpError::Pending)?.instantiate(scope);
        let arguments = [exports.into(), undefined, module.into(), undefined, binding.into(), undefined];
        function.call(scope, undefined, &arguments).ok_or(OpError::Pending)?;
        let start = module.get(scope, key.into()).ok_or(OpError::Pending)?;
        start.try_into().map_err(|_| convert::wrong_type("a start function"))
    })();
    result.map_err(|error: OpError| match scope.exception() {
        Some(exception) => {
            scope.reset();
            crate::exceptions::describe(scope, exception)
        }
        None => error.to_string(),
    })
}
