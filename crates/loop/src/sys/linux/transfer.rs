//! Moving bytes between descriptors inside the kernel: sendfile, splice, and what goes with them. Each call is one system
//! call that never waits for a socket or a pipe; those that may wait for a disk say so.

use rustix::fs::{Advice, OFlags};
use rustix::io::{Errno, ReadWriteFlags, retry_on_intr};
use rustix::pipe::{PipeFlags, SpliceFlags};
use std::io::IoSliceMut;
use std::num::NonZeroU64;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A pipe of this process's own: where bytes are between two calls.
#[derive(Debug)]
pub(crate) struct KernelPipe {
    output: OwnedFd,
    input: OwnedFd,
}

impl KernelPipe {
    /// Makes one that holds `size` bytes, or what the system allows.
    pub(crate) fn new(size: usize) -> Result<KernelPipe, Errno> {
        let (output, input) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
        // Beyond the user's share the pipe stays as small as it is, which only costs calls.
        let _smaller = rustix::pipe::fcntl_setpipe_size(&input, size);
        Ok(KernelPipe { output, input })
    }

    /// Takes up to `length` bytes out of a stream.
    pub(crate) fn fill(&self, from: BorrowedFd<'_>, length: usize) -> Result<usize, Errno> {
        retry_on_intr(|| rustix::pipe::splice(from, None, &self.input, None, length, NOW))
    }

    /// Gives up to `length` bytes to a stream.
    pub(crate) fn drain(&self, to: BorrowedFd<'_>, length: usize) -> Result<usize, Errno> {
        retry_on_intr(|| rustix::pipe::splice(&self.output, None, to, None, length, NOW))
    }

    /// Writes `length` bytes, which the pipe holds, to a file: at `position`, which is moved, or where the file stands. May
    /// wait for the disk. How many were written, and why not all.
    pub(crate) fn drain_into_file(
        &self,
        file: BorrowedFd<'_>,
        position: &mut Option<u64>,
        length: usize,
    ) -> (usize, Result<(), Errno>) {
        let mut done = 0;
        while done < length {
            let moved = retry_on_intr(|| {
                rustix::pipe::splice(&self.output, None, file, position.as_mut(), length - done, SpliceFlags::empty())
            });
            let moved = match moved {
                Err(errno) if is_refusal(errno) => self.copy_into_file(file, position, length - done),
                other => other,
            };
            match moved {
                Ok(0) => return (done, Err(Errno::IO)),
                Ok(count) => done += count,
                Err(errno) => return (done, Err(errno)),
            }
        }
        (done, Ok(()))
    }

    /// The same through memory, for file systems that do not splice. What is read is written, or lost with the error.
    fn copy_into_file(&self, file: BorrowedFd<'_>, position: &mut Option<u64>, most: usize) -> Result<usize, Errno> {
        let mut room = [0; 16 << 10];
        let most = most.min(room.len());
        let count = retry_on_intr(|| rustix::io::read(&self.output, &mut room[..most]))?;
        let mut done = 0;
        while done < count {
            let bytes = &room[done..count];
            let written = retry_on_intr(|| match *position {
                Some(at) => rustix::io::pwrite(file, bytes, at),
                None => rustix::io::write(file, bytes),
            })?;
            done += written;
            *position = position.map(|at| at + written as u64);
        }
        Ok(count)
    }
}

const NOW: SpliceFlags = SpliceFlags::NONBLOCK.union(SpliceFlags::MOVE);

/// Whether an error says that the kernel cannot move bytes between these two, rather than that moving them failed.
pub(crate) fn is_refusal(errno: Errno) -> bool {
    matches!(errno, Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::XDEV)
}

/// What a descriptor is, as far as transfers care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DescriptorKind {
    Socket,
    Fifo,
    Other,
}

pub(crate) fn descriptor_kind(fd: BorrowedFd<'_>) -> DescriptorKind {
    use rustix::fs::FileType;
    let Ok(stat) = rustix::fs::fstat(fd) else { return DescriptorKind::Other };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Socket => DescriptorKind::Socket,
        FileType::Fifo => DescriptorKind::Fifo,
        _ => DescriptorKind::Other,
    }
}

/// Bytes of a regular file; none for any other descriptor.
pub(crate) fn file_size(fd: BorrowedFd<'_>) -> Option<u64> {
    let stat = rustix::fs::fstat(fd).ok()?;
    (rustix::fs::FileType::from_raw_mode(stat.st_mode) == rustix::fs::FileType::RegularFile)
        .then(|| stat.st_size.max(0) as u64)
}

/// Whether a regular file takes bytes at a position: not one that is opened for appending.
pub(crate) fn takes_positions(fd: BorrowedFd<'_>) -> bool {
    rustix::fs::fcntl_getfl(fd).is_ok_and(|flags| !flags.contains(OFlags::APPEND))
}

/// Sends bytes of a file: from `position`, which is moved, or from where the file stands. Waits for the disk where the
/// bytes are not in memory, see [`is_in_memory`]; never for `to`, which is a socket that does not block or a pipe.
pub(crate) fn send_file(
    to: BorrowedFd<'_>,
    to_pipe: bool,
    file: BorrowedFd<'_>,
    position: &mut Option<u64>,
    length: usize,
) -> Result<usize, Errno> {
    retry_on_intr(|| match to_pipe {
        // The flags of a pipe that others share need not say that it does not block.
        true => rustix::pipe::splice(file, position.as_mut(), to, None, length, NOW),
        false => rustix::fs::sendfile(to, file, position.as_mut(), length),
    })
}

/// Whether the byte at `at` can be read without waiting for the disk. Starts reading it in if not.
pub(crate) fn is_in_memory(file: BorrowedFd<'_>, at: u64) -> bool {
    let mut byte = [0];
    let mut slices = [IoSliceMut::new(&mut byte)];
    rustix::io::preadv2(file, &mut slices, at, ReadWriteFlags::NOWAIT).is_ok()
}

/// Waits until `length` bytes from `at` on are in memory, about.
pub(crate) fn read_in(file: BorrowedFd<'_>, at: u64, length: u64) {
    /// The kernel reads in pieces of at least this.
    const STRIDE: usize = 64 << 10;
    // Only advice: what it does not bring, the reads do. A failing read is met again by whoever needs its bytes.
    let _advice = rustix::fs::fadvise(file, at, NonZeroU64::new(length), Advice::WillNeed);
    let last = at + length.saturating_sub(1);
    for place in (at..last).step_by(STRIDE).chain([last]) {
        if !rustix::io::pread(file, &mut [0], place).is_ok_and(|count| count > 0) {
            return;
        }
    }
}

/// Where a file stands.
pub(crate) fn position_of(file: BorrowedFd<'_>) -> Result<u64, Errno> {
    rustix::fs::seek(file.as_fd(), rustix::fs::SeekFrom::Current(0))
}
