//! Who works, who waits to be called, and when one more is called: pure data, no thread and no lock. Protected by the pool's
//! lock.
//!
//! Calling a thread is done by whoever finds that one is needed: it takes a parked thread's place in the count and leaves
//! it a permit, so two callers never count on the same thread, and a thread that wakes without a permit parks again.
//!
//! A thread costs some 50 microseconds to wake, and one that comes for work of two microseconds only stands in the way of
//! the others. So one more is called when what waits would take those there are longer than that. That goes by what jobs
//! took lately and may be wrong; a loop that has slept for a moment, and still waits, calls for every job that waits.

use super::delays::{Delays, LongWait, Stretch};
use super::lanes::{LANES, Lane, Lanes, WorkKind};
use super::patience::{LOOKOUT_NANOS, Patience};

/// Work for as long is left to the threads that are there.
const WORTH_A_CALL_NANOS: u64 = 100_000;

/// The two sorts of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Takes what is fair.
    Regular,
    /// Takes only for lanes that have no thread.
    Relief,
}

/// The threads of one role.
#[derive(Default)]
struct Crew {
    started: usize,
    parked: usize,
    /// Parked threads that were called and have not woken yet.
    permits: usize,
    working: usize,
}

/// What a caller has to do, once the lock is released, to bring a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Nobody,
    Wake(Role),
    Start(Role),
}

/// How much has to wait for a thread to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// More than one does at once: whoever asks is about to queue more, and asks again after that.
    Plenty,
    /// More than those there are do at once.
    Worthwhile,
    /// One job that nobody is coming for.
    Any,
}

impl Crew {
    /// Threads on their way to the queues.
    fn coming(&self) -> usize {
        self.started - self.parked - self.working
    }

    fn call(&mut self, role: Role, limit: usize) -> Call {
        if self.parked > 0 {
            self.parked -= 1;
            self.permits += 1;
            Call::Wake(role)
        } else if self.started < limit {
            self.started += 1;
            Call::Start(role)
        } else {
            Call::Nobody
        }
    }
}

/// What a thread is at, and since when.
#[derive(Clone, Copy)]
struct Task {
    kind: WorkKind,
    since: u64,
}

impl Task {
    fn until(&self, now: u64) -> Stretch {
        Stretch { kind: self.kind, from: self.since, to: now }
    }
}

/// Work that waits, as far as this file looks at it.
pub(crate) trait Queued {
    fn kind(&self) -> WorkKind;
    /// When it was queued, by the monotonic clock.
    fn since(&self) -> u64;
}

pub(crate) struct State<J> {
    size: usize,
    pub(crate) lanes: Lanes<J>,
    regular: Crew,
    relief: Crew,
    /// What each thread is at.
    seats: Vec<Option<Task>>,
    delays: Delays,
    /// Whether a free thread looks out before it parks.
    patience: Patience,
    /// When a thread last found nothing to do; 0 once something came.
    idle_since: u64,
    /// Whether a thread is looking out.
    looking: bool,
    pub(crate) closed: bool,
}

impl<J: Queued> State<J> {
    pub(crate) fn new(size: usize) -> Self {
        State {
            size,
            lanes: Lanes::new(size),
            regular: Crew::default(),
            relief: Crew::default(),
            seats: Vec::new(),
            delays: Delays::new(),
            patience: Patience::default(),
            idle_since: 0,
            looking: false,
            closed: false,
        }
    }

    fn crew(&mut self, role: Role) -> &mut Crew {
        match role {
            Role::Regular => &mut self.regular,
            Role::Relief => &mut self.relief,
        }
    }

    pub(crate) fn threads(&self) -> usize {
        self.regular.started + self.relief.started
    }

    /// A thread that was asked for could not be started.
    pub(crate) fn not_started(&mut self, role: Role) {
        self.crew(role).started -= 1;
    }

    /// The place of a thread that has begun its life.
    pub(crate) fn take_seat(&mut self) -> usize {
        self.seats.push(None);
        self.seats.len() - 1
    }

    pub(crate) fn push(&mut self, job: J) {
        if self.idle_since != 0 {
            self.patience.learn(job.since().saturating_sub(self.idle_since) < LOOKOUT_NANOS);
            self.idle_since = 0;
        }
        self.lanes.push(job.kind().lane, job);
    }

    /// The next job for the thread of that seat, which is free.
    pub(crate) fn pick(&mut self, role: Role, seat: usize, now: u64) -> Option<J> {
        let (lane, job) = match role {
            Role::Regular => self.lanes.pick()?,
            Role::Relief => self.lanes.pick_unserved()?,
        };
        self.lanes.waited(lane, now.saturating_sub(job.since()));
        self.seats[seat] = Some(Task { kind: job.kind(), since: now });
        self.crew(role).working += 1;
        Some(job)
    }

    /// The thread of that seat has done its job.
    pub(crate) fn finish(&mut self, role: Role, seat: usize, now: u64) {
        let Some(Task { kind, since }) = self.seats[seat].take() else { return };
        self.lanes.finish(kind.lane, now.saturating_sub(since));
        self.delays.ended(Stretch { kind, from: since, to: now });
        self.crew(role).working -= 1;
    }

