//! Network interfaces by name and number, for the zone of a link-local address.

use rustix::net::{AddressFamily, SocketType, netdevice, socket};

/// The number of the interface with that name.
pub fn index_of_interface(name: &str) -> Option<u32> {
    let any = socket(AddressFamily::INET, SocketType::DGRAM, None).ok()?;
    netdevice::name_to_index(any, name).ok()
}

/// The name of the interface with that number.
pub fn name_of_interface(index: u32) -> Option<String> {
    let any = socket(AddressFamily::INET, SocketType::DGRAM, None).ok()?;
    netdevice::index_to_name(any, index).ok()
}
