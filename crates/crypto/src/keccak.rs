//! The Keccak sponge where the library has none: cSHAKE, TurboSHAKE and KangarooTwelve (NIST SP 800-185, RFC 9861).

/// Steps of the permutation.
const ROUNDS: usize = 24;

const CONSTANTS: [u64; ROUNDS] = [
    0x0000000000000001,
    0x0000000000008082,
    0x800000000000808a,
    0x8000000080008000,
    0x000000000000808b,
    0x0000000080000001,
    0x8000000080008081,
    0x8000000000008009,
    0x000000000000008a,
    0x0000000000000088,
    0x0000000080008009,
    0x000000008000000a,
    0x000000008000808b,
    0x800000000000008b,
    0x8000000000008089,
    0x8000000000008003,
    0x8000000000008002,
    0x8000000000000080,
    0x000000000000800a,
    0x800000008000000a,
    0x8000000080008081,
    0x8000000000008080,
    0x0000000080000001,
    0x8000000080008008,
];

/// How far lanes turn, and where they go, along the path that rho and pi walk.
const TURNS: [u32; 24] = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const PATH: [usize; 24] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

fn permute(state: &mut [u64; 25], rounds: usize) {
    for constant in &CONSTANTS[ROUNDS - rounds..] {
        let mut columns = [0u64; 5];
        for (index, lane) in state.iter().enumerate() {
            columns[index % 5] ^= lane;
        }
        for (index, lane) in state.iter_mut().enumerate() {
            let x = index % 5;
            *lane ^= columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
        }
        let mut carried = state[1];
        for (turn, place) in TURNS.iter().zip(PATH) {
            let next = state[place];
            state[place] = carried.rotate_left(*turn);
            carried = next;
        }
        for row in state.chunks_exact_mut(5) {
            let old = [row[0], row[1], row[2], row[3], row[4]];
            for x in 0..5 {
                row[x] = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
            }
        }
        state[0] ^= constant;
    }
}

/// One computation: bytes in, then as many out as wanted.
struct Sponge {
    state: [u64; 25],
    /// Bytes of the state that input reaches.
    rate: usize,
    rounds: usize,
    at: usize,
}

impl Sponge {
    /// `strength` is 128 or 256.
    fn new(strength: usize, rounds: usize) -> Self {
        Self { state: [0; 25], rate: 200 - strength / 4, rounds, at: 0 }
    }

    fn toggle(&mut self, at: usize, byte: u8) {
        self.state[at / 8] ^= u64::from(byte) << (8 * (at % 8));
    }

    fn absorb(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        // Whole lanes at a time while input and state are in step.
        while self.at.is_multiple_of(8)
            && let Some((lane, after)) = rest.split_first_chunk::<8>()
        {
            self.state[self.at / 8] ^= u64::from_le_bytes(*lane);
            rest = after;
            self.at += 8;
            if self.at == self.rate {
                permute(&mut self.state, self.rounds);
                self.at = 0;
            }
        }
        for byte in rest {
            self.toggle(self.at, *byte);
            self.at += 1;
            if self.at == self.rate {
                permute(&mut self.state, self.rounds);
                self.at = 0;
            }
        }
    }

    /// Zeros up to the block's end.
    fn pad_block(&mut self) {
        if self.at > 0 {
            permute(&mut self.state, self.rounds);
            self.at = 0;
        }
    }

    fn squeeze(mut self, domain: u8, length: usize) -> Vec<u8> {
        self.toggle(self.at, domain);
        self.toggle(self.rate - 1, 0x80);
        permute(&mut self.state, self.rounds);
        let mut out = Vec::with_capacity(length);
        loop {
            for at in 0..self.rate {
                if out.len() == length {
                    return out;
                }
                out.push((self.state[at / 8] >> (8 * (at % 8))) as u8);
            }
            permute(&mut self.state, self.rounds);
        }
    }
}

/// TurboSHAKE of `strength` 128 or 256; `domain` is from 1 to 127.
pub fn turbo_shake(strength: usize, data: &[u8], domain: u8, length: usize) -> Vec<u8> {
    let mut sponge = Sponge::new(strength, 12);
    sponge.absorb(data);
    sponge.squeeze(domain, length)
}

/// A number's bytes without leading zeros, at least `least` of them.
fn number(value: usize, least: usize) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len()).min(bytes.len() - least);
    bytes[from..].to_vec()
}

