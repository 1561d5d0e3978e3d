//! Work and, later, its result, in one allocation that travels to a thread of the pool and back.

use std::any::Any;

/// Work that a thread can run without knowing its type.
pub(crate) trait Task: Any + Send {
    /// Runs it, once.
    fn run(&mut self);
}

/// A closure, and what it returned once it ran.
pub(crate) struct Planned<W, T> {
    work: Option<W>,
    result: Option<T>,
}

impl<W: FnOnce() -> T + Send + 'static, T: Send + 'static> Planned<W, T> {
    pub(crate) fn new(work: W) -> Box<Self> {
        Box::new(Planned { work: Some(work), result: None })
    }

    /// The result; `None` when the work never ran.
    pub(crate) fn result_of(task: Box<dyn Task>) -> Option<T> {
        let task: Box<dyn Any> = task;
        match task.downcast::<Self>() {
            Ok(planned) => planned.result,
            Err(_) => unreachable!("work came back as another task than it was queued as"),
        }
    }
}

impl<W: FnOnce() -> T + Send + 'static, T: Send + 'static> Task for Planned<W, T> {
    fn run(&mut self) {
        if let Some(work) = self.work.take() {
            self.result = Some(work());
        }
    }
}
