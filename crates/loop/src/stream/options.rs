//! Options of sockets, and the reset of a connection.

use super::core::{StreamCore, StreamKind};
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::StreamId;
use rustix::net::sockopt;
use std::time::Duration;

/// How an idle connection is probed. A number that is 0 leaves the system's setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepAlive {
    /// Seconds of silence before the first probe.
    pub delay: u32,
    /// Seconds between probes.
    pub interval: u32,
    /// Probes that may be lost.
    pub probes: u32,
}

impl StreamCore {
    /// The label of a connect under way, as Node names the resource.
    pub(super) fn connect_label(&self) -> &'static str {
        match self.kind {
            StreamKind::Tcp => "TCPConnectWrap",
            StreamKind::Pipe | StreamKind::Tty => "PipeConnectWrap",
        }
    }
}

impl Loop {
    /// Sends small writes at once (`TCP_NODELAY`).
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn stream_set_nodelay(&self, id: StreamId, on: bool) -> Result<()> {
        self.stream(id)?.with_fd("setsockopt", |fd| sockopt::set_tcp_nodelay(fd, on))
    }

    /// Probes an idle connection, or ends that with `None`.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn stream_set_keepalive(&self, id: StreamId, settings: Option<KeepAlive>) -> Result<()> {
        self.stream(id)?.with_fd("setsockopt", |fd| {
            sockopt::set_socket_keepalive(fd, settings.is_some())?;
            let Some(KeepAlive { delay, interval, probes }) = settings else { return Ok(()) };
            if delay > 0 {
                sockopt::set_tcp_keepidle(fd, Duration::from_secs(u64::from(delay)))?;
            }
            if interval > 0 {
                sockopt::set_tcp_keepintvl(fd, Duration::from_secs(u64::from(interval)))?;
            }
            if probes > 0 {
                sockopt::set_tcp_keepcnt(fd, probes)?;
            }
            Ok(())
        })
    }

    /// Has the close that follows reset the connection instead of ending it.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EINVAL` once a shutdown was asked for; what the system says.
    pub fn stream_prepare_reset(&self, id: StreamId) -> Result<()> {
        let core = self.stream(id)?;
        if core.ends() {
            return Err(LoopError::os("setsockopt", libc::EINVAL));
        }
        core.with_fd("setsockopt", |fd| sockopt::set_socket_linger(fd, Some(Duration::ZERO)))
    }

    /// The type of service of what is sent (`IP_TOS`, or the traffic class of IPv6).
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn stream_set_type_of_service(&self, id: StreamId, value: u8) -> Result<()> {
        self.stream(id)?.with_fd("setsockopt", |fd| match sockopt::socket_domain(fd)? {
            rustix::net::AddressFamily::INET6 => sockopt::set_ipv6_tclass(fd, u32::from(value)),
            _ => sockopt::set_ip_tos(fd, value),
        })
    }

    /// The type of service in force.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn stream_type_of_service(&self, id: StreamId) -> Result<u32> {
        self.stream(id)?.with_fd("getsockopt", |fd| match sockopt::socket_domain(fd)? {
            rustix::net::AddressFamily::INET6 => sockopt::ipv6_tclass(fd),
            _ => sockopt::ip_tos(fd).map(u32::from),
        })
    }

    /// Lets others read, write or both through the file that a unix socket is bound to.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EINVAL` for a socket without a file; what the system says.
    pub fn stream_open_path_to_all(&self, id: StreamId, readable: bool, writable: bool) -> Result<()> {
        let core = self.stream(id)?;
        let path = core.rare().and_then(|rare| rare.bound_path.borrow().clone());
        let path = path.ok_or(LoopError::os("chmod", libc::EINVAL))?;
        let wanted = if readable { 0o444 } else { 0 } | if writable { 0o222 } else { 0 };
        let changed = std::fs::metadata(&path).and_then(|known| {
            use std::os::unix::fs::PermissionsExt;
            let mode = known.permissions().mode() | wanted;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))
        });
        changed.map_err(|error| LoopError::os("chmod", error.raw_os_error().unwrap_or(libc::EINVAL)))
    }
}
