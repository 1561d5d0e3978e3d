//! A push parser of a server's frames. Memory grows by what was received, never by what a length claims, and ends at the
//! greatest message. Refuses with the codes and words of Node's client.

use std::ops::Range;

use crate::frame::{Opcode, is_valid_close_code};

/// What a reader is to allow.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Messages may be compressed: the handshake agreed on it.
    pub compressed: bool,
    /// The most bytes that the payloads of one message may have together.
    pub max_message: usize,
}

/// What a message is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Binary,
}

/// Where the bytes of a message are: a range of the input of the same step, or gathered, to be had by
/// [`Reader::take_gathered`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    Input(Range<usize>),
    Gathered,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub kind: Kind,
    pub compressed: bool,
    pub payload: Payload,
}

/// What a step met. The payload of a control frame is [`Reader::control`]; that of a close is its reason's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// All input is taken.
    More,
    Message(Message),
    Ping,
    Pong,
    /// The code, where there is one. Nothing may follow.
    Close(Option<u16>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub event: Event,
    /// How much of the input it took.
    pub used: usize,
}

/// Why the connection must fail: what the close frame that is sent says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    pub code: u16,
    pub reason: &'static str,
}

const fn broken(reason: &'static str) -> Failure {
    Failure { code: 1002, reason }
}

const FINAL: u8 = 0x80;
const COMPRESSED: u8 = 0x40;
const RESERVED: u8 = 0x30;
const MASKED: u8 = 0x80;
const MAX_CONTROL: u64 = 125;
const LONGEST_HEAD: usize = 10;
/// Room taken in advance on the word of a length.
const BELIEVED: usize = 64 << 10;

#[derive(Debug, Clone, Copy)]
struct Frame {
    opcode: Opcode,
    is_final: bool,
    left: usize,
}

pub struct Reader {
    settings: Settings,
    head: [u8; LONGEST_HEAD],
    head_length: usize,
    /// The frame whose payload comes next.
    frame: Option<Frame>,
    /// The message whose fragments come, and whether it is compressed.
    message: Option<(Kind, bool)>,
    gathered: Vec<u8>,
    control: Vec<u8>,
}

