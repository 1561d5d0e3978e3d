//! The crate's one error type. Callers turn it into a JavaScript error with `errno()`.

/// What can go wrong when a handle is used or the operating system is asked for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoopError {
    /// The id names a handle that is closing, closed, or belongs to another loop.
    #[error("the handle is closed")]
    Closed,
    /// The handle cannot do this in its present state (for example `timer_again` on a timer that was never started).
    #[error("the handle is not in a state that allows this")]
    InvalidState,
    /// A system call failed. The number is a positive errno.
    #[error("{syscall} failed with errno {errno}")]
    Os {
        /// Positive errno value, as the operating system numbers it.
        errno: i32,
        /// Name of the system call that failed, as Node reports it.
        syscall: &'static str,
    },
}

impl LoopError {
    /// The positive errno for this error; states that no system call reported map to `EINVAL`, as in libuv.
    pub fn errno(self) -> i32 {
        match self {
            LoopError::Os { errno, .. } => errno,
            LoopError::Closed | LoopError::InvalidState => libc::EINVAL,
        }
    }

    pub(crate) fn os(syscall: &'static str, errno: i32) -> Self {
        LoopError::Os { errno, syscall }
    }

    pub(crate) fn from_errno(syscall: &'static str, errno: rustix::io::Errno) -> Self {
        LoopError::Os { errno: errno.raw_os_error(), syscall }
    }
}

/// Shorthand for results of this crate.
pub type Result<T, E = LoopError> = std::result::Result<T, E>;
