//! The loop's events of one datagram socket, on their way into JavaScript: one entry through the door for each message,
//! in the async context in which the handle was made.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use weir_engine::{EngineHandle, IntoJs, OpError, Scope, v8};
use weir_loop::{Chunk, DatagramEvents, DatagramId, Loop};

use super::{Datagrams, Hooks};
use crate::Env;
use crate::net::{Streams, address};

pub(super) struct HandleEvents {
    engine: EngineHandle,
    datagrams: Datagrams,
    /// Who has the ArrayBuffers over slabs.
    streams: Streams,
    object: RefCell<Option<v8::Global<v8::Object>>>,
    context: Option<v8::Global<v8::Value>>,
    /// The text of the last sender's address: most sockets hear the same one again and again.
    last_sender: RefCell<Option<(IpAddr, u32, v8::Global<v8::Value>)>>,
}

impl HandleEvents {
    pub(super) fn new(scope: &mut Scope<'_, '_>, env: &Env, object: v8::Local<'_, v8::Object>) -> Rc<Self> {
        let data = scope.get_continuation_preserved_embedder_data();
        let context = if data.is_undefined() { None } else { Some(v8::Global::new(scope, data)) };
        Rc::new(Self {
            engine: env.engine.clone(),
            datagrams: env.datagrams.clone(),
            streams: env.streams.clone(),
            object: RefCell::new(Some(v8::Global::new(scope, object))),
            context,
            last_sender: RefCell::new(None),
        })
    }

    fn call(
        &self,
        hook: impl FnOnce(&Hooks) -> &v8::Global<v8::Function>,
        arguments: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Vec<v8::Local<'s, v8::Value>>,
    ) {
        let Some(object) = self.object.borrow().clone() else { return };
        let function = hook(self.datagrams.hooks());
        self.engine.enter(self.context.as_ref(), |scope| {
            let arguments = arguments(scope);
            let (function, object) = (v8::Local::new(scope, function), v8::Local::new(scope, object));
            function.call(scope, object.into(), &arguments).map(|_| ())
        });
    }

    /// The socket is closed: tells JavaScript, and lets go of the object.
    pub(super) fn closed(&self) {
        self.call(|hooks| &hooks.on_close, |_| Vec::new());
        let object = self.object.borrow_mut().take();
        drop(object);
    }

    fn sender<'s>(&self, scope: &mut Scope<'s, '_>, from: &SocketAddr) -> Result<v8::Local<'s, v8::Value>, OpError> {
        let zone = match from {
            SocketAddr::V6(v6) => v6.scope_id(),
            SocketAddr::V4(_) => 0,
        };
        if let Some((ip, known_zone, text)) = &*self.last_sender.borrow()
            && *ip == from.ip()
            && *known_zone == zone
        {
            return Ok(v8::Local::new(scope, text));
        }
        let text = address::print(from).into_js(scope)?;
        let kept = (from.ip(), zone, v8::Global::new(scope, text));
        let before = self.last_sender.replace(Some(kept));
        drop(before);
        Ok(text)
    }
}

impl DatagramEvents for HandleEvents {
    fn on_message(&self, _lp: &Loop, _id: DatagramId, message: Chunk, from: SocketAddr, _truncated: bool) {
        self.call(
            |hooks| &hooks.on_message,
            |scope| {
                let (slab, range) = message.into_parts();
                let buffer = self.streams.buffer_of(scope, slab);
                let sender = self.sender(scope, &from).unwrap_or_else(|_| v8::undefined(scope).into());
                vec![
                    buffer.into(),
                    v8::Integer::new(scope, range.start as i32).into(),
                    v8::Integer::new(scope, range.len() as i32).into(),
                    sender,
                    v8::Integer::new(scope, i32::from(from.port())).into(),
                    v8::Boolean::new(scope, from.is_ipv6()).into(),
                ]
            },
        );
    }

    fn on_error(&self, _lp: &Loop, _id: DatagramId, errno: i32) {
        self.call(|hooks| &hooks.on_error, |scope| vec![v8::Integer::new(scope, -errno).into()]);
    }

    fn on_sent(&self, _lp: &Loop, _id: DatagramId, result: Result<usize, i32>) {
        let (status, sent) = result.map_or_else(|errno| (-errno, 0), |sent| (0, sent));
        self.call(
            |hooks| &hooks.on_sent,
            |scope| vec![v8::Integer::new(scope, status).into(), v8::Number::new(scope, sent as f64).into()],
        );
    }
}
