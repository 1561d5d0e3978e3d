//! Requests: operations that keep the loop alive until they are done. Work on the pool is one kind; an embedder
//! announces others (a connect, a write) with `start_request`.

use crate::error::Result;
use crate::event_loop::Loop;
use crate::id::{RequestId, WorkId};
use crate::pool::{Job, Lane, Planned, Task, WorkKind};

/// The work was cancelled before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the work was cancelled")]
pub struct Cancelled;

/// How work ended: what it returned, or that it never ran. Work that panics ends the process (see [`Pool`](crate::Pool)).
pub type WorkResult<T> = Result<T, Cancelled>;

type Done = Box<dyn FnOnce(&Loop, Box<dyn Task>)>;

pub(crate) enum Request {
    Work { kind: WorkKind, done: Done },
    Announced { label: &'static str },
}

/// A request as listed by [`Loop::active_requests`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestInfo {
    /// Its id.
    pub id: RequestId,
    /// The embedder's name for it (`FSReqCallback`).
    pub label: &'static str,
    /// The lane it waits or runs in, for work on the pool.
    pub lane: Option<Lane>,
}

impl Loop {
    /// Runs `work` on a thread of the loop's pool, then calls `done` in the poll phase with what it returned. The loop
    /// stays alive until then. `kind` is a [`Lane`], or a lane with a label ([`Lane::labelled`]).
    ///
    /// # Errors
    /// [`LoopError::Os`](crate::LoopError::Os) when the pool has no thread and cannot start one. Both closures are then dropped.
    pub fn queue_work<T: Send + 'static>(
        &self,
        kind: impl Into<WorkKind>,
        work: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(&Loop, WorkResult<T>) + 'static,
    ) -> Result<WorkId> {
        self.queue_task(kind.into(), Planned::new(work), done)
    }

    fn queue_task<W: FnOnce() -> T + Send + 'static, T: Send + 'static>(
        &self,
        kind: WorkKind,
        task: Box<Planned<W, T>>,
        done: impl FnOnce(&Loop, WorkResult<T>) + 'static,
    ) -> Result<WorkId> {
        let done: Done = Box::new(move |lp, task| done(lp, Planned::<W, T>::result_of(task).ok_or(Cancelled)));
        let (id, more_come) = {
            let mut state = self.state();
            state.works += 1;
            // While letters wait to be opened; they mostly bring the next of what the last one brought.
            (RequestId(state.requests.insert(Request::Work { kind, done })), !state.letters.is_empty())
        };
        if let Err(error) = self.pool().submit(Job::new(kind, id, self.mailbox().clone(), task), more_come) {
            let request = self.take_work(id);
            drop(request);
            return Err(error);
        }
        Ok(id)
    }

    fn take_work(&self, id: RequestId) -> Option<Request> {
        let mut state = self.state();
        let request = state.requests.remove(id.0);
        state.works -= usize::from(request.is_some());
        request
    }

    /// Cancels work that no thread has begun: its `done` is called with [`Cancelled`] in the poll phase. Returns false,
    /// and changes nothing, when the work is running, done, or no work.
    pub fn cancel(&self, id: WorkId) -> bool {
        let lane = match self.state().requests.get(id.0) {
            Some(Request::Work { kind, .. }) => kind.lane,
            _ => return false,
        };
        self.pool().cancel(lane, id, self.mailbox())
    }

    /// Announces an operation that is under way by other means; it keeps the loop alive until
    /// [`finish_request`](Self::finish_request).
    pub fn start_request(&self, label: &'static str) -> RequestId {
        RequestId(self.state().requests.insert(Request::Announced { label }))
    }

    /// Ends an operation announced with [`start_request`](Self::start_request). Returns false when the id names none.
    pub fn finish_request(&self, id: RequestId) -> bool {
        let mut state = self.state();
        match state.requests.get(id.0) {
            Some(Request::Announced { .. }) => state.requests.remove(id.0).is_some(),
            _ => false,
        }
    }

    /// The requests under way, in no particular order.
    pub fn active_requests(&self) -> Vec<RequestInfo> {
        self.state()
            .requests
            .iter()
            .map(|(key, request)| match request {
                Request::Work { kind, .. } => {
                    RequestInfo { id: RequestId(key), label: kind.label, lane: Some(kind.lane) }
                }
                Request::Announced { label } => RequestInfo { id: RequestId(key), label, lane: None },
            })
            .collect()
    }

    /// How many requests are under way.
    pub fn active_request_count(&self) -> usize {
        self.state().requests.len()
    }

    pub(crate) fn deliver_work(&self, id: RequestId, task: Box<dyn Task>) {
        if let Some(Request::Work { done, .. }) = self.take_work(id) {
            done(self, task);
        }
    }
}
