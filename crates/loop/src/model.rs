//! Loom models of what threads share here: the mailbox's wake-up and the pool's calling and parking.
//!
//! Run with `RUSTFLAGS="--cfg loom" cargo test -p weir-loop --release --lib model`. Loom tries every interleaving; a
//! lost wake-up shows as a deadlock, a lost or doubled result as a failed assertion.

use crate::id::{AsyncId, RequestId};
use crate::mailbox::{Letter, Mailbox};
use crate::pool::{Job, Lane, Planned, Pool};
use crate::slab::Key;
use crate::sync::{Arc, AtomicBool, Ordering};
use std::collections::VecDeque;

fn explore(body: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(body);
}

fn key(index: u32) -> Key {
    Key { index, generation: 1 }
}

fn mailbox() -> Arc<Mailbox> {
    match Mailbox::new() {
        Ok(mailbox) => Arc::new(mailbox),
        Err(error) => unreachable!("the model's mailbox needs no system: {error}"),
    }
}

/// Sleeps as a loop does, and collects until there are `count` letters.
fn collect(mailbox: &Mailbox, count: usize) -> VecDeque<Letter> {
    let mut letters = VecDeque::new();
    while letters.len() < count {
        if mailbox.fall_asleep() {
            mailbox.sleep_until_woken();
            mailbox.wake_up();
        }
        if mailbox.has_letters() {
            mailbox.collect(&mut letters);
        }
    }
    letters
}

fn job(index: u32, lane: Lane, mailbox: &Arc<Mailbox>) -> Job {
    Job::new(lane.into(), RequestId(key(index)), mailbox.clone(), Planned::new(move || index))
}

#[test]
fn every_posted_letter_is_collected() {
    explore(|| {
        let mailbox = mailbox();
        for index in 0..2 {
            let mailbox = mailbox.clone();
            loom::thread::spawn(move || assert!(mailbox.post(Letter::Async(AsyncId(key(index))))));
        }
        assert_eq!(collect(&mailbox, 2).len(), 2);
    });
}

#[test]
fn a_letter_is_posted_or_refused_when_the_loop_goes() {
    explore(|| {
        let mailbox = mailbox();
        let poster = {
            let mailbox = mailbox.clone();
            loom::thread::spawn(move || mailbox.post(Letter::Work(RequestId(key(0)), Planned::new(|| 1))))
        };
        mailbox.close();
        let _either = poster.join().is_ok();
        assert!(!mailbox.post(Letter::Async(AsyncId(key(1)))));
    });
}

#[test]
fn a_parked_thread_is_called_for_each_job() {
    explore(|| {
        let (pool, mailbox) = (Pool::new(1), mailbox());
        for index in 0..2 {
            assert!(pool.submit(job(index, Lane::Fs, &mailbox), false).is_ok());
        }
        let letters = collect(&mailbox, 2);
        assert_eq!(letters.len(), 2);
        assert!(pool.submit(job(2, Lane::Fs, &mailbox), false).is_ok());
        assert_eq!(collect(&mailbox, 1).len(), 1);
    });
}

#[test]
fn two_lanes_on_one_thread_both_end() {
    explore(|| {
        let (pool, mailbox) = (Pool::new(1), mailbox());
        assert!(pool.submit(job(0, Lane::Cpu, &mailbox), false).is_ok());
        assert!(pool.submit(job(1, Lane::Fs, &mailbox), false).is_ok());
        assert_eq!(collect(&mailbox, 2).len(), 2);
    });
}

#[test]
fn a_loop_that_sleeps_calls_for_what_waits() {
    explore(|| {
        let (pool, mailbox) = (Pool::new(2), mailbox());
        for index in 0..2 {
            assert!(pool.submit(job(index, Lane::Fs, &mailbox), false).is_ok());
        }
        pool.look_after(true);
        assert_eq!(collect(&mailbox, 2).len(), 2);
    });
}

#[test]
fn cancelled_work_ends_exactly_once() {
    explore(|| {
        let (pool, mailbox) = (Pool::new(1), mailbox());
        let ran = Arc::new(AtomicBool::new(false));
        let run = ran.clone();
        let task = Planned::new(move || run.store(true, Ordering::SeqCst));
        assert!(pool.submit(Job::new(Lane::Fs.into(), RequestId(key(0)), mailbox.clone(), task), false).is_ok());
        let cancelled = pool.cancel(Lane::Fs, RequestId(key(0)), &mailbox);
        assert_eq!(collect(&mailbox, 1).len(), 1);
        assert_eq!(ran.load(Ordering::SeqCst), !cancelled);
    });
}
