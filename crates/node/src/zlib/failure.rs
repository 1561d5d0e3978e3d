//! Why a step failed, in the words, codes and numbers that programs know from Node.

use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    pub message: Cow<'static, str>,
    pub errno: i32,
    pub code: Cow<'static, str>,
}

const Z_BUF_ERROR: i32 = -5;

impl Failure {
    /// One of zlib's return codes.
    pub fn zlib(result: i32, message: impl Into<Cow<'static, str>>) -> Self {
        let code = match result {
            2 => "Z_NEED_DICT",
            -1 => "Z_ERRNO",
            -2 => "Z_STREAM_ERROR",
            -3 => "Z_DATA_ERROR",
            -4 => "Z_MEM_ERROR",
            Z_BUF_ERROR => "Z_BUF_ERROR",
            -6 => "Z_VERSION_ERROR",
            _ => "Z_UNKNOWN",
        };
        Self { message: message.into(), errno: result, code: code.into() }
    }

    /// Input was said to be complete and is not: the same for every format.
    pub fn unexpected_end() -> Self {
        Self::zlib(Z_BUF_ERROR, "unexpected end of file")
    }

    pub fn new(message: impl Into<Cow<'static, str>>, errno: i32, code: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), errno, code: code.into() }
    }
}
