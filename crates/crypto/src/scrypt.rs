//! The middle of scrypt (RFC 7914): the mixing that takes the time and the memory. The library's own works word by word;
//! this one works on four words at once. Pure; what surrounds it, and the judgement of the costs, is in kdf.rs.
//!
//! Salsa's matrix is held by its diagonals from the first step to the last, so that the rounds need no gathering: a
//! block's words change places once on the way in and once on the way out.

/// Four words that are worked on at once.
#[derive(Clone, Copy)]
struct Lanes([u32; 4]);

impl Lanes {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane].wrapping_add(other.0[lane])))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] ^ other.0[lane]))
    }

    /// Each word's bits, `by` places to the left.
    #[inline(always)]
    fn turn(self, by: u32) -> Self {
        Self(self.0.map(|word| word.rotate_left(by)))
    }

    /// The words themselves, `BY` lanes to the left.
    #[inline(always)]
    fn shift<const BY: usize>(self) -> Self {
        Self(std::array::from_fn(|lane| self.0[(lane + BY) % 4]))
    }
}

/// 64 bytes: the four diagonals of a matrix.
type Block = [Lanes; 4];

/// Where the word of a lane of a diagonal stands in the matrix: row by row, down and to the right.
const fn place(diagonal: usize, lane: usize) -> usize {
    (5 * lane + 4 * diagonal) % 16
}

fn block_of(bytes: &[u8; 64]) -> Block {
    std::array::from_fn(|diagonal| {
        Lanes(std::array::from_fn(|lane| {
            let start = 4 * place(diagonal, lane);
            u32::from_le_bytes([bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]])
        }))
    })
}

fn write_block(block: &Block, bytes: &mut [u8; 64]) {
    for (diagonal, lanes) in block.iter().enumerate() {
        for (lane, word) in lanes.0.iter().enumerate() {
            let start = 4 * place(diagonal, lane);
            bytes[start..start + 4].copy_from_slice(&word.to_le_bytes());
        }
    }
}

#[inline(always)]
fn xor(one: Block, other: Block) -> Block {
    std::array::from_fn(|diagonal| one[diagonal].xor(other[diagonal]))
}

/// Salsa20/8.
#[inline(always)]
fn salsa(input: Block) -> Block {
    let [mut a, mut b, mut c, mut d] = input;
    for _ in 0..4 {
        b = b.xor(a.add(d).turn(7));
        c = c.xor(b.add(a).turn(9));
        d = d.xor(c.add(b).turn(13));
        a = a.xor(d.add(c).turn(18));
        // Now by rows, which are the same diagonals seen from another start.
        (b, c, d) = (b.shift::<3>(), c.shift::<2>(), d.shift::<1>());
        d = d.xor(a.add(b).turn(7));
        c = c.xor(d.add(a).turn(9));
        b = b.xor(c.add(d).turn(13));
        a = a.xor(b.add(c).turn(18));
        (b, c, d) = (b.shift::<1>(), c.shift::<2>(), d.shift::<3>());
    }
    [a.add(input[0]), b.add(input[1]), c.add(input[2]), d.add(input[3])]
}

/// scryptBlockMix of `from`, after it was combined with `with` where that is not empty.
#[inline(always)]
fn mix_blocks(from: &[Block], with: &[Block], to: &mut [Block]) {
    let block = |index: usize| if with.is_empty() { from[index] } else { xor(from[index], with[index]) };
    let mut last = block(from.len() - 1);
    let (even, odd) = to.split_at_mut(from.len() / 2);
    for (pair, (even, odd)) in even.iter_mut().zip(odd).enumerate() {
        last = salsa(xor(last, block(2 * pair)));
        *even = last;
        last = salsa(xor(last, block(2 * pair + 1)));
        *odd = last;
    }
}

/// What the mixing works in. A password could be guessed from it, so it is cleared when it goes.
pub struct Room {
    /// Each of the `n` steps' blocks.
    steps: Vec<Block>,
    now: Vec<Block>,
    next: Vec<Block>,
}

