//! The loop itself: one turn, its phases, and when it may sleep.
//!
//! Single-threaded. A `Loop` is a counted reference to the one loop; callbacks get a plain borrow of it and may call
//! anything on it, this file's `run` included. Nothing here holds a borrow of the state while a callback runs.

use crate::answers::Answers;
use crate::datagram::{Batch, DatagramCore};
use crate::error::Result;
use crate::handle::Body;
use crate::id::AsyncId;
use crate::large::LargeMemory;
use crate::looks::Looks;
use crate::mailbox::{Letter, Mailbox};
use crate::metrics::{Metrics, Phase, TurnRecord};
use crate::pool::{LongWait, Patience, Pool, look_out};
use crate::slab::Key;
use crate::state::State;
use crate::stream::{Gathering, Reserve, SlabCounts, SlabPool, StreamCore};
use crate::sync::Arc;
use crate::sys::{self, Epoll, EventBuffer, monotonic_nanos};
use crate::transfer::PipeShelf;
use std::cell::{Cell, RefCell, RefMut};
use std::os::fd::AsFd;
use std::rc::{Rc, Weak};

/// How long [`Loop::run`] goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Until nothing keeps the loop alive, or [`Loop::stop`].
    Default,
    /// One turn, which waits for something to happen.
    Once,
    /// One turn that does not wait.
    NoWait,
}

/// Tokens by which the kernel names the loop's own fds. No handle has such a key: slab indices end below.
const MAILBOX_TOKEN: u64 = u64::MAX;
pub(crate) const SIGNALS_TOKEN: u64 = u64::MAX - 1;
pub(crate) const FS_WATCH_TOKEN: u64 = u64::MAX - 2;

/// How often deferred callbacks that deferred callbacks made are run right after a poll, before the turn goes on.
const PENDING_ROUNDS: usize = 8;

/// So many milliseconds a loop sleeps before it takes the jobs that wait to need threads of their own. Mostly they are done
/// long before, by the thread that is at it, and a thread that comes for nothing is a system call on each side and stands
/// in the way.
const GLANCE: u64 = 1;

/// A sleep of so long is taken to have been worth looking out instead: that is what going to sleep and being woken cost
/// themselves, and the pool's thread may have had to do both as well.
const SHORT_SLEEP_NANOS: u64 = 120_000;

/// What [`Loop::set_observer`] takes.
pub type Observer = Rc<dyn Fn(&TurnRecord)>;

/// What a closed handle still has to answer for.
enum Owing {
    Nothing,
    Stream(Rc<StreamCore>),
    Datagram(Rc<DatagramCore>),
}

/// What [`Loop::set_long_wait_observer`] takes.
pub type LongWaitObserver = Rc<dyn Fn(&Loop, &LongWait)>;

struct Inner {
    state: RefCell<State>,
    /// Milliseconds of the monotonic clock, as of the last `update_time`.
    now: Cell<u64>,
    stopping: Cell<bool>,
    epoll: Epoll,
    mailbox: Arc<Mailbox>,
    pool: Pool,
    metrics: std::sync::Arc<Metrics>,
    observer: RefCell<Option<Observer>>,
    long_wait_observer: RefCell<Option<LongWaitObserver>>,
    /// Whether to look out for the pool's answers before sleeping.
    patience: RefCell<Patience>,
    answers: Answers,
    slabs: SlabPool,
    large: LargeMemory,
    gathering: Gathering,
    reserve: Reserve,
    batch: RefCell<Batch>,
    pipes: PipeShelf,
    looks: Looks,
}

/// An event loop. Cloning gives another reference to the same loop.
///
/// A callback that captures a clone keeps the loop alive for as long as the loop keeps the callback; use the reference
/// that every callback is given, or a [`WeakLoop`]. The last reference to go closes what the loop owns (not the fds that
/// are polled) without calling anything; results of work that is still running are then thrown away.
#[derive(Clone)]
pub struct Loop {
    inner: Rc<Inner>,
}