    /// Calls a thread if the jobs that wait need one more than are coming.
    pub(crate) fn call_help(&mut self, need: Need) -> Call {
        let coming = self.regular.coming();
        let open = self.lanes.open();
        if need == Need::Plenty && self.lanes.open_work() <= WORTH_A_CALL_NANOS {
            return Call::Nobody;
        }
        if open > coming && (need == Need::Any || self.is_worth_a_call(coming)) {
            let call = self.regular.call(Role::Regular, self.size);
            if call != Call::Nobody {
                return call;
            }
        }
        // Those who work may be at it for long: a lane without a thread is not left to them.
        if self.lanes.unserved() > coming + self.relief.coming() {
            return self.relief.call(Role::Relief, LANES);
        }
        Call::Nobody
    }

    /// Whether jobs wait that nobody is coming for, and one more thread could be called.
    pub(crate) fn could_use_more(&self) -> bool {
        let crew = &self.regular;
        self.lanes.open() > crew.coming() && (crew.parked > 0 || crew.started < self.size)
    }

    fn is_worth_a_call(&self, coming: usize) -> bool {
        let there = coming + self.regular.working;
        there == 0
            || self.lanes.unserved() > coming
            || self.lanes.open_work() > WORTH_A_CALL_NANOS.saturating_mul(there as u64)
    }

    /// A report on `job`, which waits or was just picked by the thread of `seat`, if it waited long.
    pub(crate) fn delay_of(&mut self, job: &J, seat: usize, now: u64) -> Option<LongWait> {
        let others = self.seats.iter().enumerate().filter(|(index, _)| *index != seat).map(|(_, task)| task);
        self.delays.judge(job.kind(), job.since(), now, others.flatten().map(|task| task.until(now)))
    }

    /// A report on a job that still waits, with the job's number among the fronts.
    pub(crate) fn delay_of_waiting(&mut self, now: u64) -> Option<(LongWait, Lane)> {
        let running = || self.seats.iter().flatten().map(|task| task.until(now));
        let delays = &mut self.delays;
        self.lanes
            .fronts()
            .find_map(|job| delays.judge(job.kind(), job.since(), now, running()).map(|wait| (wait, job.kind().lane)))
    }

    /// A regular thread found nothing to do. Whether it is to look out before it parks, as far as it `may`;
    /// [`looked`](Self::looked) ends that.
    pub(crate) fn look_out(&mut self, role: Role, now: u64, may: bool) -> bool {
        if role != Role::Regular || self.looking || self.closed {
            return false;
        }
        self.idle_since = now;
        self.looking = may && self.patience.pays();
        self.looking
    }

    pub(crate) fn looked(&mut self) {
        self.looking = false;
    }

    pub(crate) fn park(&mut self, role: Role) {
        self.crew(role).parked += 1;
    }

    /// Whether a parked thread was called, and may go on.
    pub(crate) fn was_called(&mut self, role: Role) -> bool {
        let crew = self.crew(role);
        let called = crew.permits > 0;
        crew.permits -= usize::from(called);
        called
    }
}

