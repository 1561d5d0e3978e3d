//! What a parser may let pass that the standard forbids.

/// A set of leniencies, with the numbers that Node's parser takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lenient(pub u16);

impl Lenient {
    /// Any byte in a value, values over several lines or begun by a lone CR, a space before the first header.
    pub const HEADERS: Lenient = Lenient(1);
    /// A length beside a coding; the coding counts.
    pub const CHUNKED_LENGTH: Lenient = Lenient(2);
    /// A further message although the connection was to be closed.
    pub const KEEP_ALIVE: Lenient = Lenient(4);
    /// Codings after `chunked`.
    pub const TRANSFER_ENCODING: Lenient = Lenient(8);
    pub const VERSION: Lenient = Lenient(16);
    /// Bytes behind the last message, which are passed over.
    pub const DATA_AFTER_CLOSE: Lenient = Lenient(32);
    pub const OPTIONAL_LF_AFTER_CR: Lenient = Lenient(64);
    pub const OPTIONAL_CRLF_AFTER_CHUNK: Lenient = Lenient(128);
    pub const OPTIONAL_CR_BEFORE_LF: Lenient = Lenient(256);
    pub const SPACES_AFTER_CHUNK_SIZE: Lenient = Lenient(512);
    /// Control bytes in values, but no NUL.
    pub const HEADER_VALUE_RELAXED: Lenient = Lenient(1024);
    /// All but the last, as Node's `insecureHTTPParser`.
    pub const ALL: Lenient = Lenient(1023);

    pub(crate) fn has(self, other: Lenient) -> bool {
        self.0 & other.0 != 0
    }
}
