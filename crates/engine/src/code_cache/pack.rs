//! The file that keeps one program's compiled code: an index, then the code of each text, in the order that a run asked for
//! them. It is read piece by piece, small ones that follow each other together, and never mapped, so a file that shrinks
//! under a running program is a short read and not a fault. A file that is damaged, of another owner or writable by others
//! counts as empty; it is replaced as a whole, by renaming. Knows nothing of V8.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 16] = b"weir code pack 1";
/// Magic, number of entries, check of the index.
const HEAD: usize = 16 + 8 + 8;
/// Key, source, offset, length, check: five words.
const ENTRY: usize = 5 * 8;
/// A pack's most bytes of code: what does not fit is compiled again next time.
const PACK_LIMIT: u64 = 256 << 20;
/// The most bytes of all packs in a folder; the least recently written go first.
const FOLDER_LIMIT: u64 = 512 << 20;

/// What is read at once where pieces are asked for in their order.
const AHEAD: usize = 64 << 10;

#[derive(Clone, Copy)]
struct Entry {
    /// Hash of the text that was compiled.
    source: u64,
    offset: u64,
    length: u64,
    /// Hash of the code.
    check: u64,
}

/// Code to put into a pack: what it is known by, the hash of its text, the code.
pub(super) struct Piece {
    pub key: u64,
    pub source: u64,
    pub code: Vec<u8>,
}

/// What a pack has for a text.
pub(super) enum Lookup {
    Found(Vec<u8>),
    /// Code of another text under that name; both hashes.
    OtherText {
        kept: u64,
        wanted: u64,
    },
    Nothing,
}

impl Lookup {
    /// The code, if it is of that text.
    pub fn code(self) -> Option<Vec<u8>> {
        match self {
            Lookup::Found(code) => Some(code),
            Lookup::OtherText { .. } | Lookup::Nothing => None,
        }
    }
}

/// A pack as it was when it was opened.
pub(super) struct Pack {
    path: PathBuf,
    file: Option<File>,
    entries: HashMap<u64, Entry>,
    ahead: RefCell<Ahead>,
}

/// A part of the file that was read before it was asked for.
#[derive(Default)]
struct Ahead {
    offset: u64,
    bytes: Vec<u8>,
    /// Where the piece that was read last ends.
    next: u64,
}

impl Ahead {
    fn get(&self, entry: &Entry, length: usize) -> Option<&[u8]> {
        let from = usize::try_from(entry.offset.checked_sub(self.offset)?).ok()?;
        self.bytes.get(from..from.checked_add(length)?)
    }
}

impl Pack {
    /// Opens the pack at `path`; one that is not there or cannot be trusted is empty.
    pub fn open(path: PathBuf) -> Self {
        match read_index(&path) {
            Ok((file, entries)) => Self { path, file: Some(file), entries, ahead: RefCell::default() },
            // Nothing was kept, or not by us: what is compiled now replaces it.
            Err(_) => Self { path, file: None, entries: HashMap::new(), ahead: RefCell::default() },
        }
    }

    /// What is kept under `key` for a text with this hash.
    pub fn look_up(&self, key: u64, source: u64) -> Lookup {
        match self.entries.get(&key) {
            Some(entry) if entry.source == source => self.read_entry(entry).map_or(Lookup::Nothing, Lookup::Found),
            Some(entry) => Lookup::OtherText { kept: entry.source, wanted: source },
            None => Lookup::Nothing,
        }
    }

    /// The file that holds it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read_entry(&self, entry: &Entry) -> Option<Vec<u8>> {
        let length = usize::try_from(entry.length).ok()?;
        let file = self.file.as_ref()?;
        let mut ahead = self.ahead.borrow_mut();
        let follows = entry.offset == ahead.next;
        ahead.next = entry.offset + entry.length;
        if follows && length < AHEAD && ahead.get(entry, length).is_none() {
            ahead.offset = entry.offset;
            ahead.bytes.resize(AHEAD, 0);
            let read = file.read_at(&mut ahead.bytes, entry.offset).ok()?;
            ahead.bytes.truncate(read);
        }
        let code = match ahead.get(entry, length) {
            Some(code) => code.to_vec(),
            None => {
                let mut code = vec![0; length];
                file.read_exact_at(&mut code, entry.offset).ok()?;
                code
            }
        };
        (xxh3_64(&code) == entry.check).then_some(code)
    }

    /// Writes `pieces` and what the pack holds beside them, then reads from the new file.
    ///
    /// # Errors
    /// Of making the folder, or writing or renaming the file.
    pub fn replace(&mut self, mut pieces: Vec<Piece>) -> io::Result<()> {
        let fresh: std::collections::HashSet<u64> = pieces.iter().map(|piece| piece.key).collect();
        let mut total: u64 = pieces.iter().map(|piece| piece.code.len() as u64).sum();
        let mut kept: Vec<(&u64, &Entry)> = self.entries.iter().collect();
        kept.sort_by_key(|(_, entry)| entry.offset);
        for (key, entry) in kept {
            if fresh.contains(key) || total + entry.length > PACK_LIMIT {
                continue;
            }
            if let Some(code) = self.read_entry(entry) {
                total += entry.length;
                pieces.push(Piece { key: *key, source: entry.source, code });
            }
        }
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let beside = self.path.with_extension(format!("{}.tmp", std::process::id()));
        let written = write(&beside, &pieces).and_then(|()| fs::rename(&beside, &self.path));
        if written.is_err() {
            // What is left of the attempt; that it cannot be removed either is not worth more words than the error.
            let _ = fs::remove_file(&beside);
        }
        written?;
        keep_within(folder, &self.path, FOLDER_LIMIT)?;
        *self = Self::open(std::mem::take(&mut self.path));
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a pack of this version")
}

