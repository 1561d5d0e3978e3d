//! Sessions of V8's inspector within the process, for `node:inspector` and the interactive mode. Nothing listens on a
//! socket here.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use weir_engine::{Binding, InspectorSession, JsCallback, Scope, op, ops, v8};
use weir_loop::AsyncId;

use crate::Env;
use crate::vm::context_of;

pub(crate) const BINDING: Binding = Binding {
    name: "inspector",
    ops: ops![open_session, take, dispatch, dispatch_whole, close_session, introduce_context, forget_context],
    init: None,
};

/// The open sessions of one environment, by number.
#[derive(Default)]
pub(crate) struct Inspector {
    sessions: RefCell<HashMap<u32, (Rc<InspectorSession>, AsyncId)>>,
    last: Cell<u32>,
}

impl Inspector {
    fn session(&self, number: u32) -> Option<Rc<InspectorSession>> {
        self.sessions.borrow().get(&number).map(|(session, _)| session.clone())
    }
}

/// Tools know files by their URLs, whichever loader they came through.
fn url_of(name: &str) -> Option<String> {
    name.starts_with('/').then(|| weir_resolve::path_to_file_url(name))
}

/// `openSession(onLate)`: a session's number. The callback is called when V8 has something to say later, for
/// `take(session)`; until then the loop stays alive.
#[op]
fn open_session(scope: &mut Scope<'_, '_>, env: &Env, on_late: JsCallback) -> u32 {
    let engine = env.engine.clone();
    let (id, wake) = env.lp.new_async(move |lp, id| {
        lp.unref_handle(id);
        on_late.call0(&engine);
    });
    env.lp.unref_handle(id);
    let lp = env.lp.clone();
    let session = InspectorSession::open(scope, url_of, move || {
        lp.ref_handle(id);
        wake.send();
    });
    let number = env.inspector.last.get() + 1;
    env.inspector.last.set(number);
    env.inspector.sessions.borrow_mut().insert(number, (Rc::new(session), id));
    number
}

/// `take(session)`: what V8 has said since the last time.
#[op]
fn take(env: &Env, session: u32) -> Vec<String> {
    env.inspector.session(session).map(|session| session.take()).unwrap_or_default()
}

/// `dispatch(session, text)`: sends a message of the DevTools protocol; the texts of answers and notifications since the
/// last time, in order. None for a closed session.
#[op]
fn dispatch(env: &Env, session: u32, text: &str) -> Vec<String> {
    env.inspector.session(session).map(|session| session.dispatch(text)).unwrap_or_default()
}

/// `dispatchWhole(session, text)`: the same for a command that V8 puts off until nothing is on the stack, such as a heap
/// snapshot: it is done when this returns.
#[op]
fn dispatch_whole(scope: &mut Scope<'_, '_>, env: &Env, session: u32, text: &str) -> Vec<String> {
    env.inspector.session(session).map(|session| session.dispatch_whole(scope, text)).unwrap_or_default()
}

/// `closeSession(session)`.
#[op]
fn close_session(env: &Env, session: u32) {
    // Out of the table before it is dropped, which V8 may answer.
    let session = env.inspector.sessions.borrow_mut().remove(&session);
    if let Some((session, wake)) = session {
        drop(session);
        env.lp.close(wake, |_| {});
    }
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
