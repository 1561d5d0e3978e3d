//! The native frames of this thread, and which C library it runs on, as diagnostic reports tell them.

use std::ffi::{CStr, c_void};

/// As many frames as a report holds.
const MOST: usize = 256;

/// The address of each frame, and the name of its function and file as far as the linker knows them; the innermost first.
pub(crate) fn frames() -> Vec<(usize, String)> {
    let mut places = [std::ptr::null_mut::<c_void>(); MOST];
    // SAFETY: the room has as many places as told.
    let count = unsafe { libc::backtrace(places.as_mut_ptr(), MOST as libc::c_int) };
    let count = usize::try_from(count).unwrap_or(0);
    places.iter().take(count).map(|&place| (place.addr(), symbol(place))).collect()
}

fn symbol(place: *mut c_void) -> String {
    // SAFETY: all-zero is a valid Dl_info.
    let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
    // SAFETY: asks about an address, whatever it is, and fills what it is given.
    if unsafe { libc::dladdr(place, &raw mut info) } == 0 {
        return String::new();
    }
    let text = |text: *const libc::c_char| match text.is_null() {
        true => String::new(),
        // SAFETY: the linker's own texts, which live as long as the file is loaded.
        false => unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned(),
    };
    format!("{} [{}]", text(info.dli_sname), text(info.dli_fname))
}

/// The C library's version, where it tells it.
pub(crate) fn libc_version() -> Option<String> {
    #[cfg(target_env = "gnu")]
    {
        // SAFETY: the library's own text, which lives as long as the process.
        let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
        Some(version.to_string_lossy().into_owned())
    }
    #[cfg(not(target_env = "gnu"))]
    {
        None
    }
}
