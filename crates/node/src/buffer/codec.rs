//! Bytes to text units and back, without V8: hexadecimal, base64 as Node reads it, conversions between encodings.
//! Pure functions over slices; nothing here writes past the output it is given.

/// The encodings of Buffers. The numbers are those of `buffer/encodings.js`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8 = 0,
    Latin1 = 1,
    Ascii = 2,
    Utf16le = 3,
    Base64 = 4,
    Base64Url = 5,
    Hex = 6,
}

impl Encoding {
    /// The encoding that JavaScript means by `id`; it passes no other number than those above.
    pub fn from_id(id: u32) -> Self {
        match id {
            0 => Self::Utf8,
            1 => Self::Latin1,
            2 => Self::Ascii,
            3 => Self::Utf16le,
            4 => Self::Base64,
            5 => Self::Base64Url,
            6 => Self::Hex,
            other => unreachable!("buffer/encodings.js has no encoding {other}"),
        }
    }
}

/// Two lower-case digits a byte.
pub(crate) fn hex_encode(bytes: &[u8]) -> Vec<u8> {
    // Reckoned and not looked up, so that many digits are made at once.
    let digit = |value: u8| value + b'0' + if value > 9 { b'a' - b'0' - 10 } else { 0 };
    let mut out = vec![0; bytes.len() * 2];
    for (pair, byte) in out.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [digit(byte >> 4), digit(byte & 15)];
    }
    out
}

/// Not a digit, in the tables below.
const NONE: u8 = 0xFF;
/// The base64 padding character.
const PAD: u8 = 0xFE;

/// The value of a hexadecimal digit, or NONE.
fn hex_value(digit: u8) -> u8 {
    let (number, letter) = (digit.wrapping_sub(b'0'), (digit | 0x20).wrapping_sub(b'a'));
    if number < 10 {
        number
    } else if letter < 6 {
        letter + 10
    } else {
        NONE
    }
}

/// Reads pairs of digits until one is no pair of digits, or `out` is full. Returns the number of bytes written.
pub(crate) fn hex_decode(digits: &[u8], out: &mut [u8]) -> usize {
    let mut written = 0;
    // Many at once, as long as all of them are digits.
    for (digits, bytes) in digits.as_chunks::<32>().0.iter().zip(out.as_chunks_mut::<16>().0) {
        let values = digits.map(hex_value);
        if values.iter().fold(0, |all, value| all | value) > 15 {
            break;
        }
        for (byte, pair) in bytes.iter_mut().zip(values.as_chunks::<2>().0) {
            *byte = pair[0] << 4 | pair[1];
        }
        written += 16;
    }
    for (pair, byte) in digits[2 * written..].as_chunks::<2>().0.iter().zip(&mut out[written..]) {
        let (high, low) = (hex_value(pair[0]), hex_value(pair[1]));
        if high == NONE || low == NONE {
            break;
        }
        *byte = high << 4 | low;
        written += 1;
    }
    written
}

/// Both alphabets at once: Node reads either wherever it reads one.
const BASE64_VALUES: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut letter = 0;
    while letter < 26 {
        table[b'A' as usize + letter] = letter as u8;
        table[b'a' as usize + letter] = 26 + letter as u8;
        letter += 1;
    }
    let mut digit = 0;
    while digit < 10 {
        table[b'0' as usize + digit] = 52 + digit as u8;
        digit += 1;
    }
    table[b'+' as usize] = 62;
    table[b'-' as usize] = 62;
    table[b'/' as usize] = 63;
    table[b'_' as usize] = 63;
    table[b'=' as usize] = PAD;
    table
};

/// Decodes base64 the way `Buffer.from(string, 'base64')` does: characters outside the alphabet are skipped, the first
/// padding ends the text, a last group need not be full, and what `out` has no room for is dropped. Returns the number
/// of bytes written.
pub(crate) fn base64_decode(text: &[u8], out: &mut [u8]) -> usize {
    let mut written = 0;
    let mut bits = 0u32;
    let mut held = 0;
    for &character in text {
        let value = BASE64_VALUES[usize::from(character)];
        match value {
            NONE => continue,
            PAD => break,
            _ => {}
        }
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            let Some(byte) = out.get_mut(written) else { break };
            held -= 8;
            *byte = (bits >> held) as u8;
            written += 1;
        }
    }
    written
}

