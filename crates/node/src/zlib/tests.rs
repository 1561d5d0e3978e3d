//! Properties of the codecs: what goes in comes out whatever the pieces, damaged data is refused or read but never
//! crashes, and the ceiling stands where it should.

use proptest::prelude::*;

use super::format::Format;
use super::session::{Ceiling, Codec, Session, Settings};
use super::span::{Cursor, Input, commit};
use super::whole::Job;

const ZLIB: [i32; 4] = [15, -1, 8, 0];
const QUICK_BROTLI: [i32; 2] = [1, 3];

/// Each way of compressing, with the way back and the flushes of a chunk and of the last.
const PAIRS: [(Format, Format, i32, i32); 6] = [
    (Format::Deflate, Format::Inflate, 0, 4),
    (Format::Gzip, Format::Gunzip, 0, 4),
    (Format::Gzip, Format::Unzip, 0, 4),
    (Format::DeflateRaw, Format::InflateRaw, 0, 4),
    (Format::BrotliEncode, Format::BrotliDecode, 0, 2),
    (Format::ZstdCompress, Format::ZstdDecompress, 0, 2),
];

fn codec(format: Format) -> Codec {
    let numbers: &[i32] = match format {
        Format::BrotliEncode => &QUICK_BROTLI,
        Format::BrotliDecode | Format::ZstdCompress | Format::ZstdDecompress => &[],
        _ => &ZLIB,
    };
    let settings = Settings { format, numbers: numbers.to_vec(), dictionary: &[], pledged: None, single: false };
    Codec::new(&settings).unwrap()
}

/// All of an input through a session in steps of so much input and so much room.
fn stepwise(format: Format, data: &[u8], flush: i32, last: i32, piece: usize, room: usize) -> Result<Vec<u8>, String> {
    let mut session = Session::new(codec(format), Ceiling::NONE);
    let mut output = Vec::new();
    let mut chunks: Vec<&[u8]> = data.chunks(piece).collect();
    chunks.push(&[]);
    let end = chunks.len() - 1;
    for (index, chunk) in chunks.into_iter().enumerate() {
        let input = Input::Owned(chunk.to_vec());
        let mut from = 0;
        loop {
            output.reserve_exact(room);
            let mut cursor = Cursor::into_vec(&input, from, &mut output, room);
            let given = cursor.available_out;
            let flush = if index == end { last } else { flush };
            session.step(&mut cursor, flush).map_err(|failure| failure.code.into_owned())?;
            let (left, unused) = (cursor.available_in, cursor.available_out);
            from = input.len() - left;
            commit(&mut output, given - unused);
            if unused > 0 {
                break;
            }
        }
    }
    Ok(output)
}

fn whole(format: Format, data: &[u8], flush: i32, ceiling: Ceiling) -> Result<Vec<u8>, String> {
    let job = Job {
        format,
        codec: codec(format),
        input: Input::Owned(data.to_vec()),
        flush,
        ceiling,
        max_output: 1 << 30,
        reject_trailing: false,
    };
    job.run().0.map_err(|failure| failure.code.into_owned())
}

