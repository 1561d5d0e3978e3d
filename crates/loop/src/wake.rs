//! The wake-up that a mailbox uses: the operating system's, or a model of it when loom runs.

#[cfg(not(loom))]
pub(crate) use crate::sys::Waker;

#[cfg(loom)]
pub(crate) use model::Waker;

#[cfg(loom)]
mod model {
    //! An eventfd as loom can explore it: a flag, and a condition variable in place of epoll.

    use crate::error::Result;
    use loom::sync::{Condvar, Mutex};
    use std::os::fd::{AsFd, BorrowedFd};

    pub(crate) struct Waker {
        readable: Mutex<bool>,
        changed: Condvar,
    }

    impl Waker {
        pub(crate) fn new() -> Result<Self> {
            Ok(Waker { readable: Mutex::new(false), changed: Condvar::new() })
        }

        pub(crate) fn wake(&self) {
            *crate::sync::lock(&self.readable) = true;
            self.changed.notify_one();
        }

        /// What epoll_wait is to the real one: returns once the flag is set, and tells each edge once.
        pub(crate) fn sleep(&self) {
            let mut readable = crate::sync::lock(&self.readable);
            while !*readable {
                readable = crate::sync::wait(&self.changed, readable);
            }
            *readable = false;
        }
    }

    impl AsFd for Waker {
        fn as_fd(&self) -> BorrowedFd<'_> {
            unreachable!("a loom model has no file descriptors")
        }
    }
}
