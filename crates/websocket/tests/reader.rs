//! The reader on whole inputs: what it tells, what it refuses, and that the way an input is cut changes nothing.

use proptest::prelude::*;
use weir_websocket::{
    Event, Kind, Opcode, Payload, Reader, Settings, head_length, is_valid_close_code, mask_payload, write_head,
};

/// All that an owner could see of a connection's input.
#[derive(Debug, PartialEq, Eq, Clone)]
enum Seen {
    Message(Kind, bool, Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<u16>, Vec<u8>),
    Refused(u16, &'static str),
}

fn read(settings: Settings, pieces: &[&[u8]]) -> Vec<Seen> {
    let mut reader = Reader::new(settings);
    let mut seen = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        loop {
            let progress = match reader.advance(rest) {
                Ok(progress) => progress,
                Err(failure) => {
                    seen.push(Seen::Refused(failure.code, failure.reason));
                    return seen;
                }
            };
            match progress.event {
                Event::More => {
                    assert_eq!(progress.used, rest.len());
                    break;
                }
                Event::Message(message) => {
                    let bytes = match message.payload {
                        Payload::Input(range) => rest[range].to_vec(),
                        Payload::Gathered => reader.take_gathered(),
                    };
                    seen.push(Seen::Message(message.kind, message.compressed, bytes));
                }
                Event::Ping => seen.push(Seen::Ping(reader.control().to_vec())),
                Event::Pong => seen.push(Seen::Pong(reader.control().to_vec())),
                Event::Close(code) => {
                    seen.push(Seen::Close(code, reader.control().to_vec()));
                    return seen;
                }
            }
            rest = &rest[progress.used..];
        }
    }
    seen
}

const PLAIN: Settings = Settings { compressed: false, max_message: 1 << 20 };

