//! Decompression by zlib: gzip of one or several members, deflate, raw deflate, and either of the first two by looking at
//! the first bytes. One step at a time, on whichever thread runs it.

use libz_rs_sys as z;

use super::failure::Failure;
use super::format::{Format, ZlibSettings};
use super::lend::lend;
use super::span::Cursor;

const GZIP_FIRST: u8 = 0x1f;
const GZIP_SECOND: u8 = 0x8b;

/// The library's faster way forgets what it found wrong and says this.
const OVERWRITTEN: &str = "repeated call with bad state";
/// Output up to which it is worth to read again for the true words.
const RETOLD: usize = 1 << 20;
/// Less than the faster way asks for.
const SLOW_ROOM: usize = 128;

/// What the faster way finds wrong most of all.
fn too_far_back() -> Failure {
    Failure::zlib(z::Z_DATA_ERROR, "invalid distance too far back")
}

pub(super) struct Inflate {
    /// Boxed: the library keeps a pointer from its state back to the stream. `None` until the first step.
    stream: Option<Box<z::z_stream>>,
    settings: ZlibSettings,
    /// What the data is; for `Unzip` it stays that until its first bytes were seen.
    format: Format,
    /// How many bytes of gzip's mark `Unzip` has seen.
    marks_seen: u8,
    /// More data after the first member is not looked at.
    single: bool,
    /// Nothing has been read since the start or a reset.
    fresh: bool,
}

// SAFETY: the library's state is owned by the stream alone, has no thread of its own and no thread-local part; a codec is
// used by one thread at a time, since its steps need `&mut`.
unsafe impl Send for Inflate {}

impl Inflate {
    pub fn new(settings: ZlibSettings, single: bool) -> Self {
        Self { stream: None, format: settings.format, settings, marks_seen: 0, single, fresh: true }
    }

    /// What a stream of these settings takes: the window and the tables.
    pub fn memory(&self) -> usize {
        let window = if self.settings.window_bits == 0 { 15 } else { self.settings.window_bits };
        if self.stream.is_some() { (1 << window) + 16 * 1024 } else { 0 }
    }

    fn open(&self) -> Result<Box<z::z_stream>, Failure> {
        let settings = &self.settings;
        let window_bits = match settings.format {
            Format::Gunzip => settings.window_bits + 16,
            Format::Unzip => settings.window_bits + 32,
            Format::InflateRaw => -settings.window_bits,
            _ => settings.window_bits,
        };
        let mut stream = Box::new(z::z_stream::default());
        // SAFETY: the stream is a fresh one, and version and size are the library's own.
        let result =
            unsafe { z::inflateInit2_(&mut *stream, window_bits, z::zlibVersion(), size_of::<z::z_stream>() as i32) };
        if result == z::Z_OK { Ok(stream) } else { Err(Failure::zlib(result, "Init error")) }
    }

    /// Makes the stream where there is none yet.
    fn ensure(&mut self) -> Result<(), Failure> {
        if self.stream.is_some() {
            return Ok(());
        }
        self.stream = Some(self.open()?);
        self.set_first_dictionary()
    }

    fn stream(&mut self) -> &mut z::z_stream {
        match &mut self.stream {
            Some(stream) => stream,
            None => unreachable!("made before the first step"),
        }
    }

    /// Raw data does not ask for its dictionary: it must be there first.
    fn set_first_dictionary(&mut self) -> Result<(), Failure> {
        if self.settings.format != Format::InflateRaw || self.settings.dictionary.is_empty() {
            return Ok(());
        }
        match self.set_dictionary() {
            z::Z_OK => Ok(()),
            other => Err(Failure::zlib(other, "Failed to set dictionary")),
        }
    }

    fn set_dictionary(&mut self) -> i32 {
        let length = u32::try_from(self.settings.dictionary.len()).unwrap_or(u32::MAX);
        let dictionary = self.settings.dictionary.as_ptr();
        // SAFETY: the stream is initialised, and the dictionary is readable for its length.
        unsafe { z::inflateSetDictionary(self.stream(), dictionary, length) }
    }

