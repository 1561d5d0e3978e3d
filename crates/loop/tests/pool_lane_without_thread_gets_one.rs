//! When one lane holds every thread, work of another lane still runs.

use crate::support::{Gate, Log, assert_empty, new_loop};
use weir_loop::{Lane, Mode};

#[test]
fn no_lane_starves_another() {
    let lp = new_loop();
    let log = Log::default();
    let gate = Gate::default();
    for _ in 0..20 {
        let held = gate.clone();
        let l = log.clone();
        lp.queue_work(Lane::Cpu, move || held.wait(), move |_, _| l.add("cpu")).unwrap();
    }
    for (lane, name) in [(Lane::Fs, "fs"), (Lane::Dns, "dns"), (Lane::Addon, "addon")] {
        let (l, gate) = (log.clone(), gate.clone());
        lp.queue_work(
            lane,
            || {},
            move |_, _| {
                l.add(name);
                if l.len() == 3 {
                    gate.open();
                }
            },
        )
        .unwrap();
    }
    lp.run(Mode::Default);
    let calls = log.take();
    let mut first: Vec<_> = calls.split(' ').take(3).collect();
    first.sort_unstable();
    assert_eq!(first, ["addon", "dns", "fs"]);
    assert!(lp.pool().stats().threads <= 4 + weir_loop::LANES);
    assert_empty(&lp);
}
