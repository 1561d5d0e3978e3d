//! The lanes' queues and who is next: pure data, no thread and no lock. Protected by the pool's lock.

use super::histogram::Histogram;
use std::collections::VecDeque;

/// Which queue work waits in. One kind of work cannot starve another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// File system calls.
    Fs,
    /// Name resolution by the C library, which may wait for the network.
    Dns,
    /// Computation: key derivation, compression.
    Cpu,
    /// Work of native addons.
    Addon,
}

/// How many lanes there are.
pub const LANES: usize = 4;

const ALL: [Lane; LANES] = [Lane::Fs, Lane::Dns, Lane::Cpu, Lane::Addon];

impl Lane {
    /// The lane's name in reports and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Lane::Fs => "fs",
            Lane::Dns => "dns",
            Lane::Cpu => "cpu",
            Lane::Addon => "addon",
        }
    }

    /// Work of this lane under the name it is listed by.
    pub fn labelled(self, label: &'static str) -> WorkKind {
        WorkKind { lane: self, label }
    }
}

/// The lane of some work and the name it is listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkKind {
    /// Where it waits.
    pub lane: Lane,
    /// Its name in [`Loop::active_requests`](crate::Loop::active_requests).
    pub label: &'static str,
}

impl From<Lane> for WorkKind {
    fn from(lane: Lane) -> WorkKind {
        lane.labelled(lane.name())
    }
}

/// What one lane is doing and has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaneStats {
    /// Jobs that no thread has begun.
    pub waiting: usize,
    /// Jobs that a thread is at.
    pub running: usize,
    /// How long the jobs that were begun had waited.
    pub waits: Histogram,
    /// How long the jobs that ended took.
    pub runs: Histogram,
}

/// What a lane's jobs are taken to last until some have ended: long, so that threads are called for them.
const UNKNOWN_RUN_NANOS: u64 = 1_000_000;

struct Queue<J> {
    waiting: VecDeque<J>,
    running: usize,
    /// How many threads may be at this lane's jobs at a time.
    limit: usize,
    /// How long jobs last, the latest counting most.
    usual_run: u64,
    waits: Histogram,
    runs: Histogram,
}

impl<J> Queue<J> {
    /// Jobs that a thread might begin now.
    fn open(&self) -> usize {
        self.waiting.len().min(self.limit.saturating_sub(self.running))
    }
}

pub(crate) struct Lanes<J> {
    queues: [Queue<J>; LANES],
    /// The lane that is asked first when several are equally entitled.
    first: usize,
}

impl<J> Lanes<J> {
    /// The lanes of a pool with so many threads. Name resolution waits for other machines, possibly for minutes, and gets
    /// half of them, as slow I/O does in libuv; whatever else there is can count on the other half.
    pub(crate) fn new(threads: usize) -> Self {
        let queue = |lane| Queue {
            waiting: VecDeque::new(),
            running: 0,
            limit: if lane == Lane::Dns { threads.div_ceil(2) } else { usize::MAX },
            usual_run: UNKNOWN_RUN_NANOS,
            waits: Histogram::default(),
            runs: Histogram::default(),
        };
        Lanes { queues: ALL.map(queue), first: 0 }
    }

    pub(crate) fn push(&mut self, lane: Lane, job: J) {
        self.queues[lane as usize].waiting.push_back(job);
    }

    /// The oldest job of the waiting lane with the fewest threads, of those lanes that may have one more.
    pub(crate) fn pick(&mut self) -> Option<(Lane, J)> {
        let mut best: Option<usize> = None;
        for step in 0..LANES {
            let index = (self.first + step) % LANES;
            let queue = &self.queues[index];
            if queue.open() > 0 && best.is_none_or(|b| queue.running < self.queues[b].running) {
                best = Some(index);
            }
        }
        best.and_then(|index| self.take(index))
    }

    /// The oldest job of a waiting lane that has no thread.
    pub(crate) fn pick_unserved(&mut self) -> Option<(Lane, J)> {
        (0..LANES)
            .map(|step| (self.first + step) % LANES)
            .find(|&index| self.is_unserved(index))
            .and_then(|index| self.take(index))
    }

    fn take(&mut self, index: usize) -> Option<(Lane, J)> {
        let job = self.queues[index].waiting.pop_front()?;
        self.queues[index].running += 1;
        self.first = (index + 1) % LANES;
        Some((ALL[index], job))
    }

    fn is_unserved(&self, index: usize) -> bool {
        !self.queues[index].waiting.is_empty() && self.queues[index].running == 0
    }

    /// Records how long a job that was picked had waited.
    pub(crate) fn waited(&mut self, lane: Lane, nanos: u64) {
        self.queues[lane as usize].waits.record(nanos);
    }

    /// Records the end of a job that was picked.
    pub(crate) fn finish(&mut self, lane: Lane, ran_nanos: u64) {
        let queue = &mut self.queues[lane as usize];
        queue.running -= 1;
        queue.usual_run = (queue.usual_run * 7 + ran_nanos) / 8;
        queue.runs.record(ran_nanos);
    }

    /// Lanes that wait and have no thread.
    pub(crate) fn unserved(&self) -> usize {
        (0..LANES).filter(|&index| self.is_unserved(index)).count()
    }

