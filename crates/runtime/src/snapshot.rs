//! What a binary carries at its own end: the start-up snapshot, compiled code of the built-ins that are not in it, the
//! lengths of both and a mark. Appended by `weir --build-snapshot-into` and then, by the binary that this made,
//! `--build-code-into`; found at start by reading the executable's last bytes. A binary without a snapshot boots by running
//! the built-in code.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use weir_engine::{BuiltinCode, Engine, EngineConfig};

use crate::RunOptions;
use crate::environment::{Environment, engine_config};

/// The executable's last bytes when it carries a snapshot, behind the lengths of the snapshot and of the code.
const MARK: &[u8; 16] = b"weir snapshot 2\n";
/// How long mark and lengths are.
const TAIL: usize = MARK.len() + 16;

/// Where in the file the blob may begin.
const ALIGNMENT: usize = 4096;
/// Where the code may begin behind the blob.
const CODE_ALIGNMENT: usize = 8;

/// What the running executable carries.
#[derive(Clone, Copy)]
pub(crate) struct Carried {
    pub snapshot: &'static [u8],
    pub code: BuiltinCode,
}

/// How long the two parts are.
struct Lengths {
    blob: usize,
    code: usize,
}

impl Lengths {
    /// The blob and what lies between it and the code.
    fn padded_blob(&self) -> usize {
        self.blob.next_multiple_of(CODE_ALIGNMENT)
    }

    /// Both parts and the tail.
    fn whole(&self) -> usize {
        self.padded_blob() + self.code + TAIL
    }
}

/// Makes a snapshot of the built-in code, booted. It holds the code of the functions that run when the program of
/// `options` does.
///
/// # Errors
/// The text of what failed.
pub fn make(options: &RunOptions) -> Result<Vec<u8>, String> {
    let code = BuiltinCode::of_run(&Environment::engine_after_run(options)?);
    // The process makes one snapshot and ends.
    let builtin_code = BuiltinCode::new(code.leak());
    weir_engine::build_snapshot(EngineConfig { builtin_code, ..engine_config(options) })
}

/// Compiles all built-in code with the snapshot that the running executable carries, and appends both to a copy of it.
///
/// # Errors
/// The text of what failed.
pub fn append_code_to(target: &Path, options: &RunOptions) -> Result<(), String> {
    let carried = own().ok_or("this binary carries no snapshot")?;
    let engine = Engine::new(engine_config(options), Some(carried.snapshot))?;
    let code = BuiltinCode::build(&engine)?;
    append_to(target, carried.snapshot, &code).map_err(|error| format!("{}: {error}", target.display()))
}

/// Copies the running executable to `target` with a snapshot and code at its end, in place of what is there already.
///
/// # Errors
/// Of reading the executable or writing the target.
pub fn append_to(target: &Path, blob: &[u8], code: &[u8]) -> io::Result<()> {
    let mut binary = std::fs::read(std::env::current_exe()?)?;
    if let Some(carried) = carried_lengths(&mut io::Cursor::new(&binary))? {
        binary.truncate(binary.len() - carried.whole());
    }
    // Written beside and renamed: the target may be running, and is never half written.
    let beside = target.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&binary)?;
    // V8 reads words of the blob where it lies.
    file.write_all(&vec![0; binary.len().next_multiple_of(ALIGNMENT) - binary.len()])?;
    file.write_all(blob)?;
    let lengths = Lengths { blob: blob.len(), code: code.len() };
    file.write_all(&vec![0; lengths.padded_blob() - lengths.blob])?;
    file.write_all(code)?;
    file.write_all(&(lengths.blob as u64).to_le_bytes())?;
    file.write_all(&(lengths.code as u64).to_le_bytes())?;
    file.write_all(MARK)?;
    file.set_permissions(std::fs::metadata(std::env::current_exe()?)?.permissions())?;
    drop(file);
    std::fs::rename(beside, target)
}

/// How long the parts are that a binary carries.
fn carried_lengths(binary: &mut (impl Read + Seek)) -> io::Result<Option<Lengths>> {
    let length = binary.seek(SeekFrom::End(0))?;
    if length < TAIL as u64 {
        return Ok(None);
    }
    binary.seek(SeekFrom::Start(length - TAIL as u64))?;
    let mut tail = [0; TAIL];
    binary.read_exact(&mut tail)?;
    let number = |at: usize| tail[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes) as usize);
    let lengths = Lengths { blob: number(0), code: number(8) };
    Ok((tail.ends_with(MARK) && lengths.whole() as u64 <= length).then_some(lengths))
}

/// What the running executable carries. Mapped once per process and never unmapped: V8 keeps using it.
pub(crate) fn own() -> Option<Carried> {
    static CARRIED: std::sync::OnceLock<Option<Carried>> = std::sync::OnceLock::new();
    *CARRIED.get_or_init(|| map_own().ok().flatten())
}

fn map_own() -> io::Result<Option<Carried>> {
    let mut file = File::open("/proc/self/exe")?;
    let Some(lengths) = carried_lengths(&mut file)? else { return Ok(None) };
    let start = file.seek(SeekFrom::End(-(lengths.whole() as i64)))?;
    // A mapping begins at a page; the blob begins somewhere in it.
    let before = start % rustix::param::page_size() as u64;
    let whole = before as usize + lengths.padded_blob() + lengths.code;
    // SAFETY: a new private mapping, for reading, of bytes that the file has; nothing else uses the addresses. The
    // file is the running executable, which the system's own mappings of its code depend on just as much.
    let pages = unsafe {
        let (protection, flags) = (rustix::mm::ProtFlags::READ, rustix::mm::MapFlags::PRIVATE);
        rustix::mm::mmap(std::ptr::null_mut(), whole, protection, flags, &file, start - before)?
    };
    // SAFETY: the mapping has `whole` bytes, is never written to and never unmapped.
    let pages: &'static [u8] = unsafe { std::slice::from_raw_parts(pages.cast::<u8>(), whole) };
    let (snapshot, code) = pages[before as usize..].split_at(lengths.padded_blob());
    Ok(Some(Carried { snapshot: &snapshot[..lengths.blob], code: BuiltinCode::new(code) }))
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
