//! Which processor a thread is on, read without a system call on Linux.

/// The number of the processor that the calling thread is on; it may be on another one by now.
pub(crate) fn current_cpu() -> usize {
    rustix::thread::sched_getcpu()
}