/// Why `atob()` refuses a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtobError {
    /// A character that is neither of the alphabet nor white space, or padding that does not fit.
    InvalidCharacter,
    /// A last group of one digit, which says nothing.
    IncompleteGroup,
}

/// The forgiving base64 decode of the Infra standard: white space anywhere, padding right or not there at all.
pub(crate) fn atob(text: &[u8]) -> Result<Vec<u8>, AtobError> {
    let mut digits = Vec::with_capacity(text.len());
    let mut padding = 0;
    for &character in text {
        match character {
            b'\t' | b'\n' | 0x0C | b'\r' | b' ' => {}
            b'=' => padding += 1,
            b'-' | b'_' => return Err(AtobError::InvalidCharacter),
            _ if padding > 0 || BASE64_VALUES[usize::from(character)] == NONE => {
                return Err(AtobError::InvalidCharacter);
            }
            _ => digits.push(character),
        }
    }
    if digits.len() % 4 == 1 && padding < 2 {
        return Err(AtobError::IncompleteGroup);
    }
    if padding > 2 || digits.len() % 4 == 1 || (padding > 0 && (digits.len() + padding) % 4 != 0) {
        return Err(AtobError::InvalidCharacter);
    }
    let mut out = vec![0; digits.len() * 3 / 4];
    let written = base64_decode(&digits, &mut out);
    out.truncate(written);
    Ok(out)
}

