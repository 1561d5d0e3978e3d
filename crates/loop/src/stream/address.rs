//! Addresses of sockets, and binding to them.

use super::core::{StreamCore, StreamKind};
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::StreamId;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrAny, SocketAddrUnix, SocketFlags, SocketType, sockopt};
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// Where a socket is, or shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An internet address and port.
    Internet(SocketAddr),
    /// A file of the file system, or, if the first byte is zero, a name of Linux's abstract space.
    Path(Vec<u8>),
}

/// How to bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BindOptions {
    /// An IPv6 socket that does not take IPv4 as well.
    pub ipv6_only: bool,
    /// Several sockets may have the port; the kernel deals connections out.
    pub reuse_port: bool,
}

impl Address {
    fn unix(path: &[u8]) -> std::result::Result<SocketAddrUnix, Errno> {
        let address = match path {
            [0, name @ ..] => SocketAddrUnix::new_abstract_name(name),
            path => SocketAddrUnix::new(path),
        };
        // A name that does not fit is refused as an invalid one.
        address.map_err(|_| Errno::INVAL)
    }

    pub(super) fn is_path(&self) -> bool {
        matches!(self, Address::Path(_))
    }

    pub(super) fn make_socket(&self) -> Result<OwnedFd> {
        let family = match self {
            Address::Internet(SocketAddr::V4(_)) => AddressFamily::INET,
            Address::Internet(SocketAddr::V6(_)) => AddressFamily::INET6,
            Address::Path(_) => AddressFamily::UNIX,
        };
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        rustix::net::socket_with(family, SocketType::STREAM, flags, None)
            .map_err(|errno| LoopError::from_errno("socket", errno))
    }

    pub(super) fn connect(&self, fd: BorrowedFd<'_>) -> std::result::Result<(), Errno> {
        match self {
            Address::Internet(address) => rustix::net::connect(fd, address),
            Address::Path(path) => rustix::net::connect(fd, &Address::unix(path)?),
        }
    }

    fn bind(&self, fd: BorrowedFd<'_>) -> std::result::Result<(), Errno> {
        match self {
            Address::Internet(address) => rustix::net::bind(fd, address),
            Address::Path(path) => rustix::net::bind(fd, &Address::unix(path)?),
        }
    }

    /// From what the system reports; a unix socket without a name has an empty path.
    pub(crate) fn of(any: SocketAddrAny) -> std::result::Result<Address, Errno> {
        if let Ok(address) = SocketAddr::try_from(any.clone()) {
            return Ok(Address::Internet(address));
        }
        let address = SocketAddrUnix::try_from(any)?;
        if let Some(name) = address.abstract_name() {
            let mut path = vec![0];
            path.extend_from_slice(name);
            return Ok(Address::Path(path));
        }
        Ok(Address::Path(address.path_bytes().unwrap_or_default().to_vec()))
    }
}

impl Loop {
    /// Gives a stream without a descriptor a socket with that address. An address that is in use is reported by
    /// listening or connecting, as in libuv.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says; `EACCES` for a path in a folder that is not there.
    pub fn stream_bind(&self, id: StreamId, address: &Address, options: BindOptions) -> Result<()> {
        let core = self.stream(id)?;
        if core.closed() {
            self.adopt_fd(&core, address.make_socket()?)?;
        }
        match address {
            Address::Internet(internet) => bind_internet(&core, internet, options),
            Address::Path(path) => bind_path(&core, address, path),
        }
    }

    /// The error that binding put off.
    pub fn stream_delayed_error(&self, id: StreamId) -> Option<i32> {
        self.stream(id).ok()?.rare()?.delayed_error.get()
    }

    /// Where the stream's own end is.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn stream_local_address(&self, id: StreamId) -> Result<Address> {
        self.stream(id)?.with_fd("getsockname", |fd| Address::of(rustix::net::getsockname(fd)?))
    }

    /// Where the other end is.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says, `ENOTCONN` for instance.
    pub fn stream_peer_address(&self, id: StreamId) -> Result<Address> {
        self.stream(id)?.with_fd("getpeername", |fd| match rustix::net::getpeername(fd)? {
            Some(any) => Address::of(any),
            None => Ok(Address::Path(Vec::new())),
        })
    }
}

fn bind_internet(core: &StreamCore, address: &SocketAddr, options: BindOptions) -> Result<()> {
    if core.kind != StreamKind::Tcp {
        return Err(LoopError::os("bind", libc::EINVAL));
    }
    core.with_fd("bind", |fd| {
        sockopt::set_socket_reuseaddr(fd, true)?;
        if options.reuse_port {
            sockopt::set_socket_reuseport(fd, true)?;
        }
        if address.is_ipv6() {
            sockopt::set_ipv6_v6only(fd, options.ipv6_only)?;
        }
        match rustix::net::bind(fd, address) {
            Err(Errno::ADDRINUSE) => {
                core.make_rare().delayed_error.set(Some(libc::EADDRINUSE));
                Ok(())
            }
            // An IPv6 address on an IPv4 socket, or the other way round.
            Err(Errno::AFNOSUPPORT) => Err(Errno::INVAL),
            other => other,
        }
    })
}

fn bind_path(core: &StreamCore, address: &Address, path: &[u8]) -> Result<()> {
    core.with_fd("bind", |fd| match address.bind(fd) {
        Err(Errno::NOENT) => Err(Errno::ACCESS),
        other => other,
    })?;
    if path.first().is_some_and(|byte| *byte != 0) {
        *core.make_rare().bound_path.borrow_mut() = Some(PathBuf::from(OsStr::from_bytes(path)));
    }
    Ok(())
}
