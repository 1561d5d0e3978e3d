//! An environment: one isolate, one loop, and the modules' state on both. Owns boot order, the run of the loop and the
//! order of exit. The command line above gives it values only.

mod env_file;
mod environment;
mod snapshot;

pub use env_file::load as load_env_files;
pub use environment::{Environment, OptionValue, RunOptions, exit_process};
pub use snapshot::{append_code_to as append_code, append_to as append_snapshot, make as make_snapshot};
pub use weir_engine::{set_v8_flags, v8_version};
pub use weir_guard::{Kind as PermissionKind, PolicyOptions};
pub use weir_loop::{hrtime, prepare_process};
pub use weir_node::{CodeCacheFolder, SOURCE_ROOT, StartTimes, memory_for_this_process};
