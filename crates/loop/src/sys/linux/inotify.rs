//! Changes of files, by inotify: one descriptor for all that a loop watches.

use crate::error::{LoopError, Result};
use crate::fs_watch::FsEvent;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// Room for one read: some hundreds of events with names of usual length.
const ROOM: usize = 16 * 1024;
/// How many reads are made in one turn. What is left makes the descriptor readable again, so that a flood of changes
/// does not hold up the rest of the loop.
const READS: usize = 4;

pub(crate) struct Inotify {
    fd: OwnedFd,
}

impl Inotify {
    pub(crate) fn new() -> Result<Self> {
        let fd = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)
            .map_err(|e| LoopError::from_errno("inotify_init1", e))?;
        Ok(Inotify { fd })
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Watches what `path` leads to. The number is that of the file: watching it twice gives it twice.
    pub(crate) fn add(&self, path: &CStr) -> Result<i32, Errno> {
        let flags = WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::MODIFY
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        inotify::add_watch(&self.fd, path, flags)
    }

    /// Ends a watch. One whose file is gone has ended by itself, which is as good.
    pub(crate) fn remove(&self, watch: i32) {
        let _already_gone = inotify::remove_watch(&self.fd, watch);
    }

    /// Takes events that have come, up to a bound, in their order.
    pub(crate) fn take(&self, events: &mut Vec<FsEvent>) {
        let mut room = [MaybeUninit::uninit(); ROOM];
        let mut reader = Reader::new(&self.fd, &mut room);
        let mut reads = 0;
        while reads < READS || !reader.is_buffer_empty() {
            if reader.is_buffer_empty() {
                reads += 1;
            }
            match reader.next() {
                Ok(event) => {
                    let flags = event.events();
                    events.push(FsEvent {
                        watch: event.wd(),
                        // Of folders even new attributes count as the other kind: so programs know it from libuv.
                        changed: !flags.intersects(!(ReadFlags::ATTRIB | ReadFlags::MODIFY)),
                        gone: flags.intersects(ReadFlags::IGNORED | ReadFlags::UNMOUNT),
                        lost: flags.contains(ReadFlags::QUEUE_OVERFLOW),
                        name: event.file_name().map(|name| name.to_bytes().to_vec()),
                    });
                }
                Err(Errno::INTR) => {}
                // EAGAIN: all taken. Nothing else can be read from a descriptor that the loop owns.
                Err(_) => return,
            }
        }
    }
}
