//! The allocator of the whole process: of Rust, and by the names of the C library's functions of V8, OpenSSL and all other
//! C and C++ code. One for all is faster, since V8's threads free what the program's thread allocated, and gives memory
//! back in one place.

use std::ffi::c_int;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// SAFETY: as mimalloc's header declares it.
unsafe extern "C" {
    fn mi_collect(force: bool);
}

/// `malloc_trim`: the C library's own would look through memory that nobody takes any more.
// SAFETY: it does what the name promises, with the same arguments.
#[unsafe(export_name = "malloc_trim")]
extern "C" fn give_free_pages_back(_keep: usize) -> c_int {
    // SAFETY: it works on free memory alone, that of this thread and of those that have ended.
    unsafe { mi_collect(true) };
    1
}
