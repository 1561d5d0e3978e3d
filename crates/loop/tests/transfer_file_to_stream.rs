//! A file goes into a socket as far as the socket takes it; stopping tells the exact byte.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use crate::transfer_support::{Told, again, file_of, pattern};
use std::io::Read;
use std::rc::Rc;
use weir_loop::{Mode, SourceEnd, TransferSink, TransferSource};

const SIZE: usize = 3 << 20;

#[test]
fn the_whole_file() {
    let lp = new_loop();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&Log::default()));
    let bytes = pattern(SIZE);
    let file = file_of(&bytes);
    let reader = std::thread::spawn(move || {
        let mut got = vec![0; SIZE];
        std::fs::File::from(theirs).read_exact(&mut got).unwrap();
        got
    });
    // Whoever gets the last byte may go away at once, so the end comes with it, and not when the socket has room again.
    let told = Told::new().then(|_, told| {
        assert_eq!(told.source.get().is_some(), told.given.get() == SIZE as u64);
    });
    let source = TransferSource::File { file: again(&file), position: None, length: None };
    let transfer = lp.start_transfer(source, TransferSink::Stream(id), false, told.clone()).unwrap();
    lp.run(Mode::Default);
    assert_eq!(told.source.get(), Some(SourceEnd::Ended));
    assert_eq!(told.sink.get(), Some(Ok(())));
    assert_eq!((told.taken.get(), told.given.get()), (SIZE as u64, SIZE as u64));
    assert_eq!(lp.stream_counts(id), Some((0, SIZE as u64)));
    assert_eq!(rustix::fs::seek(&file, rustix::fs::SeekFrom::Current(0)).unwrap(), SIZE as u64);
    assert!(transfer.is_over());
    assert!(reader.join().unwrap() == bytes);
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn a_part_of_it() {
    let lp = new_loop();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&Log::default()));
    let bytes = pattern(1000);
    let told = Told::new();
    let source = TransferSource::File { file: file_of(&bytes), position: Some(100), length: Some(50) };
    let _transfer = lp.start_transfer(source, TransferSink::Stream(id), false, told.clone()).unwrap();
    lp.run(Mode::Default);
    assert_eq!((told.given.get(), told.sink.get()), (50, Some(Ok(()))));
    let mut got = [0; 100];
    assert_eq!(rustix::io::read(&theirs, &mut got).unwrap(), 50);
    assert_eq!(got[..50], bytes[100..150]);
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn stopped_in_the_middle() {
    let lp = new_loop();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&Log::default()));
    let bytes = pattern(SIZE);
    let told = Told::new();
    let source = TransferSource::File { file: file_of(&bytes), position: Some(0), length: None };
    let transfer = Rc::new(lp.start_transfer(source, TransferSink::Stream(id), true, told.clone()).unwrap());
    let stopping = transfer.clone();
    told.then(move |lp, told| {
        let (taken, given, is_over) = stopping.stop(lp);
        assert_eq!((taken, given, is_over), (0, 0, true));
        assert!(told.taken.get() > 0);
    });
    // Nobody reads, so the socket fills up and the rest is not sent.
    lp.run(Mode::Default);
    assert_eq!((told.source.get(), told.sink.get()), (None, None));
    let sent = told.given.get() as usize;
    assert!(sent > 0 && sent < SIZE);
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    let mut got = Vec::new();
    std::fs::File::from(theirs).read_to_end(&mut got).unwrap();
    assert!(got == bytes[..sent]);
    drop(told.then.take());
    assert_empty(&lp);
}

#[test]
fn a_peer_that_is_gone() {
    let lp = new_loop();
    let (ours, theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&Log::default()));
    drop(theirs);
    let told = Told::new();
    let source = TransferSource::File { file: file_of(&pattern(10)), position: Some(0), length: None };
    let _transfer = lp.start_transfer(source, TransferSink::Stream(id), false, told.clone()).unwrap();
    lp.run(Mode::Default);
    assert_eq!(told.sink.get(), Some(Err(libc::EPIPE)));
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
