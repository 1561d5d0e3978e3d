//! Whether to wait for the next word awake instead of asleep. Going to sleep and being woken costs a thread some 50
//! microseconds and its waker five; looking out for a while costs nothing else than that while. It pays when what comes
//! comes soon, so each waiter learns from how long it had to wait, and stops looking out when that was in vain.
//!
//! Pure data; owned by whoever waits.

/// How long to look out.
pub(crate) const LOOKOUT_NANOS: u64 = 50_000;

/// Points that looking out needs, and the most that there are.
const ENOUGH: u32 = 4;
const MOST: u32 = 16;
/// What a wait costs that was longer than the lookout.
const PENALTY: u32 = 4;

#[derive(Debug, Default)]
pub(crate) struct Patience {
    points: u32,
}

impl Patience {
    /// Whether to look out before the next sleep.
    pub(crate) fn pays(&self) -> bool {
        self.points >= ENOUGH
    }

    /// A wait ended; `soon` when looking out would have been, or was, enough.
    pub(crate) fn learn(&mut self, soon: bool) {
        self.points = if soon { (self.points + 1).min(MOST) } else { self.points.saturating_sub(PENALTY) };
    }
}

/// Looks until `there` holds or the time is over. False when it is over.
pub(crate) fn look_out(there: impl Fn() -> bool) -> bool {
    if cfg!(loom) {
        // Time does not pass in a model.
        return there();
    }
    let until = crate::sys::monotonic_nanos() + LOOKOUT_NANOS;
    loop {
        for _ in 0..8 {
            if there() {
                return true;
            }
            std::hint::spin_loop();
        }
        if crate::sys::monotonic_nanos() >= until {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_comes_soon_is_not_looked_out_for() {
        let mut patience = Patience::default();
        let mut lookouts = 0;
        for _ in 0..1000 {
            lookouts += u32::from(patience.pays());
            patience.learn(false);
        }
        assert_eq!(lookouts, 0);
    }

    #[test]
    fn lookouts_in_vain_are_few() {
        // The worst case: every sleep looks as if looking out had been enough, and it never is.
        let mut patience = Patience::default();
        let mut lookouts = 0;
        for _ in 0..1000 {
            let pays = patience.pays();
            lookouts += u32::from(pays);
            patience.learn(!pays);
        }
        assert!(lookouts <= 200, "{lookouts}");
    }

    #[test]
    fn what_comes_soon_is_looked_out_for() {
        let mut patience = Patience::default();
        for _ in 0..ENOUGH {
            patience.learn(true);
        }
        assert!(patience.pays());
    }
}
