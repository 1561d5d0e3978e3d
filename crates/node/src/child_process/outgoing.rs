//! What a channel has to send: at once where the socket takes it, queued where not, and held for a moment where more is
//! about to follow. Each message that goes by itself costs a system call and may wake the other side.
//!
//! Nothing here has a clock or a timer: whoever holds a message sees to it that it is released.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, send, sendmsg};

/// Messages beyond this are sent from where they lie, smaller ones are gathered first.
const GATHERED: usize = 4096;
/// So much is not held.
const HELD_BYTES: usize = 32 << 10;
/// Nor is anything for longer than this while the program goes on sending, in nanoseconds.
const HELD_FOR: u64 = 100_000;

/// Messages that the socket did not take yet, the first perhaps in part, or messages that are held: never both.
#[derive(Default)]
pub(super) struct Outgoing {
    queue: VecDeque<Message>,
    /// How many bytes wait in the queue.
    bytes: usize,
    held: Vec<u8>,
    /// When the first of them came.
    held_since: u64,
    /// Whether somebody wants to hear when they fail.
    held_matters: bool,
}

/// What waits for the socket.
struct Message {
    bytes: Vec<u8>,
    written: usize,
    /// Sent with the first byte.
    descriptor: Option<OwnedFd>,
    /// Whether its end is reported. What was held is taken for sent.
    is_reported: bool,
}

impl Message {
    fn left(&self) -> usize {
        self.bytes.len() - self.written
    }
}

impl Outgoing {
    /// Whether messages wait for the socket.
    pub(super) fn waits(&self) -> bool {
        !self.queue.is_empty()
    }

    /// How many bytes wait for the socket.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether messages are held.
    pub(super) fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Sends a message, which is `body` and `end`, behind what is held. False when a part of it waits.
    pub(super) fn send(
        &mut self,
        socket: &OwnedFd,
        body: &[u8],
        end: &[u8],
        descriptor: Option<BorrowedFd<'_>>,
    ) -> Result<bool, Errno> {
        if self.waits() {
            let bytes = [body, end].concat();
            let descriptor = descriptor.map(copy_of).transpose()?;
            self.push(Message { bytes, written: 0, descriptor, is_reported: true });
            return Ok(false);
        }
        if let Some(descriptor) = descriptor {
            // It comes with the first byte that it is sent with, so that nothing else may be before it.
            if self.holds() {
                self.release(socket)?;
                if self.waits() {
                    return self.send(socket, body, end, Some(descriptor));
                }
            }
            return self.send_parts(socket, &[body, end], Some(descriptor), true);
        }
        if body.len() > GATHERED {
            let held = std::mem::take(&mut self.held);
            let sent = self.send_parts(socket, &[&held, body, end], None, true);
            self.keep_room(held);
            return sent;
        }
        self.held.extend_from_slice(body);
        self.held.extend_from_slice(end);
        self.send_held(socket, true)
    }

    /// Holds a message back if that is worth while. `now` is the monotonic clock's; `matters` says whether somebody wants
    /// to hear when it fails.
    pub(super) fn hold(&mut self, body: &[u8], end: &[u8], now: u64, matters: bool) -> bool {
        if self.waits() || self.held.len() + body.len() > HELD_BYTES {
            return false;
        }
        if self.held.is_empty() {
            self.held_since = now;
            self.held_matters = false;
        } else if now.saturating_sub(self.held_since) > HELD_FOR {
            return false;
        }
        self.held_matters |= matters;
        self.held.extend_from_slice(body);
        self.held.extend_from_slice(end);
        true
    }

    /// Sends what is held.
    ///
    /// # Errors
    /// What the system said, if somebody wants to hear of it.
    pub(super) fn release(&mut self, socket: &OwnedFd) -> Result<(), Errno> {
        if !self.holds() {
            return Ok(());
        }
        match self.send_held(socket, false) {
            Err(errno) if self.held_matters => Err(errno),
            _ => Ok(()),
        }
    }

