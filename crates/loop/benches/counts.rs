//! Instructions that the loop's hot paths take in this process, counted by valgrind; `./x counts` runs it. Wall times are
//! noise where CI runs, instructions are not: each path has a ceiling a tenth above what it takes today (the C
//! library picks its copy routines by the processor). Who makes a path shorter lowers its ceiling; who must make it longer
//! says why where the ceiling is raised.

use gungraun::{
    Callgrind, CallgrindMetrics, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use std::cell::Cell;
use std::hint::black_box;
use std::io::IoSlice;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use weir_loop::{Loop, Mode, Pool, Received, StreamEvents, StreamId, StreamKind, TimerId};

/// How often each path is walked in one count.
const TIMES: u64 = 1000;

fn at_most(instructions: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(CallgrindMetrics::SingleEvent(EventKind::Ir), instructions)]);
    LibraryBenchmarkConfig::default().tool(callgrind).to_owned()
}

fn new_loop() -> Loop {
    Loop::new(Pool::default()).expect("a loop")
}

fn with_timers() -> (Loop, Vec<TimerId>) {
    let lp = new_loop();
    let timers: Vec<TimerId> = (0..TIMES).map(|_| lp.new_timer(|_, _| {})).collect();
    (lp, timers)
}

// Starts and stops a thousand timers: what a keep-alive or request timeout costs that does not come due.
#[library_benchmark(setup = with_timers, config = at_most(TIMES * 530))]
fn timers_started_and_stopped((lp, timers): (Loop, Vec<TimerId>)) -> Loop {
    for (number, timer) in timers.iter().enumerate() {
        lp.timer_start(*timer, 1000 + (number as u64 * 7919) % 61, 0).expect("started");
    }
    for timer in &timers {
        lp.timer_stop(*timer);
    }
    black_box(lp)
}

fn with_due_timers() -> Loop {
    let (lp, timers) = with_timers();
    for timer in timers {
        lp.timer_start(timer, 0, 0).expect("started");
    }
    lp
}

// A thousand timers come due in one turn.
#[library_benchmark(setup = with_due_timers, config = at_most(TIMES * 650))]
fn timers_due(lp: Loop) -> Loop {
    lp.run(Mode::NoWait);
    black_box(lp)
}

fn with_idle() -> Loop {
    let lp = new_loop();
    let left = Rc::new(Cell::new(TIMES));
    let idle = lp.new_idle(move |lp, id| {
        left.set(left.get() - 1);
        if left.get() == 0 {
            lp.idle_stop(id);
        }
    });
    lp.idle_start(idle).expect("started");
    lp
}

// A thousand turns in which nothing but an idle handle runs, as with immediates.
#[library_benchmark(setup = with_idle, config = at_most(TIMES * 610))]
fn turns(lp: Loop) -> Loop {
    lp.run(Mode::Default);
    black_box(lp)
}

/// Sends back what comes, and stops the loop after `TIMES` messages.
struct Echo {
    left: Cell<u64>,
}

impl StreamEvents for Echo {
    fn on_read(&self, lp: &Loop, id: StreamId, received: Received) {
        let Received::Bytes(chunk) = received else { unreachable!("both ends stay open") };
        lp.stream_try_write(id, &[IoSlice::new(chunk.bytes())]).expect("room for one message");
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 {
            lp.stop();
        }
    }
    fn on_connection(&self, _: &Loop, _: StreamId, _: Result<OwnedFd, i32>) {}
    fn on_connect(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
    fn on_written(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
    fn on_write_lost(&self, _: &Loop, _: StreamId, _: i32) {}
    fn on_shutdown(&self, _: &Loop, _: StreamId, _: Result<(), i32>) {}
}

fn with_echo() -> Loop {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
    let lp = new_loop();
    let (one, other) =
        socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None).expect("a pair of sockets");
    let events = Rc::new(Echo { left: Cell::new(TIMES) });
    let ids = [one, other].map(|fd| {
        let id = lp.new_stream(StreamKind::Pipe, events.clone());
        lp.stream_open(id, fd).expect("opened");
        lp.stream_read_start(id).expect("reading");
        id
    });
    lp.stream_try_write(ids[0], &[IoSlice::new(&[7; 64])]).expect("room for one message");
    lp
}

// A message of 64 bytes goes back and forth between two sockets: readiness, a read into a slab, a write at once.
#[library_benchmark(setup = with_echo, config = at_most(TIMES * 1300))]
fn messages_echoed(lp: Loop) -> Loop {
    lp.run(Mode::Default);
    black_box(lp)
}

library_benchmark_group!(
    name = hot_paths;
    benchmarks = timers_started_and_stopped, timers_due, turns, messages_echoed
);

main!(library_benchmark_groups = hot_paths);
