//! Bytes of a stream are written to a file by jobs of the pool; errors of the file are the sink's.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use crate::transfer_support::{Told, again, contents, empty_file, pattern};
use std::io::Write;
use weir_loop::{Mode, SourceEnd, TransferSink, TransferSource};

const SIZE: usize = 3 << 20;

#[test]
fn everything_at_its_place() {
    let lp = new_loop();
    let (from, sender) = pair();
    let source = open(&lp, from, Recorder::new(&Log::default()));
    let file = empty_file();
    let bytes = pattern(SIZE);
    let sent = bytes.clone();
    let writer = std::thread::spawn(move || std::fs::File::from(sender).write_all(&sent).unwrap());
    let told = Told::new();
    let sink = TransferSink::File { file: again(&file), position: Some(10) };
    let _transfer = lp.start_transfer(TransferSource::Stream(source), sink, true, told.clone()).unwrap();
    lp.run(Mode::Default);
    writer.join().unwrap();
    assert_eq!((told.source.get(), told.sink.get()), (Some(SourceEnd::Ended), Some(Ok(()))));
    assert_eq!((told.taken.get(), told.given.get()), (SIZE as u64, SIZE as u64));
    assert!(contents(&file)[10..] == bytes);
    lp.close(source, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn a_file_that_only_reads() {
    let lp = new_loop();
    let (from, sender) = pair();
    let source = open(&lp, from, Recorder::new(&Log::default()));
    rustix::io::write(&sender, b"bytes").unwrap();
    let file = std::fs::File::open("/proc/self/exe").unwrap();
    let told = Told::new();
    let sink = TransferSink::File { file: file.into(), position: Some(0) };
    let _transfer = lp.start_transfer(TransferSource::Stream(source), sink, true, told.clone()).unwrap();
    lp.run(Mode::Default);
    assert_eq!((told.taken.get(), told.given.get()), (5, 0));
    assert_eq!(told.sink.get(), Some(Err(libc::EBADF)));
    lp.close(source, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn an_appending_file_is_refused() {
    let lp = new_loop();
    let (from, _sender) = pair();
    let source = open(&lp, from, Recorder::new(&Log::default()));
    let path = std::env::temp_dir().join(format!("weir-transfer-append-{}", std::process::id()));
    let file = std::fs::File::options().append(true).create(true).open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let sink = TransferSink::File { file: file.into(), position: None };
    let refused = lp.start_transfer(TransferSource::Stream(source), sink, true, Told::new());
    assert_eq!(refused.err().map(|error| error.errno()), Some(libc::EINVAL));
    lp.close(source, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