fn some_data() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..3000),
        // Something that can be compressed.
        (prop::collection::vec(any::<u8>(), 1..40), 1..200usize).prop_map(|(unit, times)| unit.repeat(times)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_goes_in_comes_out(data in some_data(), piece in 1..4000usize, room in 64..5000usize) {
        for (there, back, flush, last) in PAIRS {
            let streamed = stepwise(there, &data, flush, last, piece, room).unwrap();
            prop_assert_eq!(&whole(back, &streamed, last, Ceiling::NONE).unwrap(), &data);
            let compressed = whole(there, &data, last, Ceiling::NONE).unwrap();
            prop_assert_eq!(&stepwise(back, &compressed, flush, last, piece, room).unwrap(), &data);
        }
    }

    #[test]
    fn damaged_data_is_refused_or_read(
        data in some_data(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        piece in 1..2000usize,
        room in 64..2000usize,
    ) {
        for (there, back, flush, last) in PAIRS {
            let mut bad = whole(there, &data, last, Ceiling::NONE).unwrap();
            for (at, byte) in &damage {
                let at = at.index(bad.len());
                bad[at] = *byte;
            }
            bad.truncate(cut.index(bad.len()) + 1);
            let ceiling = Ceiling { ratio: 1000.0, floor: 1e6 };
            let at_once = whole(back, &bad, last, ceiling);
            if let Err(code) = &at_once {
                let known = ["Z_", "ERR__ERROR_", "ZSTD_error_", "ERR_WEIR_DECOMPRESSION_RATIO"];
                prop_assert!(known.iter().any(|start| code.starts_with(start)), "{}", code);
            }
            // The same in pieces, where nothing was left behind the end: that is another stream for some formats.
            let in_pieces = stepwise(back, &bad, flush, last, piece, room);
            prop_assert!(in_pieces.is_ok() || at_once.is_err() || back == Format::ZstdDecompress);
        }
    }

    #[test]
    fn random_bytes_are_no_data(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for (_, back, _, last) in PAIRS {
            let ceiling = Ceiling { ratio: 1000.0, floor: 1e6 };
            if let Ok(output) = whole(back, &bytes, last, ceiling) {
                prop_assert!(output.len() <= 1_000_000 || output.len() <= bytes.len() * 1000);
            }
        }
    }
}

#[test]
fn a_burst_is_stopped_beyond_floor_and_ratio_alone() {
    let zeros = vec![0; 3_000_000];
    let text: Vec<u8> =
        (0..400_000u32).flat_map(|n| format!("{}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect();
    for (there, back, _, last) in PAIRS {
        let burst = whole(there, &zeros, last, Ceiling::NONE).unwrap();
        let limits = [(100.0, 1e6, false), (f64::INFINITY, 1e6, true), (100.0, 3e6, true)];
        for (ratio, floor, passes) in limits {
            let result = whole(back, &burst, last, Ceiling { ratio, floor });
            match passes {
                true => assert_eq!(result.unwrap().len(), zeros.len()),
                false => assert_eq!(result.unwrap_err(), "ERR_WEIR_DECOMPRESSION_RATIO"),
            }
        }
        let honest = whole(there, &text, last, Ceiling::NONE).unwrap();
        assert_eq!(whole(back, &honest, last, Ceiling { ratio: 100.0, floor: 1e6 }).unwrap(), text);
    }
}

#[test]
fn a_codec_is_as_new_after_a_reset() {
    for (there, _, _, last) in PAIRS {
        let expected = whole(there, b"the same again", last, Ceiling::NONE).unwrap();
        let mut job_codec = codec(there);
        for _ in 0..3 {
            let job = Job {
                format: there,
                codec: job_codec,
                input: Input::Owned(b"the same again".to_vec()),
                flush: last,
                ceiling: Ceiling::NONE,
                max_output: 1000,
                reject_trailing: false,
            };
            let (output, mut codec) = job.run();
            assert_eq!(output.unwrap(), expected);
            codec.reset().unwrap();
            job_codec = codec;
        }
    }
}

#[test]
fn words_for_what_is_wrong_are_zlibs_own() {
    let cases: [(&[u8], &str); 4] = [
        (b"garbage", "incorrect header check"),
        (&[0x78, 0x9c, 0x07], "invalid block type"),
        (
            &[0x78, 0x9c, 0xcb, 0x1d, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0xc0, 0x20, 0xcb, 0xf3, 0x8b, 0x72, 0x52, 0xb0],
            "invalid distance too far back",
        ),
        (&[0x78, 0x9c, 0x01, 0x01, 0x00, 0x00, 0x00], "invalid stored block lengths"),
    ];
    for (data, words) in cases {
        // Behind it lies enough for the library's faster way.
        for padding in [0, 600] {
            let mut data = data.to_vec();
            data.extend(std::iter::repeat_n(0x55, padding));
            let job = Job {
                format: Format::Inflate,
                codec: codec(Format::Inflate),
                input: Input::Owned(data),
                flush: 4,
                ceiling: Ceiling::NONE,
                max_output: 1 << 20,
                reject_trailing: false,
            };
            let failure = job.run().0.unwrap_err();
            // What is too short to be wrong yet has just ended too early.
            let ended = padding == 0 && failure.message == "unexpected end of file";
            assert!(failure.message == words || ended, "{} instead of {words}", failure.message);
        }
    }
}
