//! V8's inspector within the process: one per isolate, made when somebody first asks, and sessions to it that speak the
//! DevTools protocol as text. Nothing here listens on a socket or pauses: sessions are for the isolate's own thread.
//!
//! Answers and notifications come while a message is dispatched, or while JavaScript runs later; the session collects
//! them. No cell is borrowed while V8 is called.

use std::cell::RefCell;
use std::rc::Rc;

use v8::inspector::{
    Channel, ChannelImpl, StringBuffer, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};

use crate::Scope;
use crate::state::EngineState;

/// All contexts of an isolate belong together.
const GROUP: i32 = 1;

/// V8 asks nothing of us as long as nobody pauses.
struct Client;

impl V8InspectorClientImpl for Client {}

/// The isolate's inspector.
pub(crate) struct Inspector(V8Inspector);

/// What a session was told: answers by the number of their call, and notifications.
#[derive(Default)]
struct Inbox {
    answers: Vec<(i32, String)>,
    notifications: Vec<String>,
}

struct Collector(Rc<RefCell<Inbox>>);

impl ChannelImpl for Collector {
    fn send_response(&self, call_id: i32, message: v8::UniquePtr<StringBuffer>) {
        self.0.borrow_mut().answers.push((call_id, text_of(&message)));
    }

    fn send_notification(&self, message: v8::UniquePtr<StringBuffer>) {
        self.0.borrow_mut().notifications.push(text_of(&message));
    }

    fn flush_protocol_notifications(&self) {}
}

fn text_of(message: &v8::UniquePtr<StringBuffer>) -> String {
    let Some(message) = message.as_ref() else { return String::new() };
    match message.string() {
        StringView::U8(latin1) => latin1.iter().map(|&byte| char::from(byte)).collect(),
        StringView::U16(units) => String::from_utf16_lossy(&units),
    }
}

/// A session with the isolate's inspector. Dropped before the isolate is: whoever keeps one lets go of it with the
/// environment.
pub struct InspectorSession {
    // Before the inspector, so that it is dropped first.
    session: V8InspectorSession,
    inbox: Rc<RefCell<Inbox>>,
    inspector: Rc<Inspector>,
}

/// The inspector of the current isolate, which knows its main context.
fn inspector(scope: &mut Scope<'_, '_>) -> Rc<Inspector> {
    let state = EngineState::of(scope);
    if let Some(known) = state.inspector.borrow().as_ref().and_then(std::rc::Weak::upgrade) {
        return known;
    }
    let made = Rc::new(Inspector(V8Inspector::create(scope, V8InspectorClient::new(Box::new(Client)))));
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
    /// Opens a session.
    pub fn open(scope: &mut Scope<'_, '_>) -> Self {
        let inspector = inspector(scope);
        let inbox = Rc::new(RefCell::new(Inbox::default()));
        let channel = Channel::new(Box::new(Collector(inbox.clone())));
        let session =
            inspector.0.connect(GROUP, channel, StringView::empty(), V8InspectorClientTrustLevel::FullyTrusted);
        Self { session, inbox, inspector }
    }

    /// Sends a message of the protocol, whose `id` is `call`; the answer, when it came at once.
    pub fn dispatch(&self, call: i32, message: &str) -> Option<String> {
        let units: Vec<u16> = message.encode_utf16().collect();
        self.session.dispatch_protocol_message(StringView::from(units.as_slice()));
        let mut inbox = self.inbox.borrow_mut();
        let place = inbox.answers.iter().position(|(id, _)| *id == call)?;
        Some(inbox.answers.swap_remove(place).1)
    }

    /// The notifications since the last time.
    pub fn take_notifications(&self) -> Vec<String> {
        std::mem::take(&mut self.inbox.borrow_mut().notifications)
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
