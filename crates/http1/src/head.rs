//! The start line and the header lines, byte by byte, so that a wrong byte is refused when it comes and not when the
//! head is complete. Keeps places in the text, never text.

mod plain;

use crate::bytes;
use crate::error::{Code, Error};
use crate::lenient::Lenient;
use crate::method::{Candidates, Method, Step};
use crate::protocol::Protocol;

/// What a parser reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Request,
    Response,
}

/// A part of the head's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start as usize..self.end as usize]
    }

    fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub name: Span,
    pub value: Span,
    /// Whether the value goes over several lines, whose ends are no part of it.
    pub is_folded: bool,
}

/// What the headers say about the body and the connection, and which of them are there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flags {
    pub keep_alive: bool,
    pub close: bool,
    pub connection_upgrade: bool,
    pub upgrade: bool,
    pub transfer_encoding: bool,
    pub chunked: bool,
    pub content_length: Option<u64>,
    pub host: bool,
    pub expect: bool,
}

/// The headers that the parser itself reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Other,
    Connection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    Host,
    Expect,
}

fn known(name: &[u8]) -> Known {
    match name.len() {
        4 if name.eq_ignore_ascii_case(b"host") => Known::Host,
        6 if name.eq_ignore_ascii_case(b"expect") => Known::Expect,
        7 if name.eq_ignore_ascii_case(b"upgrade") => Known::Upgrade,
        10 if name.eq_ignore_ascii_case(b"connection") => Known::Connection,
        14 if name.eq_ignore_ascii_case(b"content-length") => Known::ContentLength,
        16 if name.eq_ignore_ascii_case(b"proxy-connection") => Known::Connection,
        17 if name.eq_ignore_ascii_case(b"transfer-encoding") => Known::TransferEncoding,
        _ => Known::Other,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Method,
    BeforeUrl,
    UrlStart,
    Schema,
    SchemaSlash,
    SchemaSlashSlash,
    Server {
        had_at: bool,
    },
    Path,
    Query,
    Fragment,
    /// After a URL's CR, which makes the request one of HTTP/0.9.
    UrlLf,
    BeforeProtocol,
    Protocol(Protocol, u8),
    Major,
    Dot,
    Minor,
    VersionCr,
    VersionLf,
    Preface(u8),
    VersionSpace,
    Status(u8),
    AfterStatus,
    Reason,
    ReasonLf,
    FirstLine,
    LineStart,
    Name,
    AfterName,
    BeforeValue,
    EmptyValueLf,
    AfterEmptyValue,
    Value,
    Digits,
    AfterDigits,
    ValueLf,
    AfterValue,
    HeadLf,
}

const PREFACE: &[u8] = b"\r\n\r\nSM\r\n\r\n";

const BAD_PROTOCOL: Error = Error::new(Code::InvalidConstant, "Expected HTTP/, RTSP/ or ICE/");
const BAD_URL: Error = Error::new(Code::InvalidUrl, "Invalid characters in url");
const BAD_SCHEMA: Error = Error::new(Code::InvalidUrl, "Unexpected char in url schema");
const BAD_STATUS: Error = Error::new(Code::InvalidStatus, "Invalid status code");
const BAD_TOKEN: Error = Error::new(Code::InvalidHeaderToken, "Invalid header token");
const BAD_VALUE: Error = Error::new(Code::InvalidHeaderToken, "Invalid header value char");
const BAD_CODING: Error = Error::new(Code::InvalidTransferEncoding, "Invalid `Transfer-Encoding` header value");
const OVERFLOW: Error = Error::new(Code::HeaderOverflow, "Header overflow");

/// The machine. `reset` makes it ready for a head, `reset_for_trailers` for the lines behind a chunked body.
#[derive(Debug)]
pub(crate) struct Head {
    kind: Kind,
    lenient: Lenient,
    /// The most bytes that URL, reason, names and values may have together, less one.
    limit: usize,
    /// The most header lines, and the most trailer lines.
    most_lines: usize,
    size: usize,
    state: State,
    /// Where the part that is being read began.
    mark: u32,
    candidates: Candidates,
    current: Line,
    current_known: Known,
    pub method: Method,
    pub url: Span,
    pub major: u8,
    pub minor: u8,
    pub status: u16,
    pub reason: Span,
    pub lines: Vec<Line>,
    pub flags: Flags,
}

/// What a byte did.
enum Move {
    On,
    /// It is the first of what comes now.
    Stay,
    /// It was the head's last.
    Done,
    /// The one before it was.
    DoneBefore,
}

/// An error, and how many bytes behind the current one it stands.
type Refusal = (Error, usize);

type Outcome = Result<Option<usize>, (Error, usize)>;

impl Head {
    pub fn new(kind: Kind, lenient: Lenient, limit: usize, most_lines: usize) -> Head {
        let line = Line { name: Span::default(), value: Span::default(), is_folded: false };
        let mut head = Head {
            kind,
            lenient,
            limit,
            most_lines,
            size: 0,
            state: State::Method,
            mark: 0,
            candidates: Candidates::new(),
            current: line,
            current_known: Known::Other,
            method: Method::GET,
            url: Span::default(),
            major: 0,
            minor: 0,
            status: 0,
            reason: Span::default(),
            lines: Vec::new(),
            flags: Flags::default(),
        };
        head.reset();
        head
    }

    pub fn reset(&mut self) {
        self.state = match self.kind {
            Kind::Request => State::Method,
            Kind::Response => State::BeforeProtocol,
        };
        self.candidates = Candidates::new();
        self.flags = Flags::default();
        (self.url, self.reason) = (Span::default(), Span::default());
        self.reset_lines();
    }

    /// What the head said of body and connection still holds.
    pub fn reset_for_trailers(&mut self) {
        self.state = State::LineStart;
        self.reset_lines();
    }

    fn reset_lines(&mut self) {
        self.size = 0;
        self.lines.clear();
        self.current.is_folded = false;
    }

    /// Reads `text` from `at` on. The place behind the head once it is complete, none while it is not.
    ///
    /// # Errors
    ///
    /// What is wrong, and at which byte.
    pub fn run(&mut self, text: &[u8], mut at: usize) -> Outcome {
        while at < text.len() {
            at += self.plain(text, at);
            at += self.skip(text, at);
            let Some(&byte) = text.get(at) else { break };
            let step = self.step(text, byte, at).map_err(|(error, skip)| {
                // The bytes before the wrong one may be too many by themselves, as they are when they come alone.
                self.check_unfinished(at).map_or_else(|overflow| (overflow, at), |()| (error, at + skip))
            });
            match step? {
                Move::On => at += 1,
                Move::Stay => {}
                Move::Done => return Ok(Some(at + 1)),
                Move::DoneBefore => return Ok(Some(at)),
            }
        }
        self.check_unfinished(text.len()).map_err(|error| (error, text.len()))?;
        Ok(None)
    }

    /// How many bytes from `at` on are of the part that is being read, whatever they are.
    fn skip(&self, text: &[u8], at: usize) -> usize {
        match self.state {
            State::Name => bytes::run(text, at, bytes::is_token),
            State::Value => bytes::run(text, at, self.value_bytes()),
            State::Path => bytes::run(text, at, |byte| bytes::is_url(byte) && byte != b'?' && byte != b'#'),
            State::Query => bytes::run(text, at, |byte| bytes::is_url(byte) && byte != b'#'),
            State::Reason => bytes::run(text, at, |byte| byte != b'\r' && byte != b'\n'),
            _ => 0,
        }
    }

    fn value_bytes(&self) -> fn(u8) -> bool {
        if self.lenient.has(Lenient::HEADERS) {
            |byte| byte != b'\r' && byte != b'\n'
        } else if self.lenient.has(Lenient::HEADER_VALUE_RELAXED) {
            bytes::is_relaxed_value
        } else {
            bytes::is_value
        }
    }

    /// A part that has no end yet counts as far as it is there.
    fn check_unfinished(&self, end: usize) -> Result<(), Error> {
        let is_in_url = matches!(
            self.state,
            State::Schema
                | State::SchemaSlash
                | State::SchemaSlashSlash
                | State::Server { .. }
                | State::Path
                | State::Query
        );
        let is_in_part =
            is_in_url || matches!(self.state, State::Fragment | State::Reason | State::Name | State::Value);
        let open = if is_in_part { end - self.mark as usize } else { 0 };
        if self.size + open >= self.limit { Err(OVERFLOW) } else { Ok(()) }
    }

    fn span_to(&mut self, at: usize) -> Result<Span, Refusal> {
        let span = Span { start: self.mark, end: at as u32 };
        self.size += span.len();
        if self.size >= self.limit { Err((OVERFLOW, 1)) } else { Ok(span) }
    }

    fn step(&mut self, text: &[u8], byte: u8, at: usize) -> Result<Move, Refusal> {
        match self.state {
            State::Method
            | State::BeforeUrl
            | State::UrlStart
            | State::Schema
            | State::SchemaSlash
            | State::SchemaSlashSlash
            | State::Server { .. }
            | State::Path
            | State::Query
            | State::Fragment
            | State::UrlLf => self.request_line(byte, at),
            State::BeforeProtocol
            | State::Protocol(..)
            | State::Major
            | State::Dot
            | State::Minor
            | State::VersionCr
            | State::VersionLf => self.version(byte),
            State::Preface(read) => self.preface(byte, read),
            State::VersionSpace | State::Status(_) | State::AfterStatus | State::Reason | State::ReasonLf => {
                self.status_line(byte, at)
            }
            _ => self.header_line(text, byte, at),
        }
    }

    fn request_line(&mut self, byte: u8, at: usize) -> Result<Move, Refusal> {
        match self.state {
            State::Method => match self.candidates.step(byte) {
                Step::More => {}
                Step::Found(method) => {
                    self.method = method;
                    self.state = State::BeforeUrl;
                }
                Step::SpaceMissing => return Err((Error::new(Code::InvalidMethod, "Expected space after method"), 0)),
                Step::Unknown => return Err((Error::new(Code::InvalidMethod, "Invalid method encountered"), 0)),
            },
            State::BeforeUrl if byte == b' ' => {}
            State::BeforeUrl => {
                self.mark = at as u32;
                self.state =
                    if self.method == Method::CONNECT { State::Server { had_at: false } } else { State::UrlStart };
                return Ok(Move::Stay);
            }
            State::UrlLf => {
                if byte != b'\n' {
                    return Err((Error::new(Code::InvalidUrl, "Expected CRLF"), 0));
                }
                self.state = State::FirstLine;
            }
            State::UrlStart => match byte {
                b'/' | b'*' => self.state = State::Path,
                b'a'..=b'z' | b'A'..=b'Z' => self.state = State::Schema,
                b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => return Err((BAD_URL, 1)),
                _ => return Err((Error::new(Code::InvalidUrl, "Unexpected start char in url"), 0)),
            },
            State::Schema | State::SchemaSlash | State::SchemaSlashSlash => return self.schema(byte),
            _ => return self.rest_of_url(byte, at),
        }
        Ok(Move::On)
    }

    fn schema(&mut self, byte: u8) -> Result<Move, Refusal> {
        self.state = match (self.state, byte) {
            (State::Schema, b'a'..=b'z' | b'A'..=b'Z') => State::Schema,
            (State::Schema, b':') => State::SchemaSlash,
            (State::SchemaSlash, b'/') => State::SchemaSlashSlash,
            (State::SchemaSlashSlash, b'/') => State::Server { had_at: false },
            (State::Schema | State::SchemaSlash, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ') => return Err((BAD_URL, 1)),
            _ => return Err((BAD_SCHEMA, 0)),
        };
        Ok(Move::On)
    }

    fn rest_of_url(&mut self, byte: u8, at: usize) -> Result<Move, Refusal> {
        match byte {
            b' ' | b'\r' | b'\n' => {
                self.url = self.span_to(at)?;
                if byte != b' ' {
                    (self.major, self.minor) = (0, 9);
                }
                self.state = match byte {
                    b' ' => State::BeforeProtocol,
                    b'\r' => State::UrlLf,
                    _ => State::FirstLine,
                };
                return Ok(Move::On);
            }
            b'\t' | b'\x0c' => return Err((BAD_URL, 1)),
            _ => {}
        }
        self.state = match (self.state, byte) {
            (State::Server { .. }, b'/') => State::Path,
            (State::Server { .. }, b'?') => State::Query,
            (State::Server { had_at: true }, b'@') => {
                return Err((Error::new(Code::InvalidUrl, "Double @ in url"), 1));
            }
            (State::Server { .. }, b'@') => State::Server { had_at: true },
            (State::Server { .. }, _) if bytes::is_server(byte) => State::Server { had_at: false },
            (State::Server { .. }, _) => {
                return Err((Error::new(Code::InvalidUrl, "Unexpected char in url server"), 0));
            }
            (State::Path, b'?') => State::Query,
            (State::Path | State::Query, b'#') => State::Fragment,
            (State::Query, b'?') => State::Query,
            (State::Path, _) => return Err((Error::new(Code::InvalidUrl, "Invalid char in url path"), 0)),
            (State::Query, _) => return Err((Error::new(Code::InvalidUrl, "Invalid char in url query"), 0)),
            (State::Fragment, _) if bytes::is_url(byte) => State::Fragment,
            _ => return Err((Error::new(Code::InvalidUrl, "Invalid char in url fragment start"), 0)),
        };
        Ok(Move::On)
    }

    fn version(&mut self, byte: u8) -> Result<Move, Refusal> {
        let invalid = |reason| Err((Error::new(Code::InvalidVersion, reason), 0));
        match self.state {
            State::BeforeProtocol => {
                self.state = match byte {
                    b'H' => State::Protocol(Protocol::Http, 1),
                    b'I' => State::Protocol(Protocol::Ice, 1),
                    b'R' => State::Protocol(Protocol::Rtsp, 1),
                    b' ' if self.kind == Kind::Request => State::BeforeProtocol,
                    b'\t' | b'\x0c' if self.kind == Kind::Request => return Err((BAD_URL, 1)),
                    _ => return Err((BAD_PROTOCOL, 0)),
                };
            }
            State::Protocol(protocol, read) => {
                if protocol.name()[usize::from(read)] != byte {
                    return Err((BAD_PROTOCOL, 0));
                }
                self.state = State::Protocol(protocol, read + 1);
                if usize::from(read) + 1 == protocol.name().len() {
                    if self.kind == Kind::Request {
                        protocol.check(self.method).map_err(|error| (error, 1))?;
                    }
                    self.state = State::Major;
                }
            }
            State::Major if byte.is_ascii_digit() => {
                self.major = byte - b'0';
                self.state = State::Dot;
            }
            State::Major => return invalid("Invalid major version"),
            State::Dot if byte == b'.' => self.state = State::Minor,
            State::Dot => return invalid("Expected dot"),
            State::Minor if byte.is_ascii_digit() => {
                self.minor = byte - b'0';
                let is_known = matches!((self.major, self.minor), (0, 9) | (1, 0 | 1) | (2, 0));
                if !is_known && !self.lenient.has(Lenient::VERSION) {
                    return Err((Error::new(Code::InvalidVersion, "Invalid HTTP version"), 1));
                }
                self.state = match self.kind {
                    Kind::Response => State::VersionSpace,
                    Kind::Request if self.method == Method::PRI => State::Preface(0),
                    Kind::Request => State::VersionCr,
                };
            }
            State::Minor => return invalid("Invalid minor version"),
            State::VersionCr => {
                let is_lf_alone = byte == b'\n' && self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF);
                self.state = match byte {
                    b'\r' => State::VersionLf,
                    b'\n' if is_lf_alone => State::FirstLine,
                    b'\n' => return Err((Error::new(Code::InvalidVersion, "Expected CRLF after version"), 1)),
                    _ => return invalid("Expected CRLF after version"),
                };
            }
            _ => {
                if byte == b'\n' {
                    self.state = State::FirstLine;
                } else if self.lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) {
                    self.state = State::FirstLine;
                    return Ok(Move::Stay);
                } else {
                    return Err((Error::new(Code::Strict, "Expected CRLF after version"), 0));
                }
            }
        }
        Ok(Move::On)
    }

    fn preface(&mut self, byte: u8, read: u8) -> Result<Move, Refusal> {
        if PREFACE[usize::from(read)] != byte {
            return Err((Error::new(Code::InvalidVersion, "Expected HTTP/2 Connection Preface"), 0));
        }
        if usize::from(read) + 1 == PREFACE.len() {
            return Err((Error::new(Code::PausedH2Upgrade, "Pause on PRI/Upgrade"), 1));
        }
        self.state = State::Preface(read + 1);
        Ok(Move::On)
    }

    fn status_line(&mut self, byte: u8, at: usize) -> Result<Move, Refusal> {
        match self.state {
            State::VersionSpace => {
                if byte != b' ' {
                    return Err((Error::new(Code::InvalidVersion, "Expected space after version"), 0));
                }
                self.status = 0;
                self.state = State::Status(0);
            }
            State::Status(digits) => {
                if !byte.is_ascii_digit() {
                    return Err((BAD_STATUS, 0));
                }
                self.status = self.status * 10 + u16::from(byte - b'0');
                self.state = if digits == 2 { State::AfterStatus } else { State::Status(digits + 1) };
            }
            State::AfterStatus => {
                let reason = "Invalid response status";
                self.state = match byte {
                    b' ' => {
                        self.mark = at as u32 + 1;
                        State::Reason
                    }
                    b'\r' => State::ReasonLf,
                    b'\n' if self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => State::FirstLine,
                    b'\n' => return Err((Error::new(Code::InvalidStatus, reason), 1)),
                    _ => return Err((Error::new(Code::InvalidStatus, reason), 0)),
                };
            }
            State::Reason => {
                self.reason = self.span_to(at)?;
                self.state = match byte {
                    b'\r' => State::ReasonLf,
                    _ if self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => State::FirstLine,
                    _ => return Err((Error::new(Code::CrExpected, "Missing expected CR after response line"), 1)),
                };
            }
            _ => {
                if byte == b'\n' {
                    self.state = State::FirstLine;
                } else if self.lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) {
                    self.state = State::FirstLine;
                    return Ok(Move::Stay);
                } else {
                    return Err((Error::new(Code::Strict, "Expected LF after CR"), 0));
                }
            }
        }
        Ok(Move::On)
    }

    fn header_line(&mut self, text: &[u8], byte: u8, at: usize) -> Result<Move, Refusal> {
        match self.state {
            State::FirstLine | State::LineStart => self.line_start(byte, at),
            State::Name | State::AfterName => self.name(text, byte, at),
            State::BeforeValue | State::EmptyValueLf | State::AfterEmptyValue => self.before_value(byte, at),
            State::HeadLf if byte == b'\n' => Ok(Move::Done),
            State::HeadLf if self.lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => Ok(Move::DoneBefore),
            State::HeadLf => Err((Error::new(Code::Strict, "Expected LF after headers"), 0)),
            _ => self.value(text, byte, at),
        }
    }

    fn line_start(&mut self, byte: u8, at: usize) -> Result<Move, Refusal> {
        match byte {
            b' ' if self.state == State::FirstLine => {
                if !self.lenient.has(Lenient::HEADERS) {
                    return Err((Error::new(Code::UnexpectedSpace, "Unexpected space after start line"), 1));
                }
            }
            b'\r' => self.state = State::HeadLf,
            b'\n' if self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => return Ok(Move::Done),
            b'\n' => return Err((Error::new(Code::InvalidHeaderToken, "Invalid header field char"), 1)),
            _ if bytes::is_token(byte) => {
                self.mark = at as u32;
                self.state = State::Name;
            }
            _ => return Err((BAD_TOKEN, 0)),
        }
        Ok(Move::On)
    }

    fn name(&mut self, text: &[u8], byte: u8, at: usize) -> Result<Move, Refusal> {
        if self.state == State::Name {
            let name = &text[self.mark as usize..at];
            self.current_known = known(name);
            let may_end_in_space = !matches!(self.current_known, Known::Other | Known::Host | Known::Expect);
            match byte {
                b':' => {}
                b' ' if may_end_in_space && self.lenient.has(Lenient::HEADERS) => {
                    self.state = State::AfterName;
                    return Ok(Move::On);
                }
                b' ' if may_end_in_space => {
                    return Err((Error::new(Code::InvalidHeaderToken, "Invalid header field char"), 1));
                }
                _ => return Err((BAD_TOKEN, 0)),
            }
        } else if byte == b' ' {
            return Ok(Move::On);
        } else if byte != b':' {
            return Err((BAD_TOKEN, 0));
        }
        if self.lines.len() >= self.most_lines {
            return Err((OVERFLOW, 1));
        }
        self.current.name = self.span_to(at)?;
        self.current.is_folded = false;
        self.flags.host |= self.current_known == Known::Host;
        self.flags.expect |= self.current_known == Known::Expect;
        self.check_together()?;
        self.state = State::BeforeValue;
        Ok(Move::On)
    }

    /// A length and a coding in one message are how requests are smuggled.
    fn check_together(&mut self) -> Result<(), Refusal> {
        if self.lenient.has(Lenient::CHUNKED_LENGTH) {
            return Ok(());
        }
        match self.current_known {
            Known::ContentLength if self.flags.transfer_encoding => Err((
                Error::new(Code::InvalidContentLength, "Content-Length can't be present with Transfer-Encoding"),
                1,
            )),
            Known::TransferEncoding if self.flags.content_length.is_some() => Err((
                Error::new(Code::InvalidTransferEncoding, "Transfer-Encoding can't be present with Content-Length"),
                1,
            )),
            _ => Ok(()),
        }
    }

    fn before_value(&mut self, byte: u8, at: usize) -> Result<Move, Refusal> {
        match (self.state, byte) {
            (State::BeforeValue, b' ' | b'\t') => return Ok(Move::On),
            (State::BeforeValue, b'\r') => self.state = State::EmptyValueLf,
            (State::BeforeValue, b'\n') => {
                if !self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) {
                    return Err((BAD_VALUE, 1));
                }
                self.state = State::AfterEmptyValue;
            }
            (State::BeforeValue, _) => {
                self.mark = at as u32;
                self.state = State::Value;
                if self.current_known == Known::ContentLength {
                    if self.flags.content_length.is_some() {
                        return Err((Error::new(Code::UnexpectedContentLength, "Duplicate Content-Length"), 0));
                    }
                    self.flags.content_length = Some(0);
                    self.state = State::Digits;
                }
                return Ok(Move::Stay);
            }
            (State::EmptyValueLf, b'\n') => self.state = State::AfterEmptyValue,
            (State::EmptyValueLf, _) if self.lenient.has(Lenient::HEADERS) => {
                self.state = State::AfterEmptyValue;
                return Ok(Move::Stay);
            }
            (State::EmptyValueLf, _) => return Err((Error::new(Code::Strict, "Expected LF after CR"), 0)),
            (_, b' ' | b'\t') => {
                if !self.lenient.has(Lenient::HEADERS) {
                    return Err((BAD_VALUE, 1));
                }
                self.state = State::BeforeValue;
            }
            _ => {
                match self.current_known {
                    Known::ContentLength => {
                        return Err((Error::new(Code::InvalidContentLength, "Empty Content-Length"), 0));
                    }
                    Known::TransferEncoding => {
                        return Err((Error::new(Code::InvalidTransferEncoding, "Empty Transfer-Encoding"), 0));
                    }
                    _ => {}
                }
                self.current.value = Span { start: at as u32, end: at as u32 };
                self.lines.push(self.current);
                self.state = State::LineStart;
                return Ok(Move::Stay);
            }
        }
        Ok(Move::On)
    }

    fn value(&mut self, text: &[u8], byte: u8, at: usize) -> Result<Move, Refusal> {
        match (self.state, byte) {
            (State::Digits, b'0'..=b'9') => {
                let length = self.flags.content_length.unwrap_or(0);
                let longer = length.checked_mul(10).and_then(|length| length.checked_add(u64::from(byte - b'0')));
                let Some(longer) = longer else {
                    return Err((Error::new(Code::InvalidContentLength, "Content-Length overflow"), 0));
                };
                self.flags.content_length = Some(longer);
            }
            (State::Digits | State::AfterDigits, b' ' | b'\t') => self.state = State::AfterDigits,
            (State::Digits | State::AfterDigits | State::Value, b'\r') => {
                self.current.value = self.span_to(at)?;
                self.state = State::ValueLf;
            }
            (State::Digits | State::AfterDigits | State::Value, b'\n') => {
                if !self.lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) {
                    return Err((Error::new(Code::CrExpected, "Missing expected CR after header value"), 0));
                }
                self.current.value = self.span_to(at)?;
                self.state = State::AfterValue;
            }
            (State::Digits | State::AfterDigits, _) => {
                return Err((Error::new(Code::InvalidContentLength, "Invalid character in Content-Length"), 0));
            }
            (State::Value, _) => return Err((BAD_VALUE, 0)),
            (State::ValueLf, b'\n') => self.state = State::AfterValue,
            (State::ValueLf, _) => {
                return Err((Error::new(Code::LfExpected, "Missing expected LF after header value"), 0));
            }
            (_, b' ' | b'\t') => self.folded_line()?,
            _ => {
                self.end_value(text)?;
                self.state = State::LineStart;
                return Ok(Move::Stay);
            }
        }
        Ok(Move::On)
    }

    /// A value goes on in the next line.
    fn folded_line(&mut self) -> Result<(), Refusal> {
        if !self.lenient.has(Lenient::HEADERS) {
            return Err((Error::new(Code::InvalidHeaderToken, "Unexpected whitespace after header value"), 0));
        }
        if self.current_known == Known::ContentLength {
            return Err((Error::new(Code::UnexpectedContentLength, "Duplicate Content-Length"), 0));
        }
        // Counted again with the rest.
        self.size -= self.current.value.len();
        self.current.is_folded = true;
        self.state = State::Value;
        Ok(())
    }

    /// The line is complete: its value, without the spaces behind it.
    fn keep_line(&mut self, text: &[u8]) -> Span {
        let mut value = self.current.value;
        while value.end > value.start && matches!(text[value.end as usize - 1], b' ' | b'\t' | b'\r' | b'\n') {
            value.end -= 1;
        }
        self.current.value = value;
        self.lines.push(self.current);
        value
    }

    fn end_value(&mut self, text: &[u8]) -> Result<(), Refusal> {
        let whole = self.current.value.of(text);
        let value = self.keep_line(text).of(text);
        match self.current_known {
            Known::Connection => self.connection(value),
            Known::TransferEncoding => self.coding(whole)?,
            Known::Upgrade => self.flags.upgrade = true,
            Known::ContentLength | Known::Host | Known::Expect | Known::Other => {}
        }
        Ok(())
    }

    fn connection(&mut self, value: &[u8]) {
        for token in value.split(|&byte| byte == b',') {
            let token = token.trim_ascii();
            self.flags.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
            self.flags.close |= token.eq_ignore_ascii_case(b"close");
            self.flags.connection_upgrade |= token.eq_ignore_ascii_case(b"upgrade");
        }
    }

    /// Only when `chunked` is the last coding, and the message's only one by that name, is the end known.
    fn coding(&mut self, value: &[u8]) -> Result<(), Refusal> {
        let is_strict = self.kind == Kind::Request && !self.lenient.has(Lenient::TRANSFER_ENCODING);
        if self.flags.chunked && is_strict {
            return Err((BAD_CODING, 0));
        }
        self.flags.transfer_encoding = true;
        self.flags.chunked = false;
        for token in value.split(|&byte| byte == b',') {
            if self.flags.chunked && is_strict {
                return Err((BAD_CODING, 0));
            }
            let mut coding = token.trim_ascii_start();
            // A tab behind it is no space to llhttp.
            while let [before @ .., b' ' | b'\r' | b'\n'] = coding {
                coding = before;
            }
            self.flags.chunked = coding.eq_ignore_ascii_case(b"chunked");
        }
        Ok(())
    }
}
