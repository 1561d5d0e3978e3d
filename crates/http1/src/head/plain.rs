//! What nearly every message has, read whole instead of byte by byte: a method, a version, header lines without anything
//! unusual. Only what is there to its end, strict and within the limits is read here, and says what the machine would have
//! found in it; anything else is left to the machine, which knows what is wrong.

use super::{Head, Kind, Known, Line, Span, State, known};
use crate::bytes;
use crate::lenient::Lenient;
use crate::method::{Candidates, Method};

const VERSION: &[u8] = b"HTTP/1.1\r\n";

impl Head {
    /// How many bytes from `at` on could be read whole.
    pub(super) fn plain(&mut self, text: &[u8], at: usize) -> usize {
        match self.state {
            State::Method => self.plain_method(&text[at..]),
            State::BeforeProtocol => self.plain_version(&text[at..]),
            State::FirstLine | State::LineStart => self.plain_lines(text, at) - at,
            _ => 0,
        }
    }

    fn plain_method(&mut self, text: &[u8]) -> usize {
        if self.candidates != Candidates::new() || !text.starts_with(b"GET ") {
            return 0;
        }
        self.method = Method::GET;
        self.state = State::BeforeUrl;
        4
    }

    fn plain_version(&mut self, text: &[u8]) -> usize {
        let is_plain = self.kind == Kind::Request && self.method != Method::PRI && self.method.is_of_http();
        if !is_plain || !text.starts_with(VERSION) {
            return 0;
        }
        (self.major, self.minor) = (1, 1);
        self.state = State::FirstLine;
        VERSION.len()
    }

    /// The place behind the lines that are plain.
    fn plain_lines(&mut self, text: &[u8], mut at: usize) -> usize {
        if self.lenient != Lenient::default() {
            return at;
        }
        while let Some((line, known)) = self.plain_line(text, at) {
            self.size += line.name.len() + line.value.len();
            at = line.value.end as usize + 2;
            (self.current, self.current_known) = (line, known);
            self.flags.host |= known == Known::Host;
            self.flags.expect |= known == Known::Expect;
            let value = self.keep_line(text);
            match known {
                Known::Connection => self.connection(value.of(text)),
                Known::Upgrade => self.flags.upgrade = true,
                _ => {}
            }
            self.state = State::LineStart;
        }
        at
    }

    /// The line that begins at `at`, if all of it is there, and what follows shows that it ends there. Lines about the
    /// body are the machine's.
    fn plain_line(&self, text: &[u8], at: usize) -> Option<(Line, Known)> {
        let colon = at + bytes::run(text, at, bytes::is_token);
        if colon == at || text.get(colon) != Some(&b':') || self.lines.len() >= self.most_lines {
            return None;
        }
        let known = known(&text[at..colon]);
        if matches!(known, Known::ContentLength | Known::TransferEncoding) {
            return None;
        }
        let begin = colon + 1 + bytes::run(text, colon + 1, |byte| matches!(byte, b' ' | b'\t'));
        let end = begin + bytes::run(text, begin, bytes::is_value);
        let ends = matches!(text.get(end..end + 3), Some([b'\r', b'\n', next]) if !matches!(next, b' ' | b'\t'));
        if begin == end || !ends || self.size + (colon - at) + (end - begin) >= self.limit {
            return None;
        }
        let span = |start: usize, end: usize| Span { start: start as u32, end: end as u32 };
        Some((Line { name: span(at, colon), value: span(begin, end), is_folded: false }, known))
    }
}
