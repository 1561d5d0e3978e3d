//! The parser on whole inputs: what it tells, what it refuses, and that the way an input is cut changes nothing.

use proptest::prelude::*;
use weir_http1::{Body, Code, Event, Kind, Lenient, Parser, Settings};

/// All that a program could see of a connection's input.
#[derive(Debug, PartialEq, Eq, Default)]
struct Seen {
    heads: Vec<String>,
    bodies: Vec<Vec<u8>>,
    trailers: Vec<String>,
    rest: Vec<u8>,
    error: Option<&'static str>,
    complete: bool,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn lines(lines: weir_http1::Lines<'_>) -> String {
    lines.map(|(name, value)| format!("{}={}\n", text(name), text(&value))).collect()
}

fn read(settings: Settings, pieces: &[&[u8]], body: Option<Body>) -> Seen {
    let mut parser = Parser::new(settings);
    let mut seen = Seen::default();
    let mut open = Vec::new();
    let mut is_upgraded = false;
    for piece in pieces {
        let mut rest = *piece;
        loop {
            if is_upgraded {
                seen.rest.extend_from_slice(rest);
                break;
            }
            let progress = match parser.advance(rest) {
                Ok(progress) => progress,
                Err(failure) => {
                    assert!(failure.at <= rest.len() + 1);
                    seen.error = Some(failure.error.reason);
                    seen.bodies.push(open);
                    return seen;
                }
            };
            match &progress.event {
                Event::More => {
                    assert_eq!(progress.used, rest.len());
                    break;
                }
                Event::Head => {
                    let head = parser.head(rest);
                    seen.heads.push(format!(
                        "{} {} {:?} {} {} {} {}\n{}",
                        head.method().name(),
                        text(head.url()),
                        head.version(),
                        head.status(),
                        text(head.reason()),
                        head.is_upgrade(),
                        head.should_keep_alive(),
                        lines(head.headers())
                    ));
                    if let Some(body) = body {
                        parser.set_body(body);
                    }
                }
                Event::Body(range) => open.extend_from_slice(&rest[range.clone()]),
                Event::Done | Event::Upgraded => {
                    seen.bodies.push(std::mem::take(&mut open));
                    seen.trailers.push(lines(parser.trailers(rest)));
                    is_upgraded = progress.event == Event::Upgraded;
                }
            }
            rest = &rest[progress.used..];
        }
    }
    seen.complete = parser.finish().is_ok();
    seen.bodies.push(open);
    seen
}

fn requests(input: &str) -> Seen {
    read(Settings::new(Kind::Request), &[input.as_bytes()], None)
}

#[test]
fn pipelined_requests_with_bodies_and_trailers() {
    let seen = requests(concat!(
        "POST /a?b#c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
        "\r\nPOST /2 HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2;x=\"y\"\r\nde\r\n1\r\nf\r\n0\r\nA: b\r\n\r\n",
        "GET /3 HTTP/1.0\r\nEmpty:\r\nPadded: \t v \r\n\r\n",
    ));
    assert_eq!(seen.error, None);
    assert_eq!(seen.bodies, [&b"abc"[..], b"def", b"", b""]);
    assert_eq!(seen.trailers, ["", "A=b\n", ""]);
    assert!(seen.heads[2].ends_with("Empty=\nPadded=v\n"), "{}", seen.heads[2]);
    assert!(seen.complete);
}

#[test]
fn what_is_smuggled_is_refused() {
    let both = "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
    let twice = "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n";
    let not_last = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n";
    let in_two = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n";
    let lone_lf = "GET / HTTP/1.1\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n";
    let folded = "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n";
    let spaced = "POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\n";
    let signed = "POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n";
    let huge = "POST / HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n\r\n";
    let huge_chunk = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n";
    let in_trailer = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n";
    for input in [both, twice, not_last, in_two, lone_lf, folded, spaced, signed, huge, huge_chunk, in_trailer] {
        assert!(requests(input).error.is_some(), "{input:?}");
    }
    assert!(requests("GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET").error.is_some());
}

#[test]
fn a_wrong_byte_is_refused_when_it_comes() {
    for input in ["X", "GET\t", "GET /\x00", "GET / HTTQ", "GET / HTTP/1.1\r\n:", "GET / HTTP/1.1\r\na\x00"] {
        assert!(requests(input).error.is_some(), "{input:?}");
    }
}

#[test]
fn responses_end_by_length_by_status_and_by_the_connection() {
    let settings = Settings::new(Kind::Response);
    let answer = |input: &str, body| read(settings, &[input.as_bytes()], body);
    let seen = answer("HTTP/1.1 100 \r\n\r\nHTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end", None);
    assert_eq!(seen.bodies, [&b""[..], b"", b"to the end"]);
    assert!(seen.complete);
    let seen = answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", None);
    assert!(!seen.complete);
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 N\r\nContent-Length: 9\r\n\r\n";
    assert_eq!(answer(head, Some(Body::None)).heads.len(), 2);
    let seen = answer("HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw", None);
    assert_eq!(seen.rest, b"raw");
}

#[test]
fn a_head_has_a_limit_before_it_is_complete() {
    let mut settings = Settings::new(Kind::Request);
    settings.max_head = 64;
    let mut parser = Parser::new(settings);
    assert!(parser.advance(b"GET / HTTP/1.1\r\na: ").is_ok());
    let failure = parser.advance(&[b'x'; 70]).expect_err("longer than the limit");
    assert_eq!(failure.error.code, Code::HeaderOverflow);
    assert_eq!(parser.advance(b"\r\n\r\n").expect_err("refused for good").error.code, Code::HeaderOverflow);
    // Nor does it hide behind a wrong byte that comes in the same piece.
    settings.max_head = 4;
    let failure = Parser::new(settings).advance(b"GET / HTTP/1.1\r\nhello\r\n").expect_err("longer than the limit");
    assert_eq!((failure.error.code, failure.at), (Code::HeaderOverflow, 21));
}

#[test]
fn a_coding_ends_in_spaces_and_no_tabs() {
    for (value, is_chunked) in
        [("chunked  ", true), ("\tchunked", true), ("a,\t chunked ", true), ("chunked\t", false), ("chunked\t ", false)]
    {
        let text = format!("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {value}\r\n\r\n0\r\n\r\n");
        assert_eq!(read(Settings::new(Kind::Request), &[text.as_bytes()], None).complete, is_chunked, "{value:?}");
    }
}

#[test]
fn headers_and_trailers_have_a_number_each() {
    let settings = Settings { max_lines: 2, ..Settings::new(Kind::Request) };
    let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
    let full = format!("{head}\r\n0\r\nA: b\r\nC: d\r\n\r\n");
    assert!(read(settings, &[full.as_bytes()], None).complete);
    let mut parser = Parser::new(settings);
    let failure = parser.advance(format!("{head}X: y").as_bytes()).expect_err("one more than may be");
    assert_eq!((failure.error.code, failure.at), (Code::HeaderOverflow, head.len() + 2));
}

/// Inputs that look like messages often enough.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        8 => prop::sample::select(vec![
            "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 101 x\r\n", "CONNECT a:1 HTTP/1.1\r\n",
            "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Connection: upgrade\r\n",
            "Upgrade: x\r\n", "a: b\r\n", "\r\n", "hello", "5\r\nhello\r\n", "0\r\n", "1;a=\"b\"\r\nx\r\n", " folded\r\n", "\n", "\r",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

fn lenient() -> impl Strategy<Value = Lenient> {
    prop_oneof![3 => Just(Lenient::default()), 1 => Just(Lenient::ALL), 1 => (0u16..2048).prop_map(Lenient)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn pieces_change_nothing(
        input in message(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        lenient in lenient(),
        is_request in any::<bool>(),
        limit in prop_oneof![Just(16384usize), 8usize..80],
    ) {
        let kind = if is_request { Kind::Request } else { Kind::Response };
        let settings = Settings { kind, lenient, max_head: limit, ..Settings::new(kind) };
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
        places.push(0);
        places.push(input.len());
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &input[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read(settings, &[&input], None), read(settings, &pieces, None));
    }

    #[test]
    fn any_bytes_are_survived(input in prop::collection::vec(any::<u8>(), 0..300), flags in 0u16..2048) {
        for kind in [Kind::Request, Kind::Response] {
            read(Settings { kind, lenient: Lenient(flags), max_head: 100, ..Settings::new(kind) }, &[&input], None);
        }
    }
}
