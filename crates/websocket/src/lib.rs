//! The frames of WebSocket (RFC 6455), as a client has them: what a server sends read from bytes as they come, what goes to
//! it written with its mask. Pure: no input or output, no clocks, no JavaScript. Whether texts are UTF-8 and what
//! compressed messages hold is for the owner, who has better means for both.

mod frame;
mod reader;

pub use frame::{Opcode, head_length, is_valid_close_code, mask_payload, write_head};
pub use reader::{Event, Failure, Kind, Message, Payload, Progress, Reader, Settings};