/// KangarooTwelve: KT128 or KT256.
pub fn kangaroo_twelve(strength: usize, data: &[u8], customization: &[u8], length: usize) -> Vec<u8> {
    const CHUNK: usize = 8192;
    let mut text = data.to_vec();
    text.extend_from_slice(customization);
    let told = number(customization.len(), 0);
    text.extend_from_slice(&told);
    text.push(told.len() as u8);
    if text.len() <= CHUNK {
        return turbo_shake(strength, &text, 0x07, length);
    }
    let mut sponge = Sponge::new(strength, 12);
    let (first, rest) = text.split_at(CHUNK);
    sponge.absorb(first);
    sponge.absorb(&[3, 0, 0, 0, 0, 0, 0, 0]);
    let chunks = rest.chunks(CHUNK);
    let told = number(chunks.len(), 0);
    for chunk in chunks {
        sponge.absorb(&turbo_shake(strength, chunk, 0x0b, strength / 4));
    }
    sponge.absorb(&told);
    sponge.absorb(&[told.len() as u8, 0xff, 0xff]);
    sponge.squeeze(0x06, length)
}

/// A text with its length in bits in front of it.
fn encoded(text: &[u8]) -> Vec<u8> {
    encoded_bits(text, text.len() * 8)
}

fn encoded_bits(text: &[u8], bits: usize) -> Vec<u8> {
    let told = number(bits, 1);
    let mut bytes = vec![told.len() as u8];
    bytes.extend(told);
    bytes.extend_from_slice(text);
    bytes
}

/// cSHAKE of `strength` 128 or 256.
pub fn cshake(strength: usize, data: &[u8], function: &[u8], customization: &[u8], length: usize) -> Vec<u8> {
    let mut sponge = Sponge::new(strength, ROUNDS);
    if function.is_empty() && customization.is_empty() {
        sponge.absorb(data);
        return sponge.squeeze(0x1f, length);
    }
    sponge.absorb(&[1, sponge.rate as u8]);
    sponge.absorb(&encoded(function));
    sponge.absorb(&encoded(customization));
    sponge.pad_block();
    sponge.absorb(data);
    sponge.squeeze(0x04, length)
}

/// KMAC of `strength` 128 or 256, for keys that the library finds too short and lengths that are no whole bytes.
pub fn kmac(strength: usize, key: &[u8], key_bits: usize, data: &[u8], customization: &[u8], bits: usize) -> Vec<u8> {
    let rate = 200 - strength / 4;
    let mut text = vec![1, rate as u8];
    text.extend(encoded_bits(key, key_bits));
    text.resize(text.len().next_multiple_of(rate), 0);
    text.extend_from_slice(data);
    let told = number(bits, 1);
    text.extend_from_slice(&told);
    text.push(told.len() as u8);
    cshake(strength, &text, b"KMAC", customization, bits.div_ceil(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn shake_is_that_of_the_standard() {
        assert_eq!(hex(&cshake(128, b"", b"", b"", 16)), "7f9c2ba4e88f827d616045507605853e");
    }

    #[test]
    fn cshake_is_that_of_the_standard() {
        let digest = cshake(128, &[0, 1, 2, 3], b"", b"Email Signature", 32);
        assert_eq!(hex(&digest), "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5");
    }

    #[test]
    fn kmac_is_that_of_the_standard() {
        let key: Vec<u8> = (0x40..0x60).collect();
        let mac = kmac(128, &key, 256, &[0, 1, 2, 3], b"", 256);
        assert_eq!(hex(&mac), "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e");
    }

    #[test]
    fn turbo_shake_is_that_of_the_rfc() {
        let digest = turbo_shake(128, b"", 0x1f, 32);
        assert_eq!(hex(&digest), "1e415f1c5983aff2169217277d17bb538cd945a397ddec541f1ce41af2c1b74c");
    }

    #[test]
    fn kangaroo_twelve_is_that_of_the_rfc() {
        let digest = kangaroo_twelve(128, b"", b"", 32);
        assert_eq!(hex(&digest), "1ac2d450fc3b4205d19da7bfca1b37513c0803577ac7167f06fe2ce1f0ef39e5");
        // Longer than a chunk.
        let text: Vec<u8> = (0..83521).map(|index| (index % 251) as u8).collect();
        let digest = kangaroo_twelve(128, &text, b"", 32);
        assert_eq!(hex(&digest), "8701045e22205345ff4dda05555cbb5c3af1a771c2b89baef37db43d9998b9fe");
    }
}