    /// Jobs that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.queues.iter().map(|queue| queue.waiting.len()).sum()
    }

    /// Jobs that wait and that threads could begin now, if there were as many.
    pub(crate) fn open(&self) -> usize {
        self.queues.iter().map(Queue::open).sum()
    }

    /// How long one thread would need for the jobs that it could begin now, by what such jobs took lately.
    pub(crate) fn open_work(&self) -> u64 {
        let of = |queue: &Queue<J>| queue.usual_run.saturating_mul(queue.open() as u64);
        self.queues.iter().map(of).fold(0, u64::saturating_add)
    }

    /// The oldest waiting job of each lane that has one.
    pub(crate) fn fronts(&self) -> impl Iterator<Item = &J> {
        self.queues.iter().filter_map(|queue| queue.waiting.front())
    }

    /// Takes the first waiting job of a lane that `which` holds for.
    pub(crate) fn remove(&mut self, lane: Lane, which: impl FnMut(&J) -> bool) -> Option<J> {
        let waiting = &mut self.queues[lane as usize].waiting;
        let position = waiting.iter().position(which)?;
        waiting.remove(position)
    }

    /// Takes all waiting jobs that `which` holds for.
    pub(crate) fn remove_all(&mut self, mut which: impl FnMut(&J) -> bool) -> Vec<J> {
        let mut removed = Vec::new();
        for queue in &mut self.queues {
            for job in std::mem::take(&mut queue.waiting) {
                if which(&job) { removed.push(job) } else { queue.waiting.push_back(job) }
            }
        }
        removed
    }

    pub(crate) fn stats(&self) -> [LaneStats; LANES] {
        std::array::from_fn(|index| {
            let queue = &self.queues[index];
            LaneStats {
                waiting: queue.waiting.len(),
                running: queue.running,
                waits: queue.waits.clone(),
                runs: queue.runs.clone(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_lane_alone_gets_every_thread() {
        let mut lanes = Lanes::new(4);
        for job in 0..4 {
            lanes.push(Lane::Fs, job);
        }
        let picked: Vec<_> = std::iter::from_fn(|| lanes.pick()).collect();
        assert_eq!(picked, [(Lane::Fs, 0), (Lane::Fs, 1), (Lane::Fs, 2), (Lane::Fs, 3)]);
    }

    #[test]
    fn two_lanes_that_wait_share_evenly() {
        let mut lanes = Lanes::new(4);
        for job in 0..10 {
            lanes.push(Lane::Cpu, job);
        }
        for job in 10..20 {
            lanes.push(Lane::Fs, job);
        }
        let picked: Vec<_> = std::iter::from_fn(|| lanes.pick()).take(4).collect();
        assert_eq!(picked.iter().filter(|(lane, _)| *lane == Lane::Cpu).count(), 2);
    }

    #[test]
    fn a_lane_with_a_thread_is_not_unserved() {
        let mut lanes = Lanes::new(4);
        lanes.push(Lane::Dns, 1);
        lanes.push(Lane::Dns, 2);
        assert_eq!(lanes.unserved(), 1);
        assert_eq!(lanes.pick_unserved(), Some((Lane::Dns, 1)));
        assert_eq!(lanes.pick_unserved(), None);
        lanes.finish(Lane::Dns, 0);
        assert_eq!(lanes.pick_unserved(), Some((Lane::Dns, 2)));
    }

    #[test]
    fn names_get_half_of_the_threads() {
        for (threads, share) in [(1, 1), (2, 1), (3, 2), (4, 2), (9, 5)] {
            let mut lanes = Lanes::new(threads);
            for job in 0..20 {
                lanes.push(Lane::Dns, job);
            }
            assert_eq!(lanes.open(), share);
            assert_eq!(std::iter::from_fn(|| lanes.pick()).count(), share);
            assert_eq!((lanes.open(), lanes.waiting()), (0, 20 - share));
            lanes.finish(Lane::Dns, 0);
            assert!(lanes.pick().is_some());
        }
    }

    #[test]
    fn open_work_follows_what_jobs_take() {
        let mut lanes = Lanes::new(4);
        for job in 0..3 {
            lanes.push(Lane::Fs, job);
        }
        assert_eq!(lanes.open_work(), 3 * UNKNOWN_RUN_NANOS);
        for _ in 0..200 {
            lanes.push(Lane::Fs, 9);
            lanes.pick();
            lanes.finish(Lane::Fs, 1000);
        }
        assert!(lanes.open_work() < 3 * 1100, "{}", lanes.open_work());
    }

    proptest! {
        /// Whoever is picked, no lane that goes on waiting has fewer threads than the picked one had.
        #[test]
        fn the_pick_is_fair(steps in prop::collection::vec((0usize..LANES, any::<bool>()), 1..100)) {
            let mut lanes = Lanes::new(4);
            let mut running: Vec<Lane> = Vec::new();
            for (index, push) in steps {
                if push {
                    lanes.push(ALL[index], ());
                } else if let Some(position) = running.iter().position(|lane| *lane as usize == index) {
                    lanes.finish(running.swap_remove(position), 0);
                }
                if running.len() < 4 {
                    let before = lanes.stats();
                    if let Some((lane, ())) = lanes.pick() {
                        for other in ALL {
                            let may = other != Lane::Dns || before[other as usize].running < 2;
                            if before[other as usize].waiting > 0 && may {
                                prop_assert!(before[other as usize].running >= before[lane as usize].running);
                            }
                        }
                        running.push(lane);
                    }
                }
            }
        }
    }
}
