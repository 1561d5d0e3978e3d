//! The synchronisation primitives of what threads share here (mailbox, pool): std's, or loom's when its model runs.

pub(crate) use std::sync::Arc;

#[cfg(loom)]
pub(crate) use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering},
};
#[cfg(not(loom))]
pub(crate) use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering},
};

/// Locks, also when another thread panicked while holding the lock: work that panics aborts the process (see `pool`),
/// so a poisoned lock can only be seen on the way down.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

/// Waits on a condition variable; same rule for poisoning as [`lock`].
pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    match condvar.wait(guard) {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

/// Room for the deepest work that addons bring, as libuv gives its pool threads. Only touched pages cost memory.
#[cfg(not(loom))]
const THREAD_STACK: usize = 8 << 20;

/// Starts a thread that nobody joins.
#[cfg(not(loom))]
pub(crate) fn spawn_thread(name: &str, body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new().name(name.to_owned()).stack_size(THREAD_STACK).spawn(body).map(drop)
}

#[cfg(loom)]
pub(crate) fn spawn_thread(_name: &str, body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    loom::thread::spawn(body);
    Ok(())
}
