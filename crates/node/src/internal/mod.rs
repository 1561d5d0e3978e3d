//! What the modules' ops share.

pub mod exit;
pub mod lifecycle;
pub mod work;
