//! What rustix does not wrap: receiving several messages by one call, and groups with one source over IPv6.

use crate::datagram::Arrival;
use rustix::io::Errno;
use std::mem::{size_of, zeroed};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, BorrowedFd};

/// Messages of one call; callers give as many arrivals at most.
const MOST: usize = 16;

/// Receives up to one message per element of `arrivals`, each into its own `stride` bytes of `room`. How many came.
pub(crate) fn receive_batch(
    fd: BorrowedFd<'_>,
    room: &mut [u8],
    stride: usize,
    arrivals: &mut [Arrival],
) -> Result<usize, Errno> {
    let count = arrivals.len().min(MOST).min(room.len() / stride);
    // SAFETY: all zeros is a valid value of the three types: null pointers with lengths of zero, no address.
    let (mut headers, mut slices, mut addresses) = unsafe {
        (zeroed::<[libc::mmsghdr; MOST]>(), zeroed::<[libc::iovec; MOST]>(), zeroed::<[libc::sockaddr_storage; MOST]>())
    };
    for (index, part) in room.chunks_exact_mut(stride).take(count).enumerate() {
        slices[index] = libc::iovec { iov_base: part.as_mut_ptr().cast(), iov_len: part.len() };
        let header = &mut headers[index].msg_hdr;
        header.msg_iov = &raw mut slices[index];
        header.msg_iovlen = 1;
        header.msg_name = (&raw mut addresses[index]).cast();
        header.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    }
    // SAFETY: each of the first `count` headers points to one slice of `room`, disjoint from the others, and to one
    // address, all of which live until after the call; no time-out is given.
    let received = unsafe {
        libc::recvmmsg(
            fd.as_raw_fd(),
            headers.as_mut_ptr(),
            count as libc::c_uint,
            libc::MSG_DONTWAIT as _,
            std::ptr::null_mut(),
        )
    };
    if received < 0 {
        return Err(Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO));
    }
    let received = received as usize;
    for (index, arrival) in arrivals.iter_mut().take(received).enumerate() {
        let header = &headers[index];
        *arrival = Arrival {
            length: (header.msg_len as usize).min(stride),
            from: address_of(&addresses[index]),
            truncated: header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0,
        };
    }
    Ok(received)
}

fn address_of(storage: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match i32::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says what the storage holds, and it is large enough and aligned for every kind.
            let address = unsafe { &*std::ptr::from_ref(storage).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr));
            Some(SocketAddr::V4(SocketAddrV4::new(ip, u16::from_be(address.sin_port))))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let address = unsafe { &*std::ptr::from_ref(storage).cast::<libc::sockaddr_in6>() };
            Some(SocketAddr::V6(SocketAddrV6::new(
                Ipv6Addr::from(address.sin6_addr.s6_addr),
                u16::from_be(address.sin6_port),
                address.sin6_flowinfo,
                address.sin6_scope_id,
            )))
        }
        _ => None,
    }
}

/// A group of which only one sender is listened to.
pub(crate) struct SourceGroup {
    pub(crate) group: Ipv6Addr,
    pub(crate) source: Ipv6Addr,
    pub(crate) interface: u32,
}

/// The kernel's `group_source_req`, which libc does not have.
#[repr(C)]
struct GroupSourceRequest {
    interface: u32,
    group: libc::sockaddr_storage,
    source: libc::sockaddr_storage,
}

const MCAST_JOIN_SOURCE_GROUP: libc::c_int = 46;
const MCAST_LEAVE_SOURCE_GROUP: libc::c_int = 47;

fn storage_of(ip: Ipv6Addr) -> libc::sockaddr_storage {
    // SAFETY: all zeros is a valid sockaddr_storage.
    let mut storage: libc::sockaddr_storage = unsafe { zeroed() };
    // SAFETY: the storage is large enough and aligned for every kind of address.
    let address = unsafe { &mut *(&raw mut storage).cast::<libc::sockaddr_in6>() };
    address.sin6_family = libc::AF_INET6 as libc::sa_family_t;
    address.sin6_addr.s6_addr = ip.octets();
    storage
}

/// Joins such a group, or leaves it.
pub(crate) fn change_source_group(fd: BorrowedFd<'_>, target: &SourceGroup, join: bool) -> Result<(), Errno> {
    let request = GroupSourceRequest {
        interface: target.interface,
        group: storage_of(target.group),
        source: storage_of(target.source),
    };
    let option = if join { MCAST_JOIN_SOURCE_GROUP } else { MCAST_LEAVE_SOURCE_GROUP };
    // SAFETY: the option takes a group_source_req, which `request` is laid out as; it is only read.
    let result = unsafe {
        libc::setsockopt(
            fd.as_raw_fd(),
            libc::IPPROTO_IPV6,
            option,
            std::ptr::from_ref(&request).cast(),
            size_of::<GroupSourceRequest>() as libc::socklen_t,
        )
    };
    if result != 0 {
        return Err(Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO));
    }
    Ok(())
}
