//! What every datagram socket has: its descriptor, addresses, opening and closing.

use super::send::Sending;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::handle::Body;
use crate::id::{DatagramId, PollId};
use crate::poll::{Interest, Polled, Readiness};
use crate::slab::Key;
use crate::stream::Chunk;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd, RawFd};
use std::rc::Rc;

/// Whom a datagram socket tells what happens. Errors are positive errno values.
pub trait DatagramEvents {
    /// A message came. `truncated` when it was longer than the room for it.
    fn on_message(&self, lp: &Loop, id: DatagramId, message: Chunk, from: SocketAddr, truncated: bool);
    /// Receiving failed; it goes on.
    fn on_error(&self, lp: &Loop, id: DatagramId, errno: i32);
    /// The oldest message that was queued was sent, this many bytes of it, or could not be.
    fn on_sent(&self, lp: &Loop, id: DatagramId, result: std::result::Result<usize, i32>);
}

/// How to bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DatagramOptions {
    /// An IPv6 socket that does not take IPv4 as well.
    pub ipv6_only: bool,
    /// An address that another socket is bound to is taken over.
    pub reuse_address: bool,
    /// Several sockets may have the port; the kernel deals messages out.
    pub reuse_port: bool,
}

pub(crate) struct DatagramCore {
    key: Cell<Option<Key>>,
    fd: RefCell<Option<OwnedFd>>,
    pub(super) receiving: Cell<bool>,
    /// Other processes may receive from the same socket: what this one takes and does not deliver would be lost to them.
    pub(super) shared: Cell<bool>,
    pub(super) sending: Sending,
    pub(super) events: Rc<dyn DatagramEvents>,
}

impl DatagramCore {
    pub(super) fn id(&self) -> DatagramId {
        match self.key.get() {
            Some(key) => DatagramId(key),
            None => unreachable!("a socket gets its key when it is made"),
        }
    }

    pub(super) fn closed(&self) -> bool {
        self.fd.borrow().is_none()
    }

    pub(super) fn with_fd<R>(
        &self,
        syscall: &'static str,
        call: impl FnOnce(BorrowedFd<'_>) -> std::result::Result<R, Errno>,
    ) -> Result<R> {
        match &*self.fd.borrow() {
            Some(fd) => call(fd.as_fd()).map_err(|errno| LoopError::from_errno(syscall, errno)),
            None => Err(LoopError::os(syscall, libc::EBADF)),
        }
    }

    pub(super) fn update_interest(&self, lp: &Loop) -> Result<()> {
        let mut interest = Interest::NONE;
        if self.receiving.get() {
            interest = interest | Interest::READABLE;
        }
        if self.sending.waits() {
            interest = interest | Interest::WRITABLE;
        }
        lp.poll_start(PollId(self.id().0), interest)
    }

    pub(crate) fn on_ready(self: &Rc<Self>, lp: &Loop, ready: Readiness) {
        if ready.is_readable() && self.receiving.get() {
            self.receive_ready(lp);
        }
        if ready.is_writable() && self.sending.waits() && !self.closed() {
            self.send_ready(lp);
        }
    }

    /// Gives up the descriptor. What is owed is answered in the closing phase.
    pub(crate) fn release(&self) {
        self.receiving.set(false);
        let fd = self.fd.borrow_mut().take();
        if let Some(fd) = fd {
            crate::sys::close(fd);
        }
    }
}

/// A loop that goes with open sockets gives them up as closing does.
impl Drop for DatagramCore {
    fn drop(&mut self) {
        self.release();
    }
}

impl Loop {
    /// Makes a datagram socket without a descriptor; binding, connecting or opening gives it one.
    pub fn new_datagram(&self, events: Rc<dyn DatagramEvents>) -> DatagramId {
        let core = Rc::new(DatagramCore {
            key: Cell::new(None),
            fd: RefCell::new(None),
            receiving: Cell::new(false),
            shared: Cell::new(false),
            sending: Sending::default(),
            events,
        });
        let key = self.state().add_handle(Body::Datagram(Polled::new(-1), core.clone()));
        core.key.set(Some(key));
        DatagramId(key)
    }

    pub(super) fn datagram(&self, id: DatagramId) -> Result<Rc<DatagramCore>> {
        match self.state().open_handle(id.0).map(|handle| &handle.body) {
            Some(Body::Datagram(_, core)) => Ok(core.clone()),
            _ => Err(LoopError::Closed),
        }
    }

