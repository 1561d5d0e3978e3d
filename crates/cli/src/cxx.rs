//! The five functions of the system's C++ library that the URL parser and the lexer of modules refer to; all else of C++
//! is in V8's archive. With them the binary needs no libstdc++, whose thousands of symbols the loader would look up at each
//! start. They are for what cannot happen (a text longer than the address space), or do nothing. Nothing here is called
//! from Rust.

use std::ffi::{CStr, c_char, c_void};

/// What throws in C++ ends the process: those libraries catch nothing, so that it would end there too.
fn refuse(what: *const c_char) -> ! {
    // SAFETY: the callers below pass on what the library was called with: a text that it ends with a NUL.
    let what = unsafe { CStr::from_ptr(what) };
    eprintln!("weir: a C++ library gave up: {}", what.to_string_lossy());
    std::process::abort();
}

/// `std::__throw_logic_error(char const*)`
#[unsafe(export_name = "_ZSt19__throw_logic_errorPKc")]
extern "C" fn throw_logic_error(what: *const c_char) -> ! {
    refuse(what)
}

/// `std::__throw_length_error(char const*)`
#[unsafe(export_name = "_ZSt20__throw_length_errorPKc")]
extern "C" fn throw_length_error(what: *const c_char) -> ! {
    refuse(what)
}

/// `std::__throw_out_of_range_fmt(char const*, ...)`: what follows the format is not looked at.
#[unsafe(export_name = "_ZSt24__throw_out_of_range_fmtPKcz")]
extern "C" fn throw_out_of_range(what: *const c_char) -> ! {
    refuse(what)
}

/// `std::ios_base::Init::Init()`: makes `std::cout` and its like, which nothing here uses.
#[unsafe(export_name = "_ZNSt8ios_base4InitC1Ev")]
extern "C" fn make_streams(_init: *mut c_void) {}

/// `std::ios_base::Init::~Init()`
#[unsafe(export_name = "_ZNSt8ios_base4InitD1Ev")]
extern "C" fn drop_streams(_init: *mut c_void) {}
