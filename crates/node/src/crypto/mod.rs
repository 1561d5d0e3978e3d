//! `node:crypto`, first part: digests and random bytes. Ciphers, keys and signatures come with the TLS library.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use weir_engine::{Binding, Bytes, OpError, op, ops};

pub const BINDING: Binding = Binding { name: "crypto", ops: ops![digest, random_fill], init: None };

/// `digest(algorithm, bytes)`: the digest, or undefined for an algorithm that is not known.
#[op]
fn digest(algorithm: &str, bytes: &[u8]) -> Option<Bytes> {
    let name = algorithm.to_ascii_lowercase().replace('-', "");
    Some(Bytes(match name.as_str() {
        "md5" => Md5::digest(bytes).to_vec(),
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha224" => Sha224::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha384" => Sha384::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    }))
}

/// `randomFill(view)`: fills it with random bytes of the system.
#[op]
fn random_fill(mut bytes: &mut [u8]) -> Result<(), OpError> {
    while !bytes.is_empty() {
        match rustix::rand::getrandom(&mut *bytes, rustix::rand::GetRandomFlags::empty()) {
            Ok(filled) => bytes = &mut bytes[filled..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(OpError::system(error.raw_os_error(), "getrandom")),
        }
    }
    Ok(())
}