/// A reference that does not keep the loop.
#[derive(Clone)]
pub struct WeakLoop {
    inner: Weak<Inner>,
}

impl WeakLoop {
    /// The loop, unless it is gone.
    pub fn upgrade(&self) -> Option<Loop> {
        self.inner.upgrade().map(|inner| Loop { inner })
    }
}

impl Loop {
    /// Makes a loop that gives its work to `pool`.
    ///
    /// # Errors
    /// [`LoopError::Os`](crate::LoopError::Os) when the system has no file descriptor left for it.
    pub fn new(pool: Pool) -> Result<Loop> {
        let epoll = Epoll::new()?;
        let mailbox = Arc::new(Mailbox::new()?);
        epoll.add_edges(mailbox.as_fd(), MAILBOX_TOKEN)?;
        let inner = Inner {
            state: RefCell::new(State::new()),
            now: Cell::new(0),
            stopping: Cell::new(false),
            epoll,
            mailbox,
            pool,
            metrics: std::sync::Arc::new(Metrics::default()),
            observer: RefCell::new(None),
            long_wait_observer: RefCell::new(None),
            patience: RefCell::default(),
            answers: Answers::default(),
            slabs: SlabPool::default(),
            large: LargeMemory::default(),
            gathering: Gathering::default(),
            reserve: Reserve::default(),
            batch: RefCell::default(),
            pipes: PipeShelf::default(),
            looks: Looks::default(),
        };
        let lp = Loop { inner: Rc::new(inner) };
        lp.update_time();
        Ok(lp)
    }

    /// Runs turns as `mode` says. Returns whether something still keeps the loop alive.
    ///
    /// The order is libuv's: timers that are due, in the default mode only; then turns of pending, idle, prepare, poll,
    /// check, closing, timers. A callback may run the loop itself; the inner run then takes its own turns.
    pub fn run(&self, mode: Mode) -> bool {
        let mut alive = self.is_alive();
        self.update_time();
        if mode == Mode::Default && alive && !self.inner.stopping.get() {
            self.run_timers();
        }
        while alive && !self.inner.stopping.get() {
            self.turn(mode);
            alive = self.is_alive();
            if mode != Mode::Default {
                break;
            }
        }
        self.flush_gathered();
        self.inner.stopping.set(false);
        self.inner.metrics.set_busy_since(0);
        alive
    }

    fn turn(&self, mode: Mode) {
        let observer = self.inner.observer.borrow().clone();
        let mut record = TurnRecord { turn: self.inner.metrics.next_turn(), ..TurnRecord::default() };
        let clock = || if observer.is_some() { monotonic_nanos() } else { 0 };
        record.started = clock();

        // What the phases before the poll call is progress: one turn that was asked for need not wait for more.
        let has_work = self.has_work_before_poll();
        self.run_pending();
        record.ended[Phase::Pending as usize] = clock();
        self.run_idle();
        record.ended[Phase::Idle as usize] = clock();
        self.run_prepare();
        record.ended[Phase::Prepare as usize] = clock();
        self.flush_gathered();
        self.apply_poll_changes();
        let may_wait = mode == Mode::Default || (mode == Mode::Once && !has_work);
        self.poll_io(if may_wait { self.poll_timeout() } else { Some(0) }, &mut record);
        self.run_pending_of_poll();
        record.ended[Phase::Poll as usize] = clock();
        self.run_check();
        record.ended[Phase::Check as usize] = clock();
        self.run_closing();
        record.ended[Phase::Closing as usize] = clock();
        self.update_time();
        self.run_timers();
        record.ended[Phase::Timers as usize] = clock();

        if let Some(observer) = observer {
            observer(&record);
        }
    }

    /// Whether the poll may sleep: only if somebody waits for it, and nobody waits for what comes after it.
    fn may_sleep(&self) -> bool {
        let state = self.state();
        !self.inner.stopping.get()
            && (state.active_refs > 0 || state.requests.len() > 0)
            && state.pending.is_empty()
            && state.idle.is_empty()
            && state.closing.is_empty()
            && state.letters.is_empty()
    }

