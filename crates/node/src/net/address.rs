//! Addresses between JavaScript's texts and the loop.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

use weir_engine::{IntoJs, OpError, Scope, v8};
use weir_loop::{Address, index_of_interface, name_of_interface};

/// An address with its port; the zone of an IPv6 address (`fe80::1%eth0`) is an interface's name or number. `None` for a
/// text that is no address, or a zone that is no interface.
pub(crate) fn parse(text: &str, port: u32) -> Option<SocketAddr> {
    let port = port as u16;
    let Some((address, zone)) = text.split_once('%') else {
        return Some(SocketAddr::new(text.parse().ok()?, port));
    };
    let address: Ipv6Addr = address.parse().ok()?;
    let scope = zone.parse().ok().or_else(|| index_of_interface(zone))?;
    Some(SocketAddr::V6(SocketAddrV6::new(address, port, 0, scope)))
}

/// The address as Node prints it, zone included.
pub(crate) fn print(address: &SocketAddr) -> String {
    match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => match name_of_interface(v6.scope_id()) {
            Some(name) => format!("{}%{name}", v6.ip()),
            None => format!("{}%{}", v6.ip(), v6.scope_id()),
        },
        other => match other.ip() {
            IpAddr::V6(ip) => print_v6(&ip),
            IpAddr::V4(ip) => ip.to_string(),
        },
    }
}

/// As `inet_ntop` does: addresses that embed an IPv4 one show it.
pub(crate) fn print_v6(ip: &Ipv6Addr) -> String {
    let segments = ip.segments();
    let embeds = segments[..6] == [0; 6] && segments[6] != 0;
    if embeds {
        let [.., a, b, c, d] = ip.octets();
        return format!("::{a}.{b}.{c}.{d}");
    }
    ip.to_string()
}

/// What JavaScript gets: [family, address, port], or the path of a unix socket.
pub(crate) fn to_js<'s>(scope: &mut Scope<'s, '_>, address: Address) -> Result<v8::Local<'s, v8::Value>, OpError> {
    match address {
        Address::Internet(internet) => {
            let family = v8::Integer::new(scope, if internet.is_ipv6() { 6 } else { 4 });
            let text = print(&internet).into_js(scope)?;
            let port = v8::Integer::new(scope, i32::from(internet.port()));
            Ok(v8::Array::new_with_elements(scope, &[family.into(), text, port.into()]).into())
        }
        Address::Path(path) => String::from_utf8_lossy(&path).into_owned().into_js(scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_interfaces() {
        let address = parse("fe80::1%lo", 80).unwrap();
        assert_eq!(print(&address), "fe80::1%lo");
        assert_eq!(address.port(), 80);
        assert_eq!(parse("fe80::1%no-such-interface", 80), None);
        assert_eq!(parse("127.0.0.1%lo", 80), None);
        assert_eq!(parse("nonsense", 80), None);
    }

    #[test]
    fn addresses_print_as_the_system_prints_them() {
        for text in ["127.0.0.1", "::", "::1", "::ffff:127.0.0.1", "fe80::1:2", "2001:db8::1", "::1.2.3.4"] {
            assert_eq!(print(&parse(text, 1).unwrap()), text);
        }
    }
}
