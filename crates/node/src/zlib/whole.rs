//! All of an input in one job: what `gzipSync` and its like need. The output grows here and becomes a Buffer's memory
//! as it is. Knows no JavaScript values.

use super::failure::Failure;
use super::format::Format;
use super::session::{Ceiling, Codec, Session};
use super::span::{self, Cursor, Input};

/// The least first room for output.
const LEAST_ROOM: usize = 1024;
/// What one step may write, so that the ceiling is looked at between.
const STEP: usize = 16 << 20;
/// Sizes that data claims to have are believed up to this many times its own length, or up to `BELIEVED` bytes: the
/// room is only taken in advance, so a lie costs no more than a failed guess.
const BELIEVED_RATIO: usize = 64;
const BELIEVED: usize = 1 << 20;
/// Room beyond what is expected, so that the step which gives the last byte also leaves room and is seen to be the last.
const SPARE: usize = 64;

pub(super) struct Job {
    pub format: Format,
    pub codec: Codec,
    pub input: Input,
    pub flush: i32,
    pub ceiling: Ceiling,
    pub max_output: usize,
    /// Input that is left behind the end is an error.
    pub reject_trailing: bool,
}

impl Job {
    /// Runs to the end of the input. The codec comes back, to be used again when all went well.
    pub fn run(self) -> (Result<Vec<u8>, Failure>, Codec) {
        let room = self.first_room();
        let mut session = Session::new(self.codec, self.ceiling);
        let output = fill(&mut session, &self.input, room, self.flush, self.max_output, self.reject_trailing);
        (output, session.codec)
    }

    /// How much output to expect.
    fn first_room(&self) -> usize {
        let length = self.input.len();
        let expected = match self.format {
            // Stored as it is, with a few bytes for each block of 16 KiB and less, and the header and trailer.
            Format::Deflate | Format::Gzip | Format::DeflateRaw => length + (length >> 10) + 64,
            Format::BrotliEncode => length + (length >> 12) + 16,
            // With this much room the library works from input to output without a copy between.
            Format::ZstdCompress => length + (length >> 8) + 1024,
            Format::Gunzip | Format::Unzip => self.believed(u32::from_le_bytes(self.input.ends().1) as usize),
            Format::ZstdDecompress => self.believed(zstd_size(&self.input.ends().0)),
            Format::Inflate | Format::InflateRaw | Format::BrotliDecode => length.saturating_mul(4),
        };
        expected.saturating_add(SPARE).max(LEAST_ROOM).min(self.max_output.saturating_add(SPARE))
    }

    fn believed(&self, claimed: usize) -> usize {
        let length = self.input.len();
        if claimed > length.saturating_mul(BELIEVED_RATIO).max(BELIEVED) || claimed < length / 2 {
            return length.saturating_mul(4);
        }
        claimed
    }
}

/// The size that a zstd frame's header tells; nothing where it tells none.
fn zstd_size(head: &[u8; 18]) -> usize {
    let flags = head[4];
    let single_segment = flags & 0x20 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(flags & 3)];
    let at = 5 + usize::from(!single_segment) + dictionary;
    let number = |bytes: usize| head[at..].iter().take(bytes).rev().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    let size = match flags >> 6 {
        0 if single_segment => number(1),
        0 => 0,
        1 => number(2) + 256,
        2 => number(4),
        _ => number(8),
    };
    usize::try_from(size).unwrap_or(usize::MAX)
}

fn no_memory() -> Failure {
    Failure::zlib(-4, "insufficient memory")
}

fn fill(
    session: &mut Session,
    input: &Input,
    room: usize,
    flush: i32,
    max_output: usize,
    reject_trailing: bool,
) -> Result<Vec<u8>, Failure> {
    let mut output = Vec::new();
    output.try_reserve_exact(room).map_err(|_| no_memory())?;
    let mut from = 0;
    loop {
        let mut cursor = Cursor::into_vec(input, from, &mut output, STEP);
        let given = cursor.available_out;
        session.step(&mut cursor, flush)?;
        let (left, unused) = (cursor.available_in, cursor.available_out);
        from = input.len() - left;
        span::commit(&mut output, given - unused);
        if output.len() > max_output {
            return Err(Failure::new("too large", 0, "ERR_BUFFER_TOO_LARGE"));
        }
        if unused > 0 {
            if reject_trailing && left > 0 {
                return Err(Failure::new("trailing junk", 0, "ERR_TRAILING_JUNK_AFTER_STREAM_END"));
            }
            output.shrink_to_fit();
            return Ok(output);
        }
        if output.capacity() == output.len() {
            let more = output.len().min(max_output.saturating_add(SPARE) - output.len()).max(SPARE);
            output.try_reserve_exact(more).map_err(|_| no_memory())?;
        }
    }
}