#[cfg(test)]
mod tests {
    use super::super::lanes::Lane;
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Lane; LANES] = [Lane::Fs, Lane::Dns, Lane::Cpu, Lane::Addon];

    impl Queued for (WorkKind, u64) {
        fn kind(&self) -> WorkKind {
            self.0
        }

        fn since(&self) -> u64 {
            self.1
        }
    }

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Doing {
        /// On its way to the queues.
        Coming,
        Working(Lane),
        Parked,
    }

    /// A pool without threads: each step is one that a thread or a submitter takes under the lock.
    struct Model {
        state: State<(WorkKind, u64)>,
        threads: Vec<(Role, Doing)>,
        now: u64,
    }

    impl Model {
        fn new(size: usize) -> Self {
            Model { state: State::new(size), threads: Vec::new(), now: 1 }
        }

        fn answer(&mut self, call: Call) {
            match call {
                Call::Nobody => {}
                Call::Start(role) => {
                    self.state.take_seat();
                    self.threads.push((role, Doing::Coming));
                }
                Call::Wake(role) => {
                    let parked = self.threads.iter_mut().find(|thread| **thread == (role, Doing::Parked)).unwrap();
                    assert!(self.state.was_called(role));
                    parked.1 = Doing::Coming;
                }
            }
        }

        fn submit(&mut self, lane: Lane) {
            self.state.push((lane.into(), self.now));
            let call = self.state.call_help(Need::Worthwhile);
            self.answer(call);
        }

        /// The thread of that seat comes to the queues: done with what it was at, or called.
        fn step(&mut self, seat: usize) {
            let (role, doing) = self.threads[seat];
            match doing {
                Doing::Parked => return,
                Doing::Working(_) => self.state.finish(role, seat, self.now),
                Doing::Coming => {}
            }
            match self.state.pick(role, seat, self.now) {
                Some((kind, _)) => {
                    self.threads[seat].1 = Doing::Working(kind.lane);
                    let call = self.state.call_help(Need::Worthwhile);
                    self.answer(call);
                }
                None => {
                    self.state.park(role);
                    self.threads[seat].1 = Doing::Parked;
                }
            }
        }

        /// All that are on their way arrive.
        fn settle(&mut self) {
            while let Some(seat) = self.threads.iter().position(|(_, doing)| *doing == Doing::Coming) {
                self.step(seat);
            }
        }

        fn loop_sleeps(&mut self) {
            loop {
                let call = self.state.call_help(Need::Any);
                if call == Call::Nobody {
                    return;
                }
                self.answer(call);
            }
        }

        fn running(&self, lane: Lane) -> usize {
            self.threads.iter().filter(|(_, doing)| *doing == Doing::Working(lane)).count()
        }
    }

    fn all_threads_are_busy(model: &Model) -> bool {
        model
            .threads
            .iter()
            .filter(|(role, doing)| *role == Role::Regular && matches!(doing, Doing::Working(_)))
            .count()
            == model.state.size
    }

    proptest! {
        /// Whatever comes and however long it stays: a lane that waits has a thread, or one is on its way; and once the
        /// loop sleeps, no job waits that a free thread could begin.
        #[test]
        fn no_lane_waits_without_a_thread(
            size in 1usize..6,
            quick in any::<bool>(),
            steps in prop::collection::vec((0usize..8, 0usize..LANES, 0usize..8), 1..200),
        ) {
            let mut model = Model::new(size);
            for (what, lane, seat) in steps {
                model.now += if quick { 500 } else { 5_000_000 };
                match what {
                    0..=3 => model.submit(KINDS[lane]),
                    4..=6 if seat < model.threads.len() => model.step(seat),
                    _ => model.loop_sleeps(),
                }
                let coming = model.threads.iter().any(|(_, doing)| *doing == Doing::Coming);
                prop_assert!(coming || model.state.lanes.unserved() == 0);
                prop_assert!(model.running(Lane::Dns) <= size.div_ceil(2));
                prop_assert!(model.threads.len() <= size + LANES);
            }
            model.settle();
            prop_assert_eq!(model.state.lanes.unserved(), 0);
            model.loop_sleeps();
            model.settle();
            prop_assert!(model.state.lanes.open() == 0 || all_threads_are_busy(&model));
            // And all of it ends.
            for _ in 0..2000 {
                for seat in 0..model.threads.len() {
                    model.step(seat);
                }
            }
            prop_assert_eq!(model.state.lanes.waiting(), 0);
        }
    }

    #[test]
    fn a_lane_shared_with_relief_leaves_no_other_without() {
        let mut model = Model::new(1);
        for lane in [Lane::Fs, Lane::Cpu, Lane::Addon] {
            model.submit(lane);
            model.submit(lane);
        }
        model.settle();
        // The regular thread is done with its own, and takes the second of a lane that relief is at.
        model.step(0);
        model.submit(Lane::Dns);
        model.settle();
        assert_eq!(model.running(Lane::Dns), 1);
    }

    #[test]
    fn small_jobs_are_left_to_one_thread() {
        let mut model = Model::new(4);
        for _ in 0..300 {
            model.submit(Lane::Fs);
            model.settle();
            model.now += 1000;
            for seat in 0..model.threads.len() {
                model.step(seat);
            }
        }
        assert_eq!(model.threads.len(), 1);
        for _ in 0..32 {
            model.submit(Lane::Fs);
        }
        model.settle();
        assert_eq!(model.running(Lane::Fs), 1);
        model.loop_sleeps();
        model.settle();
        assert_eq!(model.running(Lane::Fs), 4);
    }

    #[test]
    fn small_jobs_of_a_batch_get_one_call() {
        let mut model = Model::new(4);
        for _ in 0..100 {
            model.submit(Lane::Fs);
            model.settle();
            model.now += 1000;
            model.step(0);
        }
        assert_eq!(model.threads[0].1, Doing::Parked);
        for _ in 0..16 {
            model.state.push((Lane::Fs.into(), model.now));
            assert_eq!(model.state.call_help(Need::Plenty), Call::Nobody);
        }
        assert_eq!(model.state.call_help(Need::Worthwhile), Call::Wake(Role::Regular));
        model.state.push((Lane::Cpu.into(), model.now));
        assert_ne!(model.state.call_help(Need::Plenty), Call::Nobody);
    }

    #[test]
    fn long_jobs_get_a_thread_each_at_once() {
        let mut model = Model::new(4);
        for _ in 0..8 {
            model.submit(Lane::Cpu);
        }
        assert_eq!(model.threads.len(), 4);
        model.settle();
        assert_eq!(model.running(Lane::Cpu), 4);
        model.submit(Lane::Fs);
        model.settle();
        assert_eq!((model.threads.len(), model.running(Lane::Fs)), (5, 1));
    }
}
