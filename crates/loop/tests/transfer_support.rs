//! What the transfer tests share: events that add up what they are told, and files.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use weir_loop::{Loop, Report, SourceEnd, TransferEvents};

/// Adds up the reports of one transfer.
#[derive(Default)]
pub struct Told {
    pub taken: Cell<u64>,
    pub given: Cell<u64>,
    pub source: Cell<Option<SourceEnd>>,
    pub sink: Cell<Option<Result<(), i32>>>,
    /// Called after each report.
    #[allow(clippy::type_complexity)]
    pub then: RefCell<Option<Rc<dyn Fn(&Loop, &Told)>>>,
}

impl Told {
    pub fn new() -> Rc<Told> {
        Rc::new(Told::default())
    }

    pub fn then(self: &Rc<Self>, then: impl Fn(&Loop, &Told) + 'static) -> Rc<Self> {
        *self.then.borrow_mut() = Some(Rc::new(then));
        self.clone()
    }
}

impl TransferEvents for Told {
    fn on_report(&self, lp: &Loop, report: Report) {
        self.taken.set(self.taken.get() + report.taken);
        self.given.set(self.given.get() + report.given);
        if report.source.is_some() {
            assert!(self.source.replace(report.source).is_none(), "the end of the source is told once");
        }
        if report.sink.is_some() {
            assert!(self.sink.replace(report.sink).is_none(), "the end of the sink is told once");
        }
        let then = self.then.borrow().clone();
        if let Some(then) = then {
            then(lp, self);
        }
    }
}

/// Bytes that differ from place to place.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at as u32).wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
}

/// A file without a name that holds `bytes`; it stands at its start.
pub fn file_of(bytes: &[u8]) -> OwnedFd {
    let mut file = File::from(empty_file());
    file.write_all(bytes).unwrap();
    let file = OwnedFd::from(file);
    rustix::fs::seek(&file, rustix::fs::SeekFrom::Start(0)).unwrap();
    file
}

pub fn empty_file() -> OwnedFd {
    use rustix::fs::{Mode, OFlags, open};
    open(std::env::temp_dir(), OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR).unwrap()
}

pub fn contents(file: &OwnedFd) -> Vec<u8> {
    let mut bytes = vec![0; rustix::fs::fstat(file).unwrap().st_size as usize];
    let mut done = 0;
    while done < bytes.len() {
        done += rustix::io::pread(file, &mut bytes[done..], done as u64).unwrap();
    }
    bytes
}

/// Another descriptor for the same open file.
pub fn again(file: &OwnedFd) -> OwnedFd {
    file.try_clone().unwrap()
}
