//! The channel between a parent and a child: messages over a socket, framed as Node frames them, so that either side may
//! be Node.
//!
//! Two framings: lines of JSON, or a length in four bytes, highest first, and that many bytes of V8's serialization. Both
//! are taken apart here; one call into JavaScript hands over all messages that a read completed. Writing tries the
//! socket at once and queues what does not fit.
//!
//! A message may bring a descriptor along. Which message a received descriptor belongs to is JavaScript's to know; until it
//! asks, they wait here in the order of their arrival.
//!
//! The callbacks may close the channel, or start and stop reading: nothing is borrowed while they run.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use std::rc::Rc;

use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage};
use rustix::net::{SendFlags, recvmsg, send, sendmsg};
use weir_engine::{IntoJs, JsCallback, OpError, Scope, op, v8};
use weir_loop::{Interest, Loop, PollId, Readiness};

use super::codec::{Codec, LENGTH};
use crate::Env;

/// How much is read at once.
const CHUNK: usize = 64 << 10;
/// Room for messages that is not given back while the channel is open.
const KEPT_ROOM: usize = 1 << 20;
/// What JavaScript's `send` says no to: so many bytes wait.
const HIGH_WATER_MARK: usize = 2 * 65536;
/// Descriptors taken with one read, and kept for messages that ask for them. A peer sends one and waits for an answer;
/// what is more than this is closed.
const MAX_DESCRIPTORS: usize = 16;

#[derive(Default)]
pub(super) struct Channels {
    open: RefCell<HashMap<u32, Rc<Channel>>>,
    next: Cell<u32>,
}

struct Channel {
    fd: OwnedFd,
    advanced: bool,
    codec: Rc<Codec>,
    poll: Cell<Option<PollId>>,
    reading: Cell<bool>,
    /// Whether the program wants the channel to keep the loop alive. Messages that wait to be written do so in any case.
    keeps_alive: Cell<bool>,
    incoming: RefCell<Incoming>,
    descriptors: RefCell<VecDeque<OwnedFd>>,
    outgoing: RefCell<Outgoing>,
    on_messages: JsCallback,
    on_sent: JsCallback,
}

/// Bytes that are no whole message yet.
#[derive(Default)]
struct Incoming {
    /// Room that is kept between reads: bytes, and what an earlier read left there.
    room: Vec<u8>,
    filled: usize,
    /// How many of the bytes hold no end of a line, as was seen before.
    searched: usize,
}

impl Incoming {
    /// Room for a read. Cleared once, when it grows.
    fn room(&mut self) -> &mut [u8] {
        if self.room.len() < self.filled + CHUNK {
            self.room.resize((self.filled + CHUNK).max(self.room.len() * 2), 0);
        }
        &mut self.room[self.filled..]
    }

    /// Where the whole messages lie, and where the rest begins.
    fn frames(&mut self, advanced: bool) -> (Vec<Range<usize>>, usize) {
        let bytes = &self.room[..self.filled];
        let mut frames = Vec::new();
        let mut start = 0;
        if advanced {
            while let Some(length) = bytes.get(start..start + LENGTH) {
                let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
                let frame = start + LENGTH..start + LENGTH + length;
                if frame.end > bytes.len() {
                    break;
                }
                start = frame.end;
                frames.push(frame);
            }
        } else {
            while let Some(end) = memchr::memchr(b'\n', &bytes[self.searched..]) {
                let end = self.searched + end;
                frames.push(start..end);
                start = end + 1;
                self.searched = start;
            }
            self.searched = self.filled;
        }
        (frames, start)
    }

    /// Forgets what lies before `rest`. Moves what is left to the front, once however many messages there were.
    fn forget(&mut self, rest: usize) {
        self.room.copy_within(rest..self.filled, 0);
        self.filled -= rest;
        self.searched = self.searched.saturating_sub(rest);
        if self.filled == 0 && self.room.len() > KEPT_ROOM {
            self.room = Vec::new();
        }
    }
}

/// Messages that the socket did not take yet, the first perhaps in part.
#[derive(Default)]
struct Outgoing {
    messages: VecDeque<Message>,
    bytes: usize,
}

struct Message {
    bytes: Vec<u8>,
    written: usize,
    /// Sent with the first byte.
    descriptor: Option<OwnedFd>,
}

