//! Empty pipes that are kept for the next transfer of the loop.

use crate::sys::KernelPipe;
use rustix::io::Errno;
use std::cell::RefCell;

/// What a pipe holds at most: what one splice moves.
pub(super) const PIPE_SIZE: usize = 512 << 10;

/// Pipes kept; each is two descriptors.
const KEPT: usize = 4;

#[derive(Default)]
pub(crate) struct PipeShelf {
    free: RefCell<Vec<KernelPipe>>,
}

impl PipeShelf {
    pub(super) fn take(&self) -> Result<KernelPipe, Errno> {
        match self.free.borrow_mut().pop() {
            Some(pipe) => Ok(pipe),
            None => KernelPipe::new(PIPE_SIZE),
        }
    }

    /// Takes back a pipe that is empty.
    pub(super) fn give(&self, pipe: KernelPipe) {
        let mut free = self.free.borrow_mut();
        if free.len() < KEPT {
            free.push(pipe);
        }
    }
}
