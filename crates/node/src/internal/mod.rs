//! What the modules' ops share.

pub mod errors;
pub mod exit;
pub mod guarded;
pub mod lifecycle;
pub(crate) mod local_time;
pub(crate) mod owned;
pub mod sync_calls;
pub mod view_memory;
pub mod work;
