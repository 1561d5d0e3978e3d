//! The one error type of native operations, and its making into the JavaScript errors that Node's users know.

use crate::state::EngineState;
use crate::{Scope, convert};

/// Why an op failed. The glue throws it; an asynchronous op hands it to the callback or rejects with it.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// A system call failed: `code`, `errno`, `syscall` and, where known, `path` and `dest` as in Node's `SystemError`.
    #[error("{syscall} failed with errno {errno}")]
    System {
        /// Positive errno of the OS.
        errno: i32,
        syscall: &'static str,
        path: Option<String>,
        dest: Option<String>,
    },
    /// An error of class `class` with a `code` property, as from Node's registry.
    #[error("{code}: {message}")]
    Coded { class: ErrorClass, code: &'static str, message: String },
    /// A policy refused: `ERR_ACCESS_DENIED` with `permission` and `resource` as Node tells them.
    #[error("{message}")]
    Denied { message: String, permission: &'static str, resource: String },
    /// An `Error` of a library, with the properties that it tells.
    #[error("{}", .0.message)]
    Detailed(Box<Detailed>),
    /// A plain error without a code.
    #[error("{message}")]
    Plain { class: ErrorClass, message: String },
    /// JavaScript threw while the op ran: the exception is already pending in the isolate.
    #[error("a JavaScript exception is pending")]
    Pending,
}

/// What a library says of a failure.
#[derive(Debug)]
pub struct Detailed {
    pub class: ErrorClass,
    pub message: String,
    /// Own properties of the error, in order.
    pub properties: Vec<(&'static str, Detail)>,
}

/// A property of an error.
#[derive(Debug)]
pub enum Detail {
    Text(String),
    List(Vec<String>),
}

/// The constructor an error is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    Error,
    TypeError,
    RangeError,
    SyntaxError,
}

impl OpError {
    /// A failed system call without a path.
    pub fn system(errno: i32, syscall: &'static str) -> Self {
        Self::System { errno, syscall, path: None, dest: None }
    }

    /// A failed system call on `path`.
    pub fn system_at(errno: i32, syscall: &'static str, path: impl Into<String>) -> Self {
        Self::System { errno, syscall, path: Some(path.into()), dest: None }
    }

    /// A `TypeError` with Node's `code`.
    pub fn type_error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: ErrorClass::TypeError, code, message: message.into() }
    }

    /// A `RangeError` with Node's `code`.
    pub fn range_error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: ErrorClass::RangeError, code, message: message.into() }
    }

    /// An `Error` with Node's `code`.
    pub fn coded(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: ErrorClass::Error, code, message: message.into() }
    }

    /// The error of a feature that is not there yet; never a pretended result.
    pub fn not_yet(feature: &str) -> Self {
        Self::coded("ERR_WEIR_NOT_YET", format!("{feature} is not available in weir yet"))
    }

    /// Builds the JavaScript error; for `Pending` there is none to build.
    pub fn to_js<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<v8::Local<'s, v8::Value>> {
        match self {
            Self::Pending => None,
            Self::Plain { class, message } => Some(construct(scope, *class, message).into()),
            Self::Detailed(detailed) => {
                let error = construct(scope, detailed.class, &detailed.message);
                for (key, detail) in &detailed.properties {
                    match detail {
                        Detail::Text(text) => set(scope, error, key, text),
                        Detail::List(texts) => set_list(scope, error, key, texts),
                    }
                }
                Some(error.into())
            }
            Self::Denied { message, permission, resource } => {
                let error = construct(scope, ErrorClass::Error, message);
                set(scope, error, "code", "ERR_ACCESS_DENIED");
                set(scope, error, "permission", permission);
                set(scope, error, "resource", resource);
                Some(error.into())
            }
            Self::Coded { class, code, message } => {
                let error = construct(scope, *class, message);
                head_with_code(scope, error, *class, code, message);
                set(scope, error, "code", code);
                dress(scope, error);
                Some(error.into())
            }
            Self::System { errno, syscall, path, dest } => {
                let (code, text) = crate::errno::errno_name(*errno);
                let mut message = format!("{code}: {text}, {syscall}");
                if let Some(path) = path {
                    message.push_str(&format!(" '{path}'"));
                }
                if let Some(dest) = dest {
                    message.push_str(&format!(" -> '{dest}'"));
                }
                let error = construct(scope, ErrorClass::Error, &message);
                let number = v8::Integer::new(scope, -*errno);
                let key = convert::intern(scope, "errno");
                error.create_data_property(scope, key.into(), number.into());
                set(scope, error, "code", code);
                set(scope, error, "syscall", syscall);
                if let Some(path) = path {
                    set(scope, error, "path", path);
                }
                if let Some(dest) = dest {
                    set(scope, error, "dest", dest);
                }
                Some(error.into())
            }
        }
    }

    /// Makes this the pending exception.
    pub(crate) fn throw(&self, scope: &mut Scope<'_, '_>) {
        if let Some(error) = self.to_js(scope) {
            scope.throw_exception(error);
        }
    }
}

