//! What the datagram tests share: events that write into a log.

use crate::support::Log;
use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use weir_loop::{Chunk, DatagramEvents, DatagramId, DatagramOptions, Loop};

/// Logs what happens, and does what a test asks for after each message.
#[derive(Default)]
pub struct Recorder {
    pub log: Log,
    #[allow(clippy::type_complexity)]
    pub then: RefCell<Option<Rc<dyn Fn(&Loop, DatagramId)>>>,
}

impl Recorder {
    pub fn new(log: &Log) -> Rc<Recorder> {
        Rc::new(Recorder { log: log.clone(), ..Recorder::default() })
    }

    pub fn then(self: Rc<Self>, then: impl Fn(&Loop, DatagramId) + 'static) -> Rc<Self> {
        *self.then.borrow_mut() = Some(Rc::new(then));
        self
    }
}

impl DatagramEvents for Recorder {
    fn on_message(&self, lp: &Loop, id: DatagramId, message: Chunk, from: SocketAddr, _truncated: bool) {
        assert!(from.ip().is_loopback());
        self.log.add(String::from_utf8_lossy(message.bytes()));
        let then = self.then.borrow().clone();
        if let Some(then) = then {
            then(lp, id);
        }
    }

    fn on_error(&self, _lp: &Loop, _id: DatagramId, errno: i32) {
        self.log.add(format!("error:{errno}"));
    }

    fn on_sent(&self, _lp: &Loop, _id: DatagramId, result: Result<usize, i32>) {
        self.log.add(format!("sent:{result:?}"));
    }
}

/// A socket on a free port of the loopback, and its address.
pub fn bound(lp: &Loop, events: Rc<Recorder>) -> (DatagramId, SocketAddr) {
    let id = lp.new_datagram(events);
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    lp.datagram_bind(id, &any, DatagramOptions::default()).unwrap();
    (id, lp.datagram_local_address(id).unwrap())
}