fn word(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

fn read_index(path: &Path) -> io::Result<(File, HashMap<u64, Entry>)> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let others_may_write = metadata.mode() & 0o022 != 0;
    if !metadata.is_file() || others_may_write || metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(damaged());
    }
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    let count = word(&head, 16);
    if &head[..16] != MAGIC || count > metadata.len() / ENTRY as u64 {
        return Err(damaged());
    }
    let mut index = vec![0; count as usize * ENTRY];
    file.read_exact(&mut index)?;
    if xxh3_64(&index) != word(&head, 24) {
        return Err(damaged());
    }
    let mut entries = HashMap::with_capacity(count as usize);
    for row in index.chunks_exact(ENTRY) {
        let entry = Entry { source: word(row, 8), offset: word(row, 16), length: word(row, 24), check: word(row, 32) };
        if entry.offset.checked_add(entry.length).is_none_or(|end| end > metadata.len()) {
            return Err(damaged());
        }
        entries.insert(word(row, 0), entry);
    }
    Ok((file, entries))
}

fn write(path: &Path, pieces: &[Piece]) -> io::Result<()> {
    let mut index = Vec::with_capacity(pieces.len() * ENTRY);
    let mut offset = (HEAD + pieces.len() * ENTRY) as u64;
    for piece in pieces {
        let length = piece.code.len() as u64;
        for value in [piece.key, piece.source, offset, length, xxh3_64(&piece.code)] {
            index.extend_from_slice(&value.to_le_bytes());
        }
        offset += length;
    }
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    let mut file = io::BufWriter::new(file);
    file.write_all(MAGIC)?;
    file.write_all(&(pieces.len() as u64).to_le_bytes())?;
    file.write_all(&xxh3_64(&index).to_le_bytes())?;
    file.write_all(&index)?;
    for piece in pieces {
        file.write_all(&piece.code)?;
    }
    file.flush()
}

/// Removes the packs that were written longest ago until those of the folder hold at most `limit` bytes; never `kept`.
fn keep_within(folder: &Path, kept: &Path, limit: u64) -> io::Result<()> {
    let mut packs: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Another program may remove the same packs now.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_file() {
            packs.push((metadata.modified()?, metadata.len(), entry.path()));
        }
    }
    let mut total: u64 = packs.iter().map(|pack| pack.1).sum();
    packs.sort();
    for (_, length, path) in packs {
        if total <= limit {
            break;
        }
        if path != kept && fs::remove_file(&path).is_ok() {
            total -= length;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("weir-pack-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn piece(key: u64, source: u64, code: &[u8]) -> Piece {
        Piece { key, source, code: code.to_vec() }
    }

    #[test]
    fn what_is_put_in_is_read_by_the_next() {
        let folder = folder("next");
        let path = folder.join("deep/a.pack");
        let mut pack = Pack::open(path.clone());
        assert_eq!(pack.look_up(1, 10).code(), None);
        pack.replace(vec![piece(1, 10, b"one"), piece(2, 20, b"")]).unwrap();
        pack.replace(vec![piece(3, 30, b"three"), piece(1, 11, b"one again")]).unwrap();
        let next = Pack::open(path);
        assert_eq!(next.look_up(1, 11).code().as_deref(), Some(&b"one again"[..]));
        assert_eq!(next.look_up(1, 10).code(), None, "the text changed");
        assert_eq!(next.look_up(2, 20).code().as_deref(), Some(&b""[..]));
        assert_eq!(next.look_up(3, 30).code().as_deref(), Some(&b"three"[..]));
        assert_eq!(fs::metadata(folder.join("deep")).unwrap().mode() & 0o777, 0o700);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn pieces_that_follow_each_other_are_read_together() {
        let folder = folder("ahead");
        let path = folder.join("a.pack");
        let code = |key: u64| vec![key as u8; if key % 50 == 7 { 2 * AHEAD } else { 700 + key as usize }];
        Pack::open(path.clone()).replace((0..200).map(|key| piece(key, key, &code(key))).collect()).unwrap();
        let pack = Pack::open(path);
        for key in (0..200).chain((0..200).rev()).chain([5, 6, 150, 151, 7, 8]) {
            assert_eq!(pack.look_up(key, key).code(), Some(code(key)), "{key}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn damage_anywhere_is_never_taken_for_code() {
        let folder = folder("damage");
        let path = folder.join("a.pack");
        Pack::open(path.clone()).replace(vec![piece(1, 10, b"some code"), piece(2, 20, b"more")]).unwrap();
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            let pack = Pack::open(path.clone());
            for (key, source, code) in [(1, 10, &b"some code"[..]), (2, 20, &b"more"[..])] {
                let read = pack.look_up(key, source).code();
                assert!(read.is_none() || read.as_deref() == Some(code), "byte {at}");
            }
            fs::write(&path, &whole[..at]).unwrap();
            assert!(Pack::open(path.clone()).look_up(2, 20).code().is_none(), "cut at {at}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_others_may_write_is_not_trusted() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("others");
        let path = folder.join("a.pack");
        Pack::open(path.clone()).replace(vec![piece(1, 10, b"code")]).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
        assert_eq!(Pack::open(path).look_up(1, 10).code(), None);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn old_packs_make_room() {
        let folder = folder("room");
        for name in ["a", "b", "c"] {
            Pack::open(folder.join(name)).replace(vec![piece(1, 10, &[7; 1000])]).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(15));
        }
        keep_within(&folder, &folder.join("c"), 2500).unwrap();
        let left: Vec<bool> = ["a", "b", "c"].map(|name| folder.join(name).exists()).to_vec();
        assert_eq!(left, [false, true, true]);
        fs::remove_dir_all(folder).unwrap();
    }
}
