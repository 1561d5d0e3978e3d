//! Decompression of messages that another part of weir receives one by one, each a piece of one raw deflate stream that ends
//! with a flush (RFC 7692). Knows no JavaScript values.

use super::failure::Failure;
use super::format::Format;
use super::session::{Ceiling, Codec, Settings};
use super::span::Input;
use super::whole::Job;

/// What a sender leaves off the end of each message.
const FLUSH_MARK: [u8; 4] = [0, 0, 0xff, 0xff];
const Z_SYNC_FLUSH: i32 = 2;
const WINDOW_BITS: i32 = 15;

/// Why a message was refused.
pub(crate) enum Refusal {
    /// It gives more than it may.
    TooLarge,
    /// It is no deflate, in zlib's words.
    Broken(String),
}

/// The messages of one connection.
pub(crate) struct Messages {
    codec: Option<Codec>,
    /// Later messages may refer to earlier ones.
    keeps_context: bool,
    max_output: usize,
}

impl Messages {
    pub fn new(keeps_context: bool, max_output: usize) -> Self {
        Self { codec: None, keeps_context, max_output }
    }

    /// What `compressed` holds.
    pub fn inflate(&mut self, mut compressed: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        compressed.extend_from_slice(&FLUSH_MARK);
        let codec = match self.codec.take() {
            Some(codec) => codec,
            None => Codec::new(&Settings {
                format: Format::InflateRaw,
                numbers: vec![WINDOW_BITS],
                dictionary: &[],
                pledged: None,
                single: false,
            })
            .map_err(refusal)?,
        };
        let job = Job {
            format: Format::InflateRaw,
            codec,
            input: Input::Owned(compressed),
            flush: Z_SYNC_FLUSH,
            ceiling: Ceiling::NONE,
            max_output: self.max_output,
            reject_trailing: false,
        };
        let (output, mut codec) = job.run();
        let output = output.map_err(refusal)?;
        if !self.keeps_context {
            codec.reset().map_err(refusal)?;
        }
        self.codec = Some(codec);
        Ok(output)
    }
}

fn refusal(failure: Failure) -> Refusal {
    if failure.code == "ERR_BUFFER_TOO_LARGE" {
        Refusal::TooLarge
    } else {
        Refusal::Broken(failure.message.into_owned())
    }
}
