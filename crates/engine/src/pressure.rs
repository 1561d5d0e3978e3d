//! Garbage whose weight V8 does not feel: ArrayBuffers over memory outside its heap. A program that reads a stream leaves
//! a buffer behind per read, each a few words to V8 and up to a MiB to the system. V8 by itself waits for 64 MiB of them
//! and then marks the whole heap; meanwhile every read goes to memory that no cache knows. Here the young generation
//! alone is collected once a few MiB have been handed out, which takes a fraction of a millisecond when, as mostly,
//! little of it lives.
//!
//! Runs on the isolate's thread, from wherever a buffer is made. Collecting never calls into JavaScript.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::Scope;
use crate::rest::Rest;
use crate::state::EngineState;

/// Bytes handed out between collections. Less than the 8 MiB by which V8 lets a small heap grow before it marks all of it,
/// about what a processor's own cache holds, and ten times what it costs to fill as the collection does.
const BETWEEN: usize = 4 << 20;

/// What a collection costs where little lives. V8 marking everything, which it begins once 8 MiB are held, costs many times
/// that, and so does memory that no cache knows.
const CHEAP: Duration = Duration::from_micros(400);

/// A collection that took longer is followed by this many times the rest of it without one: where much of the young
/// generation lives, collecting is left to V8.
const REST: u32 = 8;

/// What was handed out since the last collection.
#[derive(Default)]
pub(crate) struct Pressure {
    bytes: Cell<usize>,
    rests_until: Cell<Option<Instant>>,
}

impl Pressure {
    /// Counts bytes that were just handed out. True when it is time to collect.
    fn add(&self, bytes: usize, now: impl FnOnce() -> Instant) -> bool {
        let total = self.bytes.get().saturating_add(bytes);
        self.bytes.set(total);
        if total < BETWEEN || self.rests_until.get().is_some_and(|until| now() < until) {
            return false;
        }
        self.bytes.set(0);
        true
    }

    fn collected(&self, from: Instant, until: Instant) {
        self.rests_until.set(Some(until + (until - from).saturating_sub(CHEAP) * REST));
    }
}

/// A string of this length fills the young generation well, and still goes there.
const FILLING: usize = 64 << 10;

/// Has V8 collect the young generation now. V8 offers that to nobody but its tests; what it does by itself is to collect
/// when there is no room left. So the rest of the room is filled: mostly a fraction of a MiB, as a program whose objects die
/// young has a small young generation. While V8 marks everything it rather makes room, and will soon be done by itself:
/// hence the bound.
fn collect_young(scope: &mut Scope<'_, '_>, rest: &Rest) {
    static NOTHING: [u8; FILLING] = [0; FILLING];
    let before = rest.collections();
    let mut left = rest.young_bytes(scope);
    while left >= FILLING && rest.collections() == before {
        v8::scope!(let scope, scope);
        let _garbage = v8::String::new_from_one_byte(scope, &NOTHING, v8::NewStringType::Normal);
        left -= FILLING;
    }
}

/// Tells of `bytes` outside V8's heap that a new ArrayBuffer holds.
pub(crate) fn note(scope: &mut Scope<'_, '_>, bytes: usize) {
    let state = EngineState::of(scope);
    if state.pressure.add(bytes, Instant::now) {
        let from = Instant::now();
        collect_young(scope, &state.rest);
        state.pressure.collected(from, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collects_by_weight_and_rests_by_cost() {
        let start = Instant::now();
        let pressure = Pressure::default();
        assert!(!pressure.add(BETWEEN - 1, || start));
        assert!(pressure.add(1, || start));
        let end = start + CHEAP + Duration::from_millis(1);
        pressure.collected(start, end);
        assert!(!pressure.add(BETWEEN, || end + Duration::from_millis(7)));
        assert!(pressure.add(1, || end + Duration::from_millis(8)));
        assert!(!pressure.add(1, || end + Duration::from_secs(1)));
        pressure.collected(end, end + CHEAP);
        assert!(pressure.add(BETWEEN, || end + CHEAP));
    }
}