/// A server's frame; `size` is how many bytes the length takes.
fn frame(first: u8, payload: &[u8], size: usize) -> Vec<u8> {
    let mut out = vec![first];
    let length = payload.len();
    match (size, length) {
        (0, 0..=125) => out.push(length as u8),
        (0 | 2, 0..=0xffff) => {
            out.push(126);
            out.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            out.push(127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
    out
}

fn refused(bytes: &[u8]) -> (u16, &'static str) {
    match read(PLAIN, &[bytes]).last() {
        Some(Seen::Refused(code, reason)) => (*code, *reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_length_that_lies_takes_no_memory_and_one_too_great_is_refused() {
    assert_eq!(refused(&[0x82, 127, 0, 0, 0, 0, 0x80, 0, 0, 0]), (1009, "Received payload length > 2^31 bytes."));
    assert_eq!(refused(&[0x82, 127, 0, 0, 0, 0, 0x7f, 0, 0, 0]), (1009, "Payload size exceeds maximum allowed size"));
    let fragments =
        [frame(0x02, &vec![1; 1 << 19], 0), frame(0x00, &vec![1; 1 << 19], 0), frame(0x80, &[1], 0)].concat();
    assert_eq!(refused(&fragments), (1009, "Payload size exceeds maximum allowed size"));
}

#[test]
fn what_servers_may_not_send() {
    let cases: [(&[u8], (u16, &str)); 11] = [
        (&[0x81, 0x81], (1002, "Frame cannot be masked")),
        (&[0xc1, 1], (1002, "Expected RSV1 to be clear.")),
        (&[0xa1, 1], (1002, "RSV1, RSV2, RSV3 must be clear")),
        (&[0x83, 0], (1002, "Invalid opcode received")),
        (&[0x09, 0], (1002, "Invalid frame type was fragmented.")),
        (&[0x89, 126], (1002, "Control frame either too large or fragmented")),
        (&[0x80, 0], (1002, "Unexpected continuation frame")),
        (&[0x01, 0, 0x81, 0], (1002, "Expected continuation frame")),
        (&[0x88, 1, 3], (1002, "Received close frame with a 1-byte body.")),
        (&[0x88, 2, 3, 237], (1002, "Invalid status code")),
        (&[0x88, 3, 3, 232, 0xff], (1007, "Invalid UTF-8")),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn which_codes_a_close_may_carry() {
    let valid: Vec<u16> = (0..=u16::MAX).filter(|&code| is_valid_close_code(code)).collect();
    let expected: Vec<u16> = (1000..=1003).chain(1007..=1014).chain(3000..=4999).collect();
    assert_eq!(valid, expected);
}

#[test]
fn a_message_within_one_input_is_not_copied() {
    let bytes = frame(0x82, b"abc", 0);
    let progress = Reader::new(PLAIN).advance(&bytes).unwrap();
    assert!(matches!(progress.event, Event::Message(message) if message.payload == Payload::Input(2..5)));
}

/// A conversation: messages in fragments, with control frames between them.
fn conversation() -> impl Strategy<Value = (Vec<u8>, Vec<Seen>)> {
    let control = (any::<bool>(), prop::collection::vec(any::<u8>(), 0..126));
    let fragment = (
        prop::collection::vec(any::<u8>(), 0..300),
        prop_oneof![Just(0usize), Just(2), Just(8)],
        prop::option::of(control),
    );
    let message = (any::<bool>(), any::<bool>(), prop::collection::vec(fragment, 1..5));
    (prop::collection::vec(message, 0..6), prop::option::of((0u8..3, "\\PC{0,20}"))).prop_map(|(messages, close)| {
        let (mut bytes, mut seen) = (Vec::new(), Vec::new());
        for (is_text, compressed, fragments) in messages {
            let mut whole = Vec::new();
            let last = fragments.len() - 1;
            for (at, (payload, size, control)) in fragments.into_iter().enumerate() {
                let opcode = if at > 0 {
                    0
                } else if is_text {
                    1
                } else {
                    2
                };
                let first = opcode | if at == last { 0x80 } else { 0 } | if at == 0 && compressed { 0x40 } else { 0 };
                bytes.extend(frame(first, &payload, size));
                whole.extend(payload);
                if at == last {
                    let kind = if is_text { Kind::Text } else { Kind::Binary };
                    seen.push(Seen::Message(kind, compressed, std::mem::take(&mut whole)));
                }
                if let Some((is_ping, payload)) = control {
                    bytes.extend(frame(if is_ping { 0x89 } else { 0x8a }, &payload, 0));
                    seen.push(if is_ping { Seen::Ping(payload) } else { Seen::Pong(payload) });
                }
            }
        }
        if let Some((kind, reason)) = close {
            let code = [1000u16, 3001, 1011][kind as usize];
            let reason: String = reason.chars().take(20).collect();
            bytes.extend(frame(0x88, &[&code.to_be_bytes(), reason.as_bytes()].concat(), 0));
            seen.push(Seen::Close(Some(code), reason.into_bytes()));
        }
        (bytes, seen)
    })
}

/// `bytes` cut at the places that `cuts` choose.
fn cut<'a>(bytes: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #[test]
    fn what_was_said_is_told_however_it_is_cut(
        (bytes, expected) in conversation(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let settings = Settings { compressed: true, ..PLAIN };
        prop_assert_eq!(&read(settings, &cut(&bytes, &cuts)), &expected);
        prop_assert_eq!(&read(settings, &bytes.chunks(1).collect::<Vec<_>>()), &expected);
    }

    #[test]
    fn any_bytes_are_told_or_refused_alike_however_they_are_cut(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0x81), Just(0x01), Just(0x00), Just(0x80), Just(2)], 0..200),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        compressed in any::<bool>(),
    ) {
        let settings = Settings { compressed, max_message: 300 };
        prop_assert_eq!(read(settings, &cut(&bytes, &cuts)), read(settings, &[&bytes]));
    }

    #[test]
    fn a_written_frame_says_what_it_was_given(
        payload in prop::collection::vec(any::<u8>(), 0..70000),
        mask in any::<[u8; 4]>(),
    ) {
        let head = head_length(payload.len());
        let mut out = [&vec![0; head][..], &payload[..]].concat();
        write_head(&mut out, Opcode::Binary, payload.len(), mask);
        mask_payload(&mut out[head..], mask);
        let own = if payload.len() < 126 { 2 } else if payload.len() < 65536 { 4 } else { 10 };
        prop_assert_eq!(head, own + 4);
        prop_assert_eq!(&out[own..head], &mask);
        prop_assert_eq!(out[1] & 0x80, 0x80);
        let unmasked: Vec<u8> = out[head..].iter().enumerate().map(|(at, byte)| byte ^ mask[at % 4]).collect();
        prop_assert_eq!(&unmasked, &payload);
        // The same frame without its mask is one that the reader takes.
        out[1] &= 0x7f;
        let plain = [&out[..own], &payload[..]].concat();
        prop_assert_eq!(read(PLAIN, &[&plain]), vec![Seen::Message(Kind::Binary, false, payload)]);
    }
}
