//! The line before a chunk: its size and extensions, which are checked and dropped.

use crate::bytes;
use crate::error::{Code, Error};
use crate::lenient::Lenient;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FirstDigit,
    Digits,
    Spaces,
    SizeLf,
    Name,
    Value,
    Quoted,
    QuotedPair,
    AfterQuoted,
    ExtensionStart,
}

/// The machine for one line.
#[derive(Debug)]
pub(crate) struct ChunkLine {
    state: State,
    pub size: u64,
    /// Bytes of names and values of extensions.
    extensions: usize,
}

/// The most bytes of extensions one chunk may have, less one.
const MAX_EXTENSIONS: usize = 16 * 1024;

const BAD_SIZE: Error = Error::new(Code::InvalidChunkSize, "Invalid character in chunk size");
const BAD_VALUE: Error = Error::new(Code::Strict, "Invalid character in chunk extensions value");

impl ChunkLine {
    pub fn new() -> ChunkLine {
        ChunkLine { state: State::FirstDigit, size: 0, extensions: 0 }
    }

    /// Reads `text` from `at` on; the place behind the line once it is complete.
    ///
    /// # Errors
    ///
    /// What is wrong, and at which byte.
    pub fn run(&mut self, lenient: Lenient, text: &[u8], mut at: usize) -> Result<Option<usize>, (Error, usize)> {
        while let Some(&byte) = text.get(at) {
            if self.state == State::SizeLf {
                return match byte {
                    b'\n' => Ok(Some(at + 1)),
                    _ if lenient.has(Lenient::OPTIONAL_LF_AFTER_CR) => Ok(Some(at)),
                    _ => Err((Error::new(Code::Strict, "Expected LF after chunk size"), at)),
                };
            }
            if byte == b'\n' && self.may_end() {
                if !lenient.has(Lenient::OPTIONAL_CR_BEFORE_LF) {
                    return Err((Error::new(Code::CrExpected, self.cr_missing()), at + 1));
                }
                return Ok(Some(at + 1));
            }
            self.step(lenient, byte).map_err(|(error, skip)| (error, at + skip))?;
            at += 1;
        }
        Ok(None)
    }

    fn may_end(&self) -> bool {
        !matches!(self.state, State::FirstDigit | State::Quoted | State::QuotedPair)
    }

    fn cr_missing(&self) -> &'static str {
        match self.state {
            State::Name | State::ExtensionStart => "Missing expected CR after chunk extension name",
            State::Value | State::AfterQuoted => "Missing expected CR after chunk extension value",
            _ => "Missing expected CR after chunk size",
        }
    }

    fn step(&mut self, lenient: Lenient, byte: u8) -> Result<(), (Error, usize)> {
        let strict = |reason| Err((Error::new(Code::Strict, reason), 1));
        match (self.state, byte) {
            (State::FirstDigit, _) => self.digit(byte)?,
            (State::Digits | State::Spaces | State::Name | State::Value | State::AfterQuoted, b'\r') => {
                self.state = State::SizeLf;
            }
            (State::Digits | State::Spaces | State::Name | State::Value | State::AfterQuoted, b';') => {
                self.state = State::ExtensionStart;
            }
            (State::Digits | State::Spaces, b' ' | b'\t') => {
                if !lenient.has(Lenient::SPACES_AFTER_CHUNK_SIZE) {
                    return Err((BAD_SIZE, 1));
                }
                self.state = State::Spaces;
            }
            (State::Digits, _) => self.digit(byte)?,
            (State::Spaces, _) => return Err((BAD_SIZE, 0)),
            (State::ExtensionStart, b'\r' | b' ') => return strict("Invalid character in chunk extensions"),
            (State::ExtensionStart, b';') => {}
            (State::Name | State::ExtensionStart, b'=') => self.state = State::Value,
            (State::Name | State::ExtensionStart, _) if bytes::is_token(byte) => {
                self.state = State::Name;
                self.count()?;
            }
            (State::Name | State::ExtensionStart, _) => {
                return strict("Invalid character in chunk extensions name");
            }
            (State::Value, b'"') => self.state = State::Quoted,
            (State::Value, _) if bytes::is_token(byte) => {
                self.state = State::Value;
                self.count()?;
            }
            (State::Value, _) => return Err((BAD_VALUE, 1)),
            (State::Quoted, b'"') => self.state = State::AfterQuoted,
            (State::Quoted, b'\\') => self.state = State::QuotedPair,
            (State::Quoted, _) if bytes::is_quoted(byte) => self.count()?,
            (State::Quoted, _) => return strict("Invalid character in chunk extensions quoted value"),
            (State::QuotedPair, _) if bytes::is_quoted(byte) => {
                self.state = State::Quoted;
                self.count()?;
            }
            (State::QuotedPair, _) => return strict("Invalid quoted-pair in chunk extensions quoted value"),
            (State::AfterQuoted, _) => {
                return Err((Error::new(Code::Strict, "Invalid character in chunk extensions quote value"), 0));
            }
            (State::SizeLf, _) => {}
        }
        Ok(())
    }

    fn digit(&mut self, byte: u8) -> Result<(), (Error, usize)> {
        let digit = (byte as char).to_digit(16).ok_or((BAD_SIZE, 0))?;
        let size = self.size.checked_mul(16).ok_or((Error::new(Code::InvalidChunkSize, "Chunk size overflow"), 0))?;
        self.size = size + u64::from(digit);
        self.state = State::Digits;
        Ok(())
    }

    fn count(&mut self) -> Result<(), (Error, usize)> {
        self.extensions += 1;
        if self.extensions < MAX_EXTENSIONS {
            return Ok(());
        }
        Err((Error::new(Code::ChunkExtensionsOverflow, "Chunk extensions overflow"), 1))
    }
}
