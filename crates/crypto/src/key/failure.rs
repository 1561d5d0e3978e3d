//! Why work with a key failed: what the library says, or a rule of Node's interface. Knows no JavaScript values.

use openssl::error::ErrorStack;

use crate::error;

/// The class of the JavaScript error that a failure becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Error,
    TypeError,
    RangeError,
}

#[derive(Debug)]
pub enum Failure {
    /// What the library says, or words of ours when it says nothing.
    Library(error::Failure),
    /// One of Node's codes with its text.
    Coded { class: Class, code: &'static str, message: String },
    /// Words alone.
    Plain(&'static str),
}

pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Takes what the library has queued.
    pub fn library(otherwise: &'static str) -> Self {
        Self::Library(error::Failure::take(otherwise))
    }

    /// What the library's wrapper took off the queue, all of it told in the stack.
    pub fn of_stack(stack: ErrorStack, otherwise: &'static str) -> Self {
        stack.put();
        Self::Library(error::Failure::peek(otherwise))
    }

    /// Other words in front of what the library says.
    pub fn behind(self, words: &str) -> Self {
        match self {
            Self::Library(mut failure) if failure.details.is_some() => {
                failure.message = words.to_owned();
                failure.details = None;
                Self::Library(failure)
            }
            other => other,
        }
    }

    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: Class::Error, code, message: message.into() }
    }

    pub fn type_error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: Class::TypeError, code, message: message.into() }
    }

    pub fn range_error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Coded { class: Class::RangeError, code, message: message.into() }
    }

    /// `ERR_CRYPTO_OPERATION_FAILED`; what the library has queued is dropped.
    pub fn operation(message: &str) -> Self {
        error::clear();
        Self::error("ERR_CRYPTO_OPERATION_FAILED", message)
    }

    pub fn invalid_jwk(message: &str) -> Self {
        error::clear();
        Self::type_error("ERR_CRYPTO_INVALID_JWK", message)
    }

    /// The key lacks what the chosen encoding needs.
    pub fn incompatible(encoding: &str, reason: &str) -> Self {
        Self::error("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", format!("The selected key encoding {encoding} {reason}."))
    }
}

impl From<ErrorStack> for Failure {
    fn from(stack: ErrorStack) -> Self {
        Self::of_stack(stack, "Operation failed")
    }
}
