//! HTTP/1 messages in any cut: where the pieces end changes nothing about what is met, nothing is read past an error, and
//! a body is as long as its head says.
//!
//! The first bytes of an input are the kind, the leniency, the answers to heads, and where to cut; the rest is the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use weir_http1::{Body, Event, Kind, Lenient, Parser, Settings};

const MAX_HEAD: usize = 512;
const MAX_LINES: usize = 20;

#[derive(Debug, PartialEq, Eq)]
enum Met {
    Head { url: Vec<u8>, reason: Vec<u8>, lines: Vec<(Vec<u8>, Vec<u8>)>, status: u16, length: Option<u64> },
    Done { body: Vec<u8>, trailers: Vec<(Vec<u8>, Vec<u8>)> },
    Failed(&'static str),
    Ended(Result<bool, &'static str>),
}

fn owned(lines: weir_http1::Lines<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    lines.map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
}

fn read<'a>(kind: Kind, lenient: u16, answers: u8, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Met> {
    let settings = Settings { kind, lenient: Lenient(lenient), max_head: MAX_HEAD, max_lines: MAX_LINES };
    let mut parser = Parser::new(settings);
    let (mut met, mut body, mut length, mut heads) = (Vec::new(), Vec::new(), None, 0);
    for piece in pieces {
        let mut rest = piece;
        loop {
            let progress = match parser.advance(rest) {
                Ok(progress) => progress,
                Err(failure) => {
                    assert!(failure.at <= rest.len() + 1, "{} of {}", failure.at, rest.len());
                    assert!(!failure.error.reason.is_empty());
                    met.push(Met::Failed(failure.error.code.name()));
                    return met;
                }
            };
            assert!(progress.used <= rest.len());
            match &progress.event {
                Event::More => {}
                Event::Head => {
                    let head = parser.head(rest);
                    let (url, reason) = match kind {
                        Kind::Request => (head.url().to_vec(), Vec::new()),
                        Kind::Response => (Vec::new(), head.reason().to_vec()),
                    };
                    let lines = owned(head.headers());
                    // Where a leniency lets both stand, a coding wins over a length.
                    let is_coded =
                        lines.iter().any(|(name, _)| name.trim_ascii().eq_ignore_ascii_case(b"transfer-encoding"));
                    length = head.content_length().filter(|_| !is_coded);
                    met.push(Met::Head { url, reason, lines, status: head.status(), length });
                    match answers >> (heads % 4 * 2) & 3 {
                        1 => parser.set_body(Body::None),
                        2 => parser.set_body(Body::Upgrade),
                        3 => parser.set_body(Body::NoUpgrade),
                        _ => {}
                    }
                    heads += 1;
                }
                Event::Body(range) => {
                    body.extend_from_slice(&rest[range.clone()]);
                    if let Some(length) = length {
                        assert!(body.len() as u64 <= length, "{} of {length}", body.len());
                    }
                }
                Event::Done | Event::Upgraded => {
                    met.push(Met::Done { body: std::mem::take(&mut body), trailers: owned(parser.trailers(rest)) });
                }
            }
            let is_last = matches!(progress.event, Event::More);
            let is_over = matches!(progress.event, Event::Upgraded);
            rest = &rest[progress.used..];
            if is_over {
                return met;
            }
            if is_last {
                break;
            }
        }
    }
    met.push(Met::Ended(parser.finish().map_err(|error| error.code.name())));
    met
}

/// A head that is both too long and wrong may be refused for either, by how much of it was there at once.
fn same(whole: &[Met], cut: &[Met]) {
    if let (Some((Met::Failed(one), before)), Some((Met::Failed(other), before_cut))) =
        (whole.split_last(), cut.split_last())
        && [one, other].contains(&&"HPE_HEADER_OVERFLOW")
    {
        assert_eq!(before, before_cut);
        return;
    }
    assert_eq!(whole, cut);
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&[kind, low, high, answers, cut], text)) = bytes.split_first_chunk() else { return };
    let kind = if kind & 1 == 0 { Kind::Request } else { Kind::Response };
    let lenient = u16::from_le_bytes([low, high]);
    let whole = read(kind, lenient, answers, std::iter::once(text));
    let cut = read(kind, lenient, answers, text.chunks(usize::from(cut).max(1)));
    same(&whole, &cut);
    same(&whole, &read(kind, lenient, answers, text.chunks(1)));
});
