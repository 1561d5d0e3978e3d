//! The calls on a real folder: what a program may reach and what not, and that nothing it passes does harm.

use std::collections::BTreeSet;
use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags, fstat, openat2, statat};

use crate::path::{guest_join, resolve};
use crate::table::Entry;
use crate::{CALLS, Errno, MOST_ARGUMENTS, Memory, Settings, System};

/// A folder of this test alone, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("weir-wasi-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join("inside")).unwrap();
        fs::write(path.join("secret"), "outside").unwrap();
        Self(path)
    }

    fn inside(&self) -> PathBuf {
        self.0.join("inside")
    }

    fn entry(&self) -> Entry {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let mut entry = Entry::of(rustix::fs::open(self.inside(), flags, Mode::empty()).unwrap()).unwrap();
        entry.guest_path = b"/sandbox".to_vec();
        entry
    }

    fn system(&self) -> System {
        let standard = || std::io::stderr().as_fd().try_clone_to_owned().unwrap();
        System::new(Settings {
            arguments: vec![b"one".to_vec(), b"two".to_vec()],
            variables: vec![b"A=1".to_vec()],
            standard: [standard(), standard(), standard()],
            folders: vec![(b"/sandbox".to_vec(), self.inside().into_os_string().into_encoded_bytes())],
        })
        .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's temporary folder's to lose.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn call(system: &System, memory: &mut [u8], name: &str, arguments: &[u64]) -> Errno {
    let index = CALLS.iter().position(|call| call.name == name).unwrap();
    assert_eq!(CALLS[index].shape.len(), arguments.len(), "{name}");
    let mut all = [0; MOST_ARGUMENTS];
    all[..arguments.len()].copy_from_slice(arguments);
    system.call(&mut Memory(memory), index, &all)
}

#[test]
fn the_table_is_sorted_by_module_and_complete() {
    assert_eq!(CALLS.len(), 45);
    assert!(CALLS.is_sorted_by_key(|call| call.name.split('_').next()));
    assert!(CALLS.iter().all(|call| call.shape.len() <= MOST_ARGUMENTS));
}

#[test]
fn a_file_is_made_written_read_and_removed() {
    let folder = Folder::new();
    let system = folder.system();
    let mut memory = vec![0; 1024];
    memory[..5].copy_from_slice(b"a.txt");
    let rights = 2 | 64 | 4;
    assert_eq!(call(&system, &mut memory, "path_open", &[3, 1, 0, 5, 1, rights, 0, 0, 100]), Errno::SUCCESS);
    assert_eq!(memory[100], 4);
    memory[200..205].copy_from_slice(b"hello");
    memory[300..308].copy_from_slice(&[200, 0, 0, 0, 5, 0, 0, 0]);
    assert_eq!(call(&system, &mut memory, "fd_write", &[4, 300, 1, 100]), Errno::SUCCESS);
    assert_eq!(fs::read(folder.inside().join("a.txt")).unwrap(), b"hello");
    // Two pieces of which the second lies over the first: filled one after the other.
    memory[300..316].copy_from_slice(&[144, 1, 0, 0, 3, 0, 0, 0, 145, 1, 0, 0, 9, 0, 0, 0]);
    assert_eq!(call(&system, &mut memory, "fd_pread", &[4, 300, 2, 0, 100]), Errno::SUCCESS);
    assert_eq!((memory[100], &memory[400..403]), (5, b"hlo".as_slice()));
    assert_eq!(call(&system, &mut memory, "fd_close", &[4]), Errno::SUCCESS);
    assert_eq!(call(&system, &mut memory, "fd_close", &[4]), Errno::BADF);
    assert_eq!(call(&system, &mut memory, "path_unlink_file", &[3, 0, 5]), Errno::SUCCESS);
    assert!(!folder.inside().join("a.txt").exists());
}

#[test]
fn nothing_leads_out() {
    let folder = Folder::new();
    let inside = folder.inside();
    fs::create_dir(inside.join("sub")).unwrap();
    fs::write(inside.join("file"), "inside").unwrap();
    symlink("../secret", inside.join("up")).unwrap();
    symlink("/etc/passwd", inside.join("absolute")).unwrap();
    symlink("/sandbox/file", inside.join("own")).unwrap();
    symlink("/sandbox/../secret", inside.join("own-up")).unwrap();
    symlink("../file", inside.join("sub/file")).unwrap();
    symlink("..", inside.join("sub/parent")).unwrap();
    let base = folder.entry();
    for path in ["../secret", "..", "sub/../../secret", "/secret", "/etc/passwd", "up", "absolute", "own-up"] {
        assert_eq!(resolve(&base, path.as_bytes(), true).err(), Some(Errno::NOTCAPABLE), "{path}");
    }
    for path in ["sub/parent/../secret", "sub/parent/up/x", "absolute/x"] {
        assert_eq!(resolve(&base, path.as_bytes(), false).err(), Some(Errno::NOTCAPABLE), "{path}");
    }
    for path in
        ["file", "own", "sub/file", "sub/parent/file", "sub/../file", "/sandbox/file", "./sub/./parent/sub/file"]
    {
        let found = resolve(&base, path.as_bytes(), true).unwrap();
        let stat = statat(found.parent(), found.name.as_slice(), AtFlags::SYMLINK_NOFOLLOW).unwrap();
        assert_eq!(stat.st_ino, fs::metadata(inside.join("file")).unwrap().ino(), "{path}");
    }
}

#[test]
fn a_folder_that_is_moved_leads_nowhere_else() {
    let folder = Folder::new();
    let inside = folder.inside();
    fs::create_dir_all(inside.join("a/b")).unwrap();
    let held = crate::table::Entry::of(
        rustix::fs::open(inside.join("a/b"), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap(),
    )
    .unwrap();
    fs::rename(inside.join("a/b"), folder.0.join("moved")).unwrap();
    assert_eq!(resolve(&held, b"../secret", true).err(), Some(Errno::NOTCAPABLE));
}

#[test]
fn a_dot_at_the_end_asks_for_a_folder() {
    let folder = Folder::new();
    fs::create_dir(folder.inside().join("folder")).unwrap();
    fs::write(folder.inside().join("file"), "").unwrap();
    symlink("file/", folder.inside().join("link")).unwrap();
    let base = folder.entry();
    assert_eq!(resolve(&base, b"file/.", true).err(), Some(Errno::NOTDIR));
    assert_eq!(resolve(&base, b"link", true).err(), Some(Errno::NOTDIR));
    assert_eq!(resolve(&base, b"folder/.", true).unwrap().name, b".");
    assert_eq!(resolve(&base, b"folder/./../file", true).unwrap().name, b"file");
}

#[test]
fn links_that_go_in_circles_end() {
    let folder = Folder::new();
    symlink("two", folder.inside().join("one")).unwrap();
    symlink("one/x", folder.inside().join("two")).unwrap();
    assert_eq!(resolve(&folder.entry(), b"one", true).err(), Some(Errno::LOOP));
}

#[test]
fn names_of_folders_are_joined_as_text() {
    assert_eq!(guest_join(b"/sandbox", b"a/./b/../c"), b"/sandbox/a/c");
    assert_eq!(guest_join(b"/", b"a"), b"/a");
    assert_eq!(guest_join(b"/sandbox", b"../.."), b"/sandbox");
}

/// Every file that lies within the folder, by number.
fn numbers_within(path: &Path, found: &mut BTreeSet<u64>) {
    found.insert(fs::symlink_metadata(path).unwrap().ino());
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).unwrap() {
            numbers_within(&entry.unwrap().path(), found);
        }
    }
}

