//! `getaddrinfo` and `getnameinfo`, which only the C library has: they read its configuration and its plug-ins.
//! Called on the pool. The one file of this module that holds `unsafe`.

use std::ffi::{CStr, CString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ptr;

/// What libuv calls the failures of `getaddrinfo`, negative.
fn code_of(status: i32) -> i32 {
    match status {
        libc::EAI_AGAIN => -3001,
        libc::EAI_BADFLAGS => -3002,
        libc::EAI_FAIL => -3004,
        libc::EAI_FAMILY => -3005,
        libc::EAI_MEMORY => -3006,
        libc::EAI_NODATA => -3007,
        libc::EAI_NONAME => -3008,
        libc::EAI_OVERFLOW => -3009,
        libc::EAI_SERVICE => -3010,
        libc::EAI_SOCKTYPE => -3011,
        libc::EAI_SYSTEM => -std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO),
        _ => -3004,
    }
}

/// The list that `getaddrinfo` made, freed when it is dropped.
struct List(*mut libc::addrinfo);

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: the list came from getaddrinfo, and this is its only owner.
        unsafe { libc::freeaddrinfo(self.0) };
    }
}

/// The addresses of a host, each once per kind that the system names.
///
/// # Errors
/// A negative code of libuv's.
pub(super) fn addresses_of(host: &str, family: u32, hints: i32) -> Result<Vec<String>, i32> {
    let host = CString::new(host).map_err(|_| -libc::EINVAL)?;
    // SAFETY: all zeros is a valid addrinfo: no flags, any family, null pointers.
    let mut wanted: libc::addrinfo = unsafe { std::mem::zeroed() };
    wanted.ai_socktype = libc::SOCK_STREAM;
    wanted.ai_flags = hints;
    wanted.ai_family = match family {
        4 => libc::AF_INET,
        6 => libc::AF_INET6,
        _ => libc::AF_UNSPEC,
    };
    let mut found = ptr::null_mut();
    // SAFETY: the host is a C string, `wanted` is only read and `found` only written; both live for the call.
    let status = unsafe { libc::getaddrinfo(host.as_ptr(), ptr::null(), &wanted, &mut found) };
    if status != 0 {
        return Err(code_of(status));
    }
    let list = List(found);
    let mut texts = Vec::new();
    let mut next = list.0;
    // SAFETY: null, or an entry of the list, which lives until `list` is dropped.
    while let Some(entry) = unsafe { next.as_ref() } {
        texts.extend(address_of(entry).map(|ip| ip.to_string()));
        next = entry.ai_next;
    }
    Ok(texts)
}

fn address_of(entry: &libc::addrinfo) -> Option<IpAddr> {
    if entry.ai_addr.is_null() {
        return None;
    }
    match entry.ai_family {
        libc::AF_INET => {
            // SAFETY: not null, and getaddrinfo puts a sockaddr_in where it says AF_INET.
            let address = unsafe { &*entry.ai_addr.cast::<libc::sockaddr_in>() };
            Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr))))
        }
        libc::AF_INET6 => {
            // SAFETY: not null, and getaddrinfo puts a sockaddr_in6 where it says AF_INET6.
            let address = unsafe { &*entry.ai_addr.cast::<libc::sockaddr_in6>() };
            Some(IpAddr::V6(Ipv6Addr::from(address.sin6_addr.s6_addr)))
        }
        _ => None,
    }
}

/// The names of an address and a port.
///
/// # Errors
/// A negative code of libuv's.
pub(super) fn names_of(ip: IpAddr, port: u16) -> Result<(String, String), i32> {
    // SAFETY: all zeros is a valid sockaddr_storage.
    let mut storage: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
    let place = &raw mut storage;
    let length = match ip {
        IpAddr::V4(ip) => {
            // SAFETY: the storage is large enough and aligned for every kind of address.
            let address = unsafe { &mut *place.cast::<libc::sockaddr_in>() };
            address.sin_family = libc::AF_INET as libc::sa_family_t;
            address.sin_port = port.to_be();
            address.sin_addr.s_addr = u32::from(ip).to_be();
            size_of::<libc::sockaddr_in>()
        }
        IpAddr::V6(ip) => {
            // SAFETY: as above.
            let address = unsafe { &mut *place.cast::<libc::sockaddr_in6>() };
            address.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            address.sin6_port = port.to_be();
            address.sin6_addr.s6_addr = ip.octets();
            size_of::<libc::sockaddr_in6>()
        }
    };
    let mut host = [0; libc::NI_MAXHOST as usize];
    let mut service = [0; 32];
    // SAFETY: the address was written above with that length; both buffers are given with their own lengths.
    let status = unsafe {
        libc::getnameinfo(
            place.cast(),
            length as libc::socklen_t,
            host.as_mut_ptr(),
            host.len() as libc::socklen_t,
            service.as_mut_ptr(),
            service.len() as libc::socklen_t,
            libc::NI_NAMEREQD,
        )
    };
    if status != 0 {
        return Err(code_of(status));
    }
    Ok((text_of(&host), text_of(&service)))
}

fn text_of(buffer: &[libc::c_char]) -> String {
    let bytes: Vec<u8> = buffer.iter().map(|byte| *byte as u8).collect();
    match CStr::from_bytes_until_nul(&bytes) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localhost_is_found() {
        let found = addresses_of("localhost", 4, 0).unwrap();
        assert!(found.iter().any(|address| address == "127.0.0.1"), "{found:?}");
    }

    #[test]
    fn a_name_that_cannot_be_is_an_error() {
        assert!(addresses_of("no\0name", 0, 0).is_err());
        assert!(addresses_of("a..b", 0, libc::AI_NUMERICHOST).is_err());
    }
}
