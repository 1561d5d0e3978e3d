//! Native URL parsing and serializing for `URL`, `domainToASCII()` and the legacy API, by Ada, as in Node.
//! Pure: no state, no I/O, except that [`random_uuid`] asks the kernel for randomness. Runs on the isolate's thread.

pub(crate) mod pattern;

use ada_url::{Idna, Url};
use weir_engine::{Binding, IntoJs, OpError, Scope, op, ops, v8};

use crate::buffer::{Encoding, text};

pub(crate) const BINDING: Binding = Binding {
    name: "url",
    ops: ops![parse, update, can_parse, domain_to_ascii, domain_to_unicode, domain_to_loose_ascii, random_uuid],
    init: None,
};

/// What `offsets` holds for a part that the URL does not have.
const OMITTED: u32 = u32::MAX;

/// Writes the places of a URL's parts, in the order that `url/whatwg.js` reads them.
fn write_offsets(url: &Url, offsets: &mut [u8]) {
    let parts = url.components();
    let values = [
        parts.protocol_end,
        parts.username_end,
        parts.host_start,
        parts.host_end,
        parts.port.unwrap_or(OMITTED),
        parts.pathname_start.unwrap_or(OMITTED),
        parts.search_start.unwrap_or(OMITTED),
        parts.hash_start.unwrap_or(OMITTED),
        url.scheme_type() as u32,
    ];
    for (place, value) in offsets.chunks_exact_mut(4).zip(values) {
        place.copy_from_slice(&value.to_ne_bytes());
    }
}

/// `parse(input, base | undefined, offsets)`: the href, with the places of its parts in the Uint32Array `offsets`, or
/// `undefined` where the input is no URL.
#[op]
fn parse<'s>(
    scope: &mut Scope<'s, '_>,
    input: v8::Local<'s, v8::String>,
    base: Option<String>,
    offsets: &mut [u8],
) -> Result<Option<v8::Local<'s, v8::Value>>, OpError> {
    let url = text::with_encoded(scope, input, Encoding::Utf8, |input| {
        // Always valid: what is no text in UTF-16 was replaced.
        let input = std::str::from_utf8(input).ok()?;
        Url::parse(input, base.as_deref()).ok()
    });
    let Some(url) = url else { return Ok(None) };
    write_offsets(&url, offsets);
    url.href().into_js(scope).map(Some)
}

/// `update(href, part, value, offsets)`: `href` with one part set (the numbers are in `url/whatwg.js`), or `undefined`
/// where the part cannot have the value.
#[op]
fn update(href: &str, part: u32, value: &str, offsets: &mut [u8]) -> Option<String> {
    let mut url = Url::parse(href, None).ok()?;
    let text = Some(value);
    match part {
        0 => url.set_protocol(value).ok()?,
        1 => url.set_host(text).ok()?,
        2 => url.set_hostname(text).ok()?,
        3 => url.set_port(text).ok()?,
        4 => url.set_username(text).ok()?,
        5 => url.set_password(text).ok()?,
        6 => url.set_pathname(text).ok()?,
        7 => url.set_search(text),
        8 => url.set_hash(text),
        _ => url.set_href(value).ok()?,
    }
    write_offsets(&url, offsets);
    Some(url.href().to_owned())
}

#[op]
fn can_parse(input: &str, base: Option<String>) -> bool {
    Url::can_parse(input, base.as_deref())
}

/// The hostname that a URL with this host would have, or "".
fn hostname_of(domain: &str) -> String {
    if domain.is_empty() {
        return String::new();
    }
    let Ok(mut url) = Url::parse("ws://x", None) else { return String::new() };
    if url.set_hostname(Some(domain)).is_err() {
        return String::new();
    }
    url.hostname().to_owned()
}

#[op]
fn domain_to_ascii(domain: &str) -> String {
    hostname_of(domain)
}

#[op]
fn domain_to_unicode(domain: &str) -> String {
    Idna::unicode(&hostname_of(domain))
}

/// Punycode of a legacy URL's host, which need not be a valid domain. "" where there is no ASCII form.
#[op]
fn domain_to_loose_ascii(domain: &str) -> String {
    Idna::ascii(domain)
}

/// A version 4 UUID.
#[op]
fn random_uuid() -> Result<String, OpError> {
    let mut bytes = [0_u8; 16];
    rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty())
        .map_err(|error| OpError::system(error.raw_os_error(), "getrandom"))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}