impl Reader {
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            head: [0; LONGEST_HEAD],
            head_length: 0,
            frame: None,
            message: None,
            gathered: Vec::new(),
            control: Vec::new(),
        }
    }

    /// The bytes of the message that was met last, where they were gathered.
    pub fn take_gathered(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.gathered)
    }

    /// The payload of the control frame that was met last; of a close, its reason.
    pub fn control(&self) -> &[u8] {
        &self.control
    }

    /// Reads up to the next event.
    ///
    /// # Errors
    /// What the server may not send; nothing may be read after it.
    pub fn advance(&mut self, input: &[u8]) -> Result<Progress, Failure> {
        let mut used = 0;
        loop {
            let frame = match self.frame {
                Some(frame) => frame,
                None => match self.read_head(input, &mut used)? {
                    Some(frame) => frame,
                    None => return Ok(Progress { event: Event::More, used }),
                },
            };
            let taken = frame.left.min(input.len() - used);
            let range = used..used + taken;
            used = range.end;
            self.frame = Some(Frame { left: frame.left - taken, ..frame });
            let event = if frame.opcode.is_control() {
                self.control.extend_from_slice(&input[range]);
                if taken < frame.left { None } else { Some(self.end_control(frame.opcode)?) }
            } else {
                self.read_data(frame, taken, input, range)
            };
            if taken == frame.left {
                self.frame = None;
            }
            if let Some(event) = event {
                return Ok(Progress { event, used });
            }
            if taken < frame.left {
                return Ok(Progress { event: Event::More, used });
            }
        }
    }

    /// The next frame, once its head is complete.
    fn read_head(&mut self, input: &[u8], used: &mut usize) -> Result<Option<Frame>, Failure> {
        loop {
            let wanted = match self.head_length {
                0 | 1 => 2,
                _ => match self.head[1] & !MASKED {
                    126 => 4,
                    127 => 10,
                    _ => 2,
                },
            };
            if self.head_length == wanted {
                break;
            }
            let taken = (wanted - self.head_length).min(input.len() - *used);
            if taken == 0 {
                return Ok(None);
            }
            self.head[self.head_length..self.head_length + taken].copy_from_slice(&input[*used..*used + taken]);
            self.head_length += taken;
            *used += taken;
            if self.head_length == 2 {
                self.check_start()?;
            }
        }
        let head = self.head;
        self.head_length = 0;
        let length = match head[1] {
            126 => u64::from(u16::from_be_bytes([head[2], head[3]])),
            127 => u64::from_be_bytes([head[2], head[3], head[4], head[5], head[6], head[7], head[8], head[9]]),
            short => u64::from(short),
        };
        self.begin(head[0], length).map(Some)
    }

    /// Checks the first two bytes: what is wrong there is told without waiting for more.
    fn check_start(&self) -> Result<(), Failure> {
        let (first, second) = (self.head[0], self.head[1]);
        let Some(opcode) = Opcode::from_bits(first & 0x0f) else {
            return Err(broken("Invalid opcode received"));
        };
        if second & MASKED != 0 {
            return Err(broken("Frame cannot be masked"));
        }
        if first & COMPRESSED != 0 && !self.settings.compressed {
            return Err(broken("Expected RSV1 to be clear."));
        }
        if first & RESERVED != 0 {
            return Err(broken("RSV1, RSV2, RSV3 must be clear"));
        }
        if opcode.is_control() {
            if first & FINAL == 0 {
                return Err(broken("Invalid frame type was fragmented."));
            }
            if u64::from(second) > MAX_CONTROL {
                return Err(broken("Control frame either too large or fragmented"));
            }
        }
        match (opcode, self.message) {
            (Opcode::Continuation, None) => Err(broken("Unexpected continuation frame")),
            (Opcode::Text | Opcode::Binary, Some(_)) => Err(broken("Expected continuation frame")),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, first: u8, length: u64) -> Result<Frame, Failure> {
        if length > i32::MAX as u64 {
            return Err(Failure { code: 1009, reason: "Received payload length > 2^31 bytes." });
        }
        let left = length as usize;
        let opcode = Opcode::from_bits(first & 0x0f).ok_or(broken("Invalid opcode received"))?;
        match opcode {
            Opcode::Text => self.message = Some((Kind::Text, first & COMPRESSED != 0)),
            Opcode::Binary => self.message = Some((Kind::Binary, first & COMPRESSED != 0)),
            Opcode::Continuation => {}
            Opcode::Close | Opcode::Ping | Opcode::Pong => self.control.clear(),
        }
        if !opcode.is_control() && left > self.settings.max_message - self.gathered.len() {
            return Err(Failure { code: 1009, reason: "Payload size exceeds maximum allowed size" });
        }
        let frame = Frame { opcode, is_final: first & FINAL != 0, left };
        self.frame = Some(frame);
        Ok(frame)
    }

    /// Takes bytes of a message; the message, when they complete it.
    fn read_data(&mut self, frame: Frame, taken: usize, input: &[u8], range: Range<usize>) -> Option<Event> {
        let is_complete = frame.is_final && taken == frame.left;
        let payload = if is_complete && self.gathered.is_empty() {
            Payload::Input(range)
        } else {
            if self.gathered.capacity() - self.gathered.len() < taken {
                self.gathered.reserve(taken.max(frame.left.min(BELIEVED)));
            }
            self.gathered.extend_from_slice(&input[range]);
            Payload::Gathered
        };
        if !is_complete {
            return None;
        }
        let (kind, compressed) = self.message.take()?;
        Some(Event::Message(Message { kind, compressed, payload }))
    }

    fn end_control(&mut self, opcode: Opcode) -> Result<Event, Failure> {
        match opcode {
            Opcode::Ping => return Ok(Event::Ping),
            Opcode::Pong => return Ok(Event::Pong),
            _ => {}
        }
        let code = match *self.control.as_slice() {
            [] => None,
            [_] => return Err(broken("Received close frame with a 1-byte body.")),
            [high, low, ..] => Some(u16::from_be_bytes([high, low])),
        };
        if code.is_some_and(|code| !is_valid_close_code(code)) {
            return Err(broken("Invalid status code"));
        }
        self.control.drain(..self.control.len().min(2));
        if std::str::from_utf8(&self.control).is_err() {
            return Err(Failure { code: 1007, reason: "Invalid UTF-8" });
        }
        Ok(Event::Close(code))
    }
}