impl From<std::io::Error> for OpError {
    fn from(error: std::io::Error) -> Self {
        match error.raw_os_error() {
            Some(errno) => Self::system(errno, "io"),
            None => Self::Plain { class: ErrorClass::Error, message: error.to_string() },
        }
    }
}

fn construct<'s>(scope: &mut Scope<'s, '_>, class: ErrorClass, message: &str) -> v8::Local<'s, v8::Object> {
    let message = convert::string(scope, message);
    let error = match class {
        ErrorClass::Error => v8::Exception::error(scope, message),
        ErrorClass::TypeError => v8::Exception::type_error(scope, message),
        ErrorClass::RangeError => v8::Exception::range_error(scope, message),
        ErrorClass::SyntaxError => v8::Exception::syntax_error(scope, message),
    };
    error.cast()
}

/// Node shows the code in the stack's first line (`TypeError [ERR_X]: ...`) while `name` and `message` stay plain.
fn head_with_code(
    scope: &mut Scope<'_, '_>,
    error: v8::Local<'_, v8::Object>,
    class: ErrorClass,
    code: &str,
    message: &str,
) {
    let key = convert::intern(scope, "stack");
    let Some(stack) = error.get(scope, key.into()) else { return };
    let stack = stack.to_rust_string_lossy(scope);
    let plain = format!("{class:?}: {message}");
    if let Some(frames) = stack.strip_prefix(plain.as_str()) {
        let value = convert::string(scope, &format!("{class:?} [{code}]: {message}{frames}"));
        error.set(scope, key.into(), value.into());
    }
}

/// `String(error)` shows the code too, by a prototype that JavaScript has.
fn dress(scope: &mut Scope<'_, '_>, error: v8::Local<'_, v8::Object>) {
    let hook = EngineState::of(scope).hooks.borrow().dress_error.clone();
    let Some(hook) = hook else { return };
    let hook = v8::Local::new(scope, hook);
    let undefined = v8::undefined(scope).into();
    v8::tc_scope!(let scope, scope);
    // Without room on the stack the error stays as it is.
    let _ = hook.call(scope, undefined, &[error.into()]);
}

fn set(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, key: &'static str, value: &str) {
    let key = convert::intern(scope, key);
    let value = convert::string(scope, value);
    object.create_data_property(scope, key.into(), value.into());
}

fn set_list(scope: &mut Scope<'_, '_>, object: v8::Local<'_, v8::Object>, key: &'static str, texts: &[String]) {
    let key = convert::intern(scope, key);
    let values: Vec<_> = texts.iter().map(|text| convert::string(scope, text).into()).collect();
    let list = v8::Array::new_with_elements(scope, &values);
    object.create_data_property(scope, key.into(), list.into());
}
