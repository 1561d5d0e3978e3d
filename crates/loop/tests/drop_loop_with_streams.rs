//! A loop that is dropped with open streams closes their descriptors and removes the files that they bound.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, new_loop};
use std::os::unix::ffi::OsStrExt;
use weir_loop::{Address, BindOptions, StreamKind};

#[test]
fn descriptors_and_files_go() {
    let path = std::env::temp_dir().join(format!("weir-drop-{}.sock", std::process::id()));
    let (ours, theirs) = pair();
    let lp = new_loop();
    let events = Recorder::new(&Log::default());
    let id = open(&lp, ours, events.clone());
    lp.stream_read_start(id).unwrap();
    let server = lp.new_stream(StreamKind::Pipe, events.clone());
    let name = Address::Path(path.as_os_str().as_bytes().to_vec());
    lp.stream_bind(server, &name, BindOptions::default()).unwrap();
    lp.stream_listen(server, 1).unwrap();
    assert!(path.exists());
    drop(lp);
    assert!(!path.exists());
    assert_eq!(rustix::io::read(&theirs, &mut [0; 1]).unwrap(), 0);
    assert_eq!(std::rc::Rc::strong_count(&events), 1);
}
