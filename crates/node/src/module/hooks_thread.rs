//! The thread that runs the hooks of `module.register()`: both ends of its wire. The program's thread asks and waits; the
//! other one, an environment of its own, answers when the hooks' promises have settled. What is asked and answered is
//! bytes to both ends. One question is open at a time, since who asks waits.
//!
//! Invariant: no borrow is held while JavaScript runs, and nothing of one isolate reaches the other thread.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use weir_engine::{Bytes, EngineHandle, IntoJs, JsCallback, OpError, Scope, op, v8};
use weir_loop::{AsyncHandle, AsyncId, Mode};

use crate::Env;

/// Starts a thread with an environment that serves the wire's other end; the runtime knows how.
pub type HooksStarter = Arc<dyn Fn(HooksEnd) -> std::io::Result<()>>;

enum Answer {
    /// The thread has booted and hears of questions by this.
    Ready(AsyncHandle),
    Bytes(Vec<u8>),
    /// The thread has nothing left to do that could answer.
    Never,
}

/// The end of the wire that the hooks' thread gets.
pub struct HooksEnd {
    questions: Receiver<Vec<u8>>,
    answers: Sender<Answer>,
}

/// The program's end.
struct Asker {
    questions: Sender<Vec<u8>>,
    answers: Receiver<Answer>,
    wakeup: AsyncHandle,
}

/// The hooks' end, once it serves.
struct Server {
    end: HooksEnd,
    wakeup: OnceCell<AsyncId>,
    /// A question that JavaScript was given and has not answered.
    open: Cell<bool>,
}

/// The part of [`Env`] that belongs to the thread: of the program's environment the asker, of the hooks' own the server.
#[derive(Default)]
pub(crate) struct HooksWire {
    asker: RefCell<Option<Rc<Asker>>>,
    server: OnceCell<Rc<Server>>,
}

fn lost() -> OpError {
    OpError::coded("ERR_INTERNAL_ASSERTION", "The thread of the module hooks has ended")
}

/// `hooksStart()`: starts the thread and waits until it can be asked.
#[op]
pub(super) fn hooks_start(env: &Env) -> Result<(), OpError> {
    let Some(starter) = env.options.hooks_starter.clone() else {
        return Err(OpError::coded("ERR_INTERNAL_ASSERTION", "This environment starts no threads"));
    };
    let (question, questions) = channel();
    let (answer, answers) = channel();
    starter(HooksEnd { questions, answers: answer })
        .map_err(|error| OpError::system(error.raw_os_error().unwrap_or(libc::EAGAIN), "clone"))?;
    match answers.recv() {
        Ok(Answer::Ready(wakeup)) => {
            *env.hooks_wire.asker.borrow_mut() = Some(Rc::new(Asker { questions: question, answers, wakeup }));
            Ok(())
        }
        _ => Err(lost()),
    }
}

/// `hooksAsk(bytes)`: the answer's bytes; undefined when there will never be one. Blocks this thread.
#[op]
pub(super) fn hooks_ask(env: &Env, question: &[u8]) -> Result<Option<Bytes>, OpError> {
    let asker = env.hooks_wire.asker.borrow().clone().ok_or_else(lost)?;
    asker.questions.send(question.to_vec()).map_err(|_| lost())?;
    if !asker.wakeup.send() {
        return Err(lost());
    }
    match asker.answers.recv() {
        Ok(Answer::Bytes(bytes)) => Ok(Some(Bytes(bytes))),
        Ok(Answer::Never) => Ok(None),
        Ok(Answer::Ready(_)) | Err(_) => Err(lost()),
    }
}

/// `hooksServe(answer)`: on the hooks' thread, has `answer(bytes)` called for each question from now on.
#[op]
pub(super) fn hooks_serve(env: &Env, callback: JsCallback) -> Result<(), OpError> {
    let server = env.hooks_wire.server.get().cloned().ok_or_else(lost)?;
    let engine = env.engine.clone();
    let (id, handle) = env.lp.new_async({
        let server = server.clone();
        move |_, _| server.deliver(&engine, &callback)
    });
    env.lp.unref_handle(id);
    if server.wakeup.set(id).is_err() {
        return Err(lost());
    }
    // Nobody waits for it when the program has ended meanwhile.
    let _ = server.end.answers.send(Answer::Ready(handle));
    Ok(())
}

/// `hooksAnswer(bytes)`: the answer to the open question.
#[op]
pub(super) fn hooks_answer(env: &Env, answer: &[u8]) {
    if let Some(server) = env.hooks_wire.server.get() {
        server.close(Answer::Bytes(answer.to_vec()));
    }
}

impl Server {
    fn deliver(&self, engine: &EngineHandle, callback: &JsCallback) {
        while let Ok(question) = self.end.questions.try_recv() {
            self.open.set(true);
            callback.call(engine, |scope: &mut Scope<'_, '_>| Ok(vec![bytes_of(scope, question)?]));
        }
    }

    fn close(&self, answer: Answer) {
        if self.open.replace(false) {
            let _ = self.end.answers.send(answer);
        }
    }
}

fn bytes_of<'s>(scope: &mut Scope<'s, '_>, bytes: Vec<u8>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    Bytes(bytes).into_js(scope)
}

impl Env {
    /// Makes this the environment of the hooks' thread. Before it starts.
    pub fn serve_hooks(&self, end: HooksEnd) {
        let server = Server { end, wakeup: OnceCell::new(), open: Cell::new(false) };
        if self.hooks_wire.server.set(Rc::new(server)).is_err() {
            unreachable!("an environment has one wire");
        }
    }

    /// The loop of the hooks' thread has nothing left to do: an open question gets no answer any more. Waits for the next
    /// one. False when nobody serves.
    pub fn wait_for_hooks_question(&self) -> bool {
        let Some(server) = self.hooks_wire.server.get() else { return false };
        let Some(id) = server.wakeup.get() else { return false };
        server.close(Answer::Never);
        self.lp.ref_handle(*id);
        self.lp.run(Mode::Once);
        self.lp.unref_handle(*id);
        true
    }
}
