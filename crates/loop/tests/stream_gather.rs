//! Bulk writes that follow one another are held and leave together: by the end of the turn, with the next thing that is
//! asked of the stream, when it is closed; and a peer that is gone is told of.

use crate::stream_support::Recorder;
use crate::support::{Log, assert_empty, new_loop};
use std::io::{ErrorKind, IoSlice, Read};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;
use weir_loop::{Loop, Mode, StreamId, StreamKind};

const CHUNK: usize = 64 << 10;
const WRITES: usize = 7;
const ROUNDS: usize = 200;

/// A TCP stream of the loop's, and the other end of it.
fn connected(lp: &Loop, log: &Log) -> (StreamId, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let id = lp.new_stream(StreamKind::Tcp, Recorder::new(log));
    lp.stream_open(id, OwnedFd::from(listener.accept().unwrap().0)).unwrap();
    (id, peer)
}

/// What has come by now.
fn received(peer: &mut TcpStream, into: &mut Vec<u8>) {
    peer.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    let mut room = vec![0; 1 << 20];
    loop {
        match peer.read(&mut room) {
            Ok(0) => return,
            Ok(count) => into.extend_from_slice(&room[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Writes until something is held, which a busy machine may keep from happening, and then does `then`. Everything must have
/// arrived after it.
fn arrives(then: impl Fn(&Loop, StreamId, &mut Vec<u8>)) {
    let lp = new_loop();
    let (id, mut peer) = connected(&lp, &Log::default());
    let (mut sent, mut got) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for write in 0..WRITES {
            let mut chunk = vec![(round * WRITES + write) as u8; CHUNK];
            assert_eq!(lp.stream_try_write_bulk(id, &chunk).unwrap(), CHUNK);
            sent.extend_from_slice(&chunk);
            chunk.fill(0xee);
        }
        assert_eq!(lp.stream_counts(id), Some((0, sent.len() as u64)));
        received(&mut peer, &mut got);
        if got.len() < sent.len() {
            then(&lp, id, &mut sent);
            received(&mut peer, &mut got);
            assert!(got == sent, "{} of {} bytes", got.len(), sent.len());
            lp.close(id, |_| {});
            lp.run(Mode::Default);
            assert_empty(&lp);
            return;
        }
    }
    panic!("no write was held in {ROUNDS} rounds");
}

#[test]
fn what_is_held_leaves_with_the_turn() {
    arrives(|lp, _, _| {
        lp.run(Mode::NoWait);
    });
}

#[test]
fn what_is_held_leaves_when_asked_for() {
    arrives(|lp, _, _| lp.flush_gathered());
}

#[test]
fn what_is_held_leaves_before_other_writes_and_the_end() {
    arrives(|lp, id, sent| {
        assert_eq!(lp.stream_try_write(id, &[IoSlice::new(b"behind")]).unwrap(), 6);
        sent.extend_from_slice(b"behind");
    });
    arrives(|lp, id, _| lp.stream_shutdown(id).unwrap());
}

#[test]
fn what_is_held_leaves_before_the_stream_is_closed() {
    arrives(|lp, id, _| assert!(lp.close(id, |_| {})));
}

#[test]
fn bytes_that_were_held_and_lost_are_told_of() {
    let log = Log::default();
    let lp = new_loop();
    for _ in 0..ROUNDS {
        let (id, mut peer) = connected(&lp, &log);
        let chunk = vec![1; CHUNK];
        for _ in 0..WRITES {
            lp.stream_try_write_bulk(id, &chunk).unwrap();
        }
        let mut got = Vec::new();
        received(&mut peer, &mut got);
        if got.len() < WRITES * CHUNK {
            rustix::net::sockopt::set_socket_linger(&peer, Some(Duration::ZERO)).unwrap();
            drop(peer);
            std::thread::sleep(Duration::from_millis(5));
            lp.run(Mode::NoWait);
            lp.run(Mode::NoWait);
            assert_eq!(log.take(), format!("lost:{}", libc::ECONNRESET));
            lp.close(id, |_| {});
            lp.run(Mode::Default);
            assert_empty(&lp);
            return;
        }
        lp.close(id, |_| {});
    }
    panic!("no write was held in {ROUNDS} rounds");
}

#[test]
fn other_streams_and_short_writes_are_not_held() {
    let lp = new_loop();
    let (id, mut peer) = connected(&lp, &Log::default());
    let mut got = Vec::new();
    for _ in 0..2 * WRITES {
        assert_eq!(lp.stream_try_write_bulk(id, b"short").unwrap(), 5);
    }
    received(&mut peer, &mut got);
    assert_eq!(got.len(), 2 * WRITES * 5);
    let (ours, theirs) = crate::stream_support::pair();
    let pipe = crate::stream_support::open(&lp, ours, Rc::new(Recorder::default()));
    let mut written = 0;
    for _ in 0..WRITES {
        written += lp.stream_try_write_bulk(pipe, &[7; CHUNK]).unwrap();
    }
    assert_eq!(rustix::io::ioctl_fionread(&theirs).unwrap(), written as u64);
    lp.close(id, |_| {});
    lp.close(pipe, |_| {});
    lp.run(Mode::Default);
    assert_empty(&lp);
}