/// The UTF-16 units in little-endian bytes; half a unit at the end is dropped.
pub(crate) fn utf16_units(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Writes as many whole units as fit, as little-endian bytes. Returns the number of bytes.
pub(crate) fn write_utf16(units: impl Iterator<Item = u16>, out: &mut [u8]) -> usize {
    let mut written = 0;
    for (pair, unit) in out.chunks_exact_mut(2).zip(units) {
        pair.copy_from_slice(&unit.to_le_bytes());
        written += 2;
    }
    written
}

/// What `buffer.transcode()` makes of bytes, or `None` where ICU finds a character that it cannot carry over.
///
/// To one byte a character, what does not fit becomes `?`. Between the Unicode encodings, bad input is an error in all
/// but UTF-8 to UTF-8. Only the four encodings of text come here.
pub(crate) fn transcode(source: &[u8], from: Encoding, to: Encoding) -> Option<Vec<u8>> {
    use Encoding::{Ascii, Latin1, Utf8, Utf16le};
    match (from, to) {
        (Utf8, Utf8) => Some(String::from_utf8_lossy(source).into_owned().into_bytes()),
        (Utf8, Utf16le) => Some(to_utf16_bytes(std::str::from_utf8(source).ok()?.encode_utf16())),
        (Utf8, _) => Some(narrow(String::from_utf8_lossy(source).chars(), to)),
        (Utf16le, Utf16le) => Some(to_utf16_bytes(utf16_units(source))),
        (Utf16le, Utf8) => {
            char::decode_utf16(utf16_units(source)).collect::<Result<String, _>>().ok().map(String::into_bytes)
        }
        (Utf16le, _) => {
            let characters = char::decode_utf16(utf16_units(source)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
            Some(narrow(characters, to))
        }
        (Latin1, Utf8) => Some(source.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()),
        (Ascii, Utf8) => Some(source.iter().map(|&byte| ascii_char(byte)).collect::<String>().into_bytes()),
        (Latin1 | Ascii, Utf16le) => Some(to_utf16_bytes(source.iter().map(|&byte| u16::from(byte)))),
        (Ascii, _) => Some(narrow(source.iter().map(|&byte| ascii_char(byte)), to)),
        (_, _) => Some(narrow(source.iter().map(|&byte| char::from(byte)), to)),
    }
}

fn ascii_char(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER }
}

fn to_utf16_bytes(units: impl Iterator<Item = u16>) -> Vec<u8> {
    units.flat_map(u16::to_le_bytes).collect()
}

/// One byte a character; `?` for what the encoding lacks.
fn narrow(characters: impl Iterator<Item = char>, to: Encoding) -> Vec<u8> {
    let limit = if to == Encoding::Ascii { 0x80 } else { 0x100 };
    characters.map(|c| if u32::from(c) < limit { c as u8 } else { b'?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(text: &str) -> Vec<u8> {
        let mut out = vec![0; text.len()];
        let written = base64_decode(text.as_bytes(), &mut out);
        out.truncate(written);
        out
    }

    #[test]
    fn base64_is_read_as_node_reads_it() {
        for (text, expected) in [
            ("YQ=YQ", &b"a"[..]),
            ("YWJj=YWJj", b"abc"),
            ("YWJj!YWJj", b"abcabc"),
            ("YW-_", b"\x61\x6f\xbf"),
            ("YW+/", b"\x61\x6f\xbf"),
            ("Y", b""),
            ("YWJjY", b"abc"),
            ("=YWJj", b""),
            (" Y\nQ ", b"a"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn base64_stops_where_the_output_ends() {
        let mut out = [0; 1];
        assert_eq!(base64_decode(b"YWJj", &mut out), 1);
        assert_eq!(out, *b"a");
    }

    #[test]
    fn hex_stops_at_the_first_bad_pair() {
        let mut out = [0; 4];
        assert_eq!(hex_decode(b"4a4", &mut out), 1);
        assert_eq!(hex_decode(b"4g4a", &mut out), 0);
        assert_eq!(hex_decode(b"4A4g4a", &mut out), 1);
        assert_eq!(out[0], 0x4A);
        assert_eq!(hex_decode(b"0102030405", &mut out), 4);
    }

    #[test]
    fn atob_tells_its_errors_apart() {
        use AtobError::{IncompleteGroup, InvalidCharacter};
        for text in ["Y", "Y=", "YWJjY"] {
            assert_eq!(atob(text.as_bytes()), Err(IncompleteGroup), "{text}");
        }
        for text in ["YW=", "YWJj=", "Y===", "=", "====", "YWJj====", "Y!==", "YQ==YQ==", "YQ==Y", "ab-_", "YW\x0b"] {
            assert_eq!(atob(text.as_bytes()), Err(InvalidCharacter), "{text}");
        }
        for (text, expected) in [("YWJ=", &b"ab"[..]), ("YW==", b"a"), ("YR==", b"a"), ("Y Q = =", b"a"), (" ", b"")] {
            assert_eq!(atob(text.as_bytes()).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn transcoding_follows_icu() {
        use Encoding::{Ascii, Latin1, Utf8, Utf16le};
        let wide = [0xac, 0x20, 0xe9, 0, 0x3d, 0xd8, 0, 0xde];
        assert_eq!(transcode("€é😀".as_bytes(), Utf8, Utf16le).as_deref(), Some(&wide[..]));
        assert_eq!(transcode(&wide, Utf16le, Utf8).as_deref(), Some("€é😀".as_bytes()));
        assert_eq!(transcode(&wide, Utf16le, Latin1).as_deref(), Some(&b"?\xe9?"[..]));
        assert_eq!(transcode("€é".as_bytes(), Utf8, Ascii).as_deref(), Some(&b"??"[..]));
        assert_eq!(transcode(&[0xe9, 0xff, 0x80], Utf8, Utf16le), None);
        assert_eq!(transcode(&[0, 0xd8], Utf16le, Utf8), None);
        assert_eq!(transcode(&[0xe9, 0x61], Ascii, Utf8).as_deref(), Some("\u{fffd}a".as_bytes()));
        assert_eq!(transcode(&[0xe9, 0xff], Ascii, Latin1).as_deref(), Some(&b"??"[..]));
        assert_eq!(transcode(&[0xe9, 0xff], Latin1, Utf8).as_deref(), Some("éÿ".as_bytes()));
    }

    proptest! {
        #[test]
        fn hex_comes_back(bytes: Vec<u8>) {
            let mut out = vec![0; bytes.len()];
            prop_assert_eq!(hex_decode(&hex_encode(&bytes), &mut out), bytes.len());
            prop_assert_eq!(out, bytes);
        }

        #[test]
        fn base64_never_writes_more_than_three_quarters(text: Vec<u8>) {
            let mut out = vec![0; text.len()];
            prop_assert!(base64_decode(&text, &mut out) <= text.len() * 3 / 4);
        }

        #[test]
        fn atob_agrees_with_the_lenient_reader(text in "[A-Za-z0-9+/ \n]{0,40}={0,2}") {
            if let Ok(bytes) = atob(text.as_bytes()) {
                prop_assert_eq!(bytes, decoded(&text));
            }
        }

        #[test]
        fn utf16_comes_back(units: Vec<u16>) {
            let mut out = vec![0; units.len() * 2 + 1];
            prop_assert_eq!(write_utf16(units.iter().copied(), &mut out), units.len() * 2);
            prop_assert_eq!(utf16_units(&out).collect::<Vec<_>>(), units);
        }
    }
}
