//! Sending: tried at once, queued when the system takes no more, and then sent in batches.

use super::core::DatagramCore;
use crate::error::{LoopError, Result};
use crate::event_loop::Loop;
use crate::id::{DatagramId, RequestId};
use crate::stream::WriteData;
use rustix::io::Errno;
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::IoSlice;
use std::net::SocketAddr;
use std::os::fd::BorrowedFd;
use std::rc::Rc;

/// Messages per system call.
const MESSAGES: usize = 16;

struct Queued {
    parts: Vec<WriteData>,
    length: usize,
    to: Option<SocketAddrAny>,
    request: RequestId,
}

#[derive(Default)]
pub(super) struct Sending {
    queue: RefCell<VecDeque<Queued>>,
    bytes: Cell<usize>,
}

impl Sending {
    pub(super) fn waits(&self) -> bool {
        !self.queue.borrow().is_empty()
    }
}

fn send_one(fd: BorrowedFd<'_>, slices: &[IoSlice<'_>], to: Option<&SocketAddr>) -> std::result::Result<usize, Errno> {
    let mut control = SendAncillaryBuffer::default();
    rustix::io::retry_on_intr(|| match to {
        Some(address) => rustix::net::sendmsg_addr(fd, address, slices, &mut control, SendFlags::empty()),
        None => rustix::net::sendmsg(fd, slices, &mut control, SendFlags::empty()),
    })
}

impl DatagramCore {
    pub(super) fn send_ready(self: &Rc<Self>, lp: &Loop) {
        let mut ended: Vec<(RequestId, std::result::Result<usize, i32>)> = Vec::new();
        while let Ok(sent) = self.send_batch(&mut ended) {
            if sent < MESSAGES {
                break;
            }
        }
        if !self.sending.waits() {
            let relaxed = self.update_interest(lp);
            debug_assert!(relaxed.is_ok(), "a watched fd can be waited for: {relaxed:?}");
        }
        for (request, result) in ended {
            lp.finish_request(request);
            self.events.on_sent(lp, self.id(), result);
        }
    }

    /// One system call for the oldest messages. How many of them are done with; an error when the system takes no more.
    fn send_batch(&self, ended: &mut Vec<(RequestId, std::result::Result<usize, i32>)>) -> Result<usize> {
        let mut queue = self.sending.queue.borrow_mut();
        let batch: Vec<&Queued> = queue.iter().take(MESSAGES).collect();
        if batch.is_empty() {
            return Ok(0);
        }
        let sent = {
            let slices: Vec<Vec<IoSlice<'_>>> = batch
                .iter()
                .map(|message| message.parts.iter().map(|part| IoSlice::new((**part).as_ref())).collect())
                .collect();
            let mut controls: Vec<SendAncillaryBuffer<'_, '_, '_>> =
                batch.iter().map(|_| SendAncillaryBuffer::default()).collect();
            let mut headers: Vec<MMsgHdr<'_>> = batch
                .iter()
                .zip(&slices)
                .zip(&mut controls)
                .map(|((message, slices), control)| match &message.to {
                    Some(address) => MMsgHdr::new_with_addr(address, slices, control),
                    None => MMsgHdr::new(slices, control),
                })
                .collect();
            self.with_fd("sendmsg", |fd| {
                rustix::io::retry_on_intr(|| rustix::net::sendmmsg(fd, &mut headers, SendFlags::empty()))
            })
        };
        let (count, failed) = match sent {
            Ok(count) => (count, None),
            Err(LoopError::Os { errno: libc::EAGAIN | libc::ENOBUFS, .. }) => {
                return Err(LoopError::os("sendmsg", libc::EAGAIN));
            }
            // The error is the first message's.
            Err(error) => (1, Some(error.errno())),
        };
        for message in queue.drain(..count) {
            self.sending.bytes.set(self.sending.bytes.get() - message.length);
            ended.push((message.request, failed.map_or(Ok(message.length), Err)));
        }
        Ok(if failed.is_some() { MESSAGES } else { count })
    }

    /// Answers what a closed socket owes.
    pub(crate) fn cancel(&self, lp: &Loop) {
        let queue = std::mem::take(&mut *self.sending.queue.borrow_mut());
        self.sending.bytes.set(0);
        for message in queue {
            lp.finish_request(message.request);
            self.events.on_sent(lp, self.id(), Err(libc::ECANCELED));
        }
    }
}

impl Loop {
    /// Sends a message at once if nothing waits and the system takes it. `None` when it has to be
    /// [queued](Self::datagram_queue_send). `to` is none on a connected socket.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; what the system says.
    pub fn datagram_try_send(
        &self,
        id: DatagramId,
        slices: &[IoSlice<'_>],
        to: Option<&SocketAddr>,
    ) -> Result<Option<usize>> {
        let core = self.datagram(id)?;
        if core.sending.waits() {
            return Ok(None);
        }
        match core.with_fd("sendmsg", |fd| send_one(fd, slices, to)) {
            Ok(sent) => {
                self.expect_answer();
                Ok(Some(sent))
            }
            Err(LoopError::Os { errno: libc::EAGAIN | libc::ENOBUFS, .. }) => Ok(None),
            // An address of another family is a bad argument, as it is when binding.
            Err(LoopError::Os { errno: libc::EAFNOSUPPORT, .. }) => Err(LoopError::os("sendmsg", libc::EINVAL)),
            Err(error) => Err(error),
        }
    }

    /// Queues a message; `on_sent` follows.
    ///
    /// # Errors
    /// [`LoopError::Closed`]; `EBADF` for a socket without a descriptor.
    pub fn datagram_queue_send(&self, id: DatagramId, parts: Vec<WriteData>, to: Option<&SocketAddr>) -> Result<()> {
        let core = self.datagram(id)?;
        if core.closed() {
            return Err(LoopError::os("sendmsg", libc::EBADF));
        }
        let length = parts.iter().map(|part| (**part).as_ref().len()).sum();
        let to = to.map(|address| SocketAddrAny::from(*address));
        let request = self.start_request("SendWrap");
        core.sending.bytes.set(core.sending.bytes.get() + length);
        core.sending.queue.borrow_mut().push_back(Queued { parts, length, to, request });
        core.update_interest(self)
    }

    /// How many bytes and messages are queued.
    pub fn datagram_queued(&self, id: DatagramId) -> (usize, usize) {
        self.datagram(id).map_or((0, 0), |core| (core.sending.bytes.get(), core.sending.queue.borrow().len()))
    }
}
