//! Messages one after the other: head, body, trailers.

use crate::bytes;
use crate::chunk::ChunkLine;
use crate::error::{Code, Error};
use crate::head::{Head, Kind, Line};
use crate::lenient::Lenient;
use crate::method::Method;
use std::borrow::Cow;
use std::ops::Range;

/// What a parser is told when it is made.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub kind: Kind,
    pub lenient: Lenient,
    /// URL, reason, names and values of one head must have fewer bytes than this together.
    pub max_head: usize,
    /// Header lines, and trailer lines, that a message may have.
    pub max_lines: usize,
}

impl Settings {
    /// The strictest, with Node's limit of 16 KiB.
    pub fn new(kind: Kind) -> Settings {
        Settings { kind, lenient: Lenient::default(), max_head: 16 * 1024, max_lines: usize::MAX }
    }
}

/// What was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The input ended.
    More,
    /// A head is complete; see [`Parser::head`]. What follows may be changed by [`Parser::set_body`].
    Head,
    /// Bytes of the body, as places in the input.
    Body(Range<usize>),
    /// A message is complete, with [`Parser::trailers`].
    Done,
    /// The same, and what follows is no HTTP: the connection was upgraded. Nothing more is read.
    Upgraded,
}

/// How far [`Parser::advance`] came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes of the input were used.
    pub used: usize,
    pub event: Event,
}

/// An error, and how many bytes of the input stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    pub error: Error,
    pub at: usize,
}

/// What follows a head, where its reader knows better than its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// None: the response to a HEAD request.
    None,
    /// None, and no HTTP behind it: a CONNECT or an upgrade that was accepted.
    Upgrade,
    /// What its headers say, but no upgrade: it is not accepted.
    NoUpgrade,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Head,
    AfterHead,
    Fixed(u64),
    UntilEnd,
    ChunkLine,
    Chunk(u64),
    ChunkCr,
    ChunkLf,
    Trailers,
    Complete,
    Upgraded,
    /// No message may follow.
    Closed,
    Failed(Error),
}

/// A parser of one connection's incoming bytes. Give it all of them, in any pieces: it never looks back, and holds a copy
/// of a head's bytes only when the head came in several pieces.
#[derive(Debug)]
pub struct Parser {
    settings: Settings,
    state: State,
    head: Head,
    /// The bytes so far of a head that came in pieces.
    held: Vec<u8>,
    /// Where the head began in the input, when it is not held.
    begin: usize,
    chunk: ChunkLine,
    skips_body: bool,
    is_upgrade: bool,
    /// Whether the lines of `head` are the trailers now.
    has_trailers: bool,
}

impl Parser {
    pub fn new(settings: Settings) -> Parser {
        Parser {
            settings,
            state: State::Start,
            head: Head::new(settings.kind, settings.lenient, settings.max_head, settings.max_lines),
            held: Vec::new(),
            begin: 0,
            chunk: ChunkLine::new(),
            skips_body: false,
            is_upgrade: false,
            has_trailers: false,
        }
    }

    /// Reads on. Call it again with the rest of the input after every event but [`Event::More`].
    ///
    /// # Errors
    ///
    /// What is wrong with the input; the same from then on.
    pub fn advance(&mut self, input: &[u8]) -> Result<Progress, Failure> {
        let outcome = self.next(input);
        if let Err(failure) = outcome {
            self.state = State::Failed(failure.error);
        }
        outcome
    }

