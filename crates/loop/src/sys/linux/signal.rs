//! Signals to loops: one process-wide handler that counts arrivals and wakes the loops that listen.
//!
//! Dispositions belong to the process, so this file holds the crate's only process-wide state:
//! * `STATIONS`, a list that only grows. A station is what the handler touches for one loop: which signals it wants, how
//!   many arrived, and an eventfd. Stations are leased to loops and given back, never freed and their eventfds never
//!   closed, so the handler, which may run on any thread at any moment, can never meet freed memory or a reused fd.
//!   There are as many as there were ever loops listening at the same time.
//! * `DISPOSITIONS`, how many stations want each signal and what was in force before the first of them. The handler
//!   never takes that lock.

use super::eventfd::Waker;
use crate::error::{LoopError, Result};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Signals are numbered from 1 to 64 on Linux; index 0 stays unused.
const SIGNALS: usize = 65;

struct Station {
    /// Written once, before the station is published.
    next: *const Station,
    leased: AtomicBool,
    /// While it waits, the stations without this do not hear of the signals that it wants.
    exclusive: AtomicBool,
    wanted: [AtomicBool; SIGNALS],
    arrived: [AtomicU32; SIGNALS],
    waker: Waker,
}

struct Disposition {
    /// Stations that want the signal.
    users: u32,
    /// What was in force before the first of them.
    before: Option<libc::sigaction>,
}

static STATIONS: AtomicPtr<Station> = AtomicPtr::new(ptr::null_mut());
static DISPOSITIONS: Mutex<[Disposition; SIGNALS]> =
    Mutex::new([const { Disposition { users: 0, before: None } }; SIGNALS]);
/// The process that installed the handler. A child between fork and exec shares the eventfds and must not write to them.
static PROCESS: AtomicI32 = AtomicI32::new(0);

/// The head of the list, for walking it.
fn first_station() -> Option<&'static Station> {
    let head = STATIONS.load(Ordering::Acquire);
    // SAFETY: STATIONS is null or points to a station that `lease` leaked; stations are never freed.
    unsafe { head.as_ref() }
}

impl Station {
    fn next(&self) -> Option<&'static Station> {
        // SAFETY: `next` is null or an earlier head of STATIONS, a leaked station; it was written before this one was
        // published and never changes.
        unsafe { self.next.as_ref() }
    }

    fn lease() -> Result<&'static Station> {
        let mut station = first_station();
        while let Some(candidate) = station {
            if candidate.leased.compare_exchange(false, true, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
                candidate.forget_arrivals();
                return Ok(candidate);
            }
            station = candidate.next();
        }
        let fresh = Box::leak(Box::new(Station {
            next: ptr::null(),
            leased: AtomicBool::new(true),
            exclusive: AtomicBool::new(false),
            wanted: [const { AtomicBool::new(false) }; SIGNALS],
            arrived: [const { AtomicU32::new(0) }; SIGNALS],
            waker: Waker::new()?,
        }));
        let mut head = STATIONS.load(Ordering::Acquire);
        loop {
            fresh.next = head;
            match STATIONS.compare_exchange_weak(head, fresh, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(fresh),
                Err(current) => head = current,
            }
        }
    }

    /// A signal that arrived between the end of one lease and the start of the next is nobody's.
    fn forget_arrivals(&self) {
        self.waker.clear();
        for count in &self.arrived {
            count.store(0, Ordering::Relaxed);
        }
    }
}

// SAFETY: all fields are atomics, an fd, or (`next`) a pointer that is constant once other threads can see the station.
unsafe impl Sync for Station {}

/// The handler. Only atomics, getpid and write(2): all async-signal-safe. Leaves errno as it found it.
extern "C" fn on_signal(signum: libc::c_int) {
    // SAFETY: both calls are async-signal-safe and take no argument.
    let (errno, pid) = unsafe { (*libc::__errno_location(), libc::getpid()) };
    if pid == PROCESS.load(Ordering::Relaxed) && (1..SIGNALS as libc::c_int).contains(&signum) {
        let alone = is_claimed(signum);
        let mut station = first_station();
        while let Some(current) = station {
            let listens = current.wanted[signum as usize].load(Ordering::Acquire);
            if listens && (!alone || current.exclusive.load(Ordering::Acquire)) {
                current.arrived[signum as usize].fetch_add(1, Ordering::Release);
                current.waker.wake();
            }
            station = current.next();
        }
    }
    // SAFETY: the address is the calling thread's errno, valid for as long as the thread runs.
    unsafe { *libc::__errno_location() = errno };
}

