//! Calls that block the loop because the program asked for it (`readFileSync`, `gzipSync`, `execSync`): how many there were,
//! how long they took, and where, as far as somebody wants to know. One value per environment, on its thread.
//!
//! A call costs two looks at the clock and a few additions; stacks are taken for `--trace-sync-io` and for samples alone.
//! Must not change what a call does, nor when.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use weir_engine::{Scope, v8};
use weir_loop::{Lane, WorkKind, hrtime};

use crate::Env;

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Fs,
    Zlib,
    Crypto,
    ChildProcess,
}

/// How many areas there are.
pub const AREAS: usize = 4;

impl Area {
    /// The area of work that could also have gone to the pool.
    pub fn of(kind: WorkKind) -> Option<Area> {
        match kind.lane {
            Lane::Fs => Some(Area::Fs),
            Lane::Cpu if kind.label == "ZLIB" => Some(Area::Zlib),
            Lane::Cpu => Some(Area::Crypto),
            Lane::Dns | Lane::Addon => None,
        }
    }
}

/// The calls of one area. Nanoseconds. Late calls are those after the program's first turn, on the loop.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub calls: u64,
    pub nanos: u64,
    pub longest: u64,
    pub late_calls: u64,
    pub late_nanos: u64,
}

/// The sampled calls of one place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Site {
    pub calls: u64,
    pub nanos: u64,
}

/// Places are remembered up to this number; code made from text could make new ones without end.
const MOST_SITES: usize = 1000;
/// Frames that are looked at for the program's nearest.
const FRAMES: usize = 16;
/// Frames that a warning shows, as in Node.
const SHOWN_FRAMES: usize = 10;

#[derive(Default)]
pub(crate) struct SyncCalls {
    counts: [Cell<Counts>; AREAS],
    /// The loop runs.
    late: Cell<bool>,
    traced: Cell<bool>,
    /// One of so many calls is sampled; 0 for none.
    every: Cell<u32>,
    until_sample: Cell<u32>,
    sites: RefCell<HashMap<String, Site>>,
}

impl SyncCalls {
    pub fn begin_late(&self) {
        self.late.set(true);
    }

    /// Late calls are warned of, with the stack.
    pub fn trace(&self) {
        self.traced.set(true);
    }

    /// Samples one of `every` calls; 0 ends that and leaves what is known.
    pub fn sample(&self, every: u32) {
        self.every.set(every);
        self.until_sample.set(0);
    }

    pub fn counts(&self) -> [Counts; AREAS] {
        std::array::from_fn(|area| self.counts[area].get())
    }

    pub fn sites(&self) -> Vec<(String, Site)> {
        self.sites.borrow().iter().map(|(at, site)| (at.clone(), *site)).collect()
    }

    fn is_due(&self) -> bool {
        let every = self.every.get();
        if every == 0 {
            return false;
        }
        let left = self.until_sample.get();
        self.until_sample.set(if left == 0 { every - 1 } else { left - 1 });
        left == 0
    }

    fn add(&self, area: Area, nanos: u64) {
        let cell = &self.counts[area as usize];
        let mut counts = cell.get();
        counts.calls += 1;
        counts.nanos += nanos;
        counts.longest = counts.longest.max(nanos);
        if self.late.get() {
            counts.late_calls += 1;
            counts.late_nanos += nanos;
        }
        cell.set(counts);
    }

    fn add_sample(&self, at: String, nanos: u64) {
        let mut sites = self.sites.borrow_mut();
        if sites.len() >= MOST_SITES && !sites.contains_key(&at) {
            return;
        }
        let site = sites.entry(at).or_default();
        site.calls += 1;
        site.nanos += nanos;
    }
}

/// Makes a synchronous call, and counts it.
pub fn measure<R>(scope: &mut Scope<'_, '_>, env: &Env, area: Area, call: impl FnOnce() -> R) -> R {
    let calls = &env.sync_calls;
    if calls.traced.get() && calls.late.get() {
        warn(scope);
    }
    let at = if calls.is_due() { nearest_frame(scope) } else { None };
    let began = hrtime();
    let result = call();
    let nanos = hrtime().saturating_sub(began);
    calls.add(area, nanos);
    if let Some(at) = at {
        calls.add_sample(at, nanos);
    }
    result
}

/// `function (script:line:column)`, or without the function where it has no name, and whether it is built in.
fn frame_at<'s>(
    scope: &mut Scope<'s, '_>,
    trace: v8::Local<'s, v8::StackTrace>,
    index: usize,
) -> Option<(String, bool)> {
    let frame = trace.get_frame(scope, index)?;
    let script = frame.get_script_name_or_source_url(scope).map(|name| name.to_rust_string_lossy(scope));
    let script = script.unwrap_or_else(|| "<anonymous>".into());
    let function = frame.get_function_name(scope).map(|name| name.to_rust_string_lossy(scope)).unwrap_or_default();
    let place = format!("{script}:{}:{}", frame.get_line_number(), frame.get_column());
    let text = if function.is_empty() { place } else { format!("{function} ({place})") };
    Some((text, script.starts_with("node:") || script.starts_with("weir:")))
}

fn nearest_frame(scope: &mut Scope<'_, '_>) -> Option<String> {
    let trace = v8::StackTrace::current_stack_trace(scope, FRAMES)?;
    (0..trace.get_frame_count())
        .map_while(|index| frame_at(scope, trace, index))
        .find(|(_, built_in)| !built_in)
        .map(|(text, _)| text)
}

/// What Node prints for `--trace-sync-io`.
fn warn(scope: &mut Scope<'_, '_>) {
    let mut text = format!("(node:{}) WARNING: Detected use of sync API\n", std::process::id());
    if let Some(trace) = v8::StackTrace::current_stack_trace(scope, SHOWN_FRAMES) {
        for index in 0..trace.get_frame_count() {
            let Some((frame, _)) = frame_at(scope, trace, index) else { break };
            text.push_str("    at ");
            text.push_str(&frame);
            text.push('\n');
        }
    }
    // Standard error may be gone; the program goes on.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_calls_are_counted_apart() {
        let calls = SyncCalls::default();
        calls.add(Area::Fs, 5);
        calls.begin_late();
        calls.add(Area::Fs, 7);
        let counts = calls.counts()[Area::Fs as usize];
        assert_eq!((counts.calls, counts.nanos, counts.longest), (2, 12, 7));
        assert_eq!((counts.late_calls, counts.late_nanos), (1, 7));
        assert_eq!(calls.counts()[Area::Zlib as usize].calls, 0);
    }

    #[test]
    fn one_of_every_so_many_is_sampled() {
        let calls = SyncCalls::default();
        assert!(!calls.is_due());
        calls.sample(3);
        let due: Vec<bool> = (0..7).map(|_| calls.is_due()).collect();
        assert_eq!(due, [true, false, false, true, false, false, true]);
        calls.sample(0);
        assert!(!calls.is_due());
    }

    #[test]
    fn places_are_bounded() {
        let calls = SyncCalls::default();
        for number in 0..MOST_SITES + 10 {
            calls.add_sample(number.to_string(), 1);
        }
        calls.add_sample("0".into(), 1);
        assert_eq!(calls.sites().len(), MOST_SITES);
        // A place that is known goes on being counted.
        assert_eq!(calls.sites.borrow()["0"].calls, 2);
    }
}