impl Drop for Room {
    fn drop(&mut self) {
        for blocks in [&mut self.steps, &mut self.now, &mut self.next] {
            blocks.fill([Lanes([0; 4]); 4]);
            std::hint::black_box(&*blocks);
        }
    }
}

impl Room {
    /// Room for the costs `n` and `r`; `None` where there is not so much memory.
    pub fn new(n: usize, r: usize) -> Option<Self> {
        let blocks = r.checked_mul(2)?;
        let mut room = Self { steps: Vec::new(), now: Vec::new(), next: Vec::new() };
        room.steps.try_reserve_exact(n.checked_mul(blocks)?).ok()?;
        room.now.try_reserve_exact(blocks).ok()?;
        room.next.try_reserve_exact(blocks).ok()?;
        Some(room)
    }
}

#[inline(always)]
fn mix_in(bytes: &mut [u8], n: usize, room: &mut Room) {
    let (texts, _) = bytes.as_chunks_mut::<64>();
    let Room { steps, now, next } = &mut *room;
    steps.clear();
    now.clear();
    now.extend(texts.iter().map(block_of));
    next.clear();
    next.extend_from_slice(now);
    let count = now.len();
    for _ in 0..n {
        steps.extend_from_slice(now);
        mix_blocks(now, &[], next);
        std::mem::swap(now, next);
    }
    for _ in 0..n {
        // The last block's first two words, as one number: lane 0 of the first diagonal and lane 1 of the last.
        let last = now[count - 1];
        let number = u64::from(last[0].0[0]) | u64::from(last[3].0[1]) << 32;
        let step = (number & (n as u64 - 1)) as usize;
        mix_blocks(now, &steps[step * count..][..count], next);
        std::mem::swap(now, next);
    }
    for (block, text) in now.iter().zip(texts) {
        write_block(block, text);
    }
}

/// Turns all four words at once, which takes three instructions elsewhere.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl")]
fn mix_wide(bytes: &mut [u8], n: usize, room: &mut Room) {
    mix_in(bytes, n, room);
}

/// scryptROMix in place: `bytes` are 128 times `r`, `n` is a power of two, and `room` is for both.
pub fn mix(bytes: &mut [u8], n: usize, room: &mut Room) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
        // SAFETY: the processor has what the function is compiled for, as was just asked.
        unsafe { mix_wide(bytes, n, room) };
        return;
    }
    mix_in(bytes, n, room);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes_of(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    const INPUT: &str = "7e879a21 4f3ec986 7ca940e6 41718f26 baee555b 8c61c1b5 0df84611 6dcd3b1d
        ee24f319 df9b3d85 14121e4b 5ac5aa32 76021d29 09c74829 edebc68d b8b8c25e";
    const OUTPUT: &str = "a41f859c 6608cc99 3b81cacb 020cef05 044b2181 a2fd337d fd7b1c63 96682f29
        b4393168 e3c9e6bc fe6bc5b7 a06d96ba e424cc10 2c91745c 24ad673d c7618f81";

    #[test]
    fn salsa_of_rfc_7914() {
        let mut out = [0; 64];
        let input: [u8; 64] = bytes_of(INPUT).try_into().unwrap();
        write_block(&salsa(block_of(&input)), &mut out);
        assert_eq!(out.to_vec(), bytes_of(OUTPUT));
    }

    #[test]
    fn both_ways_mix_alike() {
        for (n, r) in [(2, 1), (16, 1), (64, 3)] {
            let start: Vec<u8> = (0..128 * r).map(|place| (place * 7 + n) as u8).collect();
            let (mut plain, mut best) = (start.clone(), start);
            mix_in(&mut plain, n, &mut Room::new(n, r).unwrap());
            mix(&mut best, n, &mut Room::new(n, r).unwrap());
            assert_eq!(plain, best, "{n} {r}");
        }
    }
}