/// Whether somebody wants to be the only one that hears of a signal. For the handler.
fn is_claimed(signum: libc::c_int) -> bool {
    let mut station = first_station();
    while let Some(current) = station {
        if current.exclusive.load(Ordering::Acquire) && current.wanted[signum as usize].load(Ordering::Acquire) {
            return true;
        }
        station = current.next();
    }
    false
}

fn dispositions() -> MutexGuard<'static, [Disposition; SIGNALS]> {
    DISPOSITIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs the handler and returns what it replaced.
fn install(signum: i32) -> Result<libc::sigaction> {
    // SAFETY: getpid has no preconditions.
    PROCESS.store(unsafe { libc::getpid() }, Ordering::Relaxed);
    let mut before = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: a zeroed sigaction is a valid value; sigfillset writes only to the mask it is given; sigaction reads
    // `action` and writes `before`, both live for the call, and `on_signal` has the signature of a one-argument handler.
    let result = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let handler: extern "C" fn(libc::c_int) = on_signal;
        action.sa_sigaction = handler as libc::sighandler_t;
        action.sa_flags = libc::SA_RESTART;
        libc::sigfillset(&mut action.sa_mask);
        libc::sigaction(signum, &action, before.as_mut_ptr())
    };
    if result != 0 {
        return Err(LoopError::os("sigaction", last_errno()));
    }
    // SAFETY: sigaction succeeded, so it filled `before`.
    Ok(unsafe { before.assume_init() })
}

fn restore(signum: i32, before: &libc::sigaction) {
    // SAFETY: `before` came from a successful sigaction for the same signal and is only read.
    let result = unsafe { libc::sigaction(signum, before, ptr::null_mut()) };
    // The same number was accepted by `install`, and sigaction fails only for numbers it does not accept.
    debug_assert_eq!(result, 0);
}

fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL)
}

/// The signals one loop listens to.
pub(crate) struct SignalSet {
    station: &'static Station,
}

impl SignalSet {
    pub(crate) fn new() -> Result<Self> {
        Ok(SignalSet { station: Station::lease()? })
    }

    /// As `new`; while it wants a signal, sets made by `new` do not hear of it.
    pub(crate) fn exclusive() -> Result<Self> {
        let station = Station::lease()?;
        station.exclusive.store(true, Ordering::Release);
        Ok(SignalSet { station })
    }

    /// Readable once a wanted signal has arrived.
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.station.waker.as_fd()
    }

    /// Starts counting `signum`. Starting twice is the same as once.
    pub(crate) fn want(&self, signum: i32) -> Result<()> {
        if !(1..SIGNALS as i32).contains(&signum) {
            return Err(LoopError::os("sigaction", libc::EINVAL));
        }
        let mut dispositions = dispositions();
        let disposition = &mut dispositions[signum as usize];
        if self.station.wanted[signum as usize].load(Ordering::Relaxed) {
            return Ok(());
        }
        if disposition.users == 0 {
            // Wanted first: a signal that arrives right after the installation must not fall between the two.
            self.station.wanted[signum as usize].store(true, Ordering::Release);
            match install(signum) {
                Ok(before) => disposition.before = Some(before),
                Err(error) => {
                    self.station.wanted[signum as usize].store(false, Ordering::Release);
                    return Err(error);
                }
            }
        } else {
            self.station.wanted[signum as usize].store(true, Ordering::Release);
        }
        disposition.users += 1;
        Ok(())
    }

    /// Stops counting `signum`; the last loop to stop puts back the disposition from before the first start.
    pub(crate) fn unwant(&self, signum: i32) {
        if !(1..SIGNALS as i32).contains(&signum) {
            return;
        }
        let mut dispositions = dispositions();
        if !self.station.wanted[signum as usize].swap(false, Ordering::AcqRel) {
            return;
        }
        let disposition = &mut dispositions[signum as usize];
        disposition.users -= 1;
        if disposition.users == 0
            && let Some(before) = disposition.before.take()
        {
            restore(signum, &before);
        }
    }

    /// Takes what has arrived: calls `each` with a signal number and how often it came. Clears the fd first, so that a
    /// later arrival makes it readable again.
    pub(crate) fn take_arrived(&self, mut each: impl FnMut(i32, u32)) {
        self.station.waker.clear();
        for (signum, count) in self.station.arrived.iter().enumerate() {
            match count.swap(0, Ordering::Acquire) {
                0 => {}
                times => each(signum as i32, times),
            }
        }
    }
}

impl Drop for SignalSet {
    fn drop(&mut self) {
        for signum in 1..SIGNALS as i32 {
            self.unwant(signum);
        }
        self.station.exclusive.store(false, Ordering::Release);
        self.station.leased.store(false, Ordering::Release);
    }
}
