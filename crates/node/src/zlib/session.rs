//! One stream's codec with what was read and written so far, and the ceiling on what decompression may give. Knows no
//! JavaScript values; runs on whichever thread a step runs.

use super::failure::Failure;
use super::format::{Format, ZlibSettings};
use super::span::Cursor;
use super::{brotli, deflate, inflate, zstd};

/// What a codec is made of, checked by JavaScript.
pub(super) struct Settings<'a> {
    pub format: Format,
    /// For zlib's formats: window bits, level, memory level, strategy. For the others: names and values by turns.
    pub numbers: Vec<i32>,
    pub dictionary: &'a [u8],
    /// The length of the input, where the program has pledged one.
    pub pledged: Option<u64>,
    /// Nothing is looked at behind the first member or frame.
    pub single: bool,
}

pub(super) enum Codec {
    Deflate(deflate::Deflate),
    Inflate(inflate::Inflate),
    BrotliEncoder(brotli::Encoder),
    BrotliDecoder(brotli::Decoder),
    ZstdEncoder(zstd::Encoder),
    ZstdDecoder(zstd::Decoder),
}

impl Codec {
    pub fn new(settings: &Settings<'_>) -> Result<Self, Failure> {
        let format = settings.format;
        let dictionary = settings.dictionary;
        let pairs =
            || settings.numbers.chunks_exact(2).map(|pair| (pair[0] as u32, pair[1] as u32)).collect::<Vec<_>>();
        Ok(match format {
            Format::BrotliEncode => Self::BrotliEncoder(brotli::Encoder::new(pairs(), dictionary.to_vec())?),
            Format::BrotliDecode => Self::BrotliDecoder(brotli::Decoder::new(pairs(), dictionary.to_vec())?),
            Format::ZstdCompress => Self::ZstdEncoder(zstd::Encoder::new(&pairs(), dictionary, settings.pledged)?),
            Format::ZstdDecompress => Self::ZstdDecoder(zstd::Decoder::new(&pairs(), dictionary, settings.single)?),
            _ => {
                let number = |index: usize| settings.numbers.get(index).copied().unwrap_or(0);
                let zlib = ZlibSettings {
                    format,
                    window_bits: number(0),
                    level: number(1),
                    mem_level: number(2),
                    strategy: number(3),
                    dictionary: dictionary.to_vec(),
                };
                if format.compresses() {
                    Self::Deflate(deflate::Deflate::new(zlib))
                } else {
                    Self::Inflate(inflate::Inflate::new(zlib, settings.single))
                }
            }
        })
    }

    fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        match self {
            Self::Deflate(codec) => codec.step(cursor, flush),
            Self::Inflate(codec) => codec.step(cursor, flush),
            Self::BrotliEncoder(codec) => codec.step(cursor, flush),
            Self::BrotliDecoder(codec) => codec.step(cursor, flush),
            Self::ZstdEncoder(codec) => codec.step(cursor, flush),
            Self::ZstdDecoder(codec) => codec.step(cursor, flush),
        }
    }

    /// Ready for another stream, with the same settings.
    pub fn reset(&mut self) -> Result<(), Failure> {
        match self {
            Self::Deflate(codec) => codec.reset(),
            Self::Inflate(codec) => codec.restart(),
            Self::BrotliEncoder(codec) => codec.reset(),
            Self::BrotliDecoder(codec) => codec.reset(),
            Self::ZstdEncoder(codec) => codec.reset(),
            Self::ZstdDecoder(codec) => codec.reset(),
        }
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        match self {
            Self::Deflate(codec) => codec.memory(),
            Self::Inflate(codec) => codec.memory(),
            Self::BrotliEncoder(codec) => codec.memory(),
            Self::BrotliDecoder(codec) => codec.memory(),
            Self::ZstdEncoder(codec) => codec.memory(),
            Self::ZstdDecoder(codec) => codec.memory(),
        }
    }
}

/// How much decompression may give: more than `floor` bytes only as long as that is no more than `ratio` bytes for each
/// byte of input. Deflate cannot give more than 1,032 for one; the other formats can give millions, and with the default
/// ratio of 1,000 a megabyte of output costs a sender a kilobyte in any of them. See `zlib/ceiling.js` for the defaults.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ceiling {
    pub ratio: f64,
    pub floor: f64,
}

impl Ceiling {
    pub const NONE: Ceiling = Ceiling { ratio: f64::INFINITY, floor: f64::INFINITY };

    pub fn check(&self, consumed: u64, produced: u64) -> Result<(), Failure> {
        if produced as f64 <= self.floor || produced as f64 <= consumed as f64 * self.ratio {
            return Ok(());
        }
        let message = format!(
            "Decompression stopped: {consumed} bytes of input gave {produced} bytes, more than {} times as many",
            self.ratio
        );
        Err(Failure::new(message, 0, "ERR_WEIR_DECOMPRESSION_RATIO"))
    }
}

pub(super) struct Session {
    pub codec: Codec,
    ceiling: Ceiling,
    consumed: u64,
    produced: u64,
}

impl Session {
    pub fn new(codec: Codec, ceiling: Ceiling) -> Self {
        Self { codec, ceiling, consumed: 0, produced: 0 }
    }

    /// As far as input and room go. A step that leaves room has nothing more to give for this input.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        let (input, room) = (cursor.available_in, cursor.available_out);
        self.codec.step(cursor, flush)?;
        self.consumed += (input - cursor.available_in) as u64;
        self.produced += (room - cursor.available_out) as u64;
        self.ceiling.check(self.consumed, self.produced)
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.consumed = 0;
        self.produced = 0;
        self.codec.reset()
    }
}
