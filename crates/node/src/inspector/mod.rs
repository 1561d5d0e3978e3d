//! Sessions of V8's inspector within the process, for `node:inspector` and the interactive mode. Nothing listens on a
//! socket here.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use weir_engine::{Binding, InspectorSession, Scope, op, ops, v8};

use crate::Env;
use crate::vm::context_of;

pub(crate) const BINDING: Binding = Binding {
    name: "inspector",
    ops: ops![open_session, dispatch, close_session, introduce_context, forget_context],
    init: None,
};

/// The open sessions of one environment, by number.
#[derive(Default)]
pub(crate) struct Inspector {
    sessions: RefCell<HashMap<u32, Rc<InspectorSession>>>,
    last: Cell<u32>,
}

impl Inspector {
    fn session(&self, number: u32) -> Option<Rc<InspectorSession>> {
        self.sessions.borrow().get(&number).cloned()
    }
}

/// `openSession()`: a session's number.
#[op]
fn open_session(scope: &mut Scope<'_, '_>, env: &Env) -> u32 {
    let session = Rc::new(InspectorSession::open(scope));
    let number = env.inspector.last.get() + 1;
    env.inspector.last.set(number);
    env.inspector.sessions.borrow_mut().insert(number, session);
    number
}

/// `dispatch(session, text)`: sends a message of the DevTools protocol; the texts of answers and notifications since the
/// last time, in order. None for a closed session.
#[op]
fn dispatch(env: &Env, session: u32, text: &str) -> Vec<String> {
    env.inspector.session(session).map(|session| session.dispatch(text)).unwrap_or_default()
}

/// `closeSession(session)`.
#[op]
fn close_session(env: &Env, session: u32) {
    // Out of the table before it is dropped, which V8 may answer.
    let session = env.inspector.sessions.borrow_mut().remove(&session);
    drop(session);
}

/// `introduceContext(session, object)`: tells the inspector of a contextified object's context; the texts of the
/// notifications about it, while `Runtime` is enabled.
#[op]
fn introduce_context<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    session: u32,
    object: v8::Local<'s, v8::Object>,
) -> Vec<String> {
    let Some(session) = env.inspector.session(session) else { return Vec::new() };
    if let Some(context) = context_of(scope, object) {
        session.introduce(context, "REPL");
    }
    session.take()
}

/// `forgetContext(session, object)`: the opposite.
#[op]
fn forget_context<'s>(scope: &mut Scope<'s, '_>, env: &Env, session: u32, object: v8::Local<'s, v8::Object>) {
    let Some(session) = env.inspector.session(session) else { return };
    if let Some(context) = context_of(scope, object) {
        session.forget(context);
    }
}
