//! Addresses as numbers, for `net.BlockList` and `net.SocketAddress`: 32 hexadecimal digits of the IPv6 form, so that
//! JavaScript can compare them as texts.

use std::net::{Ipv4Addr, Ipv6Addr};

use weir_engine::{Binding, op, ops};

use super::address;

pub(crate) const BINDING: Binding = Binding { name: "block_list", ops: ops![address_number, subnet_range], init: None };

fn digits(number: u128) -> String {
    format!("{number:032x}")
}

/// `addressNumber(text, isV6)`: [digits, the address as the system prints it], or undefined for a text that is no
/// address of that family.
#[op]
fn address_number(text: &str, is_v6: bool) -> Option<Vec<String>> {
    if is_v6 {
        let ip: Ipv6Addr = text.parse().ok()?;
        return Some(vec![digits(ip.to_bits()), address::print_v6(&ip)]);
    }
    let ip: Ipv4Addr = text.parse().ok()?;
    Some(vec![digits(ip.to_ipv6_mapped().to_bits()), ip.to_string()])
}

/// `subnetRange(digits, prefix)`: the first and the last address that share the first `prefix` bits of 128.
#[op]
fn subnet_range(number: &str, prefix: u32) -> Vec<String> {
    // The digits are those of `addressNumber`.
    let number = u128::from_str_radix(number, 16).unwrap_or_default();
    let host = u128::MAX.checked_shr(prefix).unwrap_or_default();
    vec![digits(number & !host), digits(number | host)]
}
