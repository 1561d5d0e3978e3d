//! The channel between a parent and a child: messages over a socket, framed as Node frames them, so that either side may
//! be Node.
//!
//! Two framings: lines of JSON, or a length in four bytes, highest first, and that many bytes of V8's serialization. One
//! call into JavaScript hands over all messages that a read completed. Writing tries the socket at once and queues what
//! does not fit.
//!
//! While more messages of the same read are still to be handled, what the program sends is held back, so that the answers
//! to all of them are one system call and wake the other side once. They go with the answer to the last message, and at
//! the latest when the callback returns, when the oldest is a tenth of a millisecond old and the program sends again, or
//! before the program does something that the other side may have to see them for first: waiting, signalling, ending.
//! A program that takes long over its messages is not held up: after such a turn nothing is held for a while.
//!
//! A message may bring a descriptor along. Which message a received descriptor belongs to is JavaScript's to know; until it
//! asks, they wait here in the order of their arrival.
//!
//! The callbacks may close the channel, or start and stop reading: nothing is borrowed while they run.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::io::IoSliceMut;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use std::rc::Rc;

use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use weir_engine::{IntoJs, JsCallback, OpError, Scope, op, v8};
use weir_loop::{Interest, Loop, PollId, Readiness, hrtime};

use super::codec::{Codec, LENGTH};
use super::incoming::Incoming;
use super::outgoing::Outgoing;
use crate::Env;
use crate::buffer::simd;

/// What JavaScript's `send` says no to: so many bytes wait.
const HIGH_WATER_MARK: usize = 2 * 65536;
/// What a socket that was too small is to take at once, in bytes; the system has its own limit.
const LARGE: usize = 1 << 20;
/// Descriptors taken with one read, and kept for messages that ask for them. A peer sends one and waits for an answer;
/// what is more than this is closed.
const MAX_DESCRIPTORS: usize = 16;
/// A turn that took longer over its messages, in nanoseconds, ...
const LONG_TURN: u64 = 1_000_000;
/// ... makes so many of the next ones send at once.
const TURNS_WITHOUT_HOLDING: u32 = 64;

#[derive(Default)]
pub(super) struct Channels {
    open: RefCell<BTreeMap<u32, Rc<Channel>>>,
    next: Cell<u32>,
    /// Whether one of them may hold messages back.
    holding: Cell<bool>,
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
    /// Whether the socket was made to take more than the usual.
    is_large: Cell<bool>,
    /// Whether several messages of one read are being handled.
    in_batch: Cell<bool>,
    /// In how many of the next turns nothing is held back.
    impatient: Cell<u32>,
    on_messages: JsCallback,
    on_sent: JsCallback,
}

impl Channel {
    fn update_interest(&self, lp: &Loop) {
        let Some(poll) = self.poll.get() else { return };
        let mut interest = Interest::NONE;
        if self.reading.get() {
            interest = interest | Interest::READABLE;
        }
        if self.outgoing.borrow().waits() {
            interest = interest | Interest::WRITABLE;
        }
        // Fails only where the kernel lacks memory to watch one more descriptor; the channel then stays silent, and the
        // end of the peer is seen with the next write.
        let _unwatched = lp.poll_start(poll, interest);
        if self.keeps_alive.get() || self.outgoing.borrow().waits() {
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
            Err(errno) => (self.outgoing.borrow_mut().give_up(), -errno.raw_os_error()),
        };
        self.update_interest(lp);
        if done > 0 {
            self.on_sent.call(engine, |scope| Ok(vec![done.into_js(scope)?, errno.into_js(scope)?]));
        }
    }

    /// Has the socket take more at once, since it took less than the program had: as much as the system lets it.
    fn enlarge(&self) {
        if !self.is_large.replace(true) {
            // One that stays as it is works as well.
            let _unchanged = rustix::net::sockopt::set_socket_send_buffer_size(&self.fd, LARGE);
        }
    }

    /// Sends what is held back.
    ///
    /// # Errors
    /// What the system said, if the program wants to hear of it.
    fn release(&self, lp: &Loop) -> Result<(), Errno> {
        let mut outgoing = self.outgoing.borrow_mut();
        if !outgoing.holds() {
            return Ok(());
        }
        let released = outgoing.release(&self.fd);
        let waits = outgoing.waits();
        drop(outgoing);
        if waits {
            self.update_interest(lp);
        } else {
            lp.expect_answer();
        }
        released
    }

