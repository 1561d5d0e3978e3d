//! An address in use is reported by listening; a bound path goes with its stream.

use crate::stream_support::{Recorder, listen};
use crate::support::{Log, assert_empty, new_loop};
use std::os::unix::ffi::OsStrExt;
use weir_loop::{Address, BindOptions, Mode, StreamKind};

#[test]
fn listening_tells() {
    let lp = new_loop();
    let log = Log::default();
    let (first, address) = listen(&lp, Recorder::new(&log));
    let second = lp.new_stream(StreamKind::Tcp, Recorder::new(&log));
    lp.stream_bind(second, &address, BindOptions::default()).unwrap();
    assert_eq!(lp.stream_listen(second, 1).unwrap_err().errno(), 98);

    let path = std::env::temp_dir().join(format!("weir-bind-{}.sock", std::process::id()));
    let name = Address::Path(path.as_os_str().as_bytes().to_vec());
    let third = lp.new_stream(StreamKind::Pipe, Recorder::new(&log));
    lp.stream_bind(third, &name, BindOptions::default()).unwrap();
    lp.stream_listen(third, 1).unwrap();
    assert_eq!(lp.stream_local_address(third).unwrap(), name);
    assert!(path.exists());
    for id in [first, second, third] {
        lp.close(id, |_| {});
    }
    assert!(!path.exists());
    lp.run(Mode::Default);
    assert_empty(&lp);
}
