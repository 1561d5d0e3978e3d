//! An environment: one isolate, one loop, and the modules' state on both. Owns boot order, the run of the loop and the
//! order of exit. The command line above gives it values only.

mod environment;
mod snapshot;

pub use environment::{Environment, OptionValue, RunOptions};
pub use snapshot::{append_to, make as make_snapshot};
pub use weir_engine::{set_v8_flags, v8_version};
