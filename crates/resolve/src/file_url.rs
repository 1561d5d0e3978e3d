//! `file:` URLs and paths, both ways, with the results of `url.pathToFileURL` and `url.fileURLToPath` on POSIX. Works on
//! serialised URLs, whose parts can be cut by their separators without a parser.

use crate::error::ResolveError;

/// The parts of a serialised `file:` URL.
pub(crate) struct FileUrl<'a> {
    pub host: &'a str,
    pub pathname: &'a str,
    /// Query and fragment with their signs, or empty.
    pub tail: &'a str,
}

/// Cuts a serialised URL, or nothing when its scheme is another.
pub(crate) fn split_file_url(href: &str) -> Option<FileUrl<'_>> {
    let rest = href.strip_prefix("file://")?;
    let path_at = rest.find('/')?;
    let (host, rest) = rest.split_at(path_at);
    let tail_at = rest.find(['?', '#']).unwrap_or(rest.len());
    let (pathname, tail) = rest.split_at(tail_at);
    Some(FileUrl { host, pathname, tail })
}

/// Whether `pathname` holds an encoded slash or backslash, which no file name can mean.
pub(crate) fn has_encoded_separator(pathname: &str) -> bool {
    let bytes = pathname.as_bytes();
    bytes.windows(3).any(|w| {
        w[0] == b'%'
            && ((w[1] == b'2' && w[2].eq_ignore_ascii_case(&b'f'))
                || (w[1] == b'5' && w[2].eq_ignore_ascii_case(&b'c')))
    })
}

/// Path of a serialised `file:` URL.
///
/// # Errors
/// `ERR_INVALID_URL_SCHEME`, `ERR_INVALID_FILE_URL_HOST`, `ERR_INVALID_FILE_URL_PATH` (encoded slash) and `URIError`
/// (percent encoding that is not UTF-8).
pub fn file_url_to_path(href: &str) -> Result<String, ResolveError> {
    let parts = split_file_url(href).ok_or(ResolveError::InvalidUrlScheme)?;
    if !parts.host.is_empty() {
        return Err(ResolveError::InvalidFileUrlHost { input: href.to_owned(), module: None });
    }
    let bytes = parts.pathname.as_bytes();
    if !bytes.contains(&b'%') {
        return Ok(parts.pathname.to_owned());
    }
    if bytes.windows(3).any(|w| w[0] == b'%' && w[1] == b'2' && w[2].eq_ignore_ascii_case(&b'f')) {
        return Err(ResolveError::InvalidFileUrlPath { input: href.to_owned() });
    }
    decode(bytes).ok_or_else(|| ResolveError::UriMalformed { input: href.to_owned(), module: None })
}

/// For messages: the path of a file URL, and any other text as it is.
pub(crate) fn file_url_to_path_lossy(href: &str) -> String {
    file_url_to_path(href).unwrap_or_else(|_| href.to_owned())
}

fn decode(bytes: &[u8]) -> Option<String> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == b'%' {
            let high = digit(*bytes.get(index + 1)?)?;
            let low = digit(*bytes.get(index + 2)?)?;
            out.push((high * 16 + low) as u8);
            index += 3;
        } else {
            out.push(bytes[index]);
            index += 1;
        }
    }
    String::from_utf8(out).ok()
}

/// Whether `pathToFileURL` leaves this byte alone.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'/' | b'-'
                | b'_'
                | b'.'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}

/// `pathToFileURL(path).href` for an absolute path.
pub fn path_to_file_url(path: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(path.len() + 8);
    out.push_str("file://");
    for &byte in path.as_bytes() {
        if is_plain(byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out
}

/// Whether `text` means the same as part of a path and as part of a URL: no escapes, separators or foreign letters.
pub(crate) fn is_url_safe(text: &str) -> bool {
    text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (path, url) in [
            ("/a b", "file:///a%20b"),
            ("/~", "file:///%7E"),
            ("/?#%", "file:///%3F%23%25"),
            ("/ü", "file:///%C3%BC"),
            ("/:@!$&()*+,;='", "file:///:@!$&()*+,;='"),
        ] {
            assert_eq!(path_to_file_url(path), url);
            assert_eq!(file_url_to_path(url).as_deref(), Ok(path));
        }
        assert_eq!(file_url_to_path("file:///a?b#c").as_deref(), Ok("/a"));
    }

    #[test]
    fn refusals() {
        let code = |url| file_url_to_path(url).unwrap_err().code();
        assert_eq!(code("http://x/"), Some("ERR_INVALID_URL_SCHEME"));
        assert_eq!(code("file://host/x"), Some("ERR_INVALID_FILE_URL_HOST"));
        assert_eq!(code("file:///a%2Fb"), Some("ERR_INVALID_FILE_URL_PATH"));
        assert_eq!(code("file:///%E0%A4%A"), None);
    }
}
