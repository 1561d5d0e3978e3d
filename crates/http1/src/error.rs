//! What a message can be refused for: llhttp's codes and texts, since programs compare them.

use std::fmt;

/// The kind of an error, by the name programs find in `error.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Strict,
    CrExpected,
    LfExpected,
    UnexpectedContentLength,
    UnexpectedSpace,
    ClosedConnection,
    InvalidMethod,
    InvalidUrl,
    InvalidConstant,
    InvalidVersion,
    InvalidHeaderToken,
    InvalidContentLength,
    InvalidChunkSize,
    InvalidStatus,
    InvalidEofState,
    InvalidTransferEncoding,
    PausedH2Upgrade,
    HeaderOverflow,
    ChunkExtensionsOverflow,
}

impl Code {
    /// The name with its prefix, `HPE_…`.
    pub fn name(self) -> &'static str {
        match self {
            Code::Strict => "HPE_STRICT",
            Code::CrExpected => "HPE_CR_EXPECTED",
            Code::LfExpected => "HPE_LF_EXPECTED",
            Code::UnexpectedContentLength => "HPE_UNEXPECTED_CONTENT_LENGTH",
            Code::UnexpectedSpace => "HPE_UNEXPECTED_SPACE",
            Code::ClosedConnection => "HPE_CLOSED_CONNECTION",
            Code::InvalidMethod => "HPE_INVALID_METHOD",
            Code::InvalidUrl => "HPE_INVALID_URL",
            Code::InvalidConstant => "HPE_INVALID_CONSTANT",
            Code::InvalidVersion => "HPE_INVALID_VERSION",
            Code::InvalidHeaderToken => "HPE_INVALID_HEADER_TOKEN",
            Code::InvalidContentLength => "HPE_INVALID_CONTENT_LENGTH",
            Code::InvalidChunkSize => "HPE_INVALID_CHUNK_SIZE",
            Code::InvalidStatus => "HPE_INVALID_STATUS",
            Code::InvalidEofState => "HPE_INVALID_EOF_STATE",
            Code::InvalidTransferEncoding => "HPE_INVALID_TRANSFER_ENCODING",
            Code::PausedH2Upgrade => "HPE_PAUSED_H2_UPGRADE",
            Code::HeaderOverflow => "HPE_HEADER_OVERFLOW",
            Code::ChunkExtensionsOverflow => "HPE_CHUNK_EXTENSIONS_OVERFLOW",
        }
    }
}

/// Why a message was refused. After an error the parser refuses all further input with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    pub code: Code,
    /// A sentence for people; part of the message of Node's errors.
    pub reason: &'static str,
}

impl Error {
    pub(crate) const fn new(code: Code, reason: &'static str) -> Error {
        Error { code, reason }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.reason)
    }
}

impl std::error::Error for Error {}
