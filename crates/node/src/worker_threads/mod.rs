//! Messages between ports of one environment: the wakeup that delivers them, and what keeps the loop alive for them. The
//! queues are JavaScript's (`port_core.js`); nothing of a message is held here. Runs on the isolate's thread.

use std::cell::OnceCell;

use weir_engine::{Binding, Scope, op, ops, v8};
use weir_loop::{AsyncHandle, AsyncId};

use crate::Env;

pub(crate) const BINDING: Binding =
    Binding { name: "messaging", ops: ops![setup_messaging, wake_messaging, toggle_messaging_ref], init: None };

/// The one wakeup of all ports.
#[derive(Default)]
pub(crate) struct Messaging {
    wakeup: OnceCell<(AsyncId, AsyncHandle)>,
}

/// `setupMessaging(deliver)`: what the loop calls, once for all wakes before it. Does not keep the loop alive.
#[op]
fn setup_messaging<'s>(scope: &mut Scope<'s, '_>, env: &Env, deliver: v8::Local<'s, v8::Function>) {
    let engine = env.engine.clone();
    let deliver = v8::Global::new(scope, deliver);
    let wakeup = env.lp.new_async(move |_lp, _id| {
        engine.enter(None, |scope| {
            let function = v8::Local::new(scope, &deliver);
            let receiver: v8::Local<v8::Value> = v8::undefined(scope).into();
            function.call(scope, receiver, &[])?;
            Some(())
        });
    });
    env.lp.unref_handle(wakeup.0);
    if env.messaging.wakeup.set(wakeup).is_err() {
        unreachable!("messaging is set up once per environment");
    }
}

/// `wakeMessaging()`: has `deliver` called in the next poll phase.
#[op]
fn wake_messaging(env: &Env) {
    if let Some((_, handle)) = env.messaging.wakeup.get() {
        // False only after the loop has closed, when nobody is left to be told.
        let _ = handle.send();
    }
}

/// `toggleMessagingRef(keepsAlive)`.
#[op]
fn toggle_messaging_ref(env: &Env, on: bool) {
    if let Some((id, _)) = env.messaging.wakeup.get() {
        if on { env.lp.ref_handle(*id) } else { env.lp.unref_handle(*id) }
    }
}
