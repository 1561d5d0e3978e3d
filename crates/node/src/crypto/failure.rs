//! Failures of the library as the errors that ops throw, with the properties that Node gives them.

use weir_crypto::Failure;
use weir_crypto::cipher::Problem;
use weir_engine::{Detail, Detailed, ErrorClass, OpError};

/// The error of a failure.
pub(crate) fn error(failure: Failure) -> OpError {
    let mut properties = Vec::new();
    if !failure.stack.is_empty() {
        properties.push(("opensslErrorStack", Detail::List(failure.stack)));
    }
    if let Some(details) = failure.details {
        let parts = [("library", details.library), ("reason", details.reason), ("code", details.code)];
        properties.extend(parts.into_iter().filter_map(|(key, text)| Some((key, Detail::Text(text?)))));
    }
    OpError::Detailed(Box::new(Detailed { class: ErrorClass::Error, message: failure.message, properties }))
}

/// An error with Node's `code`, as those that Node throws natively: its stack begins without the code.
pub(crate) fn coded(class: ErrorClass, code: &str, message: impl Into<String>) -> OpError {
    let properties = vec![("code", Detail::Text(code.to_owned()))];
    OpError::Detailed(Box::new(Detailed { class, message: message.into(), properties }))
}

/// The error of a cipher's refusal in `operation`.
pub(super) fn refusal(problem: Problem, operation: &str) -> OpError {
    match problem {
        Problem::Library(failure) => error(failure),
        Problem::InvalidIv => coded(ErrorClass::TypeError, "ERR_CRYPTO_INVALID_IV", "Invalid initialization vector"),
        Problem::InvalidKeyLength => coded(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"),
        Problem::InvalidTagLength(length) => coded(
            ErrorClass::TypeError,
            "ERR_CRYPTO_INVALID_AUTH_TAG",
            format!("Invalid authentication tag length: {length}"),
        ),
        Problem::TagLengthRequired => coded(
            ErrorClass::TypeError,
            "ERR_CRYPTO_INVALID_AUTH_TAG",
            format!("authTagLength required for {operation}"),
        ),
        Problem::MessageLength => {
            coded(ErrorClass::RangeError, "ERR_CRYPTO_INVALID_MESSAGELEN", "Invalid message length")
        }
        Problem::MissingTextLength => {
            coded(ErrorClass::TypeError, "ERR_MISSING_ARGS", "options.plaintextLength required for CCM mode with AAD")
        }
        Problem::State if operation.is_empty() => coded(ErrorClass::Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state"),
        // Thrown by Node's JavaScript.
        Problem::State => {
            OpError::coded("ERR_CRYPTO_INVALID_STATE", format!("Invalid state for operation {operation}"))
        }
    }
}