    fn next(&mut self, input: &[u8]) -> Result<Progress, Failure> {
        let mut at = 0;
        loop {
            if let Some(event) = self.without_input() {
                return Ok(Progress { used: at, event });
            }
            if let State::Failed(error) = self.state {
                return Err(Failure { error, at });
            }
            if at == input.len() {
                return Ok(Progress { used: at, event: Event::More });
            }
            let failed = |(error, at)| Failure { error, at };
            match self.state {
                State::Start => {
                    at += bytes::run(input, at, |byte| matches!(byte, b'\r' | b'\n'));
                    if at < input.len() {
                        self.begin_message();
                    }
                }
                State::Head | State::Trailers => match self.read_lines(input, at)? {
                    Some(end) => {
                        at = end;
                        if let Some(event) = self.lines_read() {
                            return Ok(Progress { used: at, event });
                        }
                    }
                    None => return Ok(Progress { used: input.len(), event: Event::More }),
                },
                State::Fixed(left) | State::Chunk(left) => {
                    let count = usize::try_from(left).unwrap_or(usize::MAX).min(input.len() - at);
                    self.took_body(left - count as u64);
                    return Ok(Progress { used: at + count, event: Event::Body(at..at + count) });
                }
                State::UntilEnd => return Ok(Progress { used: input.len(), event: Event::Body(at..input.len()) }),
                State::ChunkLine => match self.chunk.run(self.settings.lenient, input, at).map_err(failed)? {
                    Some(end) => {
                        at = end;
                        self.chunk_line_read();
                    }
                    None => at = input.len(),
                },
                State::ChunkCr | State::ChunkLf => at = self.chunk_end(input[at], at).map_err(failed)?,
                State::Closed => at = self.behind_the_last(input, at).map_err(failed)?,
                // Seen to above: they need no input.
                State::AfterHead | State::Complete | State::Upgraded | State::Failed(_) => {
                    return Ok(Progress { used: at, event: Event::More });
                }
            }
        }
    }

    /// What needs no further byte.
    fn without_input(&mut self) -> Option<Event> {
        match self.state {
            State::AfterHead => {
                self.begin_body();
                self.without_input()
            }
            State::Complete => {
                let may_go_on = self.should_keep_alive() || self.settings.lenient.has(Lenient::KEEP_ALIVE);
                let changes = self.is_upgrade || self.is_switch();
                self.state = match (changes, may_go_on) {
                    (true, _) => State::Upgraded,
                    (false, true) => State::Start,
                    (false, false) => State::Closed,
                };
                Some(if changes { Event::Upgraded } else { Event::Done })
            }
            State::Upgraded => Some(Event::More),
            _ => None,
        }
    }

    fn begin_message(&mut self) {
        self.head.reset();
        self.held.clear();
        self.skips_body = false;
        self.is_upgrade = false;
        self.has_trailers = false;
        self.state = State::Head;
    }

    /// Reads header lines; the place behind the last one, in the input.
    fn read_lines(&mut self, input: &[u8], at: usize) -> Result<Option<usize>, Failure> {
        if self.held.is_empty() {
            self.begin = at;
            let text = &input[at..];
            let end = self.head.run(text, 0).map_err(|(error, place)| Failure { error, at: at + place })?;
            if end.is_none() {
                self.held.extend_from_slice(text);
            }
            return Ok(end.map(|end| at + end));
        }
        let before = self.held.len();
        self.held.extend_from_slice(&input[at..]);
        let end = self
            .head
            .run(&self.held, before)
            .map_err(|(error, place)| Failure { error, at: at + place.saturating_sub(before) })?;
        if let Some(end) = end {
            self.held.truncate(end);
        }
        Ok(end.map(|end| at + end - before))
    }

    fn lines_read(&mut self) -> Option<Event> {
        if self.state == State::Trailers {
            self.has_trailers = true;
            self.state = State::Complete;
            return None;
        }
        let flags = &self.head.flags;
        let asks_for_upgrade = flags.upgrade && flags.connection_upgrade;
        self.is_upgrade = match self.settings.kind {
            Kind::Request => asks_for_upgrade || self.head.method == Method::CONNECT,
            Kind::Response => asks_for_upgrade && self.head.status == 101,
        };
        self.state = State::AfterHead;
        Some(Event::Head)
    }

    /// Whether a response says that what follows is no HTTP, with or without the headers that belong to it.
    fn is_switch(&self) -> bool {
        self.settings.kind == Kind::Response && self.head.status == 101
    }

    /// Whether a response's status says that there is no body.
    fn has_bodiless_status(&self) -> bool {
        self.settings.kind == Kind::Response && matches!(self.head.status, 100..=199 | 204 | 304)
    }

