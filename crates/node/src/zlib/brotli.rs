//! Brotli, both ways, by Google's own library. One step at a time, on whichever thread runs it.

use std::ffi::CStr;

use compu_brotli_sys as b;

use super::failure::Failure;
use super::heap::{self, Heap};
use super::span::Cursor;

const MAX_QUALITY: i32 = 11;

/// The failures of making either side.
const CODE: &str = "ERR_ZLIB_INITIALIZATION_FAILED";

fn not_made(message: &'static str) -> Failure {
    Failure::new(message, 0, CODE)
}

pub(super) struct Encoder {
    state: *mut b::BrotliEncoderState,
    prepared: *mut b::BrotliEncoderPreparedDictionary,
    params: Vec<(u32, u32)>,
    /// Read by `prepared` for as long as that lives.
    dictionary: Vec<u8>,
    heap: Box<Heap>,
}

// SAFETY: the state is owned by this value alone and has no thread of its own and no thread-local part.
unsafe impl Send for Encoder {}

impl Encoder {
    pub fn new(params: Vec<(u32, u32)>, dictionary: Vec<u8>) -> Result<Self, Failure> {
        let mut encoder = Self {
            state: std::ptr::null_mut(),
            prepared: std::ptr::null_mut(),
            params,
            dictionary,
            heap: Box::default(),
        };
        encoder.open()?;
        Ok(encoder)
    }

    pub fn memory(&self) -> usize {
        self.heap.bytes()
    }

    fn open(&mut self) -> Result<(), Failure> {
        let (allocate, release, opaque) = (Some(heap::allocate as _), Some(heap::release as _), self.heap.opaque());
        // SAFETY: both functions take what they are given here with `opaque`, and the heap outlives the state.
        self.state = unsafe { b::BrotliEncoderCreateInstance(allocate, release, opaque) };
        if self.state.is_null() {
            return Err(not_made("Initialization failed"));
        }
        for (name, value) in &self.params {
            // SAFETY: the state is a fresh one; names that it does not know are refused.
            if unsafe { b::BrotliEncoderSetParameter(self.state, *name as _, *value) } == 0 {
                return Err(not_made("Initialization failed"));
            }
        }
        if self.dictionary.is_empty() {
            return Ok(());
        }
        if self.prepared.is_null() {
            // SAFETY: the dictionary is readable for its length and lives, unchanged, as long as what is made of it.
            self.prepared = unsafe {
                b::BrotliEncoderPrepareDictionary(
                    b::BrotliSharedDictionaryType_BROTLI_SHARED_DICTIONARY_RAW,
                    self.dictionary.len(),
                    self.dictionary.as_ptr(),
                    MAX_QUALITY,
                    allocate,
                    release,
                    opaque,
                )
            };
        }
        if self.prepared.is_null() {
            return Err(not_made("Failed to prepare brotli dictionary"));
        }
        // SAFETY: both are alive, and the prepared dictionary outlives the state.
        if unsafe { b::BrotliEncoderAttachPreparedDictionary(self.state, self.prepared) } == 0 {
            return Err(not_made("Failed to attach brotli dictionary"));
        }
        Ok(())
    }

    fn close(&mut self) {
        if !self.state.is_null() {
            // SAFETY: made by the library, not used afterwards.
            unsafe { b::BrotliEncoderDestroyInstance(self.state) };
            self.state = std::ptr::null_mut();
        }
    }

    /// As far as input and room go.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        // SAFETY: the state is alive, and the cursor's pointers are good for as many bytes as it says.
        let done = unsafe {
            b::BrotliEncoderCompressStream(
                self.state,
                flush,
                &mut cursor.available_in,
                &mut cursor.input,
                &mut cursor.available_out,
                &mut cursor.output,
                std::ptr::null_mut(),
            )
        };
        if done == 0 {
            return Err(Failure::new("Compression failed", -1, "ERR_BROTLI_COMPRESSION_FAILED"));
        }
        Ok(())
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.close();
        self.open()
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.close();
        if !self.prepared.is_null() {
            // SAFETY: made by the library; the state that used it is gone.
            unsafe { b::BrotliEncoderDestroyPreparedDictionary(self.prepared) };
        }
    }
}