impl Message {
    /// Writes until the socket takes no more; whether all is written. `lent` is a descriptor that goes with the first byte
    /// and is not the message's own.
    fn write(&mut self, socket: &OwnedFd, lent: &mut Option<BorrowedFd<'_>>) -> Result<bool, Errno> {
        while self.written < self.bytes.len() {
            let rest = &self.bytes[self.written..];
            let sent = match self.descriptor.as_ref().map(AsFd::as_fd).or(*lent) {
                Some(descriptor) => send_with(socket, rest, descriptor),
                None => send(socket, rest, SendFlags::NOSIGNAL),
            };
            match sent {
                Ok(count) => {
                    self.written += count;
                    self.descriptor = None;
                    *lent = None;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Ok(false),
                Err(errno) => return Err(errno),
            }
        }
        Ok(true)
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.written
    }
}

fn send_with(socket: &OwnedFd, bytes: &[u8], descriptor: BorrowedFd<'_>) -> Result<usize, Errno> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors = [descriptor];
    if !control.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        unreachable!("the space is made for one descriptor");
    }
    sendmsg(socket, &[IoSlice::new(bytes)], &mut control, SendFlags::NOSIGNAL)
}

impl Outgoing {
    fn push(&mut self, message: Message) {
        self.bytes += message.left();
        self.messages.push_back(message);
    }

    /// Writes what fits; how many messages are done.
    fn flush(&mut self, socket: &OwnedFd) -> Result<u32, Errno> {
        let mut done = 0;
        while let Some(first) = self.messages.front_mut() {
            let before = first.left();
            let whole = first.write(socket, &mut None)?;
            self.bytes -= before - first.left();
            if !whole {
                break;
            }
            self.messages.pop_front();
            done += 1;
        }
        Ok(done)
    }
}

impl Channel {
    fn update_interest(&self, lp: &Loop) {
        let Some(poll) = self.poll.get() else { return };
        let mut interest = Interest::NONE;
        if self.reading.get() {
            interest = interest | Interest::READABLE;
        }
        if !self.outgoing.borrow().messages.is_empty() {
            interest = interest | Interest::WRITABLE;
        }
        // Fails only where the kernel lacks memory to watch one more descriptor; the channel then stays silent, and the
        // end of the peer is seen with the next write.
        let _unwatched = lp.poll_start(poll, interest);
        if self.keeps_alive.get() || !self.outgoing.borrow().messages.is_empty() {
            lp.ref_handle(poll);
        } else {
            lp.unref_handle(poll);
        }
    }

    fn on_ready(&self, env: &weir_engine::EngineHandle, lp: &Loop, ready: Readiness) {
        if ready.is_writable() {
            self.flush(env, lp);
        }
        if ready.is_readable() && self.reading.get() {
            self.read(env, lp);
        }
    }

    fn flush(&self, engine: &weir_engine::EngineHandle, lp: &Loop) {
        let flushed = self.outgoing.borrow_mut().flush(&self.fd);
        let (done, errno) = match flushed {
            Ok(done) => (done, 0),
            Err(errno) => {
                let mut outgoing = self.outgoing.borrow_mut();
                let lost = outgoing.messages.len() as u32;
                *outgoing = Outgoing::default();
                (lost, -errno.raw_os_error())
            }
        };
        self.update_interest(lp);
        if done > 0 {
            self.on_sent.call(engine, |scope| Ok(vec![done.into_js(scope)?, errno.into_js(scope)?]));
        }
    }

    fn read(&self, engine: &weir_engine::EngineHandle, lp: &Loop) {
        match self.receive() {
            Err(Errno::AGAIN | Errno::INTR) => {}
            Ok(0) | Err(_) => {
                self.reading.set(false);
                self.update_interest(lp);
                self.on_messages.call(engine, |scope| Ok(vec![v8::null(scope).into()]));
            }
            Ok(_) => {
                let (frames, rest) = self.incoming.borrow_mut().frames(self.advanced);
                // The values are made before the callback runs, and with them the borrow ends.
                self.on_messages.call(engine, |scope| {
                    let mut incoming = self.incoming.borrow_mut();
                    let (list, failures) = self.messages(scope, &incoming.room, frames)?;
                    incoming.forget(rest);
                    Ok(vec![list, (incoming.filled > 0).into_js(scope)?, failures])
                });
            }
        }
    }

    /// One read: bytes behind those that wait, and descriptors.
    fn receive(&self) -> Result<usize, Errno> {
        let mut incoming = self.incoming.borrow_mut();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut room = [IoSliceMut::new(incoming.room())];
        let received = recvmsg(&self.fd, &mut room, &mut control, RecvFlags::CMSG_CLOEXEC).map(|message| message.bytes);
        incoming.filled += received.unwrap_or_default();
        let mut descriptors = self.descriptors.borrow_mut();
        for part in control.drain() {
            if let RecvAncillaryMessage::ScmRights(fresh) = part {
                descriptors.extend(fresh);
            }
        }
        descriptors.truncate(MAX_DESCRIPTORS);
        received
    }