    fn begin_body(&mut self) {
        let flags = self.head.flags;
        let has_body = flags.chunked || flags.content_length.is_some_and(|length| length > 0);
        let is_connect = self.settings.kind == Kind::Request && self.head.method == Method::CONNECT;
        self.state = if (self.is_upgrade && (is_connect || !has_body)) || self.skips_body || self.has_bodiless_status()
        {
            State::Complete
        } else if flags.chunked {
            self.begin_chunk()
        } else if flags.transfer_encoding {
            let lenient = self.settings.lenient;
            let is_refused = self.settings.kind == Kind::Request
                && !lenient.has(Lenient::TRANSFER_ENCODING)
                && !lenient.has(Lenient::CHUNKED_LENGTH);
            let error = Error::new(Code::InvalidTransferEncoding, "Request has invalid `Transfer-Encoding`");
            if is_refused { State::Failed(error) } else { State::UntilEnd }
        } else {
            match flags.content_length {
                Some(0) => State::Complete,
                Some(length) => State::Fixed(length),
                None if self.settings.kind == Kind::Response => State::UntilEnd,
                None => State::Complete,
            }
        };
    }

    fn begin_chunk(&mut self) -> State {
        self.chunk = ChunkLine::new();
        State::ChunkLine
    }

    fn chunk_line_read(&mut self) {
        self.state = match self.chunk.size {
            0 => {
                self.head.reset_for_trailers();
                self.held.clear();
                State::Trailers
            }
            size => State::Chunk(size),
        };
    }

    fn took_body(&mut self, left: u64) {
        self.state = match self.state {
            State::Fixed(_) if left == 0 => State::Complete,
            State::Fixed(_) => State::Fixed(left),
            _ if left == 0 => State::ChunkCr,
            _ => State::Chunk(left),
        };
    }

    fn chunk_end(&mut self, byte: u8, at: usize) -> Result<usize, (Error, usize)> {
        let lenient = self.settings.lenient;
        let missing = (Error::new(Code::Strict, "Expected LF after chunk data"), at);
        match (self.state, byte) {
            (State::ChunkCr, b'\r') => {
                self.state = State::ChunkLf;
                return Ok(at + 1);
            }
            (State::ChunkCr, b'\n') if !lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) => {
                return Err((Error::new(Code::CrExpected, "Missing expected CR after chunk data"), at + 1));
            }
            (_, b'\n') => {
                self.state = self.begin_chunk();
                return Ok(at + 1);
            }
            // A CR alone will do as well.
            (State::ChunkCr | State::ChunkLf, _) if lenient.has(Lenient::OPTIONAL_CRLF_AFTER_CHUNK) => {}
            _ => return Err(missing),
        }
        self.state = self.begin_chunk();
        Ok(at)
    }

    fn behind_the_last(&mut self, input: &[u8], at: usize) -> Result<usize, (Error, usize)> {
        if self.settings.lenient.has(Lenient::DATA_AFTER_CLOSE) {
            return Ok(input.len());
        }
        let blank = bytes::run(input, at, |byte| matches!(byte, b'\r' | b'\n'));
        if at + blank == input.len() {
            return Ok(input.len());
        }
        Err((Error::new(Code::ClosedConnection, "Data after `Connection: close`"), at + blank + 1))
    }

    /// The connection was ended by the other side. Whether that completed a message.
    ///
    /// # Errors
    ///
    /// The message that was being read is not complete.
    pub fn finish(&mut self) -> Result<bool, Error> {
        match self.state {
            State::UntilEnd => {
                self.state = State::Closed;
                Ok(true)
            }
            State::Start | State::Closed | State::Upgraded => Ok(false),
            State::Failed(error) => Err(error),
            _ => Err(Error::new(Code::InvalidEofState, "Invalid EOF state")),
        }
    }

    /// Says what follows the head that was just met, before reading on.
    pub fn set_body(&mut self, body: Body) {
        match body {
            Body::None => self.skips_body = true,
            Body::Upgrade => (self.skips_body, self.is_upgrade) = (true, true),
            Body::NoUpgrade => self.is_upgrade = false,
        }
    }

    /// Whether a message has begun that is not complete.
    pub fn is_in_message(&self) -> bool {
        !matches!(self.state, State::Start | State::Upgraded | State::Closed | State::Failed(_))
    }

    /// The head that was met last. `input` is what [`advance`](Parser::advance) was given when it was; afterwards only the
    /// parts that need no text are right.
    pub fn head<'a>(&'a self, input: &'a [u8]) -> HeadView<'a> {
        HeadView { parser: self, text: self.text(input) }
    }

    /// The trailers of the message that is [done](Event::Done), likewise.
    pub fn trailers<'a>(&'a self, input: &'a [u8]) -> Lines<'a> {
        Lines { lines: if self.has_trailers { self.head.lines.iter() } else { [].iter() }, text: self.text(input) }
    }

    fn text<'a>(&'a self, input: &'a [u8]) -> &'a [u8] {
        if self.held.is_empty() { input.get(self.begin..).unwrap_or_default() } else { &self.held }
    }

    /// Whether the end of the message is the end of the connection.
    fn needs_end(&self) -> bool {
        let flags = &self.head.flags;
        self.settings.kind == Kind::Response
            && !self.has_bodiless_status()
            && !self.skips_body
            && !flags.chunked
            && (flags.transfer_encoding || flags.content_length.is_none())
    }

    /// Whether another message may follow this one, by its head.
    pub fn should_keep_alive(&self) -> bool {
        let flags = &self.head.flags;
        let is_asked_for = if self.head.major > 0 && self.head.minor > 0 { !flags.close } else { flags.keep_alive };
        is_asked_for && !self.needs_end()
    }
}

