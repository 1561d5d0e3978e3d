//! weir's event loop: phases, timers, readiness of file descriptors, signals, wake-ups from other threads, and a
//! threadpool with lanes. It knows nothing of JavaScript.
//!
//! A [`Loop`] is single-threaded and driven by [`Loop::run`]. One turn goes through the phases in libuv's order:
//!
//! 1. **pending**: callbacks given to [`Loop::defer`]
//! 2. **idle**: idle handles; while one is started, the poll does not sleep
//! 3. **prepare**: prepare handles
//! 4. **poll**: waits for the operating system and other threads, then calls poll handles, async handles, the ends of
//!    pool work, signal handles, and the ends of child processes
//! 5. **check**: check handles
//! 6. **closing**: callbacks of [`Loop::close`]
//! 7. **timers**: timers that are due; they are also called once before the first turn of a [`Mode::Default`] run
//!
//! Everything that can be started is a *handle*, made by a `new_*` function with its callback and named by a typed id.
//! Starting and stopping allocate nothing. An active, [referenced](Loop::ref_handle) handle keeps the loop alive, and so
//! does a *request*: [work on the pool](Loop::queue_work) or an operation that was [announced](Loop::start_request).
//!
//! # Invariants
//!
//! * No borrow of the loop's state is held while a callback runs or is dropped: callbacks may start, stop and close any
//!   handle, the one they belong to included, and may even run the loop.
//! * Ids are generational: an id whose handle is closed names nothing, never another handle.
//! * Only `sys` contains `unsafe`, and only its signal file has state that belongs to the process.
//!
//! # Immediates
//!
//! What an embedder needs for `setImmediate`: a check handle, unreferenced, whose callback runs the queue, and an idle
//! handle that is started while a referenced immediate waits, so that the poll does not sleep and the loop stays alive.
//!
//! ```
//! use weir_loop::{Loop, Mode, Pool};
//! let lp = Loop::new(Pool::default())?;
//! let timer = lp.new_timer(|lp, id| {
//!     lp.close(id, |_| println!("closed"));
//! });
//! lp.timer_start(timer, 10, 0)?;
//! assert!(!lp.run(Mode::Default));
//! # Ok::<(), weir_loop::LoopError>(())
//! ```

mod answers;
mod asyncs;
mod command;
mod datagram;
mod error;
mod event_loop;
mod fs_watch;
mod handle;
mod heap;
mod id;
mod interrupt;
mod large;
mod looks;
mod mailbox;
mod metrics;
#[cfg(all(loom, test))]
mod model;
mod poll;
mod pool;
mod process;
mod request;
mod run_to_end;
mod signal;
mod slab;
mod state;
mod stream;
mod sync;
mod sys;
mod timer;
mod transfer;
mod wake;
mod watch;

pub use asyncs::AsyncHandle;
pub use command::{Command, ExitStatus};
pub use datagram::{DatagramEvents, DatagramOptions, MulticastTarget};
pub use error::{LoopError, Result};
pub use event_loop::{LongWaitObserver, Loop, Mode, Observer, WeakLoop};
pub use fs_watch::FsChange;
pub use handle::{HandleInfo, HandleKind};
pub use id::{
    AsyncId, CheckId, DatagramId, FsWatchId, HandleId, IdleId, PollId, PrepareId, ProcessId, RequestId, SignalId,
    StreamId, TimerId, WorkId,
};
pub use interrupt::{Interrupt, Woken};
pub use large::{LARGE, Large, LargeMemory};
pub use looks::Wait;
pub use metrics::{Metrics, PHASES, Phase, TurnRecord};
pub use poll::{Interest, Readiness};
pub use pool::{DEFAULT_THREADS, Histogram, LANES, Lane, LaneStats, LongWait, MAX_THREADS, Pool, PoolStats, WorkKind};
pub use request::{Cancelled, RequestInfo, WorkResult};
pub use run_to_end::{Outcome, PipeEnd, RunLimits, run_to_end};
pub use stream::{
    Address, BULK_LENGTH, BindOptions, Chunk, KeepAlive, ReadTarget, Received, SLAB_LENGTH, Slab, SlabCounts,
    StreamEvents, StreamKind, WriteData, index_of_interface, name_of_interface,
};
pub use transfer::{Report, SourceEnd, Transfer, TransferEvents, TransferSink, TransferSource};

/// Opens the standard descriptors that are closed, gives signals their usual effects, allows as many open descriptors as
/// the system permits, and keeps what was inherited beside the standard descriptors from children. As Node does; called
/// once, by `main`, before any thread is started. What cannot be undone is left as it is.
pub fn prepare_process() {
    sys::prepare_process();
}

/// Nanoseconds of the monotonic clock, as `process.hrtime` counts them: only differences mean something.
pub fn hrtime() -> u64 {
    sys::monotonic_nanos()
}
