//! The end of the process.

use std::io::Write as _;

/// Ends the process at once with `code`. Destructors and exit handlers do not run: threads of the pool and of V8 may
/// still be at work on what they would free.
pub fn exit_process(code: i32) -> ! {
    // What Rust code buffered for standard output; JavaScript's own writes are not buffered here. A closed descriptor
    // leaves nothing to do.
    let _ = std::io::stdout().flush();
    end(code)
}

fn end(code: i32) -> ! {
    // V8 prints what flags like --trace-gc ask for through the C library, which holds it back before a pipe.
    // SAFETY: null stands for all streams. Each is locked while it is written out, as by the threads that print there.
    let _closed = unsafe { libc::fflush(std::ptr::null_mut()) };
    // SAFETY: `_exit` takes any code and does not return.
    unsafe { libc::_exit(code) }
}
