//! `node:dns` as far as it asks the system: names to addresses and back, on the threadpool in the lane that is for
//! nothing else, so that slow names do not hold up files.

mod sys;

use std::net::{IpAddr, Ipv6Addr};

use weir_engine::{Binding, How, IntoJs, OpError, Scope, op, ops, v8};
use weir_loop::Lane;

use crate::Env;
use crate::internal::work;
use crate::net::address;

pub(crate) const BINDING: Binding =
    Binding { name: "dns", ops: ops![get_addr_info, get_name_info, arpa_name, print_address], init: None };

/// The answer of the system: texts, or a negative code (an errno, or one of libuv's for what `getaddrinfo` says).
enum Answer {
    Texts(Vec<String>),
    Failed(i32),
}

impl<'s> IntoJs<'s> for Answer {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<v8::Local<'s, v8::Value>, OpError> {
        match self {
            Answer::Texts(texts) => texts.into_js(scope),
            Answer::Failed(code) => code.into_js(scope),
        }
    }
}

impl From<Result<Vec<String>, i32>> for Answer {
    fn from(result: Result<Vec<String>, i32>) -> Self {
        match result {
            Ok(texts) => Answer::Texts(texts),
            Err(code) => Answer::Failed(code),
        }
    }
}

/// `getAddrInfo(host, family, hints, how)`: the addresses of a host, in the order of the system, or a negative code.
/// `family` is 4, 6 or 0 for both; `hints` are `AI_*` flags.
#[op]
fn get_addr_info<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    host: String,
    family: u32,
    hints: i32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    work::run(scope, env, Lane::Dns.labelled("GetAddrInfoReqWrap"), how, move || {
        Ok(Answer::from(sys::addresses_of(&host, family, hints)))
    })
}

/// `arpaName(address)`: the name under which an address's names are found, or undefined for what is no address.
#[op]
fn arpa_name(address: &str) -> Option<String> {
    Some(match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(ip) => {
            let mut name = String::with_capacity(72);
            for byte in ip.octets().iter().rev() {
                name.push_str(&format!("{:x}.{:x}.", byte & 15, byte >> 4));
            }
            name + "ip6.arpa"
        }
    })
}

/// `printAddress(bytes)`: sixteen bytes as an IPv6 address.
#[op]
fn print_address(bytes: &[u8]) -> Option<String> {
    let bytes: [u8; 16] = bytes.try_into().ok()?;
    Some(address::print_v6(&Ipv6Addr::from(bytes)))
}

/// `getNameInfo(address, port, how)`: [host, service], or a negative code.
#[op]
fn get_name_info<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    address: String,
    port: u32,
    how: How,
) -> Result<v8::Local<'s, v8::Value>, OpError> {
    work::run(scope, env, Lane::Dns.labelled("GetNameInfoReqWrap"), how, move || {
        Ok(Answer::from(match address.parse::<IpAddr>() {
            Ok(ip) => sys::names_of(ip, port as u16).map(|(host, service)| vec![host, service]),
            Err(_) => Err(-libc::EINVAL),
        }))
    })
}
