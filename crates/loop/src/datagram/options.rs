//! Options of datagram sockets: reach of messages, multicast groups, buffers.

use super::core::DatagramOptions;
use crate::error::Result;
use crate::event_loop::Loop;
use crate::id::DatagramId;
use crate::sys::{SourceGroup, change_source_group};
use rustix::io::Errno;
use rustix::net::{AddressFamily, sockopt};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::BorrowedFd;

/// A multicast group on one interface, or on the one that the system chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MulticastTarget {
    /// The group.
    pub group: IpAddr,
    /// For IPv4, the address of the interface.
    pub interface: Option<Ipv4Addr>,
    /// For IPv6, the number of the interface; 0 is any.
    pub interface_index: u32,
    /// Only what this one sends is received.
    pub source: Option<IpAddr>,
}

fn is_v6(fd: BorrowedFd<'_>) -> std::result::Result<bool, Errno> {
    Ok(sockopt::socket_domain(fd)? == AddressFamily::INET6)
}

impl Loop {
    /// Allows messages to a broadcast address.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); what the system says.
    pub fn datagram_set_broadcast(&self, id: DatagramId, on: bool) -> Result<()> {
        self.datagram(id)?.with_fd("setsockopt", |fd| sockopt::set_socket_broadcast(fd, on))
    }

    /// How many routers a message may pass.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); `EINVAL` below 1 and above 255; what the system says.
    pub fn datagram_set_ttl(&self, id: DatagramId, ttl: i32) -> Result<()> {
        self.datagram(id)?.with_fd("setsockopt", |fd| {
            let ttl = u8::try_from(ttl).ok().filter(|ttl| *ttl > 0).ok_or(Errno::INVAL)?;
            match is_v6(fd)? {
                true => sockopt::set_ipv6_unicast_hops(fd, Some(ttl)),
                false => sockopt::set_ip_ttl(fd, u32::from(ttl)),
            }
        })
    }

    /// How many routers a message to a group may pass.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); `EINVAL` below 0 and above 255; what the system says.
    pub fn datagram_set_multicast_ttl(&self, id: DatagramId, ttl: i32) -> Result<()> {
        self.datagram(id)?.with_fd("setsockopt", |fd| {
            let ttl = u8::try_from(ttl).map_err(|_| Errno::INVAL)?;
            match is_v6(fd)? {
                true => sockopt::set_ipv6_multicast_hops(fd, u32::from(ttl)),
                false => sockopt::set_ip_multicast_ttl(fd, u32::from(ttl)),
            }
        })
    }

    /// Whether messages to a group come back to this machine.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); what the system says.
    pub fn datagram_set_multicast_loopback(&self, id: DatagramId, on: bool) -> Result<()> {
        self.datagram(id)?.with_fd("setsockopt", |fd| match is_v6(fd)? {
            true => sockopt::set_ipv6_multicast_loop(fd, on),
            false => sockopt::set_ip_multicast_loop(fd, on),
        })
    }

    /// Which interface messages to a group leave by: its IPv4 address, or its number.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); what the system says.
    pub fn datagram_set_multicast_interface(&self, id: DatagramId, address: IpAddr, index: u32) -> Result<()> {
        self.datagram(id)?.with_fd("setsockopt", |fd| match address {
            IpAddr::V4(address) => sockopt::set_ip_multicast_if(fd, &address),
            IpAddr::V6(_) => sockopt::set_ipv6_multicast_if(fd, index),
        })
    }

    /// Joins a group, or leaves it.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); what the system says.
    pub fn datagram_set_membership(&self, id: DatagramId, target: &MulticastTarget, join: bool) -> Result<()> {
        let core = self.datagram(id)?;
        if core.closed() {
            // A socket that was not bound is bound now, as in libuv.
            let any = match target.group {
                IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            };
            let options = DatagramOptions { reuse_address: true, ..DatagramOptions::default() };
            self.datagram_bind(id, &SocketAddr::new(any, 0), options)?;
        }
        let interface = target.interface.unwrap_or(Ipv4Addr::UNSPECIFIED);
        core.with_fd("setsockopt", |fd| match (target.group, target.source) {
            (IpAddr::V4(group), None) if join => sockopt::set_ip_add_membership(fd, &group, &interface),
            (IpAddr::V4(group), None) => sockopt::set_ip_drop_membership(fd, &group, &interface),
            (IpAddr::V6(group), None) if join => sockopt::set_ipv6_add_membership(fd, &group, target.interface_index),
            (IpAddr::V6(group), None) => sockopt::set_ipv6_drop_membership(fd, &group, target.interface_index),
            (IpAddr::V4(group), Some(IpAddr::V4(source))) if join => {
                sockopt::set_ip_add_source_membership(fd, &group, &interface, &source)
            }
            (IpAddr::V4(group), Some(IpAddr::V4(source))) => {
                sockopt::set_ip_drop_source_membership(fd, &group, &interface, &source)
            }
            (IpAddr::V6(group), Some(IpAddr::V6(source))) => {
                change_source_group(fd, &SourceGroup { group, source, interface: target.interface_index }, join)
            }
            _ => Err(Errno::INVAL),
        })
    }

    /// Sets the size of the kernel's buffer for what is received, or sent, when `size` is given, and returns it. Linux
    /// doubles what it is given.
    ///
    /// # Errors
    /// [`LoopError::Closed`](crate::LoopError::Closed); what the system says.
    pub fn datagram_buffer_size(&self, id: DatagramId, receive: bool, size: Option<u32>) -> Result<usize> {
        let core = self.datagram(id)?;
        let syscall = if size.is_some() { "setsockopt" } else { "getsockopt" };
        core.with_fd(syscall, |fd| {
            match size.map(|size| size as usize) {
                Some(size) if receive => sockopt::set_socket_recv_buffer_size(fd, size)?,
                Some(size) => sockopt::set_socket_send_buffer_size(fd, size)?,
                None => {}
            }
            if receive { sockopt::socket_recv_buffer_size(fd) } else { sockopt::socket_send_buffer_size(fd) }
        })
    }
}
