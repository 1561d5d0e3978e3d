//! HTTP/1 messages read from bytes as they come: a push parser with the codes, leniencies and limits of the one in Node.
//! Pure: no input or output, no clocks, no JavaScript.

mod bytes;
mod chunk;
mod error;
mod head;
mod lenient;
mod method;
mod parser;
mod protocol;

pub use error::{Code, Error};
pub use head::Kind;
pub use lenient::Lenient;
pub use method::{Method, NAMES as METHODS};
pub use parser::{Body, Event, Failure, HeadView, Lines, Parser, Progress, Settings};