    /// Writes what fits of what waits; how many of the reported messages are done.
    pub(super) fn flush(&mut self, socket: &OwnedFd) -> Result<u32, Errno> {
        let mut done = 0;
        while let Some(first) = self.queue.front_mut() {
            match send_once(socket, &[&first.bytes[first.written..]], first.descriptor.as_ref().map(AsFd::as_fd))? {
                None => break,
                Some(count) => {
                    first.descriptor = None;
                    first.written += count;
                    self.bytes -= count;
                }
            }
            if first.left() == 0 {
                done += u32::from(first.is_reported);
                self.queue.pop_front();
            }
        }
        Ok(done)
    }

    /// Gives everything up; how many reported messages that were.
    pub(super) fn give_up(&mut self) -> u32 {
        let lost = self.queue.iter().filter(|message| message.is_reported).count() as u32;
        *self = Self::default();
        lost
    }

    fn push(&mut self, message: Message) {
        self.bytes += message.left();
        self.queue.push_back(message);
    }

    fn send_held(&mut self, socket: &OwnedFd, is_reported: bool) -> Result<bool, Errno> {
        let held = std::mem::take(&mut self.held);
        let sent = self.send_parts(socket, &[&held], None, is_reported);
        self.keep_room(held);
        sent
    }

    /// Keeps the room of what was held, for the next.
    fn keep_room(&mut self, mut held: Vec<u8>) {
        held.clear();
        self.held = held;
    }

    /// Sends parts until the socket takes no more, and queues the rest.
    fn send_parts(
        &mut self,
        socket: &OwnedFd,
        parts: &[&[u8]],
        mut descriptor: Option<BorrowedFd<'_>>,
        is_reported: bool,
    ) -> Result<bool, Errno> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut sent = 0;
        while sent < length {
            let count = if sent == 0 {
                send_once(socket, parts, descriptor)?
            } else {
                send_once(socket, &rest(parts, sent), None)?
            };
            let Some(count) = count else {
                // The sender may close its own descriptor before this one is on its way.
                let descriptor = descriptor.map(copy_of).transpose()?;
                let bytes = rest(parts, sent).concat();
                self.push(Message { bytes, written: 0, descriptor, is_reported });
                return Ok(false);
            };
            sent += count;
            descriptor = None;
        }
        Ok(true)
    }
}

fn copy_of(descriptor: BorrowedFd<'_>) -> Result<OwnedFd, Errno> {
    rustix::io::fcntl_dupfd_cloexec(descriptor, 0)
}

/// The parts from a byte on.
fn rest<'a>(parts: &[&'a [u8]], mut from: usize) -> Vec<&'a [u8]> {
    let mut list = Vec::with_capacity(parts.len());
    for part in parts {
        list.push(&part[from.min(part.len())..]);
        from = from.saturating_sub(part.len());
    }
    list
}

/// One system call's worth; `None` when the socket takes nothing.
fn send_once(socket: &OwnedFd, parts: &[&[u8]], descriptor: Option<BorrowedFd<'_>>) -> Result<Option<usize>, Errno> {
    loop {
        let sent = match (parts, descriptor) {
            ([bytes], None) => send(socket, bytes, SendFlags::NOSIGNAL),
            _ => send_message(socket, parts, descriptor),
        };
        match sent {
            Ok(count) => return Ok(Some(count)),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(None),
            Err(errno) => return Err(errno),
        }
    }
}

fn send_message(socket: &OwnedFd, parts: &[&[u8]], descriptor: Option<BorrowedFd<'_>>) -> Result<usize, Errno> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors = descriptor.map(|descriptor| [descriptor]);
    if let Some(descriptors) = &descriptors
        && !control.push(SendAncillaryMessage::ScmRights(descriptors))
    {
        unreachable!("the space is made for one descriptor");
    }
    let mut list = [IoSlice::new(&[]); 3];
    for (slot, part) in list.iter_mut().zip(parts) {
        *slot = IoSlice::new(part);
    }
    sendmsg(socket, &list[..parts.len().min(3)], &mut control, SendFlags::NOSIGNAL)
}