    /// The messages: texts, or values. What is no value has the error that says so in its place.
    fn messages<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        bytes: &[u8],
        frames: Vec<Range<usize>>,
    ) -> Result<Messages<'s>, OpError> {
        let mut values = Vec::with_capacity(frames.len());
        let mut failures = Vec::new();
        for (place, frame) in frames.into_iter().enumerate() {
            let frame = &bytes[frame];
            if !self.advanced {
                let text = v8::String::new_from_utf8(scope, frame, v8::NewStringType::Normal)
                    .ok_or_else(|| OpError::coded("ERR_STRING_TOO_LONG", "A message is longer than a string can be"))?;
                values.push(text.into());
                continue;
            }
            v8::tc_scope!(let scope, scope);
            match self.codec.decode(scope, frame) {
                Ok(value) => values.push(value),
                Err(_) => {
                    failures.push(place as u32);
                    values.push(scope.exception().unwrap_or_else(|| v8::undefined(scope).into()));
                }
            }
        }
        let list = v8::Array::new_with_elements(scope, &values).into();
        let failures = if failures.is_empty() { v8::undefined(scope).into() } else { failures.into_js(scope)? };
        Ok((list, failures))
    }
}

/// The messages of one read, and the places of those that are errors, or undefined.
type Messages<'s> = (v8::Local<'s, v8::Value>, v8::Local<'s, v8::Value>);

impl Channels {
    fn get(&self, number: u32) -> Option<Rc<Channel>> {
        self.open.borrow().get(&number).cloned()
    }
}

/// `channelOpen(fd, advanced, onMessages, onSent)`: the channel's number, or a negative errno. The descriptor is the
/// channel's from now on. `onMessages(list, more, failures)` gets texts or values, whether a part of another message is
/// there, and the places in the list that hold an error instead of a message, if any do; null at the end. `onSent(count, error)`: so many of the messages that had to wait are written, or failed.
#[op]
fn channel_open(env: &Env, fd: i32, advanced: bool, on_messages: JsCallback, on_sent: JsCallback) -> i32 {
    if fd < 0 {
        return -libc::EBADF;
    }
    let fd = owned(fd);
    let prepared = rustix::io::fcntl_setfd(&fd, rustix::io::FdFlags::CLOEXEC)
        .and_then(|()| rustix::io::ioctl_fionbio(&fd, true))
        // Anything else cannot hold a conversation.
        .and_then(|()| rustix::net::sockopt::socket_type(&fd).map(drop));
    if let Err(errno) = prepared {
        return -errno.raw_os_error();
    }
    let channel = Rc::new(Channel {
        advanced,
        codec: env.child_process.codec.clone(),
        poll: Cell::new(None),
        reading: Cell::new(true),
        keeps_alive: Cell::new(true),
        incoming: RefCell::default(),
        descriptors: RefCell::default(),
        outgoing: RefCell::default(),
        on_messages,
        on_sent,
        fd,
    });
    let (engine, held) = (env.engine.clone(), channel.clone());
    let number = {
        let poll = env.lp.new_poll(channel.fd.as_raw_fd(), move |lp, _id, ready| held.on_ready(&engine, lp, ready));
        env.lp.set_label(poll, "PipeWrap");
        if let Err(error) = env.lp.poll_start(poll, Interest::READABLE) {
            env.lp.close(poll, |_| {});
            return -error.errno();
        }
        channel.poll.set(Some(poll));
        let channels = &env.child_process.channels;
        channels.next.set(channels.next.get() + 1);
        channels.next.get()
    };
    env.child_process.channels.open.borrow_mut().insert(number, channel);
    number as i32
}

/// A descriptor that the caller gave away.
fn owned(fd: i32) -> OwnedFd {
    // SAFETY: JavaScript passes a descriptor it was given for the channel (by `spawn`, or by the parent process through
    // NODE_CHANNEL_FD) and uses it no more. A number that is not open makes the first system call fail.
    unsafe { OwnedFd::from_raw_fd(fd) }
}

fn channel_write(env: &Env, number: u32, bytes: Vec<u8>, descriptor: Option<i32>) -> i32 {
    let Some(channel) = env.child_process.channels.get(number) else { return -libc::EBADF };
    if descriptor.is_some_and(|fd| fd < 0) {
        return -libc::EBADF;
    }
    // SAFETY: not -1. The borrow ends with this function, which runs no JavaScript that could close the descriptor; a
    // number that is not open makes the system calls on it answer EBADF.
    let mut lent = descriptor.map(|fd| unsafe { BorrowedFd::borrow_raw(fd) });
    let mut message = Message { bytes, written: 0, descriptor: None };
    let waiting = !channel.outgoing.borrow().messages.is_empty();
    match if waiting { Ok(false) } else { message.write(&channel.fd, &mut lent) } {
        Ok(true) => 0,
        Ok(false) => {
            // A copy, if it is not on its way yet: the sender may close its own before.
            match lent.map(|fd| rustix::io::fcntl_dupfd_cloexec(fd, 0)).transpose() {
                Ok(copy) => message.descriptor = copy,
                Err(errno) => return -errno.raw_os_error(),
            }
            channel.outgoing.borrow_mut().push(message);
            channel.update_interest(&env.lp);
            if channel.outgoing.borrow().bytes < HIGH_WATER_MARK { 1 } else { 2 }
        }
        Err(errno) => -errno.raw_os_error(),
    }
}

