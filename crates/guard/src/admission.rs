//! Which requests a server that has more work than it can do takes: a controller over the times that requests waited
//! before they were looked at. Pure: it knows neither clocks nor sockets; all times are nanoseconds of one monotonic clock.
//!
//! A wait beyond the target says little by itself: one long callback makes everything behind it wait, and what piled up
//! is soon worked off. So it is CoDel's question that is asked: did every request of a whole interval wait longer than
//! the target, without the loop having rested in between? Then there is a standing queue, which only grows the answers'
//! age. From then on only what is fresh is taken, so that what is answered is answered soon, until an interval has passed
//! in which nothing had to be refused, and then something fresh comes.

/// Fresh is what waited at most twice what a request takes of the loop; not less than this part of the target.
const FRESHEST: u64 = 25;

/// So many intervals after the last refusal there is no queue any more, whatever comes.
const FORGOTTEN: u64 = 10;

/// When a controller refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdmissionSettings {
    /// How long requests may wait, nanoseconds.
    pub target: u64,
    /// How long they must have waited longer than that before any is refused, nanoseconds.
    pub interval: u64,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Admit,
    Refuse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The last wait was within the target.
    Calm,
    /// No wait since then was within the target.
    Late { since: u64 },
    /// There is a standing queue; when the last request was refused.
    Shedding { refused: u64 },
}

/// The controller of one queue, which is a loop's.
#[derive(Debug)]
pub struct Admission {
    settings: AdmissionSettings,
    state: State,
    /// When the last request was admitted, unless something else than its work may have come since.
    admitted: Option<u64>,
    /// What an admitted request takes of the loop before the next one is looked at, smoothed.
    service: u64,
}

impl Admission {
    pub fn new(settings: AdmissionSettings) -> Self {
        Self { settings, state: State::Calm, admitted: None, service: 0 }
    }

    /// Whether there is a standing queue.
    pub fn is_shedding(&self) -> bool {
        matches!(self.state, State::Shedding { .. })
    }

    /// The shortest wait that matters now: of a shorter one the exact length need not be known.
    pub fn threshold(&self) -> u64 {
        match self.state {
            State::Shedding { .. } => (2 * self.service).clamp(self.settings.target / FRESHEST, self.settings.target),
            _ => self.settings.target,
        }
    }

    /// Decides on a request that is looked at `now`, after a wait of `wait`. `rested` is when the loop last had nothing to
    /// do, which no queue outlives.
    pub fn judge(&mut self, now: u64, wait: u64, rested: u64) -> Verdict {
        self.learn(now, rested);
        if let State::Shedding { refused } = self.state
            && now.saturating_sub(refused) > self.settings.interval
            // One callback may take longer than that, and what waited meanwhile waited behind a queue.
            && (wait <= self.threshold() || now.saturating_sub(refused) > FORGOTTEN * self.settings.interval)
        {
            self.state = State::Calm;
        }
        let is_long = wait > self.threshold();
        self.state = match self.state {
            State::Shedding { .. } if is_long => State::Shedding { refused: now },
            State::Shedding { refused } => State::Shedding { refused },
            _ if !is_long => State::Calm,
            State::Late { since } if since >= rested => {
                if now.saturating_sub(since) < self.settings.interval {
                    State::Late { since }
                } else {
                    State::Shedding { refused: now }
                }
            }
            _ => State::Late { since: now },
        };
        if self.state == (State::Shedding { refused: now }) && is_long {
            return Verdict::Refuse;
        }
        self.admitted = Some(now);
        Verdict::Admit
    }

