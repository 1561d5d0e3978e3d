//! Zstandard, both ways, by its own library. One step at a time, on whichever thread runs it.

use std::borrow::Cow;
use std::ffi::CStr;

use zstd_sys as s;

use super::failure::Failure;
use super::heap::{self, Heap};
use super::span::Cursor;

/// The library's parameter enums by the numbers that programs give; `None` for what is none of them. JavaScript has
/// refused unknown ones, and those of a build with threads are refused by the library itself.
fn compression_parameter(number: u32) -> Option<s::ZSTD_cParameter> {
    use s::ZSTD_cParameter::*;
    Some(match number {
        100 => ZSTD_c_compressionLevel,
        101 => ZSTD_c_windowLog,
        102 => ZSTD_c_hashLog,
        103 => ZSTD_c_chainLog,
        104 => ZSTD_c_searchLog,
        105 => ZSTD_c_minMatch,
        106 => ZSTD_c_targetLength,
        107 => ZSTD_c_strategy,
        160 => ZSTD_c_enableLongDistanceMatching,
        161 => ZSTD_c_ldmHashLog,
        162 => ZSTD_c_ldmMinMatch,
        163 => ZSTD_c_ldmBucketSizeLog,
        164 => ZSTD_c_ldmHashRateLog,
        200 => ZSTD_c_contentSizeFlag,
        201 => ZSTD_c_checksumFlag,
        202 => ZSTD_c_dictIDFlag,
        400 => ZSTD_c_nbWorkers,
        401 => ZSTD_c_jobSize,
        402 => ZSTD_c_overlapLog,
        _ => return None,
    })
}

fn not_made(message: &'static str) -> Failure {
    Failure::new(message, 0, "ERR_ZLIB_INITIALIZATION_FAILED")
}

fn is_error(result: usize) -> bool {
    // SAFETY: a pure function of a number.
    unsafe { s::ZSTD_isError(result) != 0 }
}

fn failure(result: usize) -> Failure {
    // SAFETY: pure functions of a number; the text is static and ends with a zero.
    let (code, text) = unsafe {
        let code = s::ZSTD_getErrorCode(result);
        (code as i32, CStr::from_ptr(s::ZSTD_getErrorString(code)))
    };
    Failure::new(text.to_string_lossy().into_owned(), code, code_name(code))
}

/// The input is not as long as was pledged.
fn wrong_length() -> Failure {
    const SRC_SIZE_WRONG: i32 = 72;
    Failure::new("Src size is incorrect", SRC_SIZE_WRONG, code_name(SRC_SIZE_WRONG))
}

/// The name of an error's number, as `zlib.constants` has it.
fn code_name(code: i32) -> Cow<'static, str> {
    Cow::Borrowed(match code {
        0 => "ZSTD_error_no_error",
        10 => "ZSTD_error_prefix_unknown",
        12 => "ZSTD_error_version_unsupported",
        14 => "ZSTD_error_frameParameter_unsupported",
        16 => "ZSTD_error_frameParameter_windowTooLarge",
        20 => "ZSTD_error_corruption_detected",
        22 => "ZSTD_error_checksum_wrong",
        24 => "ZSTD_error_literals_headerWrong",
        30 => "ZSTD_error_dictionary_corrupted",
        32 => "ZSTD_error_dictionary_wrong",
        34 => "ZSTD_error_dictionaryCreation_failed",
        40 => "ZSTD_error_parameter_unsupported",
        41 => "ZSTD_error_parameter_combination_unsupported",
        42 => "ZSTD_error_parameter_outOfBound",
        44 => "ZSTD_error_tableLog_tooLarge",
        46 => "ZSTD_error_maxSymbolValue_tooLarge",
        48 => "ZSTD_error_maxSymbolValue_tooSmall",
        50 => "ZSTD_error_stabilityCondition_notRespected",
        60 => "ZSTD_error_stage_wrong",
        62 => "ZSTD_error_init_missing",
        64 => "ZSTD_error_memory_allocation",
        66 => "ZSTD_error_workSpace_tooSmall",
        70 => "ZSTD_error_dstSize_tooSmall",
        72 => "ZSTD_error_srcSize_wrong",
        74 => "ZSTD_error_dstBuffer_null",
        80 => "ZSTD_error_noForwardProgress_destFull",
        82 => "ZSTD_error_noForwardProgress_inputEmpty",
        _ => "ZSTD_error_GENERIC",
    })
}