/// `channelWriteText(number, text, descriptor?)`: sends a line. 0 when the socket took it, 1 when it waits, 2 when so much
/// waits that the program had better pause, or a negative errno.
#[op]
fn channel_write_text(env: &Env, number: u32, text: String, descriptor: Option<i32>) -> i32 {
    let mut message = text.into_bytes();
    message.push(b'\n');
    channel_write(env, number, message, descriptor)
}

/// `channelWriteValue(number, value, descriptor?)`: sends V8's bytes of a value, with their length before them; answers as
/// above.
#[op]
fn channel_write_value<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    number: u32,
    value: v8::Local<'s, v8::Value>,
    descriptor: Option<i32>,
) -> Result<i32, OpError> {
    let mut message = env.child_process.codec.encode(scope, value)?;
    let Ok(length) = u32::try_from(message.len() - LENGTH) else { return Ok(-libc::EMSGSIZE) };
    message[..LENGTH].copy_from_slice(&length.to_be_bytes());
    Ok(channel_write(env, number, message, descriptor))
}

/// `channelTakeDescriptor(number)`: the descriptor that came first and was not taken yet, or -1. It is the caller's.
#[op]
fn channel_take_descriptor(env: &Env, number: u32) -> i32 {
    let Some(channel) = env.child_process.channels.get(number) else { return -1 };
    let first = channel.descriptors.borrow_mut().pop_front();
    first.map_or(-1, IntoRawFd::into_raw_fd)
}

/// `channelRead(number, on)`: starts or stops reading.
#[op]
fn channel_read(env: &Env, number: u32, on: bool) {
    if let Some(channel) = env.child_process.channels.get(number) {
        channel.reading.set(on);
        channel.update_interest(&env.lp);
    }
}

/// `channelRef(number, keepsAlive)`.
#[op]
fn channel_ref(env: &Env, number: u32, on: bool) {
    if let Some(channel) = env.child_process.channels.get(number) {
        channel.keeps_alive.set(on);
        channel.update_interest(&env.lp);
    }
}

/// `channelClose(number)`: no more callbacks. What waits to be written is given up.
#[op]
fn channel_close(env: &Env, number: u32) {
    let channel = env.child_process.channels.open.borrow_mut().remove(&number);
    if let Some(channel) = channel
        && let Some(poll) = channel.poll.take()
    {
        channel.reading.set(false);
        // The poll handle's callback holds the last reference: the descriptor outlives the kernel's interest in it.
        env.lp.close(poll, |_| {});
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(incoming: &mut Incoming, bytes: &[u8], advanced: bool) -> Vec<Vec<u8>> {
        incoming.room()[..bytes.len()].copy_from_slice(bytes);
        incoming.filled += bytes.len();
        let (frames, rest) = incoming.frames(advanced);
        let frames = frames.into_iter().map(|frame| incoming.room[frame].to_vec()).collect();
        incoming.forget(rest);
        frames
    }

    #[test]
    fn lines_come_whole_however_they_are_split() {
        let mut incoming = Incoming::default();
        assert_eq!(feed(&mut incoming, b"{\"a\"", false), Vec::<Vec<u8>>::new());
        assert_eq!(feed(&mut incoming, b":1}\n2\n", false), [&b"{\"a\":1}"[..], b"2"]);
        assert_eq!(feed(&mut incoming, b"\n3", false), [b""]);
        assert_eq!(feed(&mut incoming, b"\n", false), [b"3"]);
        assert_eq!(incoming.filled, 0);
    }

    #[test]
    fn lengths_may_be_split_too() {
        let mut incoming = Incoming::default();
        assert!(feed(&mut incoming, &[0, 0], true).is_empty());
        assert!(feed(&mut incoming, &[0, 2, 7], true).is_empty());
        assert_eq!(feed(&mut incoming, &[8, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0], true), [vec![7, 8], vec![], vec![9]]);
        assert_eq!(incoming.filled, 1);
    }

    #[test]
    fn room_grows_with_a_message_and_is_given_back() {
        let mut incoming = Incoming::default();
        let chunk = [b'x'; CHUNK];
        for _ in 0..40 {
            assert!(feed(&mut incoming, &chunk, false).is_empty());
        }
        assert_eq!(feed(&mut incoming, b"\n", false)[0].len(), 40 * CHUNK);
        assert!(incoming.room.is_empty());
    }
}
