//! Bytes go from one stream to another; the end of the source is told, the sink stays open.

use crate::stream_support::{Recorder, open, pair};
use crate::support::{Log, assert_empty, new_loop};
use crate::transfer_support::{Told, pattern};
use std::io::{Read, Write};
use weir_loop::{Mode, SourceEnd, TransferSink, TransferSource};

const SIZE: usize = 3 << 20;

#[test]
fn everything_up_to_the_end() {
    let lp = new_loop();
    let ((from, sender), (to, receiver)) = (pair(), pair());
    let source = open(&lp, from, Recorder::new(&Log::default()));
    let sink = open(&lp, to, Recorder::new(&Log::default()));
    let bytes = pattern(SIZE);
    let sent = bytes.clone();
    let writer = std::thread::spawn(move || std::fs::File::from(sender).write_all(&sent).unwrap());
    let reader = std::thread::spawn(move || {
        let mut got = vec![0; SIZE];
        std::fs::File::from(receiver).read_exact(&mut got).unwrap();
        got
    });
    let told = Told::new();
    let ends = (TransferSource::Stream(source), TransferSink::Stream(sink));
    let _transfer = lp.start_transfer(ends.0, ends.1, false, told.clone()).unwrap();
    lp.run(Mode::Default);
    assert_eq!((told.source.get(), told.sink.get()), (Some(SourceEnd::Ended), Some(Ok(()))));
    assert_eq!((told.taken.get(), told.given.get()), (SIZE as u64, SIZE as u64));
    assert_eq!(lp.stream_counts(source), Some((SIZE as u64, 0)));
    assert_eq!(lp.stream_counts(sink), Some((0, SIZE as u64)));
    writer.join().unwrap();
    assert!(reader.join().unwrap() == bytes);
    lp.close(source, |_| {});
    lp.close(sink, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn what_was_taken_is_given_after_a_stop() {
    let lp = new_loop();
    let ((from, sender), (to, receiver)) = (pair(), pair());
    rustix::io::ioctl_fionbio(&sender, true).unwrap();
    let mut sent = 0;
    while let Ok(count) = rustix::io::write(&sender, &pattern(1000)) {
        sent += count;
    }
    let source = open(&lp, from, Recorder::new(&Log::default()));
    let sink = open(&lp, to, Recorder::new(&Log::default()));
    // The sink has little room, so that something stays in between.
    rustix::net::sockopt::set_socket_send_buffer_size(&receiver, 4096).unwrap();
    let told = Told::new();
    let ends = (TransferSource::Stream(source), TransferSink::Stream(sink));
    let transfer = lp.start_transfer(ends.0, ends.1, true, told.clone()).unwrap();
    lp.run(Mode::NoWait);
    lp.run(Mode::NoWait);
    let (taken, given, _) = transfer.stop(&lp);
    let (taken, given) = (told.taken.get() + taken, told.given.get() + given);
    assert!(taken >= given && taken <= sent as u64);
    let queued = lp.stream_queued_bytes(sink) as u64;
    assert_eq!(queued, taken - given);
    let reader = std::thread::spawn(move || {
        let mut got = vec![0; taken as usize];
        std::fs::File::from(receiver).read_exact(&mut got).unwrap();
        got
    });
    lp.run(Mode::Default);
    assert_eq!(lp.stream_counts(sink), Some((0, taken)));
    let expected: Vec<u8> = pattern(1000).into_iter().cycle().take(taken as usize).collect();
    assert!(reader.join().unwrap() == expected);
    lp.close(source, |_| {});
    lp.close(sink, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn a_sink_that_is_closed() {
    let lp = new_loop();
    let ((from, sender), (to, _receiver)) = (pair(), pair());
    let source = open(&lp, from, Recorder::new(&Log::default()));
    let sink = open(&lp, to, Recorder::new(&Log::default()));
    rustix::io::write(&sender, b"bytes").unwrap();
    let told = Told::new();
    let ends = (TransferSource::Stream(source), TransferSink::Stream(sink));
    let _transfer = lp.start_transfer(ends.0, ends.1, false, told.clone()).unwrap();
    lp.run(Mode::NoWait);
    lp.close(sink, |_| {});
    lp.run(Mode::Default);
    assert_eq!(told.sink.get(), Some(Ok(())));
    lp.close(source, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}

#[test]
fn one_transfer_per_direction() {
    let lp = new_loop();
    let (ours, _theirs) = pair();
    let id = open(&lp, ours, Recorder::new(&Log::default()));
    let told = Told::new();
    let echo = lp.start_transfer(TransferSource::Stream(id), TransferSink::Stream(id), false, told.clone()).unwrap();
    let second = lp.start_transfer(TransferSource::Stream(id), TransferSink::Stream(id), false, told.clone());
    assert_eq!(second.err().map(|error| error.errno()), Some(libc::EINVAL));
    assert_eq!(echo.stop(&lp), (0, 0, true));
    lp.close(id, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
