//! What node:tls has of the authorities that it trusts: those of Mozilla's program, as the crate `webpki-root-certs` lists
//! them.

use weir_engine::{Binding, Latin1, op, ops};

use crate::buffer::simd::{Alphabet, base64_encode};

pub(crate) const BINDING: Binding = Binding { name: "tls", ops: ops![root_certificates], init: None };

const LINE: usize = 64;

/// A certificate as PEM, with no line's end after the last line.
fn pem(der: &[u8]) -> Vec<u8> {
    let base64 = base64_encode(der, Alphabet::Standard);
    let mut text = b"-----BEGIN CERTIFICATE-----\n".to_vec();
    for line in base64.chunks(LINE) {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.extend_from_slice(b"-----END CERTIFICATE-----");
    text
}

/// `rootCertificates()`: each as PEM.
#[op]
fn root_certificates() -> Vec<Latin1> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| Latin1(pem(der))).collect()
}
