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
    /// What the threads spent most of that time on.
    pub behind: WorkKind,
    /// How many jobs of that kind.
    pub count: usize,
    /// Whether there were more than can be told.
    pub or_more: bool,
}

/// A job that a thread did: what, from when, until when.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) kind: WorkKind,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// The jobs that ended last.
pub(crate) struct Delays {
    ended: Vec<Stretch>,
    /// Where the next one goes.
    next: usize,
    silent_until: u64,
}

impl Delays {
    pub(crate) fn new() -> Self {
        Delays { ended: Vec::with_capacity(REMEMBERED), next: 0, silent_until: 0 }
    }

    pub(crate) fn ended(&mut self, stretch: Stretch) {
        if self.ended.len() < REMEMBERED {
            self.ended.push(stretch);
        } else {
            self.ended[self.next] = stretch;
        }
        self.next = (self.next + 1) % REMEMBERED;
    }

    /// The report on work queued at `queued`, if its wait was long and the last report is long ago. `running` is what
    /// threads are at, beside it, up to now.
    pub(crate) fn judge(
        &mut self,
        kind: WorkKind,
        queued: u64,
        now: u64,
        running: impl Iterator<Item = Stretch>,
    ) -> Option<LongWait> {
        let waited = now.saturating_sub(queued);
        if waited < LONG_WAIT_NANOS || now < self.silent_until {
            return None;
        }
        // Kinds with the time that threads spent on them since then, and how many jobs that was.
        let mut kinds: Vec<(WorkKind, u64, usize)> = Vec::new();
        let meanwhile = self.ended.iter().filter(|stretch| stretch.to >= queued);
        let or_more = meanwhile.clone().count() == REMEMBERED;
        for stretch in meanwhile.copied().chain(running) {
            let time = stretch.to.saturating_sub(stretch.from.max(queued));
            match kinds.iter_mut().find(|(known, ..)| *known == stretch.kind) {
                Some((_, sum, count)) => (*sum, *count) = (*sum + time, *count + 1),
                None => kinds.push((stretch.kind, time, 1)),
            }
        }
        let (behind, _, count) = kinds.into_iter().max_by_key(|(_, time, _)| *time)?;
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
        let stretch = |kind, from, to| Stretch { kind, from, to };
        delays.ended(stretch(kdf, 0, SECOND / 2));
        for number in 0..60 {
            delays.ended(stretch(kdf, SECOND + number * 1000, SECOND + number * 1000 + 1000));
        }
        // More of them, but they took next to nothing, or took it before.
        for number in 0..64 {
            delays.ended(stretch(fs, 0, SECOND + number));
        }
        let wait = delays.judge(fs, SECOND, 2 * SECOND, [stretch(kdf, SECOND, 2 * SECOND); 4].into_iter());
        assert_eq!(wait, Some(LongWait { kind: fs, waited: SECOND, behind: kdf, count: 64, or_more: false }));
    }

    #[test]
    fn one_word_at_a_time() {
        let fs = Lane::Fs.labelled("FS");
        let at = Stretch { kind: fs, from: 0, to: SECOND };
        let mut delays = Delays::new();
        assert_eq!(delays.judge(fs, 0, LONG_WAIT_NANOS - 1, [at].into_iter()), None);
        assert!(delays.judge(fs, 0, SECOND, [at].into_iter()).is_some());
        assert_eq!(delays.judge(fs, 0, 2 * SECOND, [at].into_iter()), None);
        assert!(delays.judge(fs, 0, SECOND + SILENCE_NANOS, [at].into_iter()).is_some());
    }

    #[test]
    fn more_than_can_be_told() {
        let fs = Lane::Fs.labelled("FS");
        let mut delays = Delays::new();
        for _ in 0..REMEMBERED + 9 {
            delays.ended(Stretch { kind: fs, from: 0, to: SECOND });
        }
        let wait = delays.judge(fs, 0, SECOND, [].into_iter()).unwrap();
        assert_eq!((wait.count, wait.or_more), (REMEMBERED, true));
    }
}
