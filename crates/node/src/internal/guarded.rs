//! Asking the guard: every op that opens a path, starts a process or a thread, or loads an addon comes through here
//! first. Without a policy that is one branch. A denial is told to whoever listens to the diagnostics channels; when
//! the policy only audits, that is all that happens. Must not be called with a borrow of the environment's cells held,
//! since listeners are the program's.

use std::cell::RefCell;
use std::os::unix::ffi::OsStringExt as _;

use weir_engine::{Binding, IntoJs as _, JsCallback, OpError, op, ops};
use weir_guard::Kind;

use crate::Env;

pub const BINDING: Binding =
    Binding { name: "permission", ops: ops![observe_denials, has, give_up, demand], init: None };

/// What the program has to say to denials.
#[derive(Default)]
pub(crate) struct Denials {
    /// Publishes one: `(key, name, resource, isGivenUp)`.
    observer: RefCell<Option<JsCallback>>,
}

/// The current directory, which relative paths are seen from.
fn cwd() -> Vec<u8> {
    std::env::current_dir().map_or_else(|_| b"/".to_vec(), |path| path.into_os_string().into_vec())
}

/// The message of a denial with a hint how to grant what was asked for.
fn with_hint(kind: Kind) -> String {
    format!("Access to this API has been restricted. Use {} to manage permissions.", kind.flag())
}

impl Env {
    /// Asks for leave to open `resource`.
    ///
    /// # Errors
    /// `ERR_ACCESS_DENIED`.
    #[inline]
    pub(crate) fn ask(&self, kind: Kind, resource: &[u8]) -> Result<(), OpError> {
        if self.options.guard.is_open() {
            return Ok(());
        }
        self.ask_policy(kind, resource, with_hint)
    }

    /// The same for ops whose error gives no hint, as some of Node's do.
    #[inline]
    pub(crate) fn ask_tersely(&self, kind: Kind, resource: &[u8]) -> Result<(), OpError> {
        if self.options.guard.is_open() {
            return Ok(());
        }
        self.ask_policy(kind, resource, |_| String::from("Access to this API has been restricted"))
    }

    #[cold]
    fn ask_policy(&self, kind: Kind, resource: &[u8], message: impl FnOnce(Kind) -> String) -> Result<(), OpError> {
        let guard = &self.options.guard;
        let whole = !matches!(kind, Kind::FileSystemRead | Kind::FileSystemWrite);
        if guard.allows(kind, (!whole).then_some(resource), cwd) {
            return Ok(());
        }
        let resource = String::from_utf8_lossy(resource).into_owned();
        self.tell_denial(kind, &resource, false);
        if guard.is_audit() {
            return Ok(());
        }
        Err(OpError::Denied { message: message(kind), permission: kind.name(), resource })
    }

    /// Refuses an op that no grant covers, under a policy that binds.
    ///
    /// # Errors
    /// `ERR_ACCESS_DENIED` with `message`.
    pub(crate) fn refuse_under_policy(&self, message: impl FnOnce() -> String) -> Result<(), OpError> {
        if self.options.guard.is_open() || self.options.guard.is_audit() {
            return Ok(());
        }
        Err(OpError::Denied { message: message(), permission: "", resource: String::new() })
    }

    /// Tells the observer. One that is denied something itself is not told of that.
    fn tell_denial(&self, kind: Kind, resource: &str, given_up: bool) {
        let observer = self.denials.observer.borrow_mut().take();
        let Some(observer) = observer else { return };
        observer.call(&self.engine, |scope| {
            Ok(vec![
                kind.key().into_js(scope)?,
                kind.name().into_js(scope)?,
                resource.into_js(scope)?,
                given_up.into_js(scope)?,
            ])
        });
        self.denials.observer.borrow_mut().get_or_insert(observer);
    }
}

/// `observeDenials(observer)`: `observer(key, name, resource, isGivenUp)`.
#[op]
fn observe_denials(env: &Env, observer: JsCallback) {
    *env.denials.observer.borrow_mut() = Some(observer);
}

/// `has(key, reference?)`: whether access is granted; false for keys that nobody knows.
#[op]
fn has(env: &Env, key: &str, reference: Option<String>) -> bool {
    let Some(kind) = Kind::from_key(key) else { return false };
    let granted = env.options.guard.allows(kind, reference.as_deref().map(str::as_bytes), cwd);
    if !granted {
        env.tell_denial(kind, reference.as_deref().unwrap_or_default(), false);
    }
    granted
}

/// `giveUp(key, reference?)`: takes a grant back for good.
#[op]
fn give_up(env: &Env, key: &str, reference: Option<String>) {
    let Some(kind) = Kind::from_key(key) else { return };
    env.options.guard.give_up(kind, reference.as_deref().map(str::as_bytes), cwd);
    env.tell_denial(kind, reference.as_deref().unwrap_or_default(), true);
}

/// `demand(key, resource)`: throws `ERR_ACCESS_DENIED` unless access is granted. For modules whose ops are JavaScript's.
#[op]
fn demand(env: &Env, key: &str, resource: &str) -> Result<(), OpError> {
    match Kind::from_key(key) {
        Some(kind) => env.ask(kind, resource.as_bytes()),
        None => Ok(()),
    }
}
