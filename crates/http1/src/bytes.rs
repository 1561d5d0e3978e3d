//! What single bytes may be where: one table, a bit per place.

const TOKEN: u8 = 1;
const VALUE: u8 = 2;
const URL: u8 = 4;
const SERVER: u8 = 8;
const VALUE_RELAXED: u8 = 16;
const QUOTED: u8 = 32;

const fn table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let mut bits = 0;
        let is_graphic = byte > 0x20 && byte < 0x7f;
        if byte.is_ascii_alphanumeric() || is_one_of(byte, b"!#$%&'*+-.^_`|~") {
            bits |= TOKEN;
        }
        if byte == b'\t' || byte == b' ' || is_graphic || byte >= 0x80 {
            bits |= VALUE | QUOTED;
        }
        if byte != 0 && byte != b'\r' && byte != b'\n' {
            bits |= VALUE_RELAXED;
        }
        if is_graphic {
            bits |= URL;
        }
        if is_graphic && !is_one_of(byte, b"\"#<>\\^`{|}") {
            bits |= SERVER;
        }
        table[at] = bits;
        at += 1;
    }
    table
}

const fn is_one_of(byte: u8, list: &[u8]) -> bool {
    let mut at = 0;
    while at < list.len() {
        if list[at] == byte {
            return true;
        }
        at += 1;
    }
    false
}

static TABLE: [u8; 256] = table();

/// Part of a header's name or a chunk extension.
#[inline]
pub(crate) fn is_token(byte: u8) -> bool {
    TABLE[usize::from(byte)] & TOKEN != 0
}

#[inline]
pub(crate) fn is_value(byte: u8) -> bool {
    TABLE[usize::from(byte)] & VALUE != 0
}

/// Part of a header's value where values are not looked at closely.
#[inline]
pub(crate) fn is_relaxed_value(byte: u8) -> bool {
    TABLE[usize::from(byte)] & VALUE_RELAXED != 0
}

/// Part of a path, a query or a fragment.
#[inline]
pub(crate) fn is_url(byte: u8) -> bool {
    TABLE[usize::from(byte)] & URL != 0
}

/// Part of a URL's authority, up to its path.
#[inline]
pub(crate) fn is_server(byte: u8) -> bool {
    TABLE[usize::from(byte)] & SERVER != 0
}

#[inline]
pub(crate) fn is_quoted(byte: u8) -> bool {
    TABLE[usize::from(byte)] & QUOTED != 0
}

/// How many bytes of `text` from `at` on are of a kind.
#[inline]
pub(crate) fn run(text: &[u8], at: usize, kind: impl Fn(u8) -> bool) -> usize {
    text[at..].iter().position(|&byte| !kind(byte)).unwrap_or(text.len() - at)
}
