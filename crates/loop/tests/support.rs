//! What the tests share: a loop of their own, a log of what was called, a gate for pool threads, and the closing check.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use weir_loop::{Loop, Pool};

/// A loop with a pool of its own, so that tests in other threads do not share queues.
pub fn new_loop() -> Loop {
    Loop::new(Pool::default()).expect("a loop can be made")
}

/// The closing line of every test: nothing is left on the loop.
pub fn assert_empty(lp: &Loop) {
    assert!(!lp.is_alive(), "something keeps the loop alive: {:?} {:?}", lp.active_handles(), lp.active_requests());
    assert_eq!(lp.active_handle_count(), 0);
    assert_eq!(lp.handle_count(), 0, "handles were not closed");
    assert_eq!(lp.active_request_count(), 0);
}

/// What was called, in order.
#[derive(Clone, Default)]
pub struct Log {
    lines: Rc<RefCell<Vec<String>>>,
}

impl Log {
    pub fn add(&self, line: impl Into<String>) {
        self.lines.borrow_mut().push(line.into());
    }

    /// Takes the lines so far, joined by blanks.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.lines.borrow_mut()).join(" ")
    }

    pub fn len(&self) -> usize {
        self.lines.borrow().len()
    }
}

/// Holds threads until it is opened.
#[derive(Clone, Default)]
pub struct Gate {
    shared: Arc<(Mutex<bool>, Condvar)>,
}

impl Gate {
    pub fn wait(&self) {
        let mut open = self.shared.0.lock().expect("the gate's lock");
        while !*open {
            open = self.shared.1.wait(open).expect("the gate's lock");
        }
    }

    pub fn open(&self) {
        *self.shared.0.lock().expect("the gate's lock") = true;
        self.shared.1.notify_all();
    }
}

/// Signals belong to the process, so the tests that send them take turns.
pub fn signal_turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends a signal to this process.
pub fn raise(signum: i32) {
    let signal = rustix::process::Signal::from_named_raw(signum).expect("a named signal");
    rustix::process::kill_process(rustix::process::getpid(), signal).expect("kill");
}

/// Whether this process has a handler for a signal, as the kernel sees it.
pub fn is_caught(signum: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc/self/status");
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("SigCgt");
    let mask = u64::from_str_radix(mask.trim(), 16).expect("a mask");
    mask & (1 << (signum - 1)) != 0
}

/// A command of the shell's, with this process's environment.
pub fn shell(script: &str) -> weir_loop::Command {
    let text = |text: &str| std::ffi::CString::new(text).expect("no NUL");
    weir_loop::Command {
        file: text("/bin/sh"),
        args: vec![text("sh"), text("-c"), text(script)],
        env: std::env::vars().map(|(name, value)| text(&format!("{name}={value}"))).collect(),
        ..weir_loop::Command::default()
    }
}

/// Whether a child of ours is still in the process table, running or as a zombie.
pub fn is_in_process_table(pid: i32) -> bool {
    std::path::Path::new(&format!("/proc/{pid}")).exists()
}
