//! What a frame is made of, and how one is written.

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    Continuation,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Opcode {
    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    pub fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0,
            Self::Text => 1,
            Self::Binary => 2,
            Self::Close => 8,
            Self::Ping => 9,
            Self::Pong => 10,
        }
    }

    pub(crate) fn is_control(self) -> bool {
        self.bits() >= 8
    }
}

/// Whether a close frame may carry this code: those of the protocol, and those for libraries and programs.
pub fn is_valid_close_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// How long the head of a client's frame is, with its mask.
pub fn head_length(length: usize) -> usize {
    match length {
        0..=125 => 6,
        126..=0xffff => 8,
        _ => 14,
    }
}

/// Writes the head of a whole frame to the start of `out`, which has room for it.
///
/// # Panics
/// `out` is shorter than [`head_length`].
pub fn write_head(out: &mut [u8], opcode: Opcode, length: usize, mask: [u8; 4]) {
    out[0] = FINAL | opcode.bits();
    let end = head_length(length) - mask.len();
    match length {
        0..=125 => out[1] = MASKED | length as u8,
        126..=0xffff => {
            out[1] = MASKED | 126;
            out[2..end].copy_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            out[1] = MASKED | 127;
            out[2..end].copy_from_slice(&(length as u64).to_be_bytes());
        }
    }
    out[end..end + mask.len()].copy_from_slice(&mask);
}

/// Puts a payload under its mask.
pub fn mask_payload(payload: &mut [u8], mask: [u8; 4]) {
    let wide = u32::from_ne_bytes(mask);
    let mut words = payload.chunks_exact_mut(4);
    for word in &mut words {
        let masked = u32::from_ne_bytes([word[0], word[1], word[2], word[3]]) ^ wide;
        word.copy_from_slice(&masked.to_ne_bytes());
    }
    for (byte, key) in words.into_remainder().iter_mut().zip(mask) {
        *byte ^= key;
    }
}
