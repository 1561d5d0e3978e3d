//! The program's memory: bytes at offsets that the program chose, each access checked. What lies outside is OVERFLOW, as
//! Node says it.

use std::io::{IoSlice, IoSliceMut};
use std::ops::Range;

use crate::errno::{Errno, Result};

/// The most pieces that the kernel takes in one call.
const MOST_PIECES: u32 = 1024;
/// Bytes of one piece's description: where it is, and its length.
const PIECE: u32 = 8;

/// The whole memory, during one call.
pub struct Memory<'a>(pub &'a mut [u8]);

impl Memory<'_> {
    fn range(&self, at: u32, length: u32) -> Result<Range<usize>> {
        let start = at as usize;
        let end = start.checked_add(length as usize).ok_or(Errno::OVERFLOW)?;
        if end > self.0.len() { Err(Errno::OVERFLOW) } else { Ok(start..end) }
    }

    pub fn bytes(&self, at: u32, length: u32) -> Result<&[u8]> {
        let range = self.range(at, length)?;
        Ok(&self.0[range])
    }

    pub fn bytes_mut(&mut self, at: u32, length: u32) -> Result<&mut [u8]> {
        let range = self.range(at, length)?;
        Ok(&mut self.0[range])
    }

    /// A path as the program passes it: any bytes but zeros, and some.
    pub fn path(&self, at: u32, length: u32) -> Result<Vec<u8>> {
        let path = self.bytes(at, length)?;
        if path.is_empty() || path.contains(&0) { Err(Errno::INVAL) } else { Ok(path.to_vec()) }
    }

    pub fn put(&mut self, at: u32, bytes: &[u8]) -> Result<()> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::OVERFLOW)?;
        self.bytes_mut(at, length)?.copy_from_slice(bytes);
        Ok(())
    }

    /// That a result of `length` bytes will fit, before anything is done.
    pub fn room(&self, at: u32, length: u32) -> Result<()> {
        self.range(at, length).map(|_| ())
    }

    pub fn put_u32(&mut self, at: u32, value: u32) -> Result<()> {
        self.put(at, &value.to_le_bytes())
    }

    pub fn put_u64(&mut self, at: u32, value: u64) -> Result<()> {
        self.put(at, &value.to_le_bytes())
    }

    /// The pieces that the `count` descriptions at `at` name, in order.
    fn pieces(&self, at: u32, count: u32) -> Result<Vec<Range<usize>>> {
        let table = self.bytes(at, count.checked_mul(PIECE).ok_or(Errno::OVERFLOW)?)?;
        if count > MOST_PIECES {
            return Err(Errno::INVAL);
        }
        table.chunks_exact(PIECE as usize).map(|piece| self.range(u32_of(&piece[..4]), u32_of(&piece[4..]))).collect()
    }

    /// Those pieces, to write from.
    pub fn sources(&self, at: u32, count: u32) -> Result<Vec<IoSlice<'_>>> {
        Ok(self.pieces(at, count)?.into_iter().map(|range| IoSlice::new(&self.0[range])).collect())
    }

    /// Has `read` fill those pieces; how many bytes it read. Pieces that overlap are filled one after the other.
    pub fn fill(
        &mut self,
        at: u32,
        count: u32,
        read: impl FnOnce(&mut [IoSliceMut<'_>]) -> Result<usize>,
    ) -> Result<usize> {
        let pieces = self.pieces(at, count)?;
        if let Some(mut targets) = disjoint(self.0, &pieces) {
            return read(&mut targets);
        }
        // Overlapping pieces may add up to far more than there is; a read may give less.
        let wanted: usize = pieces.iter().map(ExactSizeIterator::len).sum();
        let mut text = vec![0; wanted.min(self.0.len())];
        let length = read(&mut [IoSliceMut::new(&mut text)])?;
        let mut rest = text.get(..length).unwrap_or(&text);
        for piece in pieces {
            let (now, later) = rest.split_at(piece.len().min(rest.len()));
            self.0[piece.start..piece.start + now.len()].copy_from_slice(now);
            rest = later;
        }
        Ok(length)
    }
}

/// The pieces of the memory, if none touches another.
fn disjoint<'a>(memory: &'a mut [u8], pieces: &[Range<usize>]) -> Option<Vec<IoSliceMut<'a>>> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&index| (pieces[index].start, pieces[index].end));
    let mut found: Vec<Option<&'a mut [u8]>> = pieces.iter().map(|_| None).collect();
    let (mut rest, mut passed) = (memory, 0);
    for index in order {
        let piece = &pieces[index];
        let skip = piece.start.checked_sub(passed)?;
        let (_, from_here) = rest.split_at_mut(skip);
        let (bytes, later) = from_here.split_at_mut(piece.len());
        found[index] = Some(bytes);
        (rest, passed) = (later, piece.end);
    }
    found.into_iter().map(|bytes| bytes.map(IoSliceMut::new)).collect()
}

pub fn u32_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |value, &byte| value << 8 | u32::from(byte))
}

pub fn u64_of(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