fn part() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "link", "other", "..", ".", ""]).prop_map(str::to_string)
}

fn name() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec!["", "", "", "/", "/sandbox/", "/etc/", "../"]);
    (start, prop::collection::vec(part(), 1..6)).prop_map(|(start, parts)| format!("{start}{}", parts.join("/")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever links there are and whatever a name says, what is found lies within; and where the kernel finds something
    /// by rules of its own that are as strict, it is the same.
    #[test]
    fn what_is_found_lies_within(
        links in prop::collection::vec((name(), prop::sample::select(vec!["link", "other", "a/link", "a/b/other"])), 0..4),
        names in prop::collection::vec(name(), 1..12),
    ) {
        let folder = Folder::new();
        let inside = folder.inside();
        fs::create_dir_all(inside.join("a/b/c")).unwrap();
        fs::create_dir_all(folder.0.join("a/b")).unwrap();
        fs::write(inside.join("b"), "").unwrap();
        fs::write(inside.join("a/c"), "").unwrap();
        for (text, place) in &links {
            // A place that an earlier link took stays as it is.
            let _ = symlink(text, inside.join(place));
        }
        let mut within = BTreeSet::new();
        numbers_within(&inside, &mut within);
        let base = folder.entry();
        let absolute = links.iter().map(|(text, _)| text).chain(&names).any(|text| text.starts_with('/'));
        for name in &names {
            let ours = match resolve(&base, name.as_bytes(), true) {
                Ok(found) => {
                    prop_assert!(within.contains(&fstat(found.parent()).unwrap().st_ino), "{name}");
                    prop_assert!(found.name == b"." || (!found.name.contains(&b'/') && found.name != b".."));
                    statat(found.parent(), found.name.as_slice(), AtFlags::SYMLINK_NOFOLLOW).ok()
                }
                Err(_) => None,
            };
            if let Some(stat) = &ours {
                prop_assert!(within.contains(&stat.st_ino), "{name}");
            }
            if !absolute && !name.is_empty() && !name.ends_with('/') {
                let flags = OFlags::PATH | OFlags::CLOEXEC;
                let theirs = openat2(&base.file, name.as_str(), flags, Mode::empty(), ResolveFlags::BENEATH);
                let theirs = theirs.ok().map(|fd| fstat(&fd).unwrap().st_ino);
                prop_assert_eq!(ours.map(|stat| stat.st_ino), theirs, "{}", name);
            }
        }
    }

    /// No call with any arguments panics, or writes past the memory.
    #[test]
    fn no_arguments_do_harm(
        calls in prop::collection::vec((0..CALLS.len(), prop::array::uniform9(argument())), 1..40),
        bytes in prop::collection::vec(any::<u8>(), 256),
    ) {
        let folder = Folder::new();
        fs::write(folder.inside().join("a"), "text").unwrap();
        let system = folder.system();
        let mut memory = bytes;
        for (index, arguments) in calls {
            // These two reach beyond the folder: signals, and waiting for time.
            if matches!(CALLS[index].name, "proc_raise" | "poll_oneoff") {
                continue;
            }
            let standard = arguments[0] < 3 && CALLS[index].name.starts_with("fd_") | CALLS[index].name.starts_with("sock");
            if standard {
                continue;
            }
            memory[..4].copy_from_slice(b"a/b\0");
            system.call(&mut Memory(&mut memory), index, &arguments);
        }
    }
}

fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![0..8u64, 0..300u64, Just(u64::MAX), Just(u64::from(u32::MAX)), any::<u32>().prop_map(u64::from)]
}