    /// Hands several messages over, which may answer each of them.
    fn in_batch(&self, engine: &weir_engine::EngineHandle, lp: &Loop, hand_over: impl FnOnce()) {
        let impatient = self.impatient.get();
        self.in_batch.set(impatient == 0);
        let began = hrtime();
        hand_over();
        self.in_batch.set(false);
        let is_long = hrtime().saturating_sub(began) > LONG_TURN;
        self.impatient.set(if is_long { TURNS_WITHOUT_HOLDING } else { impatient.saturating_sub(1) });
        if let Err(errno) = self.release(lp) {
            let errno = -errno.raw_os_error();
            self.on_sent.call(engine, |scope| Ok(vec![0.into_js(scope)?, errno.into_js(scope)?]));
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
                let are_several = frames.len() > 1;
                // The values are made before the callback runs, and with them the borrow ends.
                let hand_over = || {
                    self.on_messages.call(engine, |scope| {
                        let mut incoming = self.incoming.borrow_mut();
                        let (list, failures) = self.messages(scope, &incoming, frames)?;
                        incoming.forget(rest);
                        Ok(vec![list, incoming.is_partial().into_js(scope)?, failures])
                    });
                };
                if are_several { self.in_batch(engine, lp, hand_over) } else { hand_over() }
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
        incoming.fill(received.unwrap_or_default());
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
        incoming: &Incoming,
        frames: Vec<Range<usize>>,
    ) -> Result<Messages<'s>, OpError> {
        let mut values = Vec::with_capacity(frames.len());
        let mut failures = Vec::new();
        for (place, frame) in frames.into_iter().enumerate() {
            let frame = incoming.bytes(frame);
            if !self.advanced {
                let text = if is_ascii(frame) {
                    v8::String::new_from_one_byte(scope, frame, v8::NewStringType::Normal)
                } else {
                    v8::String::new_from_utf8(scope, frame, v8::NewStringType::Normal)
                };
                let text = text
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

    /// Sends what the channels hold back.
    #[inline]
    pub(super) fn release(&self, lp: &Loop) {
        if self.holding.get() {
            self.release_held(lp);
        }
    }

    #[cold]
    fn release_held(&self, lp: &Loop) {
        self.holding.set(false);
        let channels: Vec<_> = self.open.borrow().values().cloned().collect();
        for channel in channels {
            // The other side is gone; the next read says so.
            let _unheard = channel.release(lp);
        }
    }
}

/// `channelOpen(fd, advanced, onMessages, onSent)`: the channel's number, or a negative errno. The descriptor is the
/// channel's from now on. `onMessages(list, more, failures)` gets texts or values, whether a part of another message is
/// there, and the places in the list that hold an error instead of a message, if any do; null at the end.
/// `onSent(count, error)`: so many of the messages that had to wait are written, or failed; none and an errno when messages
/// that were held back failed.
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
        is_large: Cell::new(false),
        in_batch: Cell::new(false),
        impatient: Cell::new(0),
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

/// What JavaScript says of a message that it sends.
#[derive(Clone, Copy)]
struct Manner {
    /// A descriptor that goes with it.
    descriptor: Option<i32>,
    /// Whether it may be held back: 0 no, 1 yes, 2 yes and nobody wants to hear when it fails.
    hold: u32,
}

/// Sends a message that is `body` and `end`. 0 when it is sent or held back, 1 when it waits, 2 when so much waits that the
/// program had better pause, or a negative errno.
fn channel_write(env: &Env, number: u32, (body, end): (&[u8], &[u8]), manner: Manner) -> i32 {
    let channels = &env.child_process.channels;
    let Some(channel) = channels.get(number) else { return -libc::EBADF };
    if manner.descriptor.is_some_and(|fd| fd < 0) {
        return -libc::EBADF;
    }
    // SAFETY: not -1. The borrow ends with this function, which runs no JavaScript that could close the descriptor; a
    // number that is not open makes the system calls on it answer EBADF.
    let descriptor = manner.descriptor.map(|fd| unsafe { BorrowedFd::borrow_raw(fd) });
    let mut outgoing = channel.outgoing.borrow_mut();
    if manner.hold != 0
        && channel.in_batch.get()
        && descriptor.is_none()
        && outgoing.hold(body, end, hrtime(), manner.hold == 1)
    {
        channels.holding.set(true);
        return 0;
    }
    let waited = outgoing.waits();
    let sent = outgoing.send(&channel.fd, body, end, descriptor);
    let (waits, bytes) = (outgoing.waits(), outgoing.bytes());
    drop(outgoing);
    if waits && !waited {
        channel.enlarge();
        channel.update_interest(&env.lp);
    }
    match sent {
        Ok(true) => {
            env.lp.expect_answer();
            0
        }
        Ok(false) if bytes < HIGH_WATER_MARK => 1,
        Ok(false) => 2,
        Err(errno) => -errno.raw_os_error(),
    }
}

/// Short texts are looked through plainly: simdutf asks the processor first what it can do, which takes long once.
fn is_ascii(bytes: &[u8]) -> bool {
    if bytes.len() <= 1024 { bytes.is_ascii() } else { simd::is_ascii(bytes) }
}

/// `channelWriteText(number, text, hold, descriptor?)`: sends a line; `hold` and the answer are those of `channel_write`.
/// What is ASCII goes from where V8 has it.
#[op]
fn channel_write_text<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    number: u32,
    text: v8::Local<'s, v8::String>,
    hold: u32,
    descriptor: Option<i32>,
) -> i32 {
    let manner = Manner { descriptor, hold };
    let view = v8::ValueView::new(scope, text);
    let bytes = match view.data() {
        v8::ValueViewData::OneByte(bytes) if is_ascii(bytes) => {
            return channel_write(env, number, (bytes, b"\n"), manner);
        }
        v8::ValueViewData::OneByte(bytes) => simd::latin1_to_utf8(bytes),
        v8::ValueViewData::TwoByte(units) => simd::utf16_to_utf8(units),
    };
    channel_write(env, number, (&bytes, b"\n"), manner)
}

/// `channelWriteValue(number, value, hold, descriptor?)`: sends V8's bytes of a value, with their length before them;
/// answers as above.
#[op]
fn channel_write_value<'s>(
    scope: &mut Scope<'s, '_>,
    env: &Env,
    number: u32,
    value: v8::Local<'s, v8::Value>,
    hold: u32,
    descriptor: Option<i32>,
) -> Result<i32, OpError> {
    let mut message = env.child_process.codec.encode(scope, value)?;
    let Ok(length) = u32::try_from(message.len() - LENGTH) else { return Ok(-libc::EMSGSIZE) };
    message[..LENGTH].copy_from_slice(&length.to_be_bytes());
    Ok(channel_write(env, number, (&message, &[]), Manner { descriptor, hold }))
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
        // The other side may have gone first.
        let _unheard = channel.release(&env.lp);
        channel.reading.set(false);
        // The poll handle's callback holds the last reference: the descriptor outlives the kernel's interest in it.
        env.lp.close(poll, |_| {});
    }
}