    /// How many milliseconds the poll waits at most; `None` for until something happens.
    fn poll_timeout(&self) -> Option<u64> {
        if !self.may_sleep() {
            return Some(0);
        }
        let next = self.state().timers.peek()?;
        Some(next.due.saturating_sub(self.now()))
    }

    fn has_work_before_poll(&self) -> bool {
        let state = self.state();
        !state.pending.is_empty() || !state.idle.is_empty()
    }

    /// The pending phase: what was deferred before it began.
    fn run_pending(&self) {
        let count = self.state().pending.len();
        for _ in 0..count {
            let next = self.state().pending.pop_front();
            match next {
                Some(callback) => callback(self),
                None => return,
            }
        }
    }

    /// Deferred callbacks that the poll phase made, and a bounded number of rounds of those that they make in turn.
    fn run_pending_of_poll(&self) {
        for _ in 0..PENDING_ROUNDS {
            if self.state().pending.is_empty() {
                return;
            }
            self.run_pending();
        }
    }

    /// The poll phase: waits, then calls what other threads and the kernel have to report; signals last.
    fn poll_io(&self, timeout: Option<u64>, record: &mut TurnRecord) {
        let mut events = std::mem::replace(&mut self.state().events, EventBuffer::empty());
        let metrics = &self.inner.metrics;
        let sleeps = timeout != Some(0) && !self.inner.mailbox.has_letters();
        let now = if sleeps {
            let began = monotonic_nanos();
            metrics.fall_asleep(began);
            self.sleep(&mut events, timeout, began);
            let now = self.read_clock();
            record.slept = metrics.wake_up(now);
            self.inner.answers.learn(now.saturating_sub(began));
            now
        } else {
            self.inner.pool.look_after(false);
            self.inner.epoll.wait(&mut events, Some(0), 0);
            self.read_clock()
        };
        metrics.set_busy_since(now);
        self.inner.looks.note(now, record.slept);
        // Letters that no wake-up was needed for are an event all the same.
        let posted = self.inner.mailbox.has_letters();
        record.events = events.len() as u32 + u32::from(posted && !sleeps);
        metrics.add_events(u64::from(record.events), !sleeps);

        // Left by an outer run whose callback made this one.
        self.open_letters();
        if posted {
            self.open_mailbox();
        }
        let mut signals = false;
        for index in 0..events.len() {
            match events.get(index) {
                // Looked into already.
                (MAILBOX_TOKEN, _) => {}
                (SIGNALS_TOKEN, _) => signals = true,
                (FS_WATCH_TOKEN, _) => self.deliver_fs_changes(),
                (token, ready) => self.deliver_readiness(Key::from_bits(token), ready),
            }
        }
        if signals {
            self.deliver_signals();
        }
        self.deliver_process_ends();
        self.state().events = events;
    }

    /// Waits for the kernel and for letters, awake for a moment if that pays.
    fn sleep(&self, events: &mut EventBuffer, timeout: Option<u64>, began: u64) {
        let Inner { mailbox, epoll, patience, answers, pool, .. } = &*self.inner;
        let works = self.state().works > 0;
        let mut leaves_work = false;
        if works {
            if patience.borrow().pays() && pool.is_elsewhere() {
                let soon = look_out(|| mailbox.has_letters());
                patience.borrow_mut().learn(soon);
                if soon {
                    return epoll.wait(events, Some(0), 0);
                }
            }
            leaves_work = pool.look_after(false);
        } else if answers.pay(began) && answers.look_out(epoll, events, began, || mailbox.has_letters()) {
            return;
        }
        let timeout = if mailbox.fall_asleep() { timeout } else { Some(0) };
        let glance = timeout.map_or(GLANCE, |ms| ms.min(GLANCE));
        if leaves_work && timeout != Some(glance) {
            epoll.wait(events, Some(glance), began);
            if events.len() == 0 {
                pool.look_after(true);
                epoll.wait(events, timeout.map(|ms| ms - glance), began);
            }
        } else {
            epoll.wait(events, timeout, began);
        }
        mailbox.wake_up();
        if works && mailbox.has_letters() && !patience.borrow().pays() {
            patience.borrow_mut().learn(monotonic_nanos().saturating_sub(began) < SHORT_SLEEP_NANOS);
        }
    }

