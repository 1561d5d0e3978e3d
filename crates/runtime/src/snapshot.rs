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

/// The snapshot that the running executable carries. Read once per process and never freed: V8 keeps using it.
pub(crate) fn own() -> Option<&'static [u8]> {
    static BLOB: std::sync::OnceLock<Option<Vec<u8>>> = std::sync::OnceLock::new();
    BLOB.get_or_init(|| read_own().ok().flatten()).as_deref()
}

fn read_own() -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open("/proc/self/exe")?;
    let Some(length) = carried_length(&mut file)? else { return Ok(None) };
    let mut blob = vec![0; length as usize];
    file.seek(SeekFrom::End(-((MARK.len() as u64 + 8 + length) as i64)))?;
    file.read_exact(&mut blob)?;
    Ok(Some(blob))
}