    fn call(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> i32 {
        let stream = self.stream();
        // SAFETY: the stream is initialised, and `lend` gives it pointers that are good for the bytes it counts.
        lend(stream, cursor, |stream| unsafe { z::inflate(stream, flush) })
    }

    /// Looks at the first bytes without taking them from the library, which reads either header by itself: what is
    /// decided is only whether further members may follow.
    fn recognise(&mut self, cursor: &Cursor<'_>) {
        let mut ahead = 0;
        if self.marks_seen == 0
            && let Some(byte) = cursor.peek(0)
        {
            if byte != GZIP_FIRST {
                self.format = Format::Inflate;
                return;
            }
            self.marks_seen = 1;
            ahead = 1;
        }
        if self.marks_seen == 1
            && let Some(byte) = cursor.peek(ahead)
        {
            self.format = if byte == GZIP_SECOND { Format::Gunzip } else { Format::Inflate };
        }
    }

    /// As far as input and room go.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        let (input, length) = (cursor.input, cursor.available_in);
        let room = cursor.available_out;
        let fresh = std::mem::replace(&mut self.fresh, false);
        let result = self.run(cursor, flush);
        match result {
            Err(failure) if failure.message == OVERWRITTEN => {
                let produced = room - cursor.available_out;
                cursor.input = input;
                cursor.available_in = length;
                Err(if fresh && produced <= RETOLD { self.retell(cursor) } else { too_far_back() })
            }
            other => other,
        }
    }

    /// Reads again, from the start of a stream, what has failed: in rooms so small that the library takes its slower way,
    /// which says what was wrong.
    fn retell(&self, cursor: &Cursor<'_>) -> Failure {
        let mut again = Inflate::new(self.settings.clone(), self.single);
        let (mut input, mut length) = (cursor.input, cursor.available_in);
        loop {
            let mut room = [0; SLOW_ROOM];
            let mut small = cursor.with_room(&mut room);
            small.input = input;
            small.available_in = length;
            let result = again.run(&mut small, z::Z_NO_FLUSH);
            match result {
                Err(failure) if failure.message != OVERWRITTEN => return failure,
                Ok(()) if small.available_out < SLOW_ROOM => {
                    input = small.input;
                    length = small.available_in;
                }
                _ => return too_far_back(),
            }
        }
    }

    fn run(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        self.ensure()?;
        if self.format == Format::Unzip {
            self.recognise(cursor);
        }
        let mut result = self.call(cursor, flush);
        if result == z::Z_NEED_DICT && self.format != Format::InflateRaw && !self.settings.dictionary.is_empty() {
            result = match self.set_dictionary() {
                z::Z_OK => self.call(cursor, flush),
                // A dictionary that is not the one the data names.
                z::Z_DATA_ERROR => z::Z_NEED_DICT,
                other => other,
            };
        }
        // A gzip file may hold several members; zeros behind the last are padding.
        while result == z::Z_STREAM_END
            && self.format == Format::Gunzip
            && !self.single
            && cursor.peek(0).is_some_and(|byte| byte != 0)
        {
            self.reset()?;
            result = self.call(cursor, flush);
        }
        match result {
            z::Z_OK | z::Z_STREAM_END => Ok(()),
            z::Z_BUF_ERROR if cursor.available_out > 0 && flush == z::Z_FINISH => Err(Failure::unexpected_end()),
            z::Z_BUF_ERROR => Ok(()),
            z::Z_NEED_DICT if self.settings.dictionary.is_empty() => Err(Failure::zlib(result, "Missing dictionary")),
            z::Z_NEED_DICT => Err(Failure::zlib(result, "Bad dictionary")),
            other => Err(self.failure(other)),
        }
    }

    /// The library's own words where it has some.
    fn failure(&mut self, result: i32) -> Failure {
        let message = self.stream().msg;
        if message.is_null() {
            return Failure::zlib(result, "Zlib error");
        }
        // SAFETY: the library's messages are static texts that end with a zero.
        let text = unsafe { std::ffi::CStr::from_ptr(message) };
        Failure::zlib(result, text.to_str().unwrap_or("Zlib error"))
    }

    /// Ready for another stream of the same kind.
    pub fn reset(&mut self) -> Result<(), Failure> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        // SAFETY: the stream is initialised.
        let result = unsafe { z::inflateReset(&mut **stream) };
        if result != z::Z_OK {
            return Err(Failure::zlib(result, "Failed to reset stream"));
        }
        self.set_first_dictionary()
    }

    /// Ready for another stream of whichever kind it was made for.
    pub fn restart(&mut self) -> Result<(), Failure> {
        self.format = self.settings.format;
        self.marks_seen = 0;
        self.fresh = true;
        self.reset()
    }
}

impl Drop for Inflate {
    fn drop(&mut self) {
        if let Some(mut stream) = self.stream.take() {
            // SAFETY: the stream is initialised, and is not used afterwards.
            unsafe { z::inflateEnd(&mut *stream) };
        }
    }
}