pub(super) struct Decoder {
    state: *mut b::BrotliDecoderState,
    params: Vec<(u32, u32)>,
    /// Read by the state for as long as that lives.
    dictionary: Vec<u8>,
    heap: Box<Heap>,
}

// SAFETY: the state is owned by this value alone and has no thread of its own and no thread-local part.
unsafe impl Send for Decoder {}

impl Decoder {
    pub fn new(params: Vec<(u32, u32)>, dictionary: Vec<u8>) -> Result<Self, Failure> {
        let mut decoder = Self { state: std::ptr::null_mut(), params, dictionary, heap: Box::default() };
        decoder.open()?;
        Ok(decoder)
    }

    pub fn memory(&self) -> usize {
        self.heap.bytes()
    }

    fn open(&mut self) -> Result<(), Failure> {
        let (allocate, release, opaque) = (Some(heap::allocate as _), Some(heap::release as _), self.heap.opaque());
        // SAFETY: both functions take what they are given here with `opaque`, and the heap outlives the state.
        self.state = unsafe { b::BrotliDecoderCreateInstance(allocate, release, opaque) };
        if self.state.is_null() {
            return Err(not_made("Initialization failed"));
        }
        for (name, value) in &self.params {
            // SAFETY: the state is a fresh one; names that it does not know are refused.
            if unsafe { b::BrotliDecoderSetParameter(self.state, *name as _, *value) } == 0 {
                return Err(not_made("Initialization failed"));
            }
        }
        if self.dictionary.is_empty() {
            return Ok(());
        }
        // SAFETY: the dictionary is readable for its length and outlives the state, unchanged.
        let attached = unsafe {
            b::BrotliDecoderAttachDictionary(
                self.state,
                b::BrotliSharedDictionaryType_BROTLI_SHARED_DICTIONARY_RAW,
                self.dictionary.len(),
                self.dictionary.as_ptr(),
            )
        };
        if attached == 0 { Err(not_made("Failed to attach brotli dictionary")) } else { Ok(()) }
    }

    fn close(&mut self) {
        if !self.state.is_null() {
            // SAFETY: made by the library, not used afterwards.
            unsafe { b::BrotliDecoderDestroyInstance(self.state) };
            self.state = std::ptr::null_mut();
        }
    }

    /// As far as input and room go.
    pub fn step(&mut self, cursor: &mut Cursor<'_>, flush: i32) -> Result<(), Failure> {
        // SAFETY: the state is alive, and the cursor's pointers are good for as many bytes as it says.
        let result = unsafe {
            b::BrotliDecoderDecompressStream(
                self.state,
                &mut cursor.available_in,
                &mut cursor.input,
                &mut cursor.available_out,
                &mut cursor.output,
                std::ptr::null_mut(),
            )
        };
        match result {
            b::BrotliDecoderResult_BROTLI_DECODER_RESULT_ERROR => Err(self.failure()),
            b::BrotliDecoderResult_BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT
                if flush == b::BrotliEncoderOperation_BROTLI_OPERATION_FINISH =>
            {
                Err(Failure::unexpected_end())
            }
            _ => Ok(()),
        }
    }

    fn failure(&self) -> Failure {
        // SAFETY: the state is alive.
        let code = unsafe { b::BrotliDecoderGetErrorCode(self.state) };
        // SAFETY: the library answers with a static text for any number.
        let name = unsafe { CStr::from_ptr(b::BrotliDecoderErrorString(code)) };
        Failure::new("Decompression failed", code, format!("ERR_{}", name.to_string_lossy()))
    }

    pub fn reset(&mut self) -> Result<(), Failure> {
        self.close();
        self.open()
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.close();
    }
}
