//! The addresses of the machine's network interfaces.

use std::ffi::CStr;
use std::net::{Ipv4Addr, Ipv6Addr};

use weir_engine::{Bytes, IntoJs, OpError, Scope, op, v8};

struct Address {
    name: String,
    address: String,
    netmask: String,
    v6: bool,
    mac: String,
    /// Bit 0: a loopback; above it the scope of an IPv6 address.
    flags: u32,
    mask: Vec<u8>,
}

/// `networkInterfaces()`: seven values for each address: name, address, netmask, whether it is IPv6, hardware address,
/// flags (bit 0 loopback, above it the scope), netmask as bytes; flat.
#[op]
fn network_interfaces<'s>(scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
    let mut values = Vec::new();
    for item in addresses()? {
        values.push(item.name.into_js(scope)?);
        values.push(item.address.into_js(scope)?);
        values.push(item.netmask.into_js(scope)?);
        values.push(item.v6.into_js(scope)?);
        values.push(item.mac.into_js(scope)?);
        values.push(item.flags.into_js(scope)?);
        values.push(Bytes(item.mask).into_js(scope)?);
    }
    values.into_js(scope)
}

fn addresses() -> Result<Vec<Address>, OpError> {
    let mut list = std::ptr::null_mut();
    // SAFETY: on success the list is ours until freeifaddrs; all pointers into it are read before that.
    unsafe {
        if libc::getifaddrs(&mut list) != 0 {
            let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
            return Err(OpError::system(errno, "uv_interface_addresses"));
        }
        let mut found = Vec::new();
        let mut entry = list;
        while let Some(item) = entry.as_ref() {
            found.extend(read(item));
            entry = item.ifa_next;
        }
        libc::freeifaddrs(list);
        Ok(found)
    }
}

/// One entry with an IP address of an interface that is up.
///
/// # Safety
/// `item` is an entry that getifaddrs made and that was not freed.
unsafe fn read(item: &libc::ifaddrs) -> Option<Address> {
    let up = (libc::IFF_UP | libc::IFF_RUNNING) as u32;
    if item.ifa_addr.is_null() || item.ifa_netmask.is_null() || item.ifa_flags & up != up {
        return None;
    }
    // SAFETY: the caller's promise; the family says which kind of address stands there.
    let (name, family) =
        unsafe { (CStr::from_ptr(item.ifa_name).to_string_lossy().into_owned(), (*item.ifa_addr).sa_family) };
    let (address, netmask, v6, scope, mask) = match i32::from(family) {
        libc::AF_INET => {
            // SAFETY: as above.
            let (address, mask) = unsafe {
                let address = &*item.ifa_addr.cast::<libc::sockaddr_in>();
                let mask = &*item.ifa_netmask.cast::<libc::sockaddr_in>();
                (address.sin_addr.s_addr.to_ne_bytes(), mask.sin_addr.s_addr.to_ne_bytes())
            };
            (Ipv4Addr::from(address).to_string(), Ipv4Addr::from(mask).to_string(), false, 0, mask.to_vec())
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let (address, mask, scope) = unsafe {
                let address = &*item.ifa_addr.cast::<libc::sockaddr_in6>();
                let mask = &*item.ifa_netmask.cast::<libc::sockaddr_in6>();
                (address.sin6_addr.s6_addr, mask.sin6_addr.s6_addr, address.sin6_scope_id)
            };
            (Ipv6Addr::from(address).to_string(), Ipv6Addr::from(mask).to_string(), true, scope, mask.to_vec())
        }
        _ => return None,
    };
    let mac = std::fs::read_to_string(format!("/sys/class/net/{name}/address"))
        .map_or_else(|_| String::from("00:00:00:00:00:00"), |text| text.trim().to_owned());
    let loopback = item.ifa_flags & libc::IFF_LOOPBACK as u32 != 0;
    Some(Address { name, address, netmask, v6, mac, flags: u32::from(loopback) | (scope << 1), mask })
}
