//! What a channel has read: bytes, and where whole messages lie among them. Knows the two framings and nothing of sockets
//! or JavaScript.

use std::ops::Range;

use super::codec::LENGTH;

/// How much is read at once at least: as much as the system's buffer between two processes holds.
pub(super) const CHUNK: usize = 256 << 10;
/// Room for messages that is not given back while the channel is open.
const KEPT_ROOM: usize = 1 << 20;

/// Bytes that are no whole message yet.
#[derive(Default)]
pub(super) struct Incoming {
    /// Room that is kept between reads: bytes, and what an earlier read left there.
    room: Vec<u8>,
    filled: usize,
    /// How many of the bytes hold no end of a line, as was seen before.
    searched: usize,
}

impl Incoming {
    /// Room for a read. Cleared once, when it grows.
    pub(super) fn room(&mut self) -> &mut [u8] {
        if self.room.len() < self.filled + CHUNK {
            // Of memory that is zero already, which takes up nothing until it is written to.
            let mut larger = vec![0; (self.filled + CHUNK).max(self.room.len() * 2)];
            larger[..self.filled].copy_from_slice(&self.room[..self.filled]);
            self.room = larger;
        }
        &mut self.room[self.filled..]
    }

    /// So many bytes of the room are read.
    pub(super) fn fill(&mut self, count: usize) {
        self.filled += count;
    }

    /// The bytes of a frame.
    pub(super) fn bytes(&self, frame: Range<usize>) -> &[u8] {
        &self.room[frame]
    }

    /// Whether a part of a message is left whose rest has not come.
    pub(super) fn is_partial(&self) -> bool {
        self.filled > 0
    }

    /// Where the whole messages lie, and where the rest begins.
    pub(super) fn frames(&mut self, advanced: bool) -> (Vec<Range<usize>>, usize) {
        let bytes = &self.room[..self.filled];
        let mut frames = Vec::new();
        let mut start = 0;
        if advanced {
            while let Some(length) = bytes.get(start..start + LENGTH) {
                let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
                let frame = start + LENGTH..start + LENGTH + length;
                if frame.end > bytes.len() {
                    break;
                }
                start = frame.end;
                frames.push(frame);
            }
        } else {
            for end in memchr::memchr_iter(b'\n', &bytes[self.searched..]) {
                let end = self.searched + end;
                frames.push(start..end);
                start = end + 1;
            }
            self.searched = self.filled;
        }
        (frames, start)
    }

    /// Forgets what lies before `rest`. Moves what is left to the front, once however many messages there were.
    pub(super) fn forget(&mut self, rest: usize) {
        self.room.copy_within(rest..self.filled, 0);
        self.filled -= rest;
        self.searched = self.searched.saturating_sub(rest);
        if self.filled == 0 && self.room.len() > KEPT_ROOM {
            self.room = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(incoming: &mut Incoming, bytes: &[u8], advanced: bool) -> Vec<Vec<u8>> {
        incoming.room()[..bytes.len()].copy_from_slice(bytes);
        incoming.fill(bytes.len());
        let (frames, rest) = incoming.frames(advanced);
        let frames = frames.into_iter().map(|frame| incoming.bytes(frame).to_vec()).collect();
        incoming.forget(rest);
        frames
    }

    #[test]
    fn lines_come_whole_however_they_are_split() {
        let mut incoming = Incoming::default();
        assert_eq!(feed(&mut incoming, b"{\"a\"", false), Vec::<Vec<u8>>::new());
        assert_eq!(feed(&mut incoming, b":1}\n2\n", false), [&b"{\"a\":1}"[..], b"2"]);
        assert_eq!(feed(&mut incoming, b"\n3", false), [b""]);
        assert_eq!(feed(&mut incoming, b"\n", false), [b"3"]);
        assert!(!incoming.is_partial());
    }

    #[test]
    fn lengths_may_be_split_too() {
        let mut incoming = Incoming::default();
        assert!(feed(&mut incoming, &[0, 0], true).is_empty());
        assert!(feed(&mut incoming, &[0, 2, 7], true).is_empty());
        assert_eq!(feed(&mut incoming, &[8, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0], true), [vec![7, 8], vec![], vec![9]]);
        assert_eq!(incoming.filled, 1);
    }

    #[test]
    fn room_grows_with_a_message_and_is_given_back() {
        let mut incoming = Incoming::default();
        let chunk = vec![b'x'; CHUNK];
        for _ in 0..10 {
            assert!(feed(&mut incoming, &chunk, false).is_empty());
        }
        assert_eq!(feed(&mut incoming, b"\n", false)[0].len(), 10 * CHUNK);
        assert!(incoming.room.is_empty());
    }
}