/// A head, as places in its text.
pub struct HeadView<'a> {
    parser: &'a Parser,
    text: &'a [u8],
}

impl<'a> HeadView<'a> {
    pub fn method(&self) -> Method {
        self.parser.head.method
    }

    pub fn url(&self) -> &'a [u8] {
        self.parser.head.url.of(self.text)
    }

    /// Major and minor.
    pub fn version(&self) -> (u8, u8) {
        (self.parser.head.major, self.parser.head.minor)
    }

    pub fn status(&self) -> u16 {
        self.parser.head.status
    }

    pub fn reason(&self) -> &'a [u8] {
        self.parser.head.reason.of(self.text)
    }

    pub fn headers(&self) -> Lines<'a> {
        Lines { lines: self.parser.head.lines.iter(), text: self.text }
    }

    /// Whether the connection changes its protocol behind this message.
    pub fn is_upgrade(&self) -> bool {
        self.parser.is_upgrade
    }

    pub fn should_keep_alive(&self) -> bool {
        self.parser.should_keep_alive()
    }

    /// The length that the headers announce.
    pub fn content_length(&self) -> Option<u64> {
        self.parser.head.flags.content_length
    }

    pub fn is_chunked(&self) -> bool {
        self.parser.head.flags.chunked
    }

    /// Whether the headers speak of a body, be it empty.
    pub fn speaks_of_body(&self) -> bool {
        self.parser.head.flags.content_length.is_some() || self.parser.head.flags.transfer_encoding
    }

    pub fn has_host(&self) -> bool {
        self.parser.head.flags.host
    }

    pub fn has_expect(&self) -> bool {
        self.parser.head.flags.expect
    }
}

/// Names and values, in the order they came.
pub struct Lines<'a> {
    lines: std::slice::Iter<'a, Line>,
    text: &'a [u8],
}

impl<'a> Iterator for Lines<'a> {
    type Item = (&'a [u8], Cow<'a, [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        let value = line.value.of(self.text);
        let value = if line.is_folded {
            // A line's end is no part of the value.
            Cow::Owned(value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect())
        } else {
            Cow::Borrowed(value)
        };
        Some((line.name.of(self.text), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.lines.size_hint()
    }
}

impl ExactSizeIterator for Lines<'_> {}
