//! Memory that the process's allocator holds and nobody uses. `weir` has an allocator of its own under this name, too.

/// Gives free pages of all threads' arenas back to the system.
#[cfg(target_env = "gnu")]
pub(crate) fn give_free_pages_back() {
    // SAFETY: takes the allocator's own locks, and touches nothing that is in use.
    let _gave_some = unsafe { libc::malloc_trim(0) };
}

#[cfg(not(target_env = "gnu"))]
pub(crate) fn give_free_pages_back() {}
