//! The start-up snapshot that a binary carries at its own end: the blob, its length and a mark. Appended by
//! `weir --build-snapshot-into`, found at start by reading the executable's last bytes. A binary without one boots by
//! running the built-in code.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::RunOptions;
use crate::environment::engine_config;

/// The executable's last bytes when it carries a snapshot.
const MARK: &[u8; 16] = b"weir snapshot 1\n";

/// Where in the file the blob may begin.
const ALIGNMENT: usize = 4096;

/// Makes a snapshot of the built-in code, booted.
///
/// # Errors
/// The text of what failed.
pub fn make(options: &RunOptions) -> Result<Vec<u8>, String> {
    weir_engine::build_snapshot(engine_config(options))
}

/// Copies the running executable to `target` with `blob` at its end, in place of one that is there already.
///
/// # Errors
/// Of reading the executable or writing the target.
pub fn append_to(target: &Path, blob: &[u8]) -> io::Result<()> {
    let mut binary = std::fs::read(std::env::current_exe()?)?;
    if let Some(length) = carried_length(&mut io::Cursor::new(&binary))? {
        binary.truncate(binary.len() - MARK.len() - 8 - length as usize);
    }
    // Written beside and renamed: the target may be running, and is never half written.
    let beside = target.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&binary)?;
    // V8 reads words of the blob where it lies.
    file.write_all(&vec![0; binary.len().next_multiple_of(ALIGNMENT) - binary.len()])?;
    file.write_all(blob)?;
    file.write_all(&(blob.len() as u64).to_le_bytes())?;
    file.write_all(MARK)?;
    file.set_permissions(std::fs::metadata(std::env::current_exe()?)?.permissions())?;
    drop(file);
    std::fs::rename(beside, target)
}

/// The length of the blob that a binary carries.
fn carried_length(binary: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let tail = (MARK.len() + 8) as u64;
    let length = binary.seek(SeekFrom::End(0))?;
    if length < tail {
        return Ok(None);
    }
    binary.seek(SeekFrom::Start(length - tail))?;
    let mut size = [0; 8];
    let mut mark = [0; 16];
    binary.read_exact(&mut size)?;
    binary.read_exact(&mut mark)?;
    let blob = u64::from_le_bytes(size);
    Ok((&mark == MARK && blob <= length - tail).then_some(blob))
}

/// The snapshot that the running executable carries. Mapped once per process and never unmapped: V8 keeps using it.
pub(crate) fn own() -> Option<&'static [u8]> {
    static BLOB: std::sync::OnceLock<Option<&'static [u8]>> = std::sync::OnceLock::new();
    *BLOB.get_or_init(|| map_own().ok().flatten())
}

fn map_own() -> io::Result<Option<&'static [u8]>> {
    let mut file = File::open("/proc/self/exe")?;
    let Some(length) = carried_length(&mut file)? else { return Ok(None) };
    let start = file.seek(SeekFrom::End(-((MARK.len() as u64 + 8 + length) as i64)))?;
    // A mapping begins at a page; the blob begins somewhere in it.
    let before = start % rustix::param::page_size() as u64;
    let whole = (before + length) as usize;
    // SAFETY: a new private mapping, for reading, of bytes that the file has; nothing else uses the addresses. The
    // file is the running executable, which the system's own mappings of its code depend on just as much.
    let pages = unsafe {
        let (protection, flags) = (rustix::mm::ProtFlags::READ, rustix::mm::MapFlags::PRIVATE);
        rustix::mm::mmap(std::ptr::null_mut(), whole, protection, flags, &file, start - before)?
    };
    // SAFETY: the mapping has `whole` bytes, is never written to and never unmapped.
    let pages: &'static [u8] = unsafe { std::slice::from_raw_parts(pages.cast::<u8>(), whole) };
    Ok(Some(&pages[before as usize..]))
}

/// Gives the memory of the mapped blob back once an engine is made of it. V8 reads it again for another context or
/// another isolate, and then finds it in the file.
pub(crate) fn give_back(blob: &'static [u8]) {
    let page = rustix::param::page_size();
    let before = blob.as_ptr().addr() % page;
    let start = blob.as_ptr().wrapping_sub(before).cast_mut().cast();
    // SAFETY: the pages are those of the mapping that `map_own` made for `blob` alone: private, never written to, and
    // backed by the file, from which the kernel reads them again when they are looked at.
    let given = unsafe { rustix::mm::madvise(start, before + blob.len(), rustix::mm::Advice::LinuxDontNeed) };
    // The advice is refused by no kernel; if it were, the memory would stay, and nothing else.
    debug_assert!(given.is_ok());
}
