//! What stands between a server's parser and the program: the ceilings of a request, and the gate that turns requests
//! away while the loop has a standing queue. The rules are `weir_guard`'s; here are their times and counts. Runs on the
//! loop's thread, before JavaScript hears of a request; must not call into it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use weir_engine::{OpError, op};
use weir_guard::{Admission, AdmissionSettings, Ceiling, Ceilings, Verdict};
use weir_http1::HeadView;
use weir_loop::{Histogram, Loop, StreamId};

use crate::Env;
use crate::net::id;

const NANOS_PER_MS: f64 = 1e6;

/// The queue of a loop, as servers with the same settings see it.
pub(super) struct Gate {
    settings: AdmissionSettings,
    /// Paths whose requests always pass, one a line.
    exempt: String,
    admission: RefCell<Admission>,
    waits: RefCell<Histogram>,
    /// What refused requests are answered with.
    answer: Rc<[u8]>,
    refused: Cell<u64>,
    exempted: Cell<u64>,
}

impl Gate {
    fn new(settings: AdmissionSettings, exempt: String, answer: Rc<[u8]>) -> Self {
        let admission = RefCell::new(Admission::new(settings));
        Self {
            settings,
            exempt,
            admission,
            waits: RefCell::default(),
            answer,
            refused: Cell::default(),
            exempted: Cell::default(),
        }
    }

    fn is_exempt(&self, url: &[u8]) -> bool {
        let end = url.iter().position(|&byte| byte == b'?' || byte == b'#').unwrap_or(url.len());
        self.exempt.split('\n').any(|path| path.as_bytes() == &url[..end])
    }

    fn admits(&self, lp: &Loop, watch: &Watch, url: &[u8]) -> bool {
        let mut admission = self.admission.borrow_mut();
        let threshold = admission.threshold();
        let (looked, behind) = (watch.looked.get(), watch.behind.get());
        let may_be_old = looked == 0 || watch.are_left.get();
        let matters = if behind.is_some_and(|longest| longest <= threshold) { u64::MAX } else { threshold };
        let wait = lp.stream_wait(watch.stream, may_be_old, matters);
        watch.looked.set(wait.now);
        let longest = behind.unwrap_or(wait.now.saturating_sub(looked));
        let likely = wait.least.midpoint(wait.most).min(longest);
        watch.behind.set(Some(likely));
        // Nobody is refused first because of a doubt.
        let counted = if admission.is_shedding() { likely } else { wait.least.min(longest) };
        let verdict = admission.judge(wait.now, counted, wait.rested);
        self.waits.borrow_mut().record(likely);
        if verdict == Verdict::Admit {
            return true;
        }
        if self.is_exempt(url) {
            self.exempted.set(self.exempted.get() + 1);
            return true;
        }
        self.refused.set(self.refused.get() + 1);
        false
    }
}

/// The gates of an environment, by number; servers with the same settings share one.
#[derive(Default)]
pub(super) struct Gates(RefCell<Vec<Rc<Gate>>>);

/// What is asked of one connection's requests.
pub(super) struct Watch {
    ceilings: Ceilings,
    gate: Option<Rc<Gate>>,
    stream: StreamId,
    /// When a request was last looked at, 0 for never. What comes behind it on its connection has waited for others since
    /// then at most: a client that sends faster than it is served does not wait for the loop but for itself.
    looked: Cell<u64>,
    /// How long the request before in the same read had waited: those behind it waited for nothing else than for it.
    behind: Cell<Option<u64>>,
    /// The bytes under way were left by an earlier read: they may be older than the loop's last look.
    are_left: Cell<bool>,
    body: Cell<u64>,
}

impl Watch {
    /// What a head exceeds.
    pub(super) fn head(&self, head: &HeadView<'_>) -> Option<Ceiling> {
        let length = head.content_length().filter(|_| !head.is_chunked());
        self.body.set(0);
        self.ceilings.of_head(head.url().len(), head.headers().len(), length)
    }

    /// Whether there is room for the request of a head that was just read.
    pub(super) fn has_room(&self, lp: &Loop, head: &HeadView<'_>) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.admits(lp, self, head.url()))
    }

