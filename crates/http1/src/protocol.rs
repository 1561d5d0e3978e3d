//! The protocols that a start line may name, and which methods each has.

use crate::error::{Code, Error};
use crate::method::Method;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http,
    Ice,
    Rtsp,
}

impl Protocol {
    pub fn name(self) -> &'static [u8] {
        match self {
            Protocol::Http => b"HTTP/",
            Protocol::Ice => b"ICE/",
            Protocol::Rtsp => b"RTSP/",
        }
    }

    pub fn check(self, method: Method) -> Result<(), Error> {
        let (is_allowed, reason) = match self {
            Protocol::Http => (method.is_of_http(), "Invalid method for HTTP/x.x request"),
            Protocol::Rtsp => (method.is_of_rtsp(), "Invalid method for RTSP/x.x request"),
            Protocol::Ice => (method == Method::SOURCE, "Expected SOURCE method for ICE/x.x request"),
        };
        if is_allowed { Ok(()) } else { Err(Error::new(Code::InvalidConstant, reason)) }
    }
}
