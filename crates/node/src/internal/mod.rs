//! What the modules' ops share.

pub mod lifecycle;
pub mod work;