    /// Other bytes come now; whether they were left by an earlier read, which had no room for them.
    pub(super) fn begin_read(&self, are_left: bool) {
        self.are_left.set(are_left);
        self.behind.set(None);
    }

    /// The answer to a request that was refused and has left nothing behind on its connection; none for the very
    /// first, which JavaScript answers and tells of.
    pub(super) fn answer(&self) -> Option<Rc<[u8]>> {
        let gate = self.gate.as_ref()?;
        if gate.refused.get() == 1 { None } else { Some(gate.answer.clone()) }
    }

    /// What a body with `length` more bytes exceeds.
    pub(super) fn body(&self, length: usize) -> Option<Ceiling> {
        self.body.set(self.body.get() + length as u64);
        self.ceilings.of_body(self.body.get())
    }

    /// What trailers of `count` lines exceed.
    pub(super) fn trailers(&self, count: usize) -> Option<Ceiling> {
        self.ceilings.of_trailers(count)
    }
}

/// A ceiling as JavaScript gives it: Infinity for none.
fn ceiling(number: f64) -> u64 {
    // Beyond the range the conversion stops at its end.
    number as u64
}

/// `gate(targetMs, intervalMs, exempt, answer)`: the number of the gate with these settings; exempt paths are one a line.
#[op]
pub(super) fn gate(env: &Env, target: f64, interval: f64, exempt: String, answer: String) -> u32 {
    let nanos = |ms: f64| (ms * NANOS_PER_MS) as u64;
    let settings = AdmissionSettings { target: nanos(target), interval: nanos(interval) };
    let mut gates = env.http.gates.0.borrow_mut();
    let answer: Rc<[u8]> = answer.into_bytes().into();
    let known =
        gates.iter().position(|gate| gate.settings == settings && gate.exempt == exempt && gate.answer == answer);
    known.unwrap_or_else(|| {
        gates.push(Rc::new(Gate::new(settings, exempt, answer)));
        gates.len() - 1
    }) as u32
}

/// `watch(parser, stream, gate, urlLength, headerCount, bodyBytes)`: has a server's parser ask before it tells of requests.
/// A gate of -1 is none.
#[op]
pub(super) fn watch(
    env: &Env,
    parser: u32,
    stream: f64,
    gate: i32,
    url_length: f64,
    header_count: f64,
    body_bytes: f64,
) -> Result<(), OpError> {
    let ceilings = Ceilings {
        url_length: ceiling(url_length),
        header_count: ceiling(header_count),
        body_bytes: ceiling(body_bytes),
    };
    let gate = usize::try_from(gate).ok().and_then(|gate| env.http.gates.0.borrow().get(gate).cloned());
    let watch = Watch {
        ceilings,
        gate,
        stream: id(stream),
        looked: Cell::default(),
        behind: Cell::default(),
        are_left: Cell::default(),
        body: Cell::default(),
    };
    let entry = env.http.find(parser)?;
    if entry.watch.set(Box::new(watch)).is_err() {
        unreachable!("a parser is watched from its start on");
    }
    Ok(())
}

/// `gateCounts()`: for each gate its target and interval in milliseconds, whether it sheds, the requests that were refused
/// and those exempt from that, and of the waits of all requests their number, sum, longest, and the times that 50, 90
/// and 99 of a hundred did not exceed, in nanoseconds.
#[op]
pub(super) fn gate_counts(env: &Env) -> Vec<f64> {
    let gates = env.http.gates.0.borrow();
    let mut numbers = Vec::new();
    for gate in &*gates {
        let ms = |nanos: u64| nanos as f64 / NANOS_PER_MS;
        numbers.extend([ms(gate.settings.target), ms(gate.settings.interval)]);
        numbers.push(f64::from(u8::from(gate.admission.borrow().is_shedding())));
        numbers.extend([gate.refused.get() as f64, gate.exempted.get() as f64]);
        let waits = gate.waits.borrow();
        numbers.extend([waits.count(), waits.sum(), waits.longest()].map(|number| number as f64));
        numbers.extend([0.5, 0.9, 0.99].map(|share| waits.quantile(share) as f64));
    }
    numbers
}
