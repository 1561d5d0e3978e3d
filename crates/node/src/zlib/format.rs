//! Which way data goes through which format, as `zlib.constants` numbers them, and what a zlib stream is made with.

/// The numbers are those of `zlib.constants`: programs see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Format {
    Deflate,
    Inflate,
    Gzip,
    Gunzip,
    DeflateRaw,
    InflateRaw,
    Unzip,
    BrotliDecode,
    BrotliEncode,
    ZstdCompress,
    ZstdDecompress,
}

impl Format {
    pub fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Deflate,
            2 => Self::Inflate,
            3 => Self::Gzip,
            4 => Self::Gunzip,
            5 => Self::DeflateRaw,
            6 => Self::InflateRaw,
            7 => Self::Unzip,
            8 => Self::BrotliDecode,
            9 => Self::BrotliEncode,
            10 => Self::ZstdCompress,
            11 => Self::ZstdDecompress,
            _ => return None,
        })
    }

    pub fn compresses(self) -> bool {
        matches!(self, Self::Deflate | Self::Gzip | Self::DeflateRaw | Self::BrotliEncode | Self::ZstdCompress)
    }
}

/// What a stream of zlib's formats is made with.
#[derive(Debug, Clone)]
pub(super) struct ZlibSettings {
    pub format: Format,
    pub window_bits: i32,
    pub level: i32,
    pub mem_level: i32,
    pub strategy: i32,
    /// Empty for none.
    pub dictionary: Vec<u8>,
}
