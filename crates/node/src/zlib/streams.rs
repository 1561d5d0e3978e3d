//! The streams of one environment by number. An entry goes when the stream is closed, or when the JavaScript object that
//! owns it is collected; what it holds is told to V8, so that many streams make it collect. Runs on the isolate's thread.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use weir_engine::{OpError, Scope, v8};

use super::format::Format;
use super::session::{Codec, Session};

struct Entry {
    /// `None` while a job has it.
    session: Option<Box<Session>>,
    /// What V8 was last told.
    reported: usize,
    /// Takes the entry out when the owner goes.
    _owner: v8::Weak<v8::Object>,
}

type Entries = Rc<RefCell<HashMap<u32, Entry>>>;

/// A codec whose settings are those of many calls, kept for the next of them.
struct Spare {
    format: Format,
    numbers: Vec<i32>,
    codec: Codec,
}

/// How many codecs are kept: as many as jobs run at a time.
const SPARES: usize = 4;
/// What one may hold to be kept. The common ones do; zstd's best levels take a hundred times as much.
const SPARE_MEMORY: usize = 8 << 20;

#[derive(Default)]
pub(crate) struct Streams {
    entries: Entries,
    last: Cell<u32>,
    spares: RefCell<Vec<Spare>>,
}

/// Takes a stream's entry out; what it held is told to V8.
fn forget(entries: &Entries, id: u32, isolate: &mut v8::Isolate) {
    let gone = entries.borrow_mut().remove(&id);
    if let Some(entry) = gone {
        isolate.adjust_amount_of_external_allocated_memory(-(entry.reported as i64));
    }
}

fn closed() -> OpError {
    OpError::coded("ERR_INVALID_STATE", "Invalid state: zlib binding closed")
}

/// A session that is out of the table, on its way through a step.
pub(super) struct Lent {
    pub session: Box<Session>,
    id: u32,
}

impl Streams {
    pub(super) fn add(&self, scope: &mut Scope<'_, '_>, owner: v8::Local<'_, v8::Object>, session: Session) -> u32 {
        let id = self.last.get().wrapping_add(1);
        self.last.set(id);
        let entries = Rc::downgrade(&self.entries);
        let weak = v8::Weak::with_finalizer(
            scope,
            owner,
            Box::new(move |isolate| {
                if let Some(entries) = entries.upgrade() {
                    forget(&entries, id, isolate);
                }
            }),
        );
        let entry = Entry { session: Some(Box::new(session)), reported: 0, _owner: weak };
        self.entries.borrow_mut().insert(id, entry);
        self.report(scope, id);
        id
    }

    /// Takes a session out for a step.
    ///
    /// # Errors
    /// The stream is closed, or a job has its session.
    pub(super) fn lend(&self, id: u32) -> Result<Lent, OpError> {
        let mut entries = self.entries.borrow_mut();
        let session = entries.get_mut(&id).and_then(|entry| entry.session.take()).ok_or_else(closed)?;
        Ok(Lent { session, id })
    }

    /// Puts it back; it ends here if its stream was closed meanwhile.
    pub(super) fn give_back(&self, scope: &mut Scope<'_, '_>, lent: Lent) {
        let Lent { session, id } = lent;
        if let Some(entry) = self.entries.borrow_mut().get_mut(&id) {
            entry.session = Some(session);
        }
        self.report(scope, id);
    }

    /// Tells V8 what has changed.
    fn report(&self, scope: &mut Scope<'_, '_>, id: u32) {
        let mut entries = self.entries.borrow_mut();
        let Some(entry) = entries.get_mut(&id) else { return };
        let Some(session) = &entry.session else { return };
        let now = session.codec.memory();
        let difference = now as i64 - entry.reported as i64;
        entry.reported = now;
        drop(entries);
        if difference != 0 {
            scope.adjust_amount_of_external_allocated_memory(difference);
        }
    }

    pub(super) fn close(&self, scope: &mut Scope<'_, '_>, id: u32) {
        forget(&self.entries, id, scope);
    }

    /// A codec with these settings that is ready for a new stream.
    pub(super) fn take_spare(&self, format: Format, numbers: &[i32]) -> Option<Codec> {
        let mut spares = self.spares.borrow_mut();
        let index = spares.iter().position(|spare| spare.format == format && spare.numbers == numbers)?;
        Some(spares.swap_remove(index).codec)
    }

    /// Keeps a codec that was reset after its use, unless it is large; the one that was kept first makes room.
    pub(super) fn keep_spare(&self, format: Format, numbers: Vec<i32>, codec: Codec) {
        if codec.memory() > SPARE_MEMORY {
            return;
        }
        let mut spares = self.spares.borrow_mut();
        if spares.len() == SPARES {
            spares.remove(0);
        }
        spares.push(Spare { format, numbers, codec });
    }
}
