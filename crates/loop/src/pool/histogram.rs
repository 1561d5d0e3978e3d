//! Times by size: eight steps for each doubling, so that a bound is at most an eighth off. Pure data; recording is one shift
//! and one addition, and nothing is allocated.

/// Times below 2^SMALLEST nanoseconds share the first step.
const SMALLEST: u32 = 8;
/// Times from 2^LARGEST nanoseconds (18 minutes) on share the last.
const LARGEST: u32 = 40;
const STEP_BITS: u32 = 3;
const STEPS: usize = 1 + ((LARGEST - SMALLEST) as usize) * (1 << STEP_BITS);

/// How often times of which size were seen. Nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// One for each step. Apart, so that what holds histograms can be moved.
    counts: Box<[u64]>,
    count: u64,
    sum: u64,
    longest: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram { counts: vec![0; STEPS].into_boxed_slice(), count: 0, sum: 0, longest: 0 }
    }
}

fn step_of(nanos: u64) -> usize {
    if nanos < 1 << SMALLEST {
        return 0;
    }
    let octave = 63 - nanos.leading_zeros();
    if octave >= LARGEST {
        return STEPS - 1;
    }
    let within = (nanos >> (octave - STEP_BITS)) as usize & ((1 << STEP_BITS) - 1);
    1 + ((octave - SMALLEST) as usize) * (1 << STEP_BITS) + within
}

/// The largest time of a step.
fn end_of(step: usize) -> u64 {
    if step == 0 {
        return (1 << SMALLEST) - 1;
    }
    let octave = SMALLEST + ((step - 1) >> STEP_BITS) as u32;
    let within = ((step - 1) & ((1 << STEP_BITS) - 1)) as u64;
    (1 << octave) + ((within + 1) << (octave - STEP_BITS)) - 1
}

impl Histogram {
    /// Counts a time.
    pub fn record(&mut self, nanos: u64) {
        self.counts[step_of(nanos)] += 1;
        self.count += 1;
        self.sum = self.sum.saturating_add(nanos);
        self.longest = self.longest.max(nanos);
    }

    /// How many times were seen.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// All of them together.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The longest of them.
    pub fn longest(&self) -> u64 {
        self.longest
    }

    /// The time that a share of them (0.99: all but one in a hundred) did not exceed, at most an eighth too large; 0 when
    /// none was seen.
    pub fn quantile(&self, share: f64) -> u64 {
        let wanted = (self.count as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (step, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return end_of(step).min(self.longest);
            }
        }
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_seen_is_zero() {
        assert_eq!(Histogram::default().quantile(0.5), 0);
    }

    #[test]
    fn steps_follow_one_another() {
        for step in 0..STEPS - 1 {
            assert_eq!(step_of(end_of(step)), step);
            assert_eq!(step_of(end_of(step) + 1), step + 1);
        }
        assert_eq!(step_of(u64::MAX), STEPS - 1);
    }

    proptest! {
        #[test]
        fn a_quantile_is_at_most_an_eighth_too_large(times in prop::collection::vec(256u64..1 << 39, 1..200)) {
            let mut histogram = Histogram::default();
            for time in &times {
                histogram.record(*time);
            }
            let mut sorted = times.clone();
            sorted.sort_unstable();
            for share in [0.5, 0.9, 0.99, 1.0] {
                let exact = sorted[((sorted.len() as f64 * share).ceil() as usize).max(1) - 1];
                let told = histogram.quantile(share);
                prop_assert!(told >= exact && told <= exact + exact / 8 + 1, "{told} for {exact}");
            }
            prop_assert_eq!(histogram.longest(), *sorted.last().unwrap());
        }
    }
}
