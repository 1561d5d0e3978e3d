//! The end of the process.

use std::io::Write as _;

/// Ends the process at once with `code`. Destructors and exit handlers do not run: threads of the pool and of V8 may
/// still be at work on what they would free.
pub fn exit_process(code: i32) -> ! {
    // What Rust code buffered for standard output; JavaScript's own writes are not buffered here. A closed descriptor
    // leaves nothing to do.
    let _ = std::io::stdout().flush();
    rustix_exit(code)
}

fn rustix_exit(code: i32) -> ! {
    // SAFETY: `_exit` takes any code and does not return.
    unsafe { libc::_exit(code) }
}