    /// Gives a socket its descriptor, which is made non-blocking and belongs to it from now on. Other processes may have
    /// the same socket: each call receives one message, so that one that stops leaves the rest to them.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EBUSY` when it has one; `EEXIST` for one that another handle waits on; `EINVAL` for what is
    /// no datagram socket. The number stays its owner's then.
    pub fn datagram_open(&self, id: DatagramId, fd: OwnedFd) -> Result<()> {
        let core = self.datagram(id)?;
        let checked = rustix::io::ioctl_fionbio(&fd, true).and_then(|()| sockopt::socket_type(&fd));
        match checked {
            Ok(SocketType::DGRAM) if self.is_polled(fd.as_raw_fd()) => {
                let _not_ours = fd.into_raw_fd();
                Err(LoopError::os("open", libc::EEXIST))
            }
            Ok(SocketType::DGRAM) => {
                core.shared.set(true);
                self.adopt_datagram(&core, fd)
            }
            other => {
                let _not_ours = fd.into_raw_fd();
                Err(LoopError::os("open", other.err().map_or(libc::EINVAL, Errno::raw_os_error)))
            }
        }
    }

    fn adopt_datagram(&self, core: &DatagramCore, fd: OwnedFd) -> Result<()> {
        let mut place = core.fd.borrow_mut();
        if place.is_some() {
            return Err(LoopError::os("open", libc::EBUSY));
        }
        self.set_poll_fd(PollId(core.id().0), fd.as_raw_fd());
        *place = Some(fd);
        Ok(())
    }

    fn make_datagram(&self, core: &DatagramCore, v6: bool) -> Result<()> {
        let family = if v6 { AddressFamily::INET6 } else { AddressFamily::INET };
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let fd = rustix::net::socket_with(family, SocketType::DGRAM, flags, None)
            .map_err(|errno| LoopError::from_errno("socket", errno))?;
        self.adopt_datagram(core, fd)
    }

    /// Takes an address.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn datagram_bind(&self, id: DatagramId, address: &SocketAddr, options: DatagramOptions) -> Result<()> {
        let core = self.datagram(id)?;
        if core.closed() {
            self.make_datagram(&core, address.is_ipv6())?;
        }
        core.with_fd("bind", |fd| {
            if options.reuse_address {
                sockopt::set_socket_reuseaddr(fd, true)?;
            }
            if options.reuse_port {
                sockopt::set_socket_reuseport(fd, true)?;
            }
            if address.is_ipv6() {
                sockopt::set_ipv6_v6only(fd, options.ipv6_only)?;
            }
            match rustix::net::bind(fd, address) {
                Err(Errno::AFNOSUPPORT) => Err(Errno::INVAL),
                other => other,
            }
        })
    }

    /// Fixes the other end: messages go there, and only those from there are received. `None` undoes that.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn datagram_connect(&self, id: DatagramId, address: Option<&SocketAddr>) -> Result<()> {
        let core = self.datagram(id)?;
        if let Some(address) = address
            && core.closed()
        {
            self.make_datagram(&core, address.is_ipv6())?;
        }
        core.with_fd("connect", |fd| match address {
            Some(address) => rustix::io::retry_on_intr(|| rustix::net::connect(fd, address)),
            None => rustix::net::connect_unspec(fd),
        })
    }

    /// Where the socket is.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn datagram_local_address(&self, id: DatagramId) -> Result<SocketAddr> {
        self.datagram(id)?.with_fd("getsockname", |fd| SocketAddr::try_from(rustix::net::getsockname(fd)?))
    }

    /// Where the fixed other end is.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `ENOTCONN`; what the system says.
    pub fn datagram_peer_address(&self, id: DatagramId) -> Result<SocketAddr> {
        self.datagram(id)?.with_fd("getpeername", |fd| match rustix::net::getpeername(fd)? {
            Some(any) => Ok(SocketAddr::try_from(any)?),
            None => Err(Errno::NOTCONN),
        })
    }

    /// The number of the socket's descriptor.
    pub fn datagram_fd(&self, id: DatagramId) -> Option<RawFd> {
        self.datagram(id).ok()?.fd.borrow().as_ref().map(AsRawFd::as_raw_fd)
    }
}
