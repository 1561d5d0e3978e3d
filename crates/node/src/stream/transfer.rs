//! Transfers of the loop for JavaScript. They are named by a number that is used once; the object that a report is told to
//! is held until the transfer is over. Answers are a negative errno where something failed.

use std::cell::{Cell, RefCell};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use weir_engine::{EngineHandle, Scope, op, v8};
use weir_loop::{Loop, LoopError, Report, SourceEnd, TransferEvents, TransferSink, TransferSource};

use super::{Shared, Transfers};
use crate::Env;
use crate::fs::own_copy;
use crate::net::find;

/// What reports say of the source beside a negative errno.
const GOES_ON: i32 = 0;
const ENDED: i32 = 1;
const HANDED_BACK: i32 = 2;

/// What they say of the sink.
const GIVEN: i32 = 1;

/// `setup(onReport)`: whom reports call, with the transfer's object as the receiver. Once per environment.
#[op]
fn setup<'s>(scope: &mut Scope<'s, '_>, env: &Env, on_report: v8::Local<'s, v8::Function>) {
    if env.transfers.on_report.set(v8::Global::new(scope, on_report)).is_err() {
        unreachable!("transfers are set up once per environment");
    }
}

/// Whom a transfer tells: one object of JavaScript, in the async context that the transfer was started in.
struct Listener {
    engine: EngineHandle,
    transfers: Transfers,
    object: RefCell<Option<v8::Global<v8::Object>>>,
    context: Option<v8::Global<v8::Value>>,
    number: Cell<f64>,
}

impl Listener {
    fn new(scope: &mut Scope<'_, '_>, env: &Env, object: v8::Local<'_, v8::Object>) -> Rc<Self> {
        let data = scope.get_continuation_preserved_embedder_data();
        let context = if data.is_undefined() { None } else { Some(v8::Global::new(scope, data)) };
        Rc::new(Self {
            engine: env.engine.clone(),
            transfers: env.transfers.clone(),
            object: RefCell::new(Some(v8::Global::new(scope, object))),
            context,
            number: Cell::new(0.0),
        })
    }
}

impl TransferEvents for Listener {
    fn on_report(&self, _lp: &Loop, report: Report) {
        let Some(object) = self.object.borrow().clone() else { return };
        let Some(function) = self.transfers.on_report.get() else { return };
        let source = match report.source {
            None => GOES_ON,
            Some(SourceEnd::Ended) => ENDED,
            Some(SourceEnd::HandedBack) => HANDED_BACK,
            Some(SourceEnd::Failed(errno)) => -errno,
        };
        let sink = match report.sink {
            None => GOES_ON,
            Some(Ok(())) => GIVEN,
            Some(Err(errno)) => -errno,
        };
        self.engine.enter(self.context.as_ref(), |scope| {
            let arguments = [
                v8::Number::new(scope, report.taken as f64).into(),
                v8::Number::new(scope, report.given as f64).into(),
                v8::Integer::new(scope, source).into(),
                v8::Integer::new(scope, sink).into(),
            ];
            let (function, object) = (v8::Local::new(scope, function), v8::Local::new(scope, object));
            function.call(scope, object.into(), &arguments).map(|_| ())
        });
        // The sink half is the last to be over.
        if report.sink.is_some() {
            forget(&self.transfers, self.number.get());
            let object = self.object.borrow_mut().take();
            drop(object);
        }
    }
}

/// Lets go of a transfer; nothing more is told of it.
fn forget(transfers: &Shared, number: f64) {
    let transfer = transfers.table.borrow_mut().remove(number);
    drop(transfer);
}

fn start<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    ends: Result<(TransferSource, TransferSink), LoopError>,
    prompt: bool,
) -> f64 {
    let listener = Listener::new(scope, env, object);
    let started = ends.and_then(|(source, sink)| env.lp.start_transfer(source, sink, prompt, listener.clone()));
    match started {
        Ok(transfer) => {
            let number = env.transfers.table.borrow_mut().insert(transfer);
            listener.number.set(number);
            number
        }
        Err(error) => f64::from(-error.errno()),
    }
}

/// A copy of the descriptor of a program's file.
fn file(fd: i32) -> Result<OwnedFd, LoopError> {
    own_copy(fd).map_err(|errno| LoopError::Os { errno: errno.raw_os_error(), syscall: "dup" })
}

/// Negative numbers mean none.
fn natural(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}

/// `sendFile(object, fd, position, length, stream)`: from a file to a stream handle. A negative position is the file's
/// own, a negative length goes to its end.
#[op]
fn send_file<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    fd: i32,
    position: f64,
    length: f64,
    stream: f64,
) -> f64 {
    let ends = find(&env.lp, stream).and_then(|id| {
        let source = TransferSource::File { file: file(fd)?, position: natural(position), length: natural(length) };
        Ok((source, TransferSink::Stream(id)))
    });
    start(scope, env, object, ends, true)
}

/// `relay(object, stream, stream, prompt)`: from one stream handle to another.
#[op]
fn relay<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    from: f64,
    to: f64,
    prompt: bool,
) -> f64 {
    let ends = find(&env.lp, from)
        .and_then(|from| Ok((TransferSource::Stream(from), TransferSink::Stream(find(&env.lp, to)?))));
    start(scope, env, object, ends, prompt)
}

/// `collect(object, stream, fd, position)`: from a stream handle into a file.
#[op]
fn collect<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    object: v8::Local<'s, v8::Object>,
    stream: f64,
    fd: i32,
    position: f64,
) -> f64 {
    let ends = find(&env.lp, stream).and_then(|id| {
        Ok((TransferSource::Stream(id), TransferSink::File { file: file(fd)?, position: natural(position) }))
    });
    start(scope, env, object, ends, true)
}

/// `stop(transfer)`: [bytes taken, bytes given, whether the sink half is over]; if not, a report tells of that.
#[op]
fn stop(env: &Env, transfer: f64) -> (f64, f64, bool) {
    let stopped = env.transfers.table.borrow().get(transfer).map(|transfer| transfer.stop(&env.lp));
    let Some((taken, given, is_over)) = stopped else { return (0.0, 0.0, true) };
    if is_over {
        forget(&env.transfers, transfer);
    }
    (taken as f64, given as f64, is_over)
}

/// `abandon(transfer)`: what was not given is lost; a report tells when the sink half is over.
#[op]
fn abandon(env: &Env, transfer: f64) {
    if let Some(transfer) = env.transfers.table.borrow().get(transfer) {
        transfer.abandon(&env.lp);
    }
}
