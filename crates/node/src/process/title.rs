//! The process title: what `ps` shows. The system keeps it in the memory of the first arguments, which is written over,
//! and a short form as the main thread's name.

use weir_engine::op;

use crate::Env;

/// `getTitle()`: as set, else what the process was called as.
#[op]
fn get_title(env: &Env) -> String {
    match &*env.process.title.borrow() {
        Some(title) => title.clone(),
        None => std::env::args_os().next().map(|arg| arg.to_string_lossy().into_owned()).unwrap_or_default(),
    }
}

/// `setTitle(text)`: cut to the room that the arguments take, as the system allows no more.
#[op]
fn set_title(env: &Env, text: &str) {
    let bytes = text.as_bytes();
    let mut kept = bytes.len();
    if let Some((start, length)) = argument_memory() {
        let area = std::ptr::with_exposed_provenance_mut::<u8>(start);
        kept = bytes.len().min(length.saturating_sub(1));
        // SAFETY: the system says that the arguments stand at `start` for `length` bytes; they are this process's own
        // writable stack memory, and Rust's runtime took copies of what it needs by then.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), area, kept);
            std::ptr::write_bytes(area.add(kept), 0, length - kept);
        }
    }
    let title = String::from_utf8_lossy(&bytes[..kept]).into_owned();
    let mut name = title.clone().into_bytes();
    name.retain(|byte| *byte != 0);
    name.truncate(15);
    if let Ok(name) = std::ffi::CString::new(name) {
        // A thread without a name is no failure of the program.
        let _ = rustix::thread::set_name(&name);
    }
    *env.process.title.borrow_mut() = Some(title);
}

/// Address and length of the arguments' memory, from `/proc/self/stat` (fields 48 and 49).
fn argument_memory() -> Option<(usize, usize)> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat[stat.rfind(')')? + 2..].split(' ').collect();
    let start: usize = fields.get(45)?.trim().parse().ok()?;
    let end: usize = fields.get(46)?.trim().parse().ok()?;
    (start != 0 && end > start).then(|| (start, end - start))
}