    /// Takes the letters of other threads out of the mailbox and opens them.
    fn open_mailbox(&self) {
        self.inner.mailbox.collect(&mut self.state().letters);
        self.open_letters();
    }

    /// Opens the letters that are there; later ones come with the next wake-up. Small jobs that were queued meanwhile have
    /// waited for the end of it, so that one call brings a thread for all of them.
    fn open_letters(&self) {
        let count = self.state().letters.len();
        for _ in 0..count {
            let next = self.state().letters.pop_front();
            match next {
                Some(Letter::Async(AsyncId(key))) => self.deliver_async(key),
                Some(Letter::Work(id, task)) => self.deliver_work(id, task),
                Some(Letter::LongWait(wait)) => self.tell_long_wait(&wait),
                None => break,
            }
        }
        if count > 1 {
            self.inner.pool.look_after(false);
        }
    }

    /// The closing phase: the handles closed before it began, last closed first.
    fn run_closing(&self) {
        let mut batch = {
            let mut state = self.state();
            if state.closing.is_empty() {
                return;
            }
            std::mem::take(&mut state.closing)
        };
        while let Some((key, on_close)) = batch.pop() {
            let owing = match self.state().handles.get(key).map(|handle| &handle.body) {
                Some(Body::Stream(_, core)) => Owing::Stream(core.clone()),
                Some(Body::Datagram(_, core)) => Owing::Datagram(core.clone()),
                _ => Owing::Nothing,
            };
            match owing {
                Owing::Stream(core) => core.cancel(self),
                Owing::Datagram(core) => core.cancel(self),
                Owing::Nothing => {}
            }
            if let Some(on_close) = on_close {
                on_close(self);
            }
            // Last, so that no other handle gets its place while its owner is still told of it.
            let gone = self.state().handles.remove(key);
            drop(gone);
        }
        // Give the list its room back, unless a callback closed something and it has new room already.
        let mut state = self.state();
        if state.closing.capacity() == 0 {
            state.closing = batch;
        }
    }

    /// Makes [`run`](Self::run) return at the end of the present turn, or at once if none is under way. The poll does not
    /// sleep meanwhile. Of runs within runs, the innermost returns.
    pub fn stop(&self) {
        self.inner.stopping.set(true);
    }

    /// Whether anything keeps the loop alive: an active referenced handle, a request, a handle that is closing, or a
    /// deferred callback.
    pub fn is_alive(&self) -> bool {
        let state = self.state();
        state.active_refs > 0 || state.requests.len() > 0 || !state.closing.is_empty() || !state.pending.is_empty()
    }

    /// Calls `callback` in the next pending phase: early in the next turn, or right after the poll when called from it.
    pub fn defer(&self, callback: impl FnOnce(&Loop) + 'static) {
        self.state().pending.push_back(Box::new(callback));
    }

    /// Milliseconds of the monotonic clock when the loop last looked: at the start of a run, after the poll, before the
    /// timers. Timers count from this.
    pub fn now(&self) -> u64 {
        self.inner.now.get()
    }

    /// Looks at the clock, for a callback that took long and then starts a timer.
    pub fn update_time(&self) {
        self.read_clock();
    }

    fn read_clock(&self) -> u64 {
        let nanos = monotonic_nanos();
        self.inner.now.set(nanos / 1_000_000);
        nanos
    }

    /// The loop's counters, for any thread.
    pub fn metrics(&self) -> &std::sync::Arc<Metrics> {
        &self.inner.metrics
    }

