//! V8's inspector within the process: one per isolate, made when somebody first asks, and sessions to it that speak the
//! DevTools protocol as text. Nothing here listens on a socket or pauses: sessions are for the isolate's own thread.
//!
//! Answers and notifications come while a message is dispatched, or while JavaScript runs later; the session collects
//! them. No cell is borrowed while V8 is called.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use v8::inspector::{
    Channel, ChannelImpl, StringBuffer, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};

use crate::Scope;
use crate::state::EngineState;

/// All contexts of an isolate belong together.
const GROUP: i32 = 1;

/// Answers V8's questions; it has one as long as nobody pauses.
struct Client {
    main: Option<v8::Global<v8::Context>>,
    isolate: v8::UnsafeRawIsolatePtr,
    url_of: fn(&str) -> Option<String>,
}

impl V8InspectorClientImpl for Client {
    fn ensure_default_context_in_group(&self, _group: i32) -> Option<v8::Local<'_, v8::Context>> {
        let main = self.main.as_ref()?;
        // SAFETY: V8 asks on the isolate's thread while a message is dispatched, so the isolate is alive and entered.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(self.isolate) };
        // SAFETY: as above; V8 keeps a handle scope open around the question, which the new handle goes into.
        v8::callback_scope!(unsafe scope, &mut isolate);
        let main = v8::Local::new(scope, main);
        // SAFETY: the handle lives in V8's scope, which outlives its use of the answer.
        Some(unsafe { main.extend_lifetime_unchecked() })
    }

    fn resource_name_to_url(&self, name: &StringView) -> Option<v8::UniquePtr<StringBuffer>> {
        let url = (self.url_of)(&string_of(name))?;
        let units: Vec<u16> = url.encode_utf16().collect();
        Some(StringBuffer::create(StringView::from(units.as_slice())))
    }
}

/// The isolate's inspector.
pub(crate) struct Inspector(V8Inspector);

/// What V8 told a session: answers and notifications, in order.
#[derive(Default)]
struct Inbox {
    messages: RefCell<Vec<String>>,
    /// A message is being dispatched: whoever sent it takes what comes.
    dispatching: Cell<bool>,
}

struct Collector {
    inbox: Rc<Inbox>,
    on_late: Box<dyn Fn()>,
}

impl Collector {
    fn collect(&self, message: &v8::UniquePtr<StringBuffer>) {
        self.inbox.messages.borrow_mut().push(text_of(message));
        if !self.inbox.dispatching.get() {
            (self.on_late)();
        }
    }
}

impl ChannelImpl for Collector {
    fn send_response(&self, _call_id: i32, message: v8::UniquePtr<StringBuffer>) {
        self.collect(&message);
    }

    fn send_notification(&self, message: v8::UniquePtr<StringBuffer>) {
        self.collect(&message);
    }

    fn flush_protocol_notifications(&self) {}
}

fn text_of(message: &v8::UniquePtr<StringBuffer>) -> String {
    message.as_ref().map(|message| string_of(&message.string())).unwrap_or_default()
}

fn string_of(view: &StringView) -> String {
    match view {
        StringView::U8(latin1) => latin1.iter().map(|&byte| char::from(byte)).collect(),
        StringView::U16(units) => String::from_utf16_lossy(units),
    }
}

/// A session with the isolate's inspector. Dropped before the isolate is: whoever keeps one lets go of it with the
/// environment.
pub struct InspectorSession {
    // Before the inspector, so that it is dropped first.
    session: V8InspectorSession,
    inbox: Rc<Inbox>,
    inspector: Rc<Inspector>,
}

/// The inspector of the current isolate, which knows its main context.
fn inspector(scope: &mut Scope<'_, '_>, url_of: fn(&str) -> Option<String>) -> Rc<Inspector> {
    let state = EngineState::of(scope);
    if let Some(known) = state.inspector.borrow().as_ref().and_then(std::rc::Weak::upgrade) {
        return known;
    }
    let client = Client { main: state.context.get().cloned(), isolate: state.isolate.get(), url_of };
    let made = Rc::new(Inspector(V8Inspector::create(scope, V8InspectorClient::new(Box::new(client)))));
    *state.inspector.borrow_mut() = Some(Rc::downgrade(&made));
    if let Some(main) = state.context.get() {
        let main = v8::Local::new(scope, main);
        introduce(&made, main, "main");
    }
    made
}

fn introduce(inspector: &Inspector, context: v8::Local<'_, v8::Context>, name: &str) {
    let data = br#"{"isDefault":true}"#;
    inspector.0.context_created(context, GROUP, StringView::from(name.as_bytes()), StringView::from(&data[..]));
}

impl InspectorSession {
    /// Opens a session. `on_late` is called when V8 has something to say while nothing is dispatched; it must not enter
    /// JavaScript, only see to it that somebody calls [`take`](Self::take) soon. `url_of` gives the URL that scripts of a
    /// name go by, if that is another one; the first session's holds for all.
    pub fn open(scope: &mut Scope<'_, '_>, url_of: fn(&str) -> Option<String>, on_late: impl Fn() + 'static) -> Self {
        let inspector = inspector(scope, url_of);
        let inbox = Rc::new(Inbox::default());
        let channel = Channel::new(Box::new(Collector { inbox: inbox.clone(), on_late: Box::new(on_late) }));
        let session =
            inspector.0.connect(GROUP, channel, StringView::empty(), V8InspectorClientTrustLevel::FullyTrusted);
        Self { session, inbox, inspector }
    }

    /// Sends a message of the protocol; what V8 has to say since the last time, answers and notifications in order.
    pub fn dispatch(&self, message: &str) -> Vec<String> {
        let units: Vec<u16> = message.encode_utf16().collect();
        let outer = self.inbox.dispatching.replace(true);
        self.session.dispatch_protocol_message(StringView::from(units.as_slice()));
        self.inbox.dispatching.set(outer);
        self.take()
    }

    /// The same for what V8 would do once the stack is empty: it is done when this returns.
    pub fn dispatch_whole(&self, scope: &mut Scope<'_, '_>, message: &str) -> Vec<String> {
        let tasks = EngineState::of(scope).tasks.borrow().clone();
        let outer = self.inbox.dispatching.replace(true);
        let mut messages = tasks.run_with_its_tasks(|| self.dispatch(message));
        self.inbox.dispatching.set(outer);
        messages.extend(self.take());
        messages
    }

    /// What V8 has said since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.inbox.messages.borrow_mut())
    }

    /// Tells the inspector of a further context.
    pub fn introduce(&self, context: v8::Local<'_, v8::Context>, name: &str) {
        introduce(&self.inspector, context, name);
    }

    /// The inspector forgets a context.
    pub fn forget(&self, context: v8::Local<'_, v8::Context>) {
        self.inspector.0.context_destroyed(context);
    }
}
