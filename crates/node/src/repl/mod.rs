//! What the interactive mode asks of V8: where in a text a syntax error is, and a session with the inspector, for
//! evaluation that must have no effect and for the names of a context's `let`, `const` and classes.

use std::cell::RefCell;
use std::rc::Rc;

use weir_engine::v8::script_compiler::{CompileOptions, NoCacheReason, Source};
use weir_engine::{Binding, InspectorSession, OpError, Origin, Scope, op, ops, v8};

use crate::Env;
use crate::vm::context_of;

pub(crate) const BINDING: Binding =
    Binding { name: "repl", ops: ops![syntax_error, inspector_call, introduce_context, forget_context], init: None };

/// What the module keeps of one environment: the session, from first use on.
#[derive(Default)]
pub(crate) struct Repl {
    session: RefCell<Option<Rc<InspectorSession>>>,
}

impl Repl {
    fn session(&self, scope: &mut Scope<'_, '_>) -> Rc<InspectorSession> {
        if let Some(session) = &*self.session.borrow() {
            return session.clone();
        }
        let session = Rc::new(InspectorSession::open(scope));
        *self.session.borrow_mut() = Some(session.clone());
        session
    }
}

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

/// `inspectorCall(id, text)`: sends a call of the DevTools protocol; the text of the answer, or undefined when it did
/// not come at once.
#[op]
fn inspector_call(scope: &mut Scope<'_, '_>, env: &Env, id: i32, text: &str) -> Option<String> {
    let session = env.repl.session(scope);
    session.dispatch(id, text)
}

/// `introduceContext(object)`: tells the inspector of a contextified object's context, or of none for undefined; the
/// notifications that name the contexts, once `Runtime.enable` was called.
#[op]
fn introduce_context<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: Option<v8::Local<'s, v8::Object>>,
) -> Vec<String> {
    let session = env.repl.session(scope);
    if let Some(context) = object.and_then(|object| context_of(scope, object)) {
        session.introduce(context, "REPL");
    }
    session.take_notifications()
}

/// `forgetContext(object)`: the opposite.
#[op]
fn forget_context<'s>(scope: &mut Scope<'s, '_>, env: &Env, object: v8::Local<'s, v8::Object>) {
    if let Some(context) = context_of(scope, object) {
        env.repl.session(scope).forget(context);
    }
}
