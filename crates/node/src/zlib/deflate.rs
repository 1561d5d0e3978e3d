//! Compression by zlib: gzip, deflate and raw deflate. One step at a time, on whichever thread runs it.
//!
//! The library's levels 1 and 9 are not zlib's: its 1 gives a third more bytes than zlib's, and its 9 is at times larger
//! than its 8. Programs know what a level costs and gives, so 1 runs as its 2 and 9 as its 8, which come within one
//! percent of zlib's sizes and are faster; the header still says what was asked for.

use libz_rs_sys as z;

use super::failure::Failure;
use super::format::{Format, ZlibSettings};
use super::lend::lend;
use super::span::Cursor;

pub(super) struct Deflate {
    /// Boxed: the library keeps a pointer from its state back to the stream. `None` until the first step.
    stream: Option<Box<z::z_stream>>,
    settings: ZlibSettings,
    /// Whether output has been written since the start or a reset.
    begun: bool,
}

// SAFETY: the library's state is owned by the stream alone, has no thread of its own and no thread-local part; a codec is
// used by one thread at a time, since its steps need `&mut`.
unsafe impl Send for Deflate {}

/// The library's level for one of zlib's.
fn inner_level(level: i32) -> i32 {
    match level {
        1 => 2,
        9 => 8,
        other => other,
    }
}

impl Deflate {
    pub fn new(settings: ZlibSettings) -> Self {
        Self { stream: None, settings, begun: false }
    }

    /// What a stream of these settings takes, by zlib's own formula, once it is made.
    pub fn memory(&self) -> usize {
        if self.stream.is_none() {
            return 0;
        }
        (1 << (self.settings.window_bits.max(9) + 2)) + (1 << (self.settings.mem_level + 9))
    }

    fn stream(&mut self) -> Result<&mut z::z_stream, Failure> {
        if self.stream.is_none() {
            self.stream = Some(self.open()?);
        }
        match &mut self.stream {
            Some(stream) => Ok(stream),
            None => unreachable!("the stream was just made"),
        }
    }

    fn open(&self) -> Result<Box<z::z_stream>, Failure> {
        let settings = &self.settings;
        let window_bits = match settings.format {
            Format::Gzip => settings.window_bits + 16,
            Format::DeflateRaw => -settings.window_bits,
            _ => settings.window_bits,
        };
        let mut stream = Box::new(z::z_stream::default());
        // SAFETY: the stream is a fresh one, and version and size are the library's own.
        let result = unsafe {
            z::deflateInit2_(
                &mut *stream,
                inner_level(settings.level),
                z::Z_DEFLATED,
                window_bits,
                settings.mem_level,
                settings.strategy,
                z::zlibVersion(),
                size_of::<z::z_stream>() as i32,
            )
        };
        if result != z::Z_OK {
            return Err(Failure::zlib(result, "Init error"));
        }
        let mut opened = Opened(stream);
        set_dictionary(&mut opened.0, settings)?;
        Ok(opened.keep())
    }

    /// One call of the library, as far as input and room go.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        let (format, level, strategy) = (self.settings.format, self.settings.level, self.settings.strategy);
        let begun = self.begun;
        let stream = self.stream()?;
        let (start, room) = (cursor.output, cursor.available_out);
        // SAFETY: the stream is initialised, and `lend` gives it pointers that are good for the bytes it counts.
        let result = lend(stream, cursor, |stream| unsafe { z::deflate(stream, flush) });
        let produced = room - cursor.available_out;
        if !begun && produced > 0 {
            self.begun = true;
            if level != inner_level(level) {
                // SAFETY: `produced` bytes were just written at `start`, which has room for them; nothing else refers
                // to this memory as a Rust reference.
                let header = unsafe { std::slice::from_raw_parts_mut(start, produced.min(10).min(room)) };
                name_level(header, format, level, strategy);
            }
        }
        match result {
            z::Z_OK | z::Z_STREAM_END => Ok(()),
            z::Z_BUF_ERROR if cursor.available_out > 0 && flush == z::Z_FINISH => Err(Failure::unexpected_end()),
            z::Z_BUF_ERROR => Ok(()),
            // Something was written after the end.
            z::Z_STREAM_ERROR => Err(Failure::zlib(result, "stream error")),
            other => Err(Failure::zlib(other, "Zlib error")),
        }
    }

    /// Other settings from here on. The caller has flushed what was written.
    pub fn params(&mut self, level: i32, strategy: i32) -> Result<(), Failure> {
        let stream = self.stream()?;
        stream.avail_in = 0;
        stream.avail_out = 0;
        // SAFETY: the stream is initialised and has neither input nor room.
        let result = unsafe { z::deflateParams(stream, inner_level(level), strategy) };
        if result != z::Z_OK && result != z::Z_BUF_ERROR {
            return Err(Failure::zlib(result, "Failed to set parameters"));
        }
        self.settings.level = level;
        self.settings.strategy = strategy;
        Ok(())
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.begun = false;
        let Some(stream) = &mut self.stream else { return Ok(()) };
        // SAFETY: the stream is initialised.
        let result = unsafe { z::deflateReset(&mut **stream) };
        if result != z::Z_OK {
            return Err(Failure::zlib(result, "Failed to reset stream"));
        }
        set_dictionary(stream, &self.settings)
    }
}

impl Drop for Deflate {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            drop(Opened(stream));
        }
    }
}

/// An initialised stream that is ended if it is dropped here.
struct Opened(Box<z::z_stream>);

impl Opened {
    fn keep(self) -> Box<z::z_stream> {
        let mut this = std::mem::ManuallyDrop::new(self);
        // SAFETY: the box is taken out once; what held it is never dropped or looked at again.
        unsafe { std::ptr::read(&raw mut this.0) }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // SAFETY: the stream is initialised, and is not used afterwards. That data was pending is no error here.
        unsafe { z::deflateEnd(&mut *self.0) };
    }
}

fn set_dictionary(stream: &mut z::z_stream, settings: &ZlibSettings) -> Result<(), Failure> {
    if settings.dictionary.is_empty() || settings.format == Format::Gzip {
        return Ok(());
    }
    let length = u32::try_from(settings.dictionary.len()).unwrap_or(u32::MAX);
    // SAFETY: the stream is initialised, and the dictionary is readable for its length.
    let result = unsafe { z::deflateSetDictionary(stream, settings.dictionary.as_ptr(), length) };
    if result == z::Z_OK { Ok(()) } else { Err(Failure::zlib(result, "Failed to set dictionary")) }
}

/// Writes into a stream's header the level it was asked for.
fn name_level(header: &mut [u8], format: Format, level: i32, strategy: i32) {
    let fast = level < 2 || strategy >= z::Z_HUFFMAN_ONLY;
    match (format, header) {
        (Format::Gzip, [_, _, _, _, _, _, _, _, extra, ..]) => {
            *extra = if level == 9 {
                2
            } else if fast {
                4
            } else {
                0
            };
        }
        (Format::Deflate, [method, flags, ..]) if fast => {
            // Two bits of level, one for a dictionary, and a check that makes both bytes a multiple of 31.
            let kept = u16::from(*method) << 8 | u16::from(*flags & 0x20);
            *flags = (kept + (31 - kept % 31)) as u8;
        }
        _ => {}
    }
}

/// The CRC-32 of bytes that follow others whose value is known.
pub(super) fn crc32(bytes: &[u8], value: u32) -> u32 {
    // SAFETY: the slice is readable for its length.
    unsafe { z::crc32_z(value as _, bytes.as_ptr(), bytes.len()) as u32 }
}