fn custom_memory(heap: &Heap) -> s::ZSTD_customMem {
    s::ZSTD_customMem { customAlloc: Some(heap::allocate), customFree: Some(heap::release), opaque: heap.opaque() }
}

pub(super) struct Encoder {
    context: *mut s::ZSTD_CCtx,
    /// How long the input will be, if the program said so.
    pledged: Option<u64>,
    /// Input has been taken since the start or a reset.
    begun: bool,
    heap: Box<Heap>,
}

// SAFETY: the context is owned by this value alone; no threads are built into the library.
unsafe impl Send for Encoder {}

impl Encoder {
    pub fn new(params: &[(u32, u32)], dictionary: &[u8], pledged: Option<u64>) -> Result<Self, Failure> {
        let heap = Box::<Heap>::default();
        // SAFETY: both functions take what they are given here with the heap, which outlives the context.
        let context = unsafe { s::ZSTD_createCCtx_advanced(custom_memory(&heap)) };
        if context.is_null() {
            return Err(not_made("Could not initialize zstd instance"));
        }
        let mut encoder = Self { context, pledged, begun: false, heap };
        encoder.pledge()?;
        for (name, value) in params {
            let Some(name) = compression_parameter(*name) else { return Err(not_made("Setting parameter failed")) };
            // SAFETY: the context is alive; what is out of bounds is refused.
            if is_error(unsafe { s::ZSTD_CCtx_setParameter(context, name, *value as i32) }) {
                return Err(not_made("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() {
            // SAFETY: the context is alive, the dictionary readable for its length; the library keeps a copy.
            let result = unsafe { s::ZSTD_CCtx_loadDictionary(context, dictionary.as_ptr().cast(), dictionary.len()) };
            if is_error(result) {
                return Err(not_made("Failed to load zstd dictionary"));
            }
        }
        Ok(encoder)
    }

    fn pledge(&mut self) -> Result<(), Failure> {
        let Some(size) = self.pledged else { return Ok(()) };
        // SAFETY: the context is alive.
        if is_error(unsafe { s::ZSTD_CCtx_setPledgedSrcSize(self.context, size) }) {
            return Err(not_made("Could not set pledged src size"));
        }
        Ok(())
    }

    pub fn memory(&self) -> usize {
        self.heap.bytes()
    }

    /// As far as input and room go.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        let end = match flush {
            2 => s::ZSTD_EndDirective::ZSTD_e_end,
            1 => s::ZSTD_EndDirective::ZSTD_e_flush,
            _ => s::ZSTD_EndDirective::ZSTD_e_continue,
        };
        // An input that comes as a whole tells its length itself, and the library then forgets what was pledged.
        let first = !std::mem::replace(&mut self.begun, true);
        if first
            && flush == s::ZSTD_EndDirective::ZSTD_e_end as i32
            && self.pledged.is_some_and(|length| length != cursor.available_in as u64)
        {
            return Err(wrong_length());
        }
        // SAFETY: the context is alive, and the cursor's pointers are good for as many bytes as it says.
        let result =
            through(cursor, |output, input| unsafe { s::ZSTD_compressStream2(self.context, output, input, end) });
        if is_error(result) { Err(failure(result)) } else { Ok(()) }
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.begun = false;
        // SAFETY: the context is alive; parameters and dictionary stay.
        let result = unsafe { s::ZSTD_CCtx_reset(self.context, s::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        if is_error(result) {
            return Err(failure(result));
        }
        self.pledge()
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: made by the library, not used afterwards.
        unsafe { s::ZSTD_freeCCtx(self.context) };
    }
}

pub(super) struct Decoder {
    context: *mut s::ZSTD_DCtx,
    /// A whole frame was read. What follows in the same write is not looked at, what is written later is another frame:
    /// so Node has it.
    ended: bool,
    /// Nothing is looked at behind the first frame.
    single: bool,
    heap: Box<Heap>,
}

// SAFETY: the context is owned by this value alone; no threads are built into the library.
unsafe impl Send for Decoder {}

/// The only parameter of decompression.
const WINDOW_LOG_MAX: u32 = 100;

impl Decoder {
    pub fn new(params: &[(u32, u32)], dictionary: &[u8], single: bool) -> Result<Self, Failure> {
        let heap = Box::<Heap>::default();
        // SAFETY: both functions take what they are given here with the heap, which outlives the context.
        let context = unsafe { s::ZSTD_createDCtx_advanced(custom_memory(&heap)) };
        if context.is_null() {
            return Err(not_made("Could not initialize zstd instance"));
        }
        let decoder = Self { context, ended: false, single, heap };
        for (name, value) in params {
            if *name != WINDOW_LOG_MAX {
                return Err(not_made("Setting parameter failed"));
            }
            let name = s::ZSTD_dParameter::ZSTD_d_windowLogMax;
            // SAFETY: the context is alive; what is out of bounds is refused.
            if is_error(unsafe { s::ZSTD_DCtx_setParameter(context, name, *value as i32) }) {
                return Err(not_made("Setting parameter failed"));
            }
        }
        if !dictionary.is_empty() {
            // SAFETY: the context is alive, the dictionary readable for its length; the library keeps a copy.
            let result = unsafe { s::ZSTD_DCtx_loadDictionary(context, dictionary.as_ptr().cast(), dictionary.len()) };
            if is_error(result) {
                return Err(not_made("Failed to load zstd dictionary"));
            }
        }
        Ok(decoder)
    }

    pub fn memory(&self) -> usize {
        self.heap.bytes()
    }

    /// As far as input and room go, to the end of a frame.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        if self.ended && (self.single || cursor.available_in == 0) {
            return Ok(());
        }
        let context = self.context;
        let room = cursor.available_out;
        // SAFETY: the context is alive, and the cursor's pointers are good for as many bytes as it says.
        let result = through(cursor, |output, input| unsafe { s::ZSTD_decompressStream(context, output, input) });
        if is_error(result) {
            return Err(failure(result));
        }
        self.ended = result == 0;
        if !self.ended && flush == s::ZSTD_EndDirective::ZSTD_e_end as i32 && room > 0 && cursor.available_out > 0 {
            return Err(Failure::unexpected_end());
        }
        Ok(())
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.ended = false;
        // SAFETY: the context is alive; parameters and dictionary stay.
        let result = unsafe { s::ZSTD_DCtx_reset(self.context, s::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        if is_error(result) { Err(failure(result)) } else { Ok(()) }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: made by the library, not used afterwards.
        unsafe { s::ZSTD_freeDCtx(self.context) };
    }
}

/// Calls the library with the cursor's memory in its own form, and moves the cursor.
fn through(
    cursor: &mut Cursor<'_>,
    call: impl FnOnce(&mut s::ZSTD_outBuffer, &mut s::ZSTD_inBuffer) -> usize,
) -> usize {
    let mut output = s::ZSTD_outBuffer { dst: cursor.output.cast(), size: cursor.available_out, pos: 0 };
    let mut input = s::ZSTD_inBuffer { src: cursor.input.cast(), size: cursor.available_in, pos: 0 };
    let result = call(&mut output, &mut input);
    cursor.output = cursor.output.wrapping_add(output.pos);
    cursor.available_out -= output.pos;
    cursor.input = cursor.input.wrapping_add(input.pos);
    cursor.available_in -= input.pos;
    result
}