    fn learn(&mut self, now: u64, rested: u64) {
        let Some(before) = self.admitted.take() else { return };
        if before >= rested {
            let took = now.saturating_sub(before);
            self.service = if self.service == 0 { took } else { self.service - self.service / 8 + took / 8 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    const MS: u64 = 1_000_000;

    fn controller() -> Admission {
        Admission::new(AdmissionSettings { target: 50 * MS, interval: 100 * MS })
    }

    #[test]
    fn short_waits_are_nothing() {
        let mut admission = controller();
        for turn in 0..1000 {
            assert_eq!(admission.judge(turn * 20 * MS, 49 * MS, 0), Verdict::Admit);
        }
        assert!(!admission.is_shedding());
    }

    #[test]
    fn one_long_callback_refuses_nobody() {
        let mut admission = controller();
        // Two seconds of silence, then fifty requests of a millisecond each, which waited for up to two seconds.
        for place in 0..50 {
            assert_eq!(admission.judge(2000 * MS + place * MS, (2000 - 30 * place) * MS, 0), Verdict::Admit);
        }
    }

    #[test]
    fn long_waits_with_rest_between_them_are_no_queue() {
        let mut admission = controller();
        for second in 1..100 {
            let now = second * 1000 * MS;
            assert_eq!(admission.judge(now, 80 * MS, now - 90 * MS), Verdict::Admit);
        }
    }

    #[test]
    fn a_standing_queue_is_shed_down_to_what_is_fresh_and_then_forgotten() {
        let mut admission = controller();
        for now in (0..100).step_by(5) {
            assert_eq!(admission.judge(now * MS, 60 * MS, 0), Verdict::Admit);
        }
        assert_eq!(admission.judge(100 * MS, 60 * MS, 0), Verdict::Refuse);
        assert!(admission.is_shedding());
        // Each took 5 ms, so what waited for two of them is fresh.
        assert_eq!(admission.judge(100 * MS, 11 * MS, 0), Verdict::Refuse);
        assert_eq!(admission.judge(100 * MS, 10 * MS, 0), Verdict::Admit);
        assert_eq!(admission.judge(199 * MS, 9 * MS, 0), Verdict::Admit);
        assert!(admission.is_shedding());
        // A long callback came between, without the queue having ended.
        assert_eq!(admission.judge(201 * MS, 49 * MS, 0), Verdict::Refuse);
        assert_eq!(admission.judge(302 * MS, 0, 0), Verdict::Admit);
        assert!(!admission.is_shedding());
        assert_eq!(admission.judge(303 * MS, 49 * MS, 0), Verdict::Admit);
    }

    /// A server with one queue: requests arrive every `gap`, each takes `service`. Returns how many of a second were
    /// answered and the waits of those.
    fn serve(admission: &mut Admission, gap: u64, service: u64, length: u64) -> (u64, Vec<u64>) {
        let (mut now, mut next, mut rested) = (0, 0, 0);
        let (mut waiting, mut waits) = (VecDeque::new(), Vec::new());
        while now < length {
            while next <= now {
                waiting.push_back(next);
                next += gap;
            }
            let Some(arrived) = waiting.pop_front() else {
                now = next;
                rested = now;
                continue;
            };
            if admission.judge(now, now - arrived, rested) == Verdict::Admit {
                waits.push(now - arrived);
                now += service;
            } else {
                // An answer without the program costs little, but not nothing.
                now += service / 200;
            }
        }
        (waits.len() as u64, waits)
    }

    #[test]
    fn three_times_the_capacity_leaves_the_goodput_and_short_waits() {
        for service in [MS / 10, MS, 5 * MS, 20 * MS, 200 * MS] {
            let length = (20_000 * MS).max(500 * service);
            let (count, waits) = serve(&mut controller(), service / 3, service, length);
            assert!(count * service >= length * 8 / 10, "{count} of {service}");
            // Past the first interval.
            let late = &waits[waits.len() / 4..];
            let worst = late.iter().max().copied().unwrap_or_default();
            assert!(worst <= (2 * service).clamp(2 * MS, 50 * MS) + MS, "{worst} of {service}");
        }
    }

    proptest! {
        /// Whatever the load below the capacity, nothing is refused.
        #[test]
        fn below_capacity_nothing_is_refused(service in 1..40_u64, share in 1..95_u64) {
            let gap = service * MS * 100 / share;
            let (count, waits) = serve(&mut controller(), gap, service * MS, 5_000 * MS);
            prop_assert!(count + 1 >= 5_000 * MS / gap);
            prop_assert!(waits.iter().all(|&wait| wait == 0));
        }

        /// Whatever was before: what is fresh is taken, and a calm interval ends the shedding.
        #[test]
        fn what_is_fresh_is_taken(steps in prop::collection::vec((0..50_u64, 0..500_u64), 0..200)) {
            let mut admission = controller();
            let mut now = 0;
            for (pause, wait) in steps {
                now += pause * MS;
                let verdict = admission.judge(now, wait * MS, 0);
                prop_assert!(verdict == Verdict::Admit || wait >= 2);
            }
            prop_assert_eq!(admission.judge(now, 0, 0), Verdict::Admit);
            prop_assert_eq!(admission.judge(now + 101 * MS, 0, 0), Verdict::Admit);
            prop_assert_eq!(admission.judge(now + 101 * MS, 30 * MS, 0), Verdict::Admit);
            prop_assert!(!admission.is_shedding());
        }
    }
}
