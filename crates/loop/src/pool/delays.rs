//! Which work waited too long, and behind what: found when a thread takes it, or while it still waits. Pure data;
//! protected by the pool's lock.

use super::lanes::WorkKind;

/// Work that waits longer than this is worth a word.
pub(crate) const LONG_WAIT_NANOS: u64 = 500_000_000;
/// How long the pool then says nothing more.
const SILENCE_NANOS: u64 = 30_000_000_000;
/// How many ended jobs are remembered.
const REMEMBERED: usize = 128;

/// Work that waited long for a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongWait {
    /// What waited.
    pub kind: WorkKind,
    /// How long, in nanoseconds, up to now.
    pub waited: u64,
    /// What most of the jobs were that the threads did meanwhile.
    pub behind: WorkKind,
    /// How many of them.
    pub count: usize,
    /// Whether there were more than can be told.
    pub or_more: bool,
}

/// The jobs that ended last.
pub(crate) struct Delays {
    ended: Vec<(WorkKind, u64)>,
    /// Where the next one goes.
    next: usize,
    silent_until: u64,
}

impl Delays {
    pub(crate) fn new() -> Self {
        Delays { ended: Vec::with_capacity(REMEMBERED), next: 0, silent_until: 0 }
    }

    pub(crate) fn ended(&mut self, kind: WorkKind, now: u64) {
        if self.ended.len() < REMEMBERED {
            self.ended.push((kind, now));
        } else {
            self.ended[self.next] = (kind, now);
        }
        self.next = (self.next + 1) % REMEMBERED;
    }

    /// The report on work queued at `queued`, if its wait was long and the last report is long ago. `running` is what
    /// threads are at, beside it.
    pub(crate) fn judge(
        &mut self,
        kind: WorkKind,
        queued: u64,
        now: u64,
        running: impl Iterator<Item = WorkKind>,
    ) -> Option<LongWait> {
        let waited = now.saturating_sub(queued);
        if waited < LONG_WAIT_NANOS || now < self.silent_until {
            return None;
        }
        let mut counts: Vec<(WorkKind, usize)> = Vec::new();
        let mut count = |kind: WorkKind| match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        };
        let meanwhile = self.ended.iter().filter(|(_, at)| *at >= queued);
        let or_more = meanwhile.clone().count() == REMEMBERED;
        meanwhile.for_each(|(kind, _)| count(*kind));
        running.for_each(&mut count);
        let (behind, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        self.silent_until = now + SILENCE_NANOS;
        Some(LongWait { kind, waited, behind, count, or_more })
    }
}

#[cfg(test)]
mod tests {
    use super::super::lanes::Lane;
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn both_sides_are_named() {
        let (fs, kdf) = (Lane::Fs.labelled("FS"), Lane::Cpu.labelled("KDF"));
        let mut delays = Delays::new();
        delays.ended(kdf, SECOND / 2);
        for end in 0..60 {
            delays.ended(kdf, SECOND + end);
        }
        delays.ended(fs, SECOND + 70);
        let wait = delays.judge(fs, SECOND, 2 * SECOND, [kdf; 4].into_iter());
        assert_eq!(wait, Some(LongWait { kind: fs, waited: SECOND, behind: kdf, count: 64, or_more: false }));
    }

    #[test]
    fn one_word_at_a_time() {
        let fs = Lane::Fs.labelled("FS");
        let mut delays = Delays::new();
        assert_eq!(delays.judge(fs, 0, LONG_WAIT_NANOS - 1, [fs].into_iter()), None);
        assert!(delays.judge(fs, 0, SECOND, [fs].into_iter()).is_some());
        assert_eq!(delays.judge(fs, 0, 2 * SECOND, [fs].into_iter()), None);
        assert!(delays.judge(fs, 0, SECOND + SILENCE_NANOS, [fs].into_iter()).is_some());
    }

    #[test]
    fn more_than_can_be_told() {
        let fs = Lane::Fs.labelled("FS");
        let mut delays = Delays::new();
        for _ in 0..REMEMBERED + 9 {
            delays.ended(fs, SECOND);
        }
        let wait = delays.judge(fs, 0, SECOND, [].into_iter()).unwrap();
        assert_eq!((wait.count, wait.or_more), (REMEMBERED, true));
    }
}
