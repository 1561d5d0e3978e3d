//! Changes of a file and of a folder come in their order, to each handle that watches, until it is closed.

use crate::support::{Log, assert_empty, new_loop};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use weir_loop::{FsChange, LoopError, Mode};

fn c(path: &Path) -> CString {
    CString::new(path.as_os_str().as_bytes()).expect("a path without NUL")
}

#[test]
fn changes_are_told_in_order() {
    let dir = std::env::temp_dir().join(format!("weir-loop-fs-watch-{}", std::process::id()));
    std::fs::create_dir(&dir).expect("a folder for the test");
    let file = dir.join("file");
    std::fs::write(&file, "1").expect("a file for the test");

    let lp = new_loop();
    let log = Log::default();
    let watch = |name: &'static str| {
        let log = log.clone();
        lp.new_fs_watch(move |lp, id, change, entry| {
            let entry = entry.map(|entry| String::from_utf8_lossy(entry).into_owned());
            log.add(format!("{name}:{change:?}:{}", entry.as_deref().unwrap_or("-")));
            // The folder's watch ends with its last entry, the file's when the file is gone.
            if change == FsChange::Gone || entry.as_deref() == Some("end") {
                lp.close(id, |_| {});
            }
        })
    };
    let (on_dir, on_file, never) = (watch("dir"), watch("file"), watch("never"));
    lp.fs_watch_start(on_dir, &c(&dir)).expect("a folder can be watched");
    lp.fs_watch_start(on_file, &c(&file)).expect("a file can be watched");
    let missing = lp.fs_watch_start(never, &c(&dir.join("missing")));
    assert_eq!(missing, Err(LoopError::Os { errno: libc::ENOENT, syscall: "inotify_add_watch" }));
    lp.close(never, |_| {});

    std::fs::write(dir.join("new"), "").expect("write");
    std::fs::remove_file(&file).expect("unlink");
    std::fs::rename(dir.join("new"), dir.join("end")).expect("rename");
    lp.run(Mode::Default);
    assert_eq!(
        log.take(),
        "dir:Renamed:new file:Changed:- file:Renamed:- file:Gone:- dir:Renamed:file dir:Renamed:new dir:Renamed:end"
    );
    assert_empty(&lp);
    std::fs::remove_dir_all(&dir).expect("the test's folder goes");
}

#[test]
fn handles_of_one_file_share_its_watch() {
    let dir = std::env::temp_dir().join(format!("weir-loop-fs-watch-shared-{}", std::process::id()));
    std::fs::create_dir(&dir).expect("a folder for the test");
    let lp = new_loop();
    let log = Log::default();
    let ids: Vec<_> = (0..2)
        .map(|number| {
            let log = log.clone();
            let id = lp.new_fs_watch(move |lp, id, _, _| {
                log.add(number.to_string());
                lp.close(id, |_| {});
            });
            lp.fs_watch_start(id, &c(&dir)).expect("a folder can be watched");
            id
        })
        .collect();
    lp.fs_watch_stop(ids[0]);
    assert!(!lp.is_active(ids[0]));
    lp.fs_watch_start(ids[0], &c(&dir)).expect("a stopped one can be started again");
    std::fs::write(dir.join("a"), "").expect("write");
    std::fs::write(dir.join("b"), "").expect("write");
    lp.run(Mode::Default);
    assert_eq!(log.take(), "1 0");
    assert_empty(&lp);
    std::fs::remove_dir_all(&dir).expect("the test's folder goes");
}
