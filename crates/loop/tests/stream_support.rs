//! What the stream tests share: events that write into a log, and sockets for them.

use crate::support::Log;
use std::cell::{Cell, RefCell};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::rc::Rc;
use weir_loop::{Address, BindOptions, Loop, Received, StreamEvents, StreamId, StreamKind};

/// Logs what happens, keeps what was received, and does what a test asks for in between.
#[derive(Default)]
pub struct Recorder {
    pub log: Log,
    pub bytes: RefCell<Vec<u8>>,
    pub descriptors: RefCell<Vec<OwnedFd>>,
    pub connections: RefCell<Vec<OwnedFd>>,
    /// Called after each event, with its name.
    #[allow(clippy::type_complexity)]
    pub then: RefCell<Option<Rc<dyn Fn(&Loop, StreamId, &str)>>>,
    pub quiet: Cell<bool>,
}

impl Recorder {
    pub fn new(log: &Log) -> Rc<Recorder> {
        Rc::new(Recorder { log: log.clone(), ..Recorder::default() })
    }

    pub fn then(self: &Rc<Self>, then: impl Fn(&Loop, StreamId, &str) + 'static) -> Rc<Self> {
        *self.then.borrow_mut() = Some(Rc::new(then));
        self.clone()
    }

    fn note(&self, lp: &Loop, id: StreamId, what: &str, result: Result<(), i32>) {
        if !self.quiet.get() {
            self.log.add(match result {
                Ok(()) => what.to_owned(),
                Err(errno) => format!("{what}:{errno}"),
            });
        }
        let then = self.then.borrow().clone();
        if let Some(then) = then {
            then(lp, id, what);
        }
    }
}

impl StreamEvents for Recorder {
    fn on_read(&self, lp: &Loop, id: StreamId, received: Received) {
        match received {
            Received::Bytes(chunk) => {
                self.bytes.borrow_mut().extend_from_slice(chunk.bytes());
                self.note(lp, id, "read", Ok(()));
            }
            Received::WithDescriptors(chunk, descriptors) => {
                self.bytes.borrow_mut().extend_from_slice(chunk.bytes());
                self.descriptors.borrow_mut().extend(descriptors);
                self.note(lp, id, "passed", Ok(()));
            }
            Received::Placed(count) => self.note(lp, id, &format!("placed {count}"), Ok(())),
            Received::End => self.note(lp, id, "end", Ok(())),
            Received::Failed(errno) => self.note(lp, id, "read", Err(errno)),
        }
    }

    fn on_connection(&self, lp: &Loop, id: StreamId, connection: Result<OwnedFd, i32>) {
        let result = connection.map(|fd| self.connections.borrow_mut().push(fd));
        self.note(lp, id, "connection", result);
    }

    fn on_connect(&self, lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.note(lp, id, "connect", result);
    }

    fn on_written(&self, lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.note(lp, id, "written", result);
    }

    fn on_write_lost(&self, lp: &Loop, id: StreamId, errno: i32) {
        self.note(lp, id, "lost", Err(errno));
    }

    fn on_shutdown(&self, lp: &Loop, id: StreamId, result: Result<(), i32>) {
        self.note(lp, id, "shutdown", result);
    }
}

/// Two connected unix sockets.
pub fn pair() -> (OwnedFd, OwnedFd) {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
    socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap()
}

/// A stream on `fd`.
pub fn open(lp: &Loop, fd: OwnedFd, events: Rc<Recorder>) -> StreamId {
    let id = lp.new_stream(StreamKind::Pipe, events);
    lp.stream_open(id, fd).unwrap();
    id
}

/// A TCP listener on a free port of the loopback, and its address.
pub fn listen(lp: &Loop, events: Rc<Recorder>) -> (StreamId, Address) {
    let id = lp.new_stream(StreamKind::Tcp, events);
    let any = Address::Internet(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    lp.stream_bind(id, &any, BindOptions::default()).unwrap();
    lp.stream_listen(id, 511).unwrap();
    let address = lp.stream_local_address(id).unwrap();
    (id, address)
}