    /// Has `observer` called with a record of each turn when it ends; `None` ends that. It is called from within the run,
    /// so it should be brief. Clocks are read for it once per phase.
    pub fn set_observer(&self, observer: Option<Observer>) {
        let before = self.inner.observer.replace(observer);
        drop(before);
    }

    /// Has `observer` called when work of this loop waited for a thread for half a second or more, from the poll phase. The
    /// pool tells of one such wait in 30 seconds. `None` ends that.
    pub fn set_long_wait_observer(&self, observer: Option<LongWaitObserver>) {
        let before = self.inner.long_wait_observer.replace(observer);
        drop(before);
    }

    fn tell_long_wait(&self, wait: &LongWait) {
        let observer = self.inner.long_wait_observer.borrow().clone();
        if let Some(observer) = observer {
            observer(self, wait);
        }
    }

    /// The pool that the loop gives its work to.
    pub fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// A reference that does not keep the loop.
    pub fn downgrade(&self) -> WeakLoop {
        WeakLoop { inner: Rc::downgrade(&self.inner) }
    }

    pub(crate) fn state(&self) -> RefMut<'_, State> {
        self.inner.state.borrow_mut()
    }

    /// How many slabs reads have filled that are still held, and how many are kept.
    pub fn slab_counts(&self) -> SlabCounts {
        self.inner.slabs.counts()
    }

    /// Gives memory that is only kept for later back to the system, for a program that rests.
    pub fn give_memory_back(&self) {
        self.inner.slabs.forget_kept();
        self.inner.large.forget_kept();
        self.inner.gathering.forget_kept();
        sys::give_free_pages_back();
    }

    pub(crate) fn answers(&self) -> &Answers {
        &self.inner.answers
    }

    pub(crate) fn looks(&self) -> &Looks {
        &self.inner.looks
    }

    /// Gives memory that was kept for later, and not needed since the last call, back to the system.
    pub fn give_spare_memory_back(&self) {
        self.inner.large.forget_spare();
    }

    /// Where work of this loop takes large memory from.
    pub fn large_memory(&self) -> &LargeMemory {
        &self.inner.large
    }

    /// The number of the present turn.
    pub(crate) fn turn_number(&self) -> u64 {
        self.inner.metrics.turn()
    }

    pub(crate) fn gathering(&self) -> &Gathering {
        &self.inner.gathering
    }

    pub(crate) fn slabs(&self) -> &SlabPool {
        &self.inner.slabs
    }

    pub(crate) fn batch(&self) -> RefMut<'_, Batch> {
        self.inner.batch.borrow_mut()
    }

    pub(crate) fn reserve(&self) -> &Reserve {
        &self.inner.reserve
    }

    pub(crate) fn pipe_shelf(&self) -> &PipeShelf {
        &self.inner.pipes
    }

    pub(crate) fn epoll(&self) -> &Epoll {
        &self.inner.epoll
    }

    pub(crate) fn mailbox(&self) -> &Arc<Mailbox> {
        &self.inner.mailbox
    }
}

impl std::fmt::Debug for Loop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loop")
            .field("now", &self.now())
            .field("handles", &self.handle_count())
            .field("requests", &self.active_request_count())
            .finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // From here on threads drop what they would have posted. Work that nobody began is taken back.
        self.mailbox.close();
        self.pool.abandon(&self.mailbox);
        // Callbacks are dropped last and one container after the other, each out of the state before its contents go:
        // what they own may come back to a loop that can no longer be reached, but must not meet a borrow.
        let (handles, requests, pending, letters, closing) = {
            let state = self.state.get_mut();
            (
                state.handles.drain(),
                state.requests.drain(),
                std::mem::take(&mut state.pending),
                std::mem::take(&mut state.letters),
                std::mem::take(&mut state.closing),
            )
        };
        drop((handles, requests, pending, letters, closing));
    }
}
